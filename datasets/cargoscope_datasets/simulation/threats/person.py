"""People: soft tissue, bone and lungs. On y = 0, looking anywhere; mm."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation import stances
from cargoscope_datasets.simulation.belongings import bag, pockets, seat
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.human import Stance, grown, turned
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.poses import as_drawn
from cargoscope_datasets.simulation.shapes import Parts, shifted
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.threat import LIVING, Family, Lot

_Stands = Callable[[np.random.Generator, float], Stance]
_BAG_SHARE = 0.2


def _someone(rng: np.random.Generator, stands: _Stands) -> Lot:
    """Somebody on the floor, with what is in their pockets; their seat and their bag are packing."""
    someone = grown(rng, stands)
    yaw = rotation(rng.uniform(0, 2 * np.pi), 0, 0)
    body = place_parts((*someone.parts, *pockets(rng, someone)), yaw @ turned(someone), (0, 0, 0))
    (x0, low, _), (x1, _, _) = parts_bounds(body).tolist()
    around: Parts = ()
    if someone.stance.seat:
        around = place_parts(seat(rng, someone, low), yaw, (0, 0, 0))
    if rng.random() < _BAG_SHARE:
        around += shifted(bag(rng, x0, x1), y=low)
    return Lot((shifted(body, y=-low),), shifted(around, y=-low))


def standing(rng: np.random.Generator) -> Lot:
    """On their feet, the arms down, up or crossed."""
    return _someone(rng, stances.standing)


def sitting(rng: np.random.Generator) -> Lot:
    """On the floor with the legs out or drawn up, or on a crate or a sack."""
    return _someone(rng, stances.sitting_on_the_floor if rng.random() < 0.6 else stances.sitting_on_something)


def crouching(rng: np.random.Generator) -> Lot:
    """Squatting, the knees at the chest."""
    return _someone(rng, stances.crouching)


def kneeling(rng: np.random.Generator) -> Lot:
    """On one knee or both, upright, bent over or on the heels."""
    return _someone(rng, stances.kneeling)


def lying(rng: np.random.Generator) -> Lot:
    """On the back, the belly or a side, the legs straight or drawn up."""
    return _someone(rng, stances.lying)


def group(rng: np.random.Generator) -> Lot:
    """Two to five, close together, each in a stance of their own."""
    draws = (standing, sitting, sitting, crouching, lying)
    along = 0.0
    items: list[Parts] = []
    around: list[Part] = []
    for _ in range(int(rng.integers(2, 5))):
        lot = draws[int(rng.integers(len(draws)))](rng)
        (x0, _, _), (x1, _, _) = lot.bounds.tolist()
        aside = rng.normal(0, 250)
        items.append(shifted(lot.items[0], x=along - x0, z=aside))
        around += shifted(lot.packing, x=along - x0, z=aside)
        along += (x1 - x0) * rng.uniform(0.5, 1.05)
    return Lot(tuple(items), tuple(around))


def curled_up(rng: np.random.Generator) -> Lot:
    """Folded into the smallest room, on a side or on the knees, the hands at the face or over the head."""
    return _someone(rng, stances.curled_up)


FAMILIES = {
    name: Family(draw, as_drawn, places=LIVING, reserved=draw is curled_up)
    for name, draw in {
        "standing": standing,
        "sitting": sitting,
        "crouching": crouching,
        "kneeling": kneeling,
        "lying": lying,
        "group": group,
        "curled_up": curled_up,
    }.items()
}
