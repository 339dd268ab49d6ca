"""People: soft tissue, bone and lungs. Drawn facing +x, standing on y = 0, the left hand at +z; mm."""

import numpy as np

from cargoscope_datasets.simulation.human import Stance, grown
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.poses import as_drawn
from cargoscope_datasets.simulation.shapes import Parts, shifted
from cargoscope_datasets.simulation.threat import LIVING, Family, Lot, one

_ON_THE_BELLY = 2
"""Quarter turns about the body's own axis before it is laid down."""


def _both(rng: np.random.Generator, middle: float, spread: float) -> tuple[float, float]:
    """Angles of the left and the right, about the same."""
    return rng.normal(middle, spread), rng.normal(middle, spread)


def _standing(rng: np.random.Generator) -> Parts:
    hold = rng.random() < 0.3
    return grown(
        rng,
        Stance(
            rng.normal(0.03, 0.08),
            rng.normal(0.1, 0.15),
            _both(rng, 0.05, 0.15),
            (abs(rng.normal(0, 0.15)), abs(rng.normal(0, 0.15))),
            _both(rng, 1.2 if hold else 0.1, 0.3),
            _both(rng, 1.0 if hold else 0.3, 0.3),
        ),
    )


def standing(rng: np.random.Generator) -> Lot:
    """On their feet, the arms down, up or crossed."""
    return one(_standing(rng))


def _sitting(rng: np.random.Generator) -> Parts:
    flat = rng.random() < 0.6
    knees = _both(rng, 0.4, 0.3) if flat else _both(rng, 1.5, 0.2)
    return grown(
        rng,
        Stance(
            rng.normal(-0.05, 0.2),
            rng.normal(0.25, 0.25),
            _both(rng, 1.55 if flat else 1.75, 0.15),
            knees,
            _both(rng, 0.7, 0.4),
            _both(rng, 0.7, 0.4),
        ),
    )


def sitting(rng: np.random.Generator) -> Lot:
    """On the floor with the legs out, or on a box."""
    return one(_sitting(rng))


def _crouching(rng: np.random.Generator) -> Parts:
    return grown(
        rng,
        Stance(
            rng.normal(0.55, 0.2),
            rng.normal(0.35, 0.25),
            _both(rng, 2.25, 0.15),
            _both(rng, 2.45, 0.15),
            _both(rng, 0.7, 0.25),
            _both(rng, 0.5, 0.3),
        ),
    )


def crouching(rng: np.random.Generator) -> Lot:
    """Squatting, the knees at the chest."""
    return one(_crouching(rng))


def kneeling(rng: np.random.Generator) -> Lot:
    """On one knee or both, upright or bent over."""
    other = 1.5 if rng.random() < 0.4 else 0.1
    stance = Stance(
        rng.uniform(0, 0.9),
        rng.normal(0.2, 0.2),
        (rng.normal(0.2, 0.15), rng.normal(other, 0.15)),
        (rng.normal(1.7, 0.15), rng.normal(1.6, 0.15)),
        _both(rng, 0.6, 0.4),
        _both(rng, 0.7, 0.4),
    )
    return one(grown(rng, stance))


def _lying(rng: np.random.Generator) -> Parts:
    way = int(rng.integers(4))
    bent = rng.uniform(0, 1.1) if way != _ON_THE_BELLY else 0.05
    stance = Stance(
        rng.normal(0.1, 0.1),
        rng.normal(0.15, 0.2),
        _both(rng, bent, 0.2),
        _both(rng, bent * 1.2, 0.2),
        _both(rng, 0.2, 0.3),
        _both(rng, 0.4, 0.3),
    )
    onto = rotation(0, np.pi / 2, 0) @ rotation(np.pi / 2 * way + rng.normal(0, 0.2), 0, 0)
    return grown(rng, stance, onto)


def lying(rng: np.random.Generator) -> Lot:
    """On the back, the belly or a side, the legs straight or drawn up."""
    return one(_lying(rng))


def group(rng: np.random.Generator) -> Lot:
    """Two to five, close together, each in a stance of their own."""
    draws = (_standing, _sitting, _sitting, _crouching, _lying)
    along, items = 0.0, []
    for _ in range(int(rng.integers(2, 5))):
        body = draws[int(rng.integers(len(draws)))](rng)
        (x0, _, _), (x1, _, _) = one(body).bounds.tolist()
        items.append(shifted(body, x=along - x0, z=rng.normal(0, 250)))
        along += (x1 - x0) * rng.uniform(0.5, 1.05)
    return Lot(tuple(items))


def curled_up(rng: np.random.Generator) -> Lot:
    """Folded into the smallest room, on a side or on the knees, the hands at the face or over the head."""
    over = rng.random() < 0.3
    stance = Stance(
        rng.normal(0.8, 0.15),
        rng.normal(0.6, 0.15),
        _both(rng, 2.35, 0.12),
        _both(rng, 2.5, 0.12),
        _both(rng, 1.9 if over else 0.1, 0.25),
        _both(rng, 1.8 if over else 2.1, 0.3),
    )
    on_a_side = rotation(0, 0, np.pi / 2 * rng.choice([-1, 1])) @ rotation(0, rng.uniform(0, 2 * np.pi), 0)
    tipped = rotation(0, -rng.uniform(0.7, 1.5), rng.normal(0, 0.2))
    return one(grown(rng, stance, on_a_side if rng.random() < 0.6 else tipped))


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
