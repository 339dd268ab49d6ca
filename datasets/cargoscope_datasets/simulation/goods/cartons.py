"""Goods in cartons, stacked on the floor or on pallets: the weave of rows that stand a little out of step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import Load
from cargoscope_datasets.simulation.goods.pallets import BLOCK, EURO, STRINGER, pallet
from cargoscope_datasets.simulation.goods.stow import Cell, Stow, among, begin, cells, door_gap, lanes
from cargoscope_datasets.simulation.tiles import Tile, softened
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.solids import Box, Part, mass_kg

Size = tuple[float, float, float]
"""Length, height, width, mm."""
_BOARD_KG_M2 = 0.65
"""Double-walled corrugated board with its flaps."""
_MOST = 900
"""Bodies drawn a load; of more cartons several of a stack are drawn as one."""


@dataclass(frozen=True, slots=True)
class Carton:
    """What one carton is.

    Attributes:
        size: outside, mm, along, up and across.
        material: of what is in it.
        fill: share of the material's density that its contents have.
        tiles: how the contents waver; each carton lies at its own place on one of them.
        head: share of its height that is empty, under the lid.
        gap: between its contents and its walls, mm.
        soft: over how much the contents thin out towards its ends, mm.
        splits: so many stand side by side within `size`, lengthwise or across; each row has its own. (1,) is one.
    """

    size: Size
    material: str
    fill: float
    tiles: Sequence[Tile]
    head: float = 0.05
    gap: float = 7.0
    soft: float = 25.0
    splits: tuple[int, ...] = (1,)

    @property
    def mass_kg(self) -> float:
        """With its board."""
        length, height, width = self.size
        inside = (
            (length - 2 * self.gap * float(np.mean(self.splits))) * height * (1 - self.head) * (width - 2 * self.gap)
        )
        return inside * 1e-6 * MATERIALS[self.material].density * self.fill + self.board_kg

    @property
    def board_kg(self) -> float:
        """Of the carton alone."""
        length, height, width = self.size
        return 2e-6 * (length * height + length * width + height * width) * _BOARD_KG_M2


def contents(rng: np.random.Generator, carton: Carton, room: Room) -> Part:
    """What is in a carton, or in several on top of each other, that fill a room."""
    share = 1 + float(np.clip(rng.normal(0, 0.03), -0.08, 0.08))
    left, right = carton.gap * rng.uniform(0.2, 1.8, 2)
    x0, x1 = room.x0 + float(left), room.x1 - float(right)
    tile = carton.tiles[int(rng.integers(len(carton.tiles)))]
    texture = softened(rng, tile, x0, x1, carton.soft * float(rng.uniform(0.5, 1.5)))
    top = room.y1 - min(carton.head * float(rng.uniform(0.4, 1.6)), 0.5) * carton.size[1]
    thin = (room.y1 - room.y0 - carton.head * carton.size[1]) / (room.y1 - room.y0) / (1 - carton.head)
    box = Box(x0, x1, room.y0, top, room.z0 + carton.gap, room.z1 - carton.gap, texture)
    return Part(box, carton.material, carton.fill * share / thin)


def stack(rng: np.random.Generator, carton: Carton, stacked: Sequence[Cell], lean: float,
          bundle: int = 1) -> tuple[Part, ...]:  # fmt: skip
    """Cartons one on the other, each pressed flatter or less, and none quite above the one below.

    Args:
        rng: decides how sloppily.
        carton: each of them.
        stacked: their cells, lowest first.
        lean: how far along the vehicle it leans, mm for each mm of height.
        bundle: so many are drawn as one.
    """
    low, high = stacked[0].room, stacked[-1].room
    squeeze = 1 - abs(float(rng.normal(0, 0.018)))
    sag, parts = float(rng.normal(0, 8)), []
    loose = float(np.exp(rng.uniform(np.log(2), np.log(11))))
    for start in range(0, len(stacked), bundle):
        group = stacked[start : start + bundle]
        x, z = sag + float(rng.normal(0, loose)), float(rng.normal(0, 2))
        y0, y1 = (low.y0 + (y - low.y0) * squeeze for y in (group[0].room.y0, group[-1].room.y1))
        edges = np.linspace(low.x0 + x, low.x1 + x, int(rng.choice(carton.splits)) + 1)
        edges[1:-1] += rng.normal(0, 8, edges.size - 2)
        for left, right in pairwise(edges.tolist()):
            parts.append(contents(rng, carton, Room(left, right, y0, y1, low.z0 + z, low.z1 + z)))
        sag += lean * (y1 - y0)
    shell = Box(low.x0 + sag / 2, low.x1 + sag / 2, low.y0, low.y0 + (high.y1 - low.y0) * squeeze, low.z0, low.z1)
    parts.append(board(shell, carton.board_kg * len(stacked)))
    return tuple(parts)


def board(shell: Box, weight_kg: float) -> Part:
    """Cardboard spread through a block."""
    part = Part(shell, "paper")
    return replace(part, fill=weight_kg / mass_kg([part]))


def floor_loaded(carton: Callable[[np.random.Generator], Carton], *, least: float = 0.85,
                 lean: float = 0.006, slack: float = 0.5) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: cartons by hand, from the floor to the load line or the payload."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        one = snug(rng, carton(rng), hold)
        stow = begin(rng, hold, least)
        found = cells(rng, hold, one.size, most=int(stow.limit_kg / one.mass_kg), slack=slack,
                      height=_headroom(rng, hold))  # fmt: skip
        fill_stacks(rng, stow, one, found, lean)
        return stow.load()

    return pack


def snug(rng: np.random.Generator, carton: Carton, hold: Hold) -> Carton:
    """The carton a little wider or narrower, so that its rows fill the hold: makers choose them so."""
    wide = hold.room.size[2]
    rows = max(1, round(wide / carton.size[2]))
    length, height, _ = carton.size
    return replace(carton, size=(length, height, wide / rows * float(rng.uniform(0.965, 0.998))))


def _headroom(rng: np.random.Generator, hold: Hold) -> float:
    return (hold.load_line - hold.room.y0) * float(rng.uniform(0.86, 1.0))


def fill_stacks(rng: np.random.Generator, stow: Stow, carton: Carton, found: list[Cell], lean: float) -> None:
    """Cartons into cells; stacks side by side lean about alike."""
    stacks: dict[tuple[int, int], list[Cell]] = {}
    for cell in found:
        stacks.setdefault((cell.column, cell.row), []).append(cell)
    columns = 1 + max((column for column, _ in stacks), default=0)
    common = np.cumsum(rng.normal(0, lean / 2, columns)) * 0.5 + rng.normal(0, lean)
    common = np.clip(common, -2.5 * lean, 2.5 * lean)
    bundle = 1 + int(len(found) * np.mean(carton.splits)) // _MOST
    kept = [
        cell
        for (column, _), stacked in stacks.items()
        if stow.add(stack(rng, carton, stacked, float(common[column] + rng.normal(0, lean / 3)), bundle))
        for cell in stacked
    ]
    among(rng, stow, kept)
    door_gap(stow, kept)


def palletised(carton: Callable[[np.random.Generator], Carton], *, tiers: int = 1, least: float = 0.85,
               tallest: float = 2100.0) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: cartons on pallets, one or two tiers of them."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        one, stow = carton(rng), begin(rng, hold, least)
        base = (EURO, BLOCK, STRINGER)[int(rng.integers(3))]
        one = fitted(one, base)
        per_layer = round(base[0] / one.size[0]) * round(base[2] / one.size[2])
        room = min(tallest, (hold.load_line - hold.room.y0) / tiers * float(rng.uniform(0.8, 1.0)))
        layers = max(1, int((room - base[1]) // one.size[1]))
        empty = mass_kg(pallet(Room(0, base[0], 0, base[1], 0, base[2])))
        rows = lanes(rng, hold, (base[0] + 15, base[1], base[2] + 15))
        count = tiers * sum(len(cells(rng, lane, size, height=base[1])) for lane, size in rows)
        afford = (stow.limit_kg / max(1, count) - empty) / (per_layer * one.mass_kg)
        layers = max(1, min(layers, int(afford)))
        most = int(stow.limit_kg / (empty + per_layer * layers * one.mass_kg))
        bundle = 1 + per_layer * layers * min(count, most) // _MOST
        kept = []
        for lane, size in rows:
            crosswise = size[0] < size[2]
            here = replace(one, size=one.size[::-1]) if crosswise and one.size[0] != one.size[2] else one
            foot = base[::-1] if crosswise else base
            loads = cells(rng, lane, (size[0], base[1] + layers * one.size[1], size[2]),
                          height=tiers * (base[1] + layers * one.size[1]) + 1,
                          most=-(-most // len(rows)), slack=0.9)  # fmt: skip
            kept += [cell for cell in loads
                     if stow.add(on_pallet(rng, here, cell.room, foot, layers, cell.top, bundle))]  # fmt: skip
        for cell in kept[:: max(1, len(kept) // 6)]:
            middle = cell.room
            stow.place("pallet", Room(middle.x0 + 200, middle.x1 - 200, middle.y0 + base[1], middle.y1 - 150,
                                      middle.z0 + 200, middle.z1 - 200))  # fmt: skip
        door_gap(stow, kept)
        return stow.load()

    return pack


def fitted(carton: Carton, base: Size) -> Carton:
    """The carton in the size that fills a pallet's layers."""
    along, across = max(1, round(base[0] / carton.size[0])), max(1, round(base[2] / carton.size[2]))
    return replace(carton, size=(base[0] / along, carton.size[1], base[2] / across))


def on_pallet(rng: np.random.Generator, carton: Carton, room: Room, base: Size, layers: int,
              top: bool, bundle: int) -> tuple[Part, ...]:  # fmt: skip
    """One pallet with its cartons; the last layer of the uppermost may lack some."""
    x, z = room.x0 + float(rng.normal(7, 4)), room.z0 + float(rng.normal(7, 8))
    parts = list(pallet(Room(x, x + base[0], room.y0, room.y0 + base[1], z, z + base[2])))
    along, across = round(base[0] / carton.size[0]), round(base[2] / carton.size[2])
    lean = float(rng.normal(0, 0.004))
    for i in range(along):
        for k in range(across):
            x0, z0 = x + i * carton.size[0], z + k * carton.size[2]
            count = layers - int(top and layers > 1 and rng.random() < 0.06)
            floor = room.y0 + base[1]
            stacked = [
                Cell(Room(x0, x0 + carton.size[0], floor + j * carton.size[1], floor + (j + 1) * carton.size[1],
                          z0, z0 + carton.size[2]), i, k, j, j == count - 1)
                for j in range(count)
            ]  # fmt: skip
            parts.extend(stack(rng, carton, stacked, lean, bundle))
    return tuple(parts)
