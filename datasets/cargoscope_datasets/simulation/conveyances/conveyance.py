"""What a conveyance is: parts in space, the rooms that goods go into, and the places where things are hidden."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.placement import place_parts
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.weights import mass_kg

HoldKind = Literal["dry", "reefer", "open", "tank", "van"]
"""`open` is a deck without walls, to the height that loads usually reach; `tank` is a vessel along x, to be filled with
a fluid: its room is the box around the inside."""
PlaceKind = Literal[
    "doors", "floor", "wall", "roof", "cooling_unit", "spare_tyre", "tyre", "fuel_tank", "tool_box", "chassis", "cab",
    "frame", "engine", "boot", "seat",
    "goods_gap", "on_goods", "in_goods", "pallet", "machine",
]  # fmt: skip


class Room(NamedTuple):
    """A block along the axes, mm; see `solids` for the axes."""

    x0: float
    x1: float
    y0: float
    y1: float
    z0: float
    z1: float

    @property
    def size(self) -> tuple[float, float, float]:
        """Length, height, width, mm."""
        return self.x1 - self.x0, self.y1 - self.y0, self.z1 - self.z0


@dataclass(frozen=True, slots=True)
class Hold:
    """Where goods go.

    Attributes:
        room: free of the conveyance's own parts.
        payload_kg: the most that may be loaded, by the plate or the road's limits, whichever is less.
        doors_x: which end the doors are at, mm; None where there are none.
        kind: decides what is carried and how.
        load_line: height that goods may reach in a refrigerated hold, mm; else the room's top.
    """

    room: Room
    payload_kg: float
    doors_x: float | None
    kind: HoldKind
    load_line: float


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a thing can be hidden, outside the goods.

    Attributes:
        kind: what it is part of.
        room: the hidden thing fits into it; parts may cross it, as a seizure lies among pipes and beams.
    """

    kind: PlaceKind
    room: Room


@dataclass(frozen=True, slots=True, eq=False)
class Conveyance:
    """What is scanned, empty.

    Attributes:
        name: the kind's name in `CONVEYANCES`.
        parts: its solids; the front is at the smaller x, the ground at y = 0.
        holds: rooms for goods, front to back.
        places: where things can be hidden.
    """

    name: str
    parts: tuple[Part, ...]
    holds: tuple[Hold, ...]
    places: tuple[Place, ...]

    @property
    def tare_kg(self) -> float:
        """What it weighs empty."""
        return mass_kg(self.parts)

    @property
    def bounds(self) -> NDArray[np.float64]:
        """(2, 3) float64: least and greatest x, y, z of its parts, mm."""
        return parts_bounds(self.parts)


def moved(conveyance: Conveyance, x: float, y: float) -> Conveyance:
    """The conveyance, set down elsewhere."""

    def shifted(room: Room) -> Room:
        return Room(room.x0 + x, room.x1 + x, room.y0 + y, room.y1 + y, room.z0, room.z1)

    holds = tuple(
        replace(hold, room=shifted(hold.room), doors_x=None if hold.doors_x is None else hold.doors_x + x,
                load_line=hold.load_line + y)
        for hold in conveyance.holds
    )  # fmt: skip
    places = tuple(Place(place.kind, shifted(place.room)) for place in conveyance.places)
    return Conveyance(conveyance.name, place_parts(conveyance.parts, np.eye(3), (x, y, 0.0)), holds, places)


def joined(name: str, pieces: Iterable[Conveyance]) -> Conveyance:
    """Several, as one: tractor, trailer, boxes."""
    each = tuple(pieces)
    return Conveyance(
        name,
        tuple(part for piece in each for part in piece.parts),
        tuple(hold for piece in each for hold in piece.holds),
        tuple(place for piece in each for place in piece.places),
    )


Builder = Callable[[np.random.Generator], Conveyance]
"""Builds one of a kind; makes, ages and damage are drawn from the generator."""
