"""Where things are put: into places of a scene, as seizures are, or anywhere that a view sees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.conveyance import Place, PlaceKind, Room
from cargoscope_datasets.simulation.poses import as_drawn, ramped, upright
from cargoscope_datasets.simulation.shapes import UNTURNED
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import rotation
from cargoscope_datasets.simulation.threat import IN_THE_HOLD, Lot, Threat

DECLARED_SHARE = 0.35
"""Of what may also be ordinary goods and lies among goods, how much is declared as what it is."""
STANDING_SHARE = 0.8
"""Things that lie on the bottom of a room; the others hang, or lie on something."""
_BUILT_IN: frozenset[PlaceKind] = frozenset(
    {"floor", "wall", "roof", "frame", "chassis", "tyre", "in_goods", "machine"}
)
"""Kinds of places where nothing need rest on the bottom."""
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

    Every kind of place is as likely as any other, however many there are of it. The lot is turned by quarter turns
    until it fits; what stands on its feet or wheels stays upright.

    Args:
        rng: decides.
        threat: what to hide.
        places: of the conveyance and its loads.

    Returns:
        None where it fits nowhere.
    """
    turns = _turns(stands=threat.kind.pose in (upright, as_drawn, ramped))
    kinds = sorted(threat.kind.places & {place.kind for place in places})
    for kind in [kinds[index] for index in rng.permutation(len(kinds))]:
        alike = [place for place in places if place.kind == kind]
        for place in [alike[index] for index in rng.permutation(len(alike))]:
            lot = fitted(rng, threat.lot, place.room, turns)
            if lot is not None:
                standing = place.kind not in _BUILT_IN and rng.random() < STANDING_SHARE
                may_be_goods = threat.kind.declarable and kind in IN_THE_HOLD
                declared = may_be_goods and rng.random() < DECLARED_SHARE
                return Placed(into(rng, lot, place.room, standing=standing), place, concealed=not declared)
    return None


def fitted(rng: np.random.Generator, lot: Lot, room: Room, turns: Sequence[NDArray[np.float64]]) -> Lot | None:
    """The lot, turned so that it fits into a room; None where no turn does."""
    bounds = lot.bounds
    for index in rng.permutation(len(turns)):
        low, high = bounds @ turns[index].T
        if np.all(np.abs(high - low) <= room.size):
            return lot.square(turns[index])
    return None


def _turns(*, stands: bool) -> list[NDArray[np.float64]]:
    """Quarter turns: all about the upright axis, and for what need not stand on its feet onto other sides too."""
    return [yaw @ side for side in (_SIDES[:1] if stands else _SIDES) for yaw in _QUARTERS]


def fitting(lot: Lot, room: Room) -> bool:
    """Whether a lot goes into a room as it lies."""
    low, high = lot.bounds
    return bool(np.all(high - low <= room.size))


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
