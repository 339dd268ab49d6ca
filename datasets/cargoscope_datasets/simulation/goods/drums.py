"""Drums, on their ends in one or two tiers: filled to below the lid, rims and tops seen as ellipses through the fan."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.conveyances.sections import block
from cargoscope_datasets.simulation.goods.goods import ANY, CLOSED, COOLED, Goods, Load
from cargoscope_datasets.simulation.goods.pallets import pallet
from cargoscope_datasets.simulation.goods.stow import among, begin, cells, door_gap
from cargoscope_datasets.simulation.mounds import Mound, mound, upright
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.tiles import Tile, cut, grain
from cargoscope_datasets.simulation.weights import mass_kg

_RADIUS = 286.0
"""Of a 200 l drum's body, mm: 572 across and 585 over its hoops (ISO 15750-2), so that four stand side by side."""
_STEEL_WALL = 0.9
_PLASTIC_WALL = 4.0


@dataclass(frozen=True, slots=True)
class Drum:
    """What one drum is.

    Attributes:
        radius, height: outside, mm.
        wall: material and thickness, mm.
        content: material and share of its density.
        level: how full, of its height.
        crown: how much higher it is filled in its middle, mm; 0 for what flows.
        tiles: how the contents waver.
    """

    radius: float
    height: float
    wall: tuple[str, float]
    content: tuple[str, float]
    level: float
    crown: float = 0.0
    tiles: tuple[Tile, ...] = ()


def standing(rng: np.random.Generator, drum: Drum, room: Room) -> tuple[Part, ...]:
    """A drum on its end in the middle of a room."""
    x, z = (room.x0 + room.x1) / 2 + float(rng.normal(0, 4)), (room.z0 + room.z1) / 2 + float(rng.normal(0, 4))
    floor, top = room.y0, room.y0 + drum.height
    material, thick = drum.wall
    shell = [
        Part(upright(x, z, floor, top, drum.radius), material),
        Part(upright(x, z, floor + thick, top - thick, drum.radius - thick), material, -1.0),
    ]
    shell += [Part(ring, material, fill) for y in (floor, top - 12) for ring, fill in _rim(x, z, y, drum.radius)]
    if drum.wall[0] == "steel":
        shell += [Part(ring, material, fill / 4) for share in (0.34, 0.67)
                  for ring, fill in _rim(x, z, floor + share * drum.height, drum.radius)]  # fmt: skip
        turn = float(rng.uniform(0, 2 * np.pi))
        lug_x, lug_z = x + drum.radius * float(np.cos(turn)), z + drum.radius * float(np.sin(turn))
        # The bolt of the closing ring, and the bung's flange.
        shell.append(block("steel", lug_x - 28, lug_x + 28, top - 14, top + 2, lug_z - 12, lug_z + 12, 0.35))
        bung_x, bung_z = x - 0.75 * (lug_x - x), z - 0.75 * (lug_z - z)
        shell.append(Part(upright(bung_x, bung_z, top - 6, top + 3, 32), "steel", 0.25))
    inside = _filling(rng, drum, x, z, floor + thick)
    return (*shell, Part(inside, *drum.content))


def _rim(x: float, z: float, y: float, radius: float) -> tuple[tuple[Mound, float], ...]:
    """A bead of the seam where lid and wall meet."""
    return (upright(x, z, y, y + 12, radius + 5), 1.0), (upright(x, z, y, y + 12, radius - 1), -1.0)


def _filling(rng: np.random.Generator, drum: Drum, x: float, z: float, floor: float) -> Mound:
    radius = drum.radius - drum.wall[1]
    angle = np.linspace(0, np.pi, 25)
    reach = radius * np.sin(angle)
    height = drum.height * min(0.97, drum.level * (1 - abs(float(rng.normal(0, 0.05)))))
    top = np.full(25, floor + height)
    if drum.crown:
        bumps = np.convolve(rng.normal(0, 0.3, 29), np.ones(5) / 5, "valid") * (reach / radius)
        top += drum.crown * (reach / radius - 0.8 + bumps)
        top = np.minimum(top, floor + drum.height - 20)
    texture = cut(rng, drum.tiles[int(rng.integers(len(drum.tiles)))]) if drum.tiles else None
    tilt = float(rng.normal(0, 0.06)) if drum.crown else None
    return mound(x - radius * np.cos(angle), floor, top, z - reach, z + reach, texture, tilt)


def packed(drum: Callable[[np.random.Generator], Drum], *, on_pallets: float = 0.4,
           least: float = 0.8) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: drums side by side on the floor or on pallets, as many as the payload bears."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        one, stow = drum(rng), begin(rng, hold, least)
        # Their rims touch, and dented ones stand closer than that.
        wide = 2 * one.radius + float(rng.uniform(4, 11))
        base = 130.0 if rng.random() < on_pallets else 20.0
        sample = mass_kg(standing(np.random.default_rng(0), one, Room(0, wide, 0, one.height, 0, wide)))
        found = cells(rng, hold, (wide, one.height + base, wide), most=int(stow.limit_kg / (sample + 14)), slack=0.15)
        kept = []
        for cell in found:
            room = cell.room
            deck = Room(room.x0, room.x1, room.y0, room.y0 + base, room.z0, room.z1)
            under = pallet(deck) if base > 100 else ()
            body = Room(room.x0, room.x1, room.y0 + base, room.y1, room.z0, room.z1)
            if stow.stack(room, (*under, *standing(rng, one, body))):
                kept.append(cell)
        among(rng, stow, kept)
        door_gap(stow, kept)
        return stow.load()

    return pack


def juice(rng: np.random.Generator) -> Drum:
    """Frozen concentrate in lined steel drums: some domed where it froze."""
    tiles = tuple(grain(90, 60, 0.03, number) for number in range(2))
    crown = float(rng.choice([0, 40, 90]))
    return Drum(_RADIUS, 880, ("steel", _STEEL_WALL), ("water", float(rng.uniform(1.1, 1.32))),
                float(rng.uniform(0.82, 0.93)), crown, tiles)  # fmt: skip


def oil(rng: np.random.Generator) -> Drum:
    """Lubricants in 200 l drums."""
    return Drum(_RADIUS, 880, ("steel", _STEEL_WALL), ("oil", 1.0), float(rng.uniform(0.86, 0.94)))


def chemicals(rng: np.random.Generator) -> Drum:
    """Liquids or pastes in plastic drums of all sizes."""
    radius, height = ((_RADIUS, 930), (240, 690), (190, 600))[int(rng.integers(3))]
    return Drum(radius, height, ("polyethylene", _PLASTIC_WALL), ("water", float(rng.uniform(0.9, 1.3))),
                float(rng.uniform(0.6, 0.95)))  # fmt: skip


def powder(rng: np.random.Generator) -> Drum:
    """Powders in fibre drums: their tops are heaped."""
    tiles = tuple(grain(60, 60, 0.05, number) for number in range(2))
    return Drum(float(rng.uniform(200, 260)), float(rng.uniform(550, 780)), ("paper", 6.0),
                ("organic", float(rng.uniform(0.45, 0.75))), float(rng.uniform(0.75, 0.9)), 60.0, tiles)  # fmt: skip


GOODS = (
    Goods("juice_drums", "2009", packed(juice, on_pallets=0.1), (0.65, 0.95), 3, (*COOLED, *CLOSED)),
    Goods("oil_drums", "2710", packed(oil), (0.48, 0.7), 1, ANY),
    Goods("chemical_drums", "3402", packed(chemicals), (0.3, 0.88), 1, ANY),
    Goods("powder_drums", "2936", packed(powder), (0.22, 0.48), 0.5),
)
