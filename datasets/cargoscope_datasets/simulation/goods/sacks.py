"""Sacks, laid by hand: soft shoulders, tops that bulge, stacks that settle against each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import ANY, Goods, Load
from cargoscope_datasets.simulation.goods.pallets import BLOCK, pallet
from cargoscope_datasets.simulation.goods.stow import Stow, among, begin, cells, door_gap, gaps_along, settled
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.mounds import mound
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.tiles import Tile, both, cut, grain
from cargoscope_datasets.simulation.weights import mass_kg

_ACROSS = 0.4
"""Share of the courses of a stack whose sacks lie across the vehicle."""
_LACKING = 0.1
"""Share of the stacks that lack their uppermost course."""
_SWELLS = 0.14
"""How far a sack spreads into a gap beside it at most, as a share of its length."""
_KNOTS = np.array([-1, -0.97, -0.9, -0.75, -0.5, 0, 0.5, 0.75, 0.9, 0.97, 1.0])


@dataclass(frozen=True, slots=True)
class Sack:
    """What one sack is.

    Attributes:
        length, height, width: lying, as pressed by those above, mm.
        material: of what is in it.
        fill: share of its density.
        tiles: how the contents waver.
        round: how round its ends are: 2 is an ellipse, 8 nearly a block.
    """

    length: float
    height: float
    width: float
    material: str
    fill: float
    tiles: tuple[Tile, ...] = ()
    round: float = 4.0


def lying_sack(rng: np.random.Generator, sack: Sack, room: Room, *, top: bool = False) -> Part:
    """A sack that fills a room but for its ends; on top of a stack it bulges more."""
    power = sack.round * float(rng.uniform(0.75, 1.7)) * (0.75 if top else 1.6)
    middle, half, height = (room.x0 + room.x1) / 2, (room.x1 - room.x0) / 2, room.y1 - room.y0
    shape = (1 - np.abs(_KNOTS) ** power) ** (1 / power)
    tilt = float(rng.normal(0, 0.16 if top else 0.06)) * height
    bulge = float(rng.normal(0, 0.06 if top else 0.035)) + (0.06 if top else 0.0)
    # Below, a sack takes the shape of what it lies on.
    low = room.y0 + height * (0.15 if top else 0.3) * (1 - shape)
    high = room.y1 - height / 2 * (1 - shape) + height * bulge * (1 - _KNOTS**2) + tilt * _KNOTS * shape
    if top:
        high = np.maximum(high + height * _folds(rng), low)
    deep = (room.z1 - room.z0) / 2
    side = deep * (1 - np.abs(_KNOTS) ** (power * 2)) ** (1 / power)
    z = (room.z0 + room.z1) / 2
    texture = cut(rng, sack.tiles[int(rng.integers(len(sack.tiles)))]) if sack.tiles else None
    rolled = float(rng.normal(0, 0.16)) if top else None
    body = mound(middle + half * _KNOTS, low, high, z - side, z + side, texture, rolled)
    return Part(body, sack.material, sack.fill * float(rng.normal(1, 0.05)))


def _folds(rng: np.random.Generator) -> NDArray[np.float64]:
    """(knots,) float64: what creases and the sewn ends of a sack on top add to its height, as a share of it."""
    creases = np.sort(rng.uniform(-0.9, 0.9, 3))
    places = np.concatenate([[-1.0], creases, [1.0]])
    ends = rng.choice([0.0, 0.15, 0.4], 2)
    rises = np.concatenate([ends[:1], rng.normal(0, 0.09, 3), ends[1:]])
    return np.asarray(np.interp(_KNOTS, places, rises), np.float64)


def stacked(sack: Callable[[np.random.Generator], Sack], *, on_pallets: float = 0.25,
            least: float = 0.85) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: sacks in stacks, on the floor or on pallets."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        one, stow = sack(rng), begin(rng, hold, least)
        if rng.random() < on_pallets:
            return _palletised(rng, stow, one)
        one = _snug(rng, one, hold)
        each = mass_kg([lying_sack(np.random.default_rng(0), one, Room(0, one.length, 0, one.height, 0, one.width))])
        height = (hold.load_line - hold.room.y0) * float(rng.uniform(0.8, 0.97))
        found = cells(rng, hold, (one.length, one.height, one.width), most=int(stow.limit_kg / each),
                      height=height, slack=0.8)  # fmt: skip
        gaps, walk = gaps_along(found), dict[tuple[int, int], float]()
        kept = []
        for cell, room in settled(rng, hold, found, (0.86, 1.03), 0.014):
            if cell.top and cell.layer and rng.random() < _LACKING:
                continue
            stack = (cell.column, cell.row)
            walk[stack] = walk.get(stack, float(rng.normal(0, 18))) * 0.85 + float(rng.normal(0, 13))
            x, wide = walk[stack], float(rng.uniform(-0.02, 0.05)) * one.length
            swells = min(gaps[stack], _SWELLS * one.length) * float(rng.uniform(-0.1, 1.05))
            body = Room(room.x0 + x - wide, room.x1 + x + wide + swells, room.y0, room.y1, room.z0, room.z1)
            swollen = replace(one, fill=one.fill * one.length / (one.length + swells))
            if stow.stack(cell.room, _course(rng, swollen, body, top=cell.top)):
                kept.append(cell)
        among(rng, stow, kept)
        door_gap(stow, kept)
        return stow.load()

    return pack


def _snug(rng: np.random.Generator, sack: Sack, hold: Hold) -> Sack:
    """The sack pressed a little flatter or narrower, as its rows fill the hold."""
    wide = hold.room.size[2]
    width = wide / max(1, round(wide / sack.width)) * float(rng.uniform(0.97, 1.0))
    return replace(sack, width=width, length=sack.length * sack.width / width)


def _course(rng: np.random.Generator, sack: Sack, room: Room, *, top: bool) -> tuple[Part, ...]:
    """What lies in a room of a stack: a sack lengthwise, or two across; those on top lie as they fell."""
    edges = np.linspace(room.x0, room.x1, 2 + int(rng.random() < _ACROSS))
    edges[1:-1] += rng.normal(0, 20, edges.size - 2)
    laid = []
    for x0, x1 in pairwise(edges.tolist()):
        drop = float(rng.uniform(-0.1, 0.45)) * sack.height if top else 0.0
        aside = float(rng.normal(0, 40)) if top else 0.0
        laid.append(
            lying_sack(rng, sack, Room(x0 + aside, x1 + aside, room.y0, room.y1 - drop, room.z0, room.z1), top=top)
        )
    return tuple(laid)


def _palletised(rng: np.random.Generator, stow: Stow, sack: Sack) -> Load:
    """Five sacks a layer, or what fits, turned from layer to layer."""
    length, foot, width = BLOCK
    along, across = max(1, round(length / sack.length)), max(1, round(width / sack.width))
    size = (length / along, sack.height, width / across)
    each = mass_kg([lying_sack(np.random.default_rng(0), sack, Room(0, size[0], 0, size[1], 0, size[2]))])
    places = cells(rng, stow.hold, (length + 20, foot, width + 20), height=foot)
    headroom = (stow.hold.load_line - stow.hold.room.y0 - foot) * float(rng.uniform(0.6, 0.95))
    layers = max(1, min(int(headroom // sack.height),
                        int((stow.limit_kg / max(1, len(places)) - 30) / (along * across * each))))  # fmt: skip
    kept = []
    for cell in places:
        room = cell.room
        parts = list(pallet(Room(room.x0 + 10, room.x0 + 10 + length, room.y0, room.y0 + foot,
                                 room.z0 + 10, room.z0 + 10 + width)))  # fmt: skip
        sag, y1 = 0.0, room.y0 + foot
        for layer in range(layers):
            sag += float(rng.normal(0, 11))
            y0, y1 = y1, y1 + sack.height * float(rng.uniform(0.88, 1.03))
            for i in range(along):
                for k in range(across):
                    x0 = room.x0 + 10 + i * size[0] + sag + float(rng.normal(0, 8))
                    z0 = room.z0 + 10 + k * size[2] + float(rng.normal(0, 8))
                    body = Room(x0, x0 + size[0], y0, y1, z0, z0 + size[2])
                    parts.append(lying_sack(rng, sack, body, top=layer == layers - 1))
        if stow.add(parts):
            kept.append(cell)
            top = room.y0 + foot + layers * sack.height
            stow.place("pallet", Room(room.x0 + 100, room.x1 - 100, room.y0 + foot, top, room.z0 + 100, room.z1 - 100))
    door_gap(stow, kept)
    return stow.load()


def _sack(material: str, fill: tuple[float, float], weight: tuple[float, ...], grains: float,
          depth: float) -> Callable[[np.random.Generator], Sack]:  # fmt: skip
    """Sacks of a content: their size follows from the weight that such sacks have."""

    def draw(rng: np.random.Generator) -> Sack:
        packed = float(rng.uniform(*fill))
        litres = float(rng.choice(weight)) / (MATERIALS[material].density * packed)
        long = float(rng.uniform(1.35, 1.7))
        flat = float(rng.uniform(0.3, 0.42))
        width = (litres * 1e6 / 0.9 / (long * flat)) ** (1 / 3)
        length, across = (width * long, width) if rng.random() < 0.5 else (width, width * long)
        tiles = tuple(both(grain(grains, grains * 0.6, depth, number), grain(420, 260, depth, number + 4))
                      for number in range(4))  # fmt: skip
        return Sack(length, width * flat, across, material, packed, tiles, float(rng.uniform(3, 6)))

    return draw


GOODS = (
    Goods("coffee_sacks", "0901", stacked(_sack("coffee", (0.95, 1.05), (60, 69), 90, 0.05), on_pallets=0.05),
          (0.39, 0.63), 1.5),
    Goods("peanut_sacks", "1202", stacked(_sack("grain", (0.45, 0.52), (25, 50), 70, 0.06)), (0.38, 0.67), 1,
          reserved=True),
    Goods("sugar_sacks", "1701", stacked(_sack("sugar", (0.5, 0.56), (50,), 120, 0.04), on_pallets=0.1),
          (0.47, 0.83), 1.5),
    Goods("rice_sacks", "1006", stacked(_sack("grain", (0.55, 0.6), (25, 50), 100, 0.04)), (0.45, 0.81), 1),
    Goods("flour_sacks", "1101", stacked(_sack("grain", (0.4, 0.46), (25, 40), 120, 0.04)), (0.33, 0.6), 0.7),
    Goods("cement_sacks", "2523", stacked(_sack("concrete", (0.5, 0.6), (25, 40, 50), 100, 0.03), on_pallets=0.7),
          (0.69, 1.2), 0.7, ANY),
    Goods("fertiliser_sacks", "3102", stacked(_sack("fertiliser", (0.5, 0.56), (25, 50), 100, 0.04)),
          (0.53, 0.97), 0.8),
)  # fmt: skip
