"""Where things are put: into places of a scene, as seizures are, or anywhere that a view sees."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Place, PlaceKind, Room
from cargoscope_datasets.simulation.extents import bounds
from cargoscope_datasets.simulation.goods import Load
from cargoscope_datasets.simulation.placement import UNTURNED, rotation
from cargoscope_datasets.simulation.poses import as_drawn, ramped, upright
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.threat import IN_THE_HOLD, Family, Lot, Threat
from cargoscope_datasets.simulation.weights import mass_kg

DECLARED_SHARE = 0.35
"""Of what may also be ordinary goods and lies among goods, how much is declared as what it is."""
STANDING_SHARE = 0.8
"""Things that lie on the bottom of a room; the others hang, or lie on something."""
_OFTEN: dict[PlaceKind, float] = {
    "doors": 3.0, "in_goods": 2.0, "pallet": 2.0, "machine": 2.0, "goods_gap": 2.0, "on_goods": 1.5,
}  # fmt: skip
"""How much more often than elsewhere things are found in a kind of place, where there is one."""
_CLEARANCE_MM = 60.0
_BUILT_IN: frozenset[PlaceKind] = frozenset(
    {"floor", "wall", "roof", "frame", "chassis", "tyre", "in_goods", "machine"}
)
"""Kinds of places where nothing need rest on the bottom."""
TIGHT: frozenset[PlaceKind] = frozenset(
    {"floor", "wall", "roof", "frame", "cooling_unit", "spare_tyre", "tyre", "fuel_tank", "chassis", "tool_box", "seat"}
)
"""Kinds of places into which what is packed for a bag or a pallet seldom fits: things are slid in flat and bare."""
_FLAT_DRAWN = 4
"""Finds of the family that are drawn for a tight kind of place until one fits."""
_ANYWHERE_Z_MM = 1000.0
_QUARTERS = tuple(np.round(rotation(np.pi / 2 * yaw, 0, 0)) for yaw in range(4))
_SIDES = tuple(np.round(rotation(0, np.pi / 2 * pitch, np.pi / 2 * roll)) for pitch, roll in ((0, 0), (1, 0), (0, 1)))


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A lot where it was put.

    Attributes:
        lot: there.
        place: the place it was put into.
        concealed: hidden, as opposed to declared.
    """

    lot: Lot
    place: Place
    concealed: bool


def hidden(rng: np.random.Generator, threat: Threat, places: Sequence[Place]) -> Placed | None:
    """A threat in one of the places where such things are found.

    A kind of place comes by as it does in seizures (`_OFTEN`), however many there are of it. The lot is turned by
    quarter turns until it fits; what stands on its feet or wheels stays upright. For tight places (`TIGHT`) others of
    the family are drawn, bare and flat, where this one is too large: who hides something there wraps it for that.

    Args:
        rng: decides.
        threat: what to hide.
        places: of the conveyance and its loads.

    Returns:
        None where it fits nowhere.
    """
    turns = _turns(threat)
    kinds = sorted(threat.kind.places & {place.kind for place in places})
    waits = [float(rng.exponential(1 / _OFTEN.get(kind, 1.0))) for kind in kinds]
    for _, kind in sorted(zip(waits, kinds, strict=True)):
        alike = [place for place in places if place.kind == kind]
        for lot in _lots(rng, threat, kind):
            for place in [alike[index] for index in rng.permutation(len(alike))]:
                turned = fitted(rng, lot, place.room, turns)
                if turned is not None:
                    standing = place.kind not in _BUILT_IN and rng.random() < STANDING_SHARE
                    declared = kind in IN_THE_HOLD and _declared(rng, threat)
                    return Placed(into(rng, turned, place.room, standing=standing), place, concealed=not declared)
    return None


def _lots(rng: np.random.Generator, threat: Threat, kind: PlaceKind) -> Iterator[Lot]:
    """The threat's own, then others of its family, flat and bare, where a kind of place is tight."""
    yield threat.lot
    if kind in TIGHT and not stands(threat):
        for _ in range(_FLAT_DRAWN):
            yield flat(rng, threat.kind)


def instead_of_goods(
    rng: np.random.Generator, threat: Threat, holds: Sequence[Hold], loads: Sequence[Load]
) -> tuple[Placed, tuple[Load, ...]] | None:
    """A threat on the floor of a hold, where goods make room for it: nothing large fits between them.

    Args:
        rng: decides.
        threat: what to put there; it is one that is found in holds.
        holds: of the conveyance.
        loads: the goods in them.

    Returns:
        Where it is, and the loads without the goods that stood there; None where no hold is large enough.
    """
    if not threat.kind.places & IN_THE_HOLD:
        return None
    for hold in [holds[index] for index in rng.permutation(len(holds))]:
        lot = None if hold.kind == "tank" else fitted(rng, threat.lot, hold.room, _turns(threat))
        if lot is not None:
            lot = into(rng, lot, hold.room, standing=True)
            low, high = lot.bounds[:, 0].tolist()
            taken = hold.room._replace(x0=low - _CLEARANCE_MM, x1=high + _CLEARANCE_MM)
            placed = Placed(lot, Place("goods_gap", taken), concealed=not _declared(rng, threat))
            return placed, tuple(_without(load, taken) for load in loads)
    return None


def _declared(rng: np.random.Generator, threat: Threat) -> bool:
    return threat.kind.declarable and rng.random() < DECLARED_SHARE


def _without(load: Load, taken: Room) -> Load:
    """A load without whatever reaches into a room."""
    parts = tuple(part for part in load.parts if not _meet(bounds(part.solid), taken))
    if len(parts) == len(load.parts):
        return load
    places = tuple(place for place in load.places if place.room.x1 <= taken.x0 or place.room.x0 >= taken.x1)
    return Load(parts, mass_kg(parts), places)


def _meet(box: NDArray[np.float64], room: Room) -> bool:
    low, high = np.array([room.x0, room.y0, room.z0]), np.array([room.x1, room.y1, room.z1])
    return bool(np.all(box[0] < high) and np.all(box[1] > low))


def fitted(rng: np.random.Generator, lot: Lot, room: Room, turns: Sequence[NDArray[np.float64]]) -> Lot | None:
    """The lot, turned so that it fits into a room; None where no turn does."""
    box = lot.bounds
    for index in rng.permutation(len(turns)):
        low, high = box @ turns[index].T
        if np.all(np.abs(high - low) <= room.size):
            return lot.square(turns[index])
    return None


def _turns(threat: Threat) -> list[NDArray[np.float64]]:
    """Quarter turns: all about the upright axis, and for what need not stand on its feet onto other sides too."""
    return [yaw @ side for side in (_SIDES[:1] if stands(threat) else _SIDES) for yaw in _QUARTERS]


def flat(rng: np.random.Generator, kind: Family) -> Lot:
    """One of a family, bare, as it is drawn; turned about the axis along which it is thin, by any angle or none.

    What holds a liquid at its level is turned about the upright.
    """
    lot = kind.draw(rng)
    low, high = lot.bounds
    angles = np.zeros(3)
    # Roll is about x, yaw about y, pitch about z.
    angles[1 if kind.pose is upright else int(np.argmin(high - low))] = (
        rng.uniform(0, 2 * np.pi) if rng.random() < 0.5 else 0.0
    )
    roll, yaw, pitch = angles.tolist()
    return lot.placed(rotation(yaw, pitch, roll), (0.0, 0.0, 0.0)).centred()


def any_side_up(rng: np.random.Generator, lot: Lot) -> Lot:
    """Turned by some quarter turns."""
    return lot.square(_QUARTERS[int(rng.integers(len(_QUARTERS)))] @ _SIDES[int(rng.integers(len(_SIDES)))])


def stands(threat: Threat) -> bool:
    """Whether it stays on its feet or wheels, wherever it is put."""
    return threat.kind.pose in (upright, as_drawn, ramped)


def fitting(lot: Lot, room: Room) -> bool:
    """Whether a lot goes into a room as it lies."""
    low, high = lot.bounds
    return bool(np.all(high - low <= room.size))


def apart(lot: Lot, others: Iterable[Lot]) -> bool:
    """Whether the room that a lot takes is none of others'."""
    low, high = lot.bounds
    rooms = (other.bounds for other in others)
    return not any(np.all(low < other_high) and np.all(high > other_low) for other_low, other_high in rooms)


def into(rng: np.random.Generator, lot: Lot, room: Room, *, standing: bool = False) -> Lot:
    """The lot somewhere in a room that it fits into, on its bottom if it stands."""
    low, high = lot.bounds
    ends = np.array([[room.x0, room.y0, room.z0], [room.x1, room.y1, room.z1]])
    x, y, z = rng.uniform(ends[0] - low, np.maximum(ends[1] - high, ends[0] - low)).tolist()
    return lot.placed(UNTURNED, (x, float(room.y0 - low[1]) if standing else y, z))


def anywhere(rng: np.random.Generator, lot: Lot, sheet: Sheet) -> Lot:
    """The lot, its middle on some pixel of a sheet and at any depth."""
    rows, columns = sheet.shape
    x = sheet.x0 + rng.uniform(0, columns) * sheet.pitch[1]
    across = sheet.a0 - rng.uniform(0, rows) * sheet.pitch[0]
    depth = rng.uniform(-_ANYWHERE_Z_MM, _ANYWHERE_Z_MM)
    scale = float(sheet.fan.magnification(depth))
    if sheet.fan.top:
        return lot.placed(UNTURNED, (float(x), float(sheet.fan.axis - depth), float(across / scale)))
    height = sheet.fan.axis + (across - sheet.fan.axis) / scale
    return lot.placed(UNTURNED, (float(x), float(height), float(depth)))
