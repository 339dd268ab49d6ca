"""What a threat is, and how one of a family is drawn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.conveyance import PlaceKind
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.placement import UNTURNED, place_parts, rotation
from cargoscope_datasets.simulation.poses import Pose, anyhow, upright
from cargoscope_datasets.simulation.shapes import Parts, square_turned
from cargoscope_datasets.simulation.solids import Part

AMONG_GOODS: frozenset[PlaceKind] = frozenset({"doors", "goods_gap", "on_goods", "in_goods", "pallet", "machine"})
IN_THE_HOLD: frozenset[PlaceKind] = frozenset({"doors", "goods_gap", "on_goods", "in_goods"})
SMALL: frozenset[PlaceKind] = AMONG_GOODS | {
    "floor",
    "wall",
    "roof",
    "cooling_unit",
    "spare_tyre",
    "tyre",
    "fuel_tank",
    "tool_box",
    "chassis",
    "cab",
    "frame",
    "engine",
    "boot",
    "seat",
}
"""Where a thing of any size that fits may be hidden."""
LIVING: frozenset[PlaceKind] = IN_THE_HOLD | {
    "cab",
    "boot",
    "seat",
    "tool_box",
    "chassis",
    "pallet",
    "machine",
    "roof",
    "floor",
}
"""Where people hide."""


@dataclass(frozen=True, slots=True, eq=False)
class Lot:
    """Objects that lie together, and what they are packed in.

    Attributes:
        items: the parts of each object; each gets a box of its own.
        packing: case, foam, clothes: around the items, and in no box.
    """

    items: tuple[Parts, ...]
    packing: Parts = ()

    @property
    def parts(self) -> Parts:
        """All there is."""
        return tuple(part for item in self.items for part in item) + self.packing

    @property
    def bounds(self) -> NDArray[np.float64]:
        """(2, 3) float64: least and greatest x, y, z, mm."""
        return parts_bounds(self.parts)

    def square(self, turn: NDArray[np.float64]) -> "Lot":
        """Turned about the origin by quarter turns: what lies along the axes still does, and stays cheap."""
        return Lot(tuple(square_turned(item, turn) for item in self.items), square_turned(self.packing, turn))

    def placed(self, turn: NDArray[np.float64], shift: tuple[float, float, float]) -> "Lot":
        """Turned about the origin, then moved."""
        return Lot(tuple(place_parts(item, turn, shift) for item in self.items), place_parts(self.packing, turn, shift))

    def centred(self) -> "Lot":
        """With the middle of the room that it takes at the origin."""
        x, y, z = (-self.bounds.mean(axis=0)).tolist()
        return self.placed(UNTURNED, (x, y, z))


def one(parts: Iterable[Part]) -> Lot:
    """A single object without packing."""
    return Lot((tuple(parts),))


Packing = Callable[[np.random.Generator, Lot], Lot]
"""Puts something around what lies as it is to lie."""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of thing with a label.

    Attributes:
        draw: one, side on, with its sizes drawn from the generator.
        pose: how it lies.
        packings: ways to pack it, each as likely as the others; none: always bare.
        most: as many of it may lie together.
        places: kinds of places where it is found.
        reserved: for the benchmark only; never trained on.
        declarable: may also be ordinary goods, declared as what they are.
    """

    draw: Callable[[np.random.Generator], Lot]
    pose: Pose = anyhow
    packings: tuple[Packing, ...] = ()
    most: int = 1
    places: frozenset[PlaceKind] = SMALL
    reserved: bool = False
    declarable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Threat:
    """One find as it lies; the middle of the room that it takes is at the origin.

    Attributes:
        label: what it is.
        family: which kind of it, a name in `threats.FAMILIES[label]`.
        lot: the objects and their packing.
        kind: where it is found, whether it is reserved or can be declared.
    """

    label: str
    family: str
    lot: Lot
    kind: Family


def draw_of(rng: np.random.Generator, label: str, name: str, family: Family) -> Threat:
    """One find of a family: drawn, turned, perhaps several, perhaps packed."""
    lot = family.draw(rng)
    lot = lot.placed(family.pose(rng), (0.0, 0.0, 0.0))
    if family.most > 1 and rng.random() < 0.3:
        lot = repeated(rng, lot, int(rng.integers(2, family.most + 1)), stands=family.pose is upright)
    if family.packings:
        lot = family.packings[int(rng.integers(len(family.packings)))](rng, lot)
    return Threat(label, name, lot.centred(), family)


def repeated(rng: np.random.Generator, lot: Lot, count: int, *, stands: bool = False) -> Lot:
    """The same again and again where it is thinnest: side by side in a row, or each a little askew, close together."""
    low, high = lot.bounds
    axis = int(np.argmin(high - low))
    tidy = rng.random() < 0.5
    step = (high - low)[axis] * (1.08 if tidy else rng.uniform(0.5, 1.0))
    middle = lot.centred()
    items: list[Parts] = []
    for number in range(count):
        turn = UNTURNED if tidy else _askew(rng, axis, stands=stands)
        shift = rng.normal(0, 0.03 if tidy else 0.15, 3) * (high - low)
        shift[axis] = number * step
        x, y, z = shift.tolist()
        items.extend(middle.placed(turn, (x, y, z)).items)
    return Lot(tuple(items), lot.packing)


def _askew(rng: np.random.Generator, axis: int, *, stands: bool) -> NDArray[np.float64]:
    """A few degrees any way, and end for end as often as not about the axis along which things are piled.

    What stands, or holds something that is level, is turned about the upright alone.
    """
    flip, lean = -np.eye(3), 0.02 if stands else 0.2
    axis = 1 if stands else axis
    flip[axis, axis] = 1.0
    tilted = rotation(rng.normal(0, 0.2), rng.normal(0, lean), rng.normal(0, lean))
    return tilted @ flip if rng.random() < 0.5 else tilted
