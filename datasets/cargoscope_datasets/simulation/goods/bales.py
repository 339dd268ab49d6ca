"""Pressed bales, strapped: bulges between the straps, uneven tops, a coarse grain of layers."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import ANY, Goods, Load
from cargoscope_datasets.simulation.goods.stow import among, begin, cells, door_gap, settled
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.mounds import mound
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.tiles import Tile, both, clumps, cut, grain


@dataclass(frozen=True, slots=True)
class Bale:
    """What one bale is.

    Attributes:
        size: length, height, width, mm.
        material, fill: of it.
        tiles: how it wavers.
        straps: round it; they stand out less than the lobes between them.
        bulge: of a lobe, mm.
        ragged: unevenness of its ends and top, mm.
    """

    size: tuple[float, float, float]
    material: str
    fill: float
    tiles: tuple[Tile, ...]
    straps: int
    bulge: float
    ragged: float


def bale_in(rng: np.random.Generator, bale: Bale, room: Room, *, on_another: bool) -> tuple[Part, ...]:
    """A bale that fills a room but for its rounded edges; wire or steel straps across it."""
    knots = 33
    u = np.linspace(-1, 1, knots)
    length, height, width = room.size
    lobes = np.abs(np.sin(np.pi * (u + 1) / 2 * (bale.straps + 1)))
    ends = (1 - np.abs(u) ** float(rng.uniform(9, 26))) ** (1 / 3)
    rough = np.convolve(rng.normal(0, bale.ragged, knots), [0.25, 0.5, 0.25], "same")
    sink = float(rng.uniform(0.5, 2)) * bale.bulge
    high = room.y0 + (height - sink) * (0.86 + 0.14 * ends) + bale.bulge * lobes + rough
    # It settles between the lobes of the one below.
    sunk = bale.bulge * float(rng.uniform(0.8, 2.5)) if on_another else 0.0
    low = room.y0 - sunk + 0.12 * height * (1 - ends)
    side = (width / 2 - 4) * (0.85 + 0.15 * ends)
    x, z = (room.x0 + room.x1) / 2 + float(rng.normal(0, 8)), (room.z0 + room.z1) / 2 + float(rng.normal(0, 6))
    texture = cut(rng, bale.tiles[int(rng.integers(len(bale.tiles)))])
    half = length / 2 * float(rng.uniform(0.95, 1.01))
    body = mound(x + half * u, low, np.minimum(high, room.y1 + 15), z - side, z + side, texture)
    parts = [Part(body, bale.material, bale.fill * float(rng.normal(1, 0.03)))]
    for share in np.arange(1, bale.straps + 1) / (bale.straps + 1):
        at = x + half * (2 * float(share) - 1)
        top = float(np.interp(at, body.x, body.high))
        parts.append(Part(Box(at - 4, at + 4, top, top + 1.5, z - width / 2, z + width / 2), "steel"))
    return tuple(parts)


def packed(bale: Callable[[np.random.Generator], Bale]) -> Callable[[np.random.Generator, Hold], Load]:
    """A packer: bales by the clamp truck, tight, tier on tier."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        one, stow = _pressed(bale(rng), hold), begin(rng, hold)
        each = one.size[0] * one.size[1] * one.size[2] * 1e-6 * MATERIALS[one.material].density * one.fill
        found = cells(rng, hold, one.size, most=int(stow.limit_kg / each), slack=0.8)
        kept = [
            cell
            for cell, room in settled(rng, hold, found, (0.92, 1.0), 0.004)
            if stow.stack(cell.room, bale_in(rng, one, room, on_another=cell.layer > 0))
        ]
        among(rng, stow, kept)
        door_gap(stow, kept)
        return stow.load()

    return pack


def _pressed(bale: Bale, hold: Hold) -> Bale:
    """The bale as narrow as its rows need: two go side by side where they nearly fit."""
    length, height, width = bale.size
    wide = hold.room.size[2]
    return replace(bale, size=(length, height, min(width, wide / max(1, round(wide / width)))))


def _turned(rng: np.random.Generator, size: tuple[float, float, float]) -> tuple[float, float, float]:
    length, height, width = (side * float(rng.uniform(0.95, 1.05)) for side in size)
    return (length, height, width) if rng.random() < 0.5 else (width, height, length)


def cotton(rng: np.random.Generator) -> Bale:
    """Universal density bales of 220 kg (ISO 8115)."""
    tiles = tuple(both(grain(200, 35, 0.09, number), grain(90, 90, 0.04, number + 4)) for number in range(4))
    return Bale(_turned(rng, (1400, 700, 530)), "textile", float(rng.uniform(0.25, 0.31)), tiles, 7, 8, 7)


def waste_paper(rng: np.random.Generator) -> Bale:
    """Mill-size bales, ragged."""
    tiles = tuple(both(grain(180, 28, 0.16, number), clumps(110, 0.1, number)) for number in range(4))
    return Bale(_turned(rng, (1200, 1050, 1100)), "paper", float(rng.uniform(0.42, 0.6)), tiles, 4, 18, 16)


def worn_clothing(rng: np.random.Generator) -> Bale:
    """Small bales of 45 to 80 kg."""
    tiles = tuple(grain(120, 40, 0.14, number) for number in range(4))
    return Bale(_turned(rng, (800, 450, 550)), "textile", float(rng.uniform(0.2, 0.27)), tiles, 3, 12, 8)


def waste_plastic(rng: np.random.Generator) -> Bale:
    """Film and bottles, pressed."""
    tiles = tuple(clumps(80, 0.25, number) for number in range(4))
    return Bale(_turned(rng, (1150, 1000, 1100)), "polyethylene", float(rng.uniform(0.28, 0.42)), tiles, 5, 22, 22)


GOODS = (
    Goods("cotton", "5201", packed(cotton), (0.24, 0.44), 1.5),
    Goods("waste_paper", "4707", packed(waste_paper), (0.26, 0.51), 1, ANY),
    Goods("worn_clothing", "6309", packed(worn_clothing), (0.21, 0.38), 0.8),
    Goods("waste_plastic", "3915", packed(waste_plastic), (0.2, 0.37), 0.7, ANY),
)
