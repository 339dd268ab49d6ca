"""Goods in cartons, stacked: the weave of rows that stand a little out of step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import Load
from cargoscope_datasets.simulation.goods.stow import Cell, Stow, among, begin, cells, door_gap
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.mounds import mound
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.tiles import Tile, cut, softened
from cargoscope_datasets.simulation.weights import mass_kg

Size = tuple[float, float, float]
"""Length, height, width, mm."""
_BOARD_KG_M2 = 0.65
"""Double-walled corrugated board with its flaps."""
_BULGES, _FALLS = 0.14, 0.3
"""How far the lid of a carton rises, and its corners fall, at most: shares of half its length."""
_KNOTS = np.array([-1, -0.95, -0.8, -0.4, 0, 0.4, 0.8, 0.95, 1.0])
MOST = 900
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
        bulge: how far its lid is pushed up where nothing stands on it, mm; 0 for stiff cartons.
        splits: so many stand side by side within `size`, lengthwise or across; each row has its own. (1,) is one.
    """

    size: Size
    material: str
    fill: float
    tiles: Sequence[Tile]
    head: float = 0.05
    gap: float = 7.0
    soft: float = 25.0
    bulge: float = 0.0
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


def pillow(rng: np.random.Generator, carton: Carton, room: Room) -> Part:
    """What lies on top of a stack: a soft carton, its lid pushed up, its corners fallen in, as it was thrown there."""
    left, right = carton.gap * rng.uniform(0.2, 2.5, 2)
    middle, half = (room.x0 + room.x1) / 2, (room.x1 - room.x0 - left - right) / 2
    height, thick = room.y1 - room.y0, min(carton.size[1], room.y1 - room.y0)
    round_ = (1 - np.abs(_KNOTS) ** float(rng.uniform(3, 9))) ** 0.4
    lid = min(carton.bulge * float(rng.uniform(0.2, 1.3)), _BULGES * half) * (1 - _KNOTS**2)
    askew = float(rng.normal(0, 0.05)) * thick * _KNOTS
    high = room.y1 - carton.head * thick + lid + askew - (1 - round_) * min(0.5 * thick, _FALLS * half)
    side = (room.z1 - room.z0) / 2 - carton.gap
    z = (room.z0 + room.z1) / 2
    tile = cut(rng, carton.tiles[int(rng.integers(len(carton.tiles)))])
    body = mound(middle + half * _KNOTS, room.y0, np.maximum(high, room.y0 + 0.3 * height), z - side, z + side, tile,
                 float(rng.normal(0, 0.08)))  # fmt: skip
    return Part(body, carton.material, carton.fill * float(rng.normal(1, 0.04)))


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
            room = Room(left, right, y0, y1, low.z0 + z, low.z1 + z)
            swollen = carton.bulge and group[-1] is stacked[-1]
            parts.append(pillow(rng, carton, room) if swollen else contents(rng, carton, room))
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
    lean *= float(np.exp(rng.uniform(-0.7, 0.9)))
    common = np.cumsum(rng.normal(0, lean / 2, columns)) * 0.5 + rng.normal(0, lean)
    common = np.clip(common, -2.5 * lean, 2.5 * lean)
    bundle = 1 + int(len(found) * np.mean(carton.splits)) // MOST
    low = float(rng.choice([0.02, 0.1, 0.25])) if carton.bulge else 0.02
    kept = [
        cell
        for (column, _), stacked in _ragged(rng, stacks, low).items()
        if stow.add(stack(rng, carton, stacked, float(common[column] + rng.normal(0, lean / 3)), bundle))
        for cell in stacked
    ]
    among(rng, stow, kept)
    door_gap(stow, kept)


def _ragged(
    rng: np.random.Generator, stacks: dict[tuple[int, int], list[Cell]], low: float
) -> dict[tuple[int, int], list[Cell]]:
    """Some stacks lack their uppermost piece."""
    return {
        where: stacked[:-1] if len(stacked) > 2 and rng.random() < low else stacked for where, stacked in stacks.items()
    }
