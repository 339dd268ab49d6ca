"""Putting goods into a hold: piece by piece, never beyond what it may carry."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Place, PlaceKind, Room
from cargoscope_datasets.simulation.goods.goods import Load
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.weights import mass_kg

_PRESS, _FULLEST = 0.035, 1.06
"""How differently stacks of soft goods settle; no piece keeps more than this of its height."""
_LEAST_GAP = 60.0
"""mm; what is narrower hides nothing."""


@dataclass(slots=True)
class Stow:
    """A load as it grows.

    Attributes:
        hold: where it goes.
        limit_kg: the most that this one weighs.
        parts, places, mass: so far.
        short: where stacks begin, in x and z, that lack a piece: nothing can stand above it.
    """

    hold: Hold
    limit_kg: float
    parts: list[Part] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    mass: float = 0.0
    short: set[tuple[float, float]] = field(default_factory=set)

    def add(self, parts: Iterable[Part]) -> bool:
        """Load pieces that belong together, unless they would be too heavy."""
        more = tuple(parts)
        weight = mass_kg(more)
        if self.mass + weight > self.limit_kg:
            return False
        self.parts.extend(more)
        self.mass += weight
        return True

    def stack(self, room: Room, parts: Iterable[Part]) -> bool:
        """Load a piece of a stack, whose cell is `room`, unless it would be too heavy or have nothing to stand on."""
        where = room.x0, room.z0
        if where not in self.short and self.add(parts):
            return True
        self.short.add(where)
        return False

    def place(self, kind: PlaceKind, room: Room) -> None:
        """Something can be hidden here, if there is room enough within the hold."""
        hold = self.hold.room
        kept = Room(max(room.x0, hold.x0), min(room.x1, hold.x1), max(room.y0, hold.y0), min(room.y1, hold.y1),
                    max(room.z0, hold.z0), min(room.z1, hold.z1))  # fmt: skip
        if min(kept.size) >= _LEAST_GAP:
            self.places.append(Place(kind, kept))

    def load(self) -> Load:
        """All that was loaded."""
        return Load(tuple(self.parts), self.mass, tuple(self.places))


def begin(rng: np.random.Generator, hold: Hold, least: float = 0.85) -> Stow:
    """An empty hold to be filled up to a share of its payload."""
    return Stow(hold, hold.payload_kg * float(rng.uniform(least, 1)))


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one piece goes.

    Attributes:
        room: with the gaps around it.
        column: along the vehicle, 0 at the closed end.
        row: across it.
        layer: 0 on the floor.
        top: nothing stands on it.
    """

    room: Room
    column: int
    row: int
    layer: int
    top: bool


def cells(rng: np.random.Generator, hold: Hold, size: tuple[float, float, float], *, most: int = 1_000_000,
          height: float | None = None, slack: float = 0.3) -> list[Cell]:  # fmt: skip
    """A hold full of pieces of one size, in columns, rows and layers, from the closed end and the floor on.

    Args:
        rng: decides where what does not make a whole layer stands, and how loosely.
        hold: where they go.
        size: length, height and width of a piece, mm.
        most: as many pieces as may be loaded.
        height: they may reach above the floor, mm; None is up to the load line.
        slack: share of the room left over along the vehicle that is spread between the columns.
    """
    room = hold.room
    length, tall, wide = room.size
    tall = min(tall, hold.load_line - room.y0) if height is None else min(height, tall, hold.load_line - room.y0)
    columns, layers, rows = (int((have + 1) // need) for have, need in zip((length, tall, wide), size, strict=True))
    if not columns or not rows or not layers:
        return []
    counts = _counts(rng, columns, rows, layers, most)
    spare = (length - columns * size[0]) * slack
    common = _starts(rng.dirichlet(np.full(columns, 0.6))) * spare * 0.6
    own = _starts(rng.dirichlet(np.full(columns, 0.6), rows)) * spare * 0.4
    starts = own + common + np.arange(columns) * size[0]
    across = (wide - rows * size[2]) / max(rows, 1)
    found = []
    for column in range(columns):
        for row in range(rows):
            x0 = room.x0 + float(starts[row, column])
            if hold.doors_x is not None and hold.doors_x < room.x0 + length / 2:
                x0 = room.x0 + room.x1 - x0 - size[0]
            z0 = room.z0 + row * (size[2] + across) + across / 2
            for layer in range(counts[column, row]):
                y0 = room.y0 + layer * size[1]
                cell = Room(x0, x0 + size[0], y0, y0 + size[1], z0, z0 + size[2])
                found.append(Cell(cell, column, row, layer, layer == counts[column, row] - 1))
    return found


def _starts(gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where columns start that have these gaps before them, most of them pushed against the closed end."""
    return np.asarray(np.cumsum(gaps, axis=-1) - 0.85 * gaps[..., :1], np.float64)


def settled(
    rng: np.random.Generator, hold: Hold, found: Iterable[Cell], heights: tuple[float, float], lean: float
) -> Iterator[tuple[Cell, Room]]:
    """Cells with the rooms that soft goods take once stacked: each its own height, no two stacks alike.

    Args:
        rng: decides how sloppily.
        hold: they stay in it.
        found: cells, the lower ones of a stack first.
        heights: least and greatest share of its cell's height that a piece keeps.
        lean: deviation of how far stacks lean along the vehicle, mm for each mm of height; neighbours lean about alike.
    """
    tops: dict[tuple[int, int], float] = {}
    leans: dict[int, float] = {}
    presses: dict[tuple[int, int], float] = {}
    last = float(rng.normal(0, lean))
    for cell in found:
        if cell.column not in leans:
            last = leans[cell.column] = 0.85 * last + float(rng.normal(0, lean * 0.5))
        room, stack = cell.room, (cell.column, cell.row)
        y0 = tops.get(stack, room.y0)
        x = leans[cell.column] * (y0 - hold.room.y0)
        x = float(np.clip(x, hold.room.x0 - room.x0, max(hold.room.x1 - room.x1, hold.room.x0 - room.x0)))
        press = presses.setdefault(stack, float(rng.normal(1, _PRESS)))
        tops[stack] = y0 + (room.y1 - room.y0) * min(float(rng.uniform(*heights)) * press, _FULLEST)
        yield cell, Room(room.x0 + x, room.x1 + x, y0, min(tops[stack], hold.room.y1), room.z0, room.z1)


def gaps_along(found: Sequence[Cell]) -> dict[tuple[int, int], float]:
    """How much room each stack, by column and row, has to the next one along the vehicle, mm."""
    floor = {(cell.column, cell.row): cell.room for cell in found if not cell.layer}
    gaps = dict.fromkeys(floor, 0.0)
    for row in {row for _, row in floor}:
        beside = sorted((room.x0, where) for where, room in floor.items() if where[1] == row)
        for (_, where), (start, _) in pairwise(beside):
            gaps[where] = max(0.0, start - floor[where].x1)
    return gaps


def _counts(rng: np.random.Generator, columns: int, rows: int, layers: int, most: int) -> NDArray[np.int64]:
    """(columns, rows) int: how high each stack is; what makes no whole layer stands in the middle or at an end."""
    counts = np.full((columns, rows), min(layers, most // (columns * rows)), np.int64)
    left = min(most, columns * rows * layers) - int(counts.sum())
    spare = max(0, columns - -(-left // rows))
    start = int(rng.choice([0, spare // 2, spare] if counts.any() else [0, 0, spare // 2]))
    for column in [*range(start, columns), *range(start)]:
        for row in range(rows):
            if left > 0 and counts[column, row] < layers:
                counts[column, row] += 1
                left -= 1
    if most >= columns * rows * layers and layers > 1:
        counts[rng.random((columns, rows)) < 0.05] -= 1
        counts[-1] = np.maximum(counts[-1] - rng.integers(0, layers, rows) // 2, 0)
    return counts


def door_gap(stow: Stow, cells_: Iterable[Cell]) -> None:
    """Note the rooms at the doors and above the goods."""
    rooms = [cell.room for cell in cells_]
    if not rooms:
        return
    hold = stow.hold.room
    x0, x1 = min(room.x0 for room in rooms), max(room.x1 for room in rooms)
    top = max(room.y1 for room in rooms)
    stow.place("goods_gap", Room(x1, hold.x1, hold.y0, hold.y1, hold.z0, hold.z1))
    stow.place("goods_gap", Room(hold.x0, x0, hold.y0, hold.y1, hold.z0, hold.z1))
    stow.place("on_goods", Room(x0, x1, top, hold.y1, hold.z0, hold.z1))


def among(rng: np.random.Generator, stow: Stow, cells_: Iterable[Cell], count: int = 6) -> None:
    """Note a few pieces as places: a thing hidden inside one, or instead of it."""
    chosen = list(cells_)
    for index in rng.permutation(len(chosen))[:count]:
        stow.place("in_goods", chosen[index].room)
