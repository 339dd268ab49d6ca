"""Liquids in 1,000 l containers: a plastic bottle in a cage of tubes on a pallet; also liquids in tanks."""

import itertools
from math import sqrt

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.conveyances.tank_box import DISH
from cargoscope_datasets.simulation.goods.goods import ANY, Goods, Load, Pack
from cargoscope_datasets.simulation.goods.pallets import pallet
from cargoscope_datasets.simulation.goods.stow import begin, cells, door_gap
from cargoscope_datasets.simulation.mounds import mound, upright
from cargoscope_datasets.simulation.solids import Box, Part, Prism, bar
from cargoscope_datasets.simulation.weights import mass_kg

_SIZE = (1200.0, 1160.0, 1000.0)
_FOOT = 150.0
_DISH_STEPS = 16


def container(rng: np.random.Generator, room: Room, density: float, level: float) -> tuple[Part, ...]:
    """One of them, filled to a level."""
    length, height, width = _SIZE
    x, z = room.x0 + 15 + float(rng.normal(0, 8)), room.z0 + 10 + float(rng.normal(0, 8))
    floor, top, middle = room.y0 + _FOOT, room.y0 + height, x + length / 2
    parts = list(pallet(Room(x, x + length, room.y0, floor, z, z + width)))
    knots = np.array([0, 20, 60, length - 100, length - 60, length - 40]) + x + 20
    corner = np.array([60, 20, 0, 0, 20, 60])
    outer = mound(knots, floor + corner * 0.3, top - 30 - corner, z + 20 + corner, z + width - 20 - corner)
    inside = middle + (knots - middle) * (1 - 6 / length)
    inner = mound(inside, outer.low + 3, outer.high - 3, outer.near + 3, outer.far - 3)
    parts += [Part(outer, "polyethylene"), Part(inner, "polyethylene", -1.0)]
    surface = np.minimum(inner.high, floor + (top - floor) * level)
    filled = mound(inside, inner.low, surface, inner.near, inner.far)
    parts.append(Part(filled, "water", density))
    parts.append(Part(upright(middle, z + width / 2, top - 34, top, 110), "polyethylene"))
    parts.append(Part(Box(x, x + 90, floor, floor + 90, z + width / 2 - 45, z + width / 2 + 45), "polyethylene", 0.6))
    for y in np.linspace(floor + 40, top - 20, 6):
        for side in (z, z + width - 18):
            parts.append(Part(Box(x, x + length, y, y + 18, side, side + 18), "steel", 0.22))
        for end in (x, x + length - 18):
            parts.append(Part(Box(end, end + 18, y, y + 18, z, z + width), "steel", 0.22))
    for at in np.linspace(x, x + length - 18, 8):
        for side in (z, z + width - 18):
            parts.append(Part(Box(at, at + 18, floor, top, side, side + 18), "steel", 0.22))
    return tuple(parts)


def packed(rng: np.random.Generator, hold: Hold) -> Load:
    """As many as the payload bears, in one tier or two."""
    stow = begin(rng, hold)
    density, level = float(rng.uniform(0.8, 1.35)), float(rng.uniform(0.75, 0.95))
    each = mass_kg(container(np.random.default_rng(0), Room(0, 1230, 0, 1160, 0, 1020), density, level))
    found = cells(rng, hold, (1225, 1160, 1020), most=int(stow.limit_kg / each), slack=0.7)
    kept = [cell for cell in found if stow.stack(cell.room, container(rng, cell.room, density, level))]
    for cell in kept:
        stow.place("pallet", cell.room._replace(y1=cell.room.y0 + _FOOT))
    door_gap(stow, kept)
    return stow.load()


def fluid(material: str, densities: tuple[float, float]) -> Pack:
    """A packer: fills a tank to a level that leaves it room to expand, or as far as the payload goes."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow, room = begin(rng, hold, 0.9), hold.room
        density = float(rng.uniform(*densities))
        radius = min(room.size[1], room.size[2]) / 2
        level = float(rng.uniform(0.8, 0.95)) * 2 * radius
        while level > 0.1 * radius:
            body = [Part(piece, material, density) for piece in _filled(room, radius, level)]
            if stow.add(body):
                break
            level *= 0.97
        return stow.load()

    return pack


def _filled(room: Room, radius: float, level: float) -> list[Prism]:
    """What a lying round vessel with dished ends holds up to a level."""
    y, z = (room.y0 + room.y1) / 2, (room.z0 + room.z1) / 2
    surface = level - radius
    dish = DISH * radius
    pieces = [bar(_segment(y, z, radius, surface), room.x0 + dish, room.x1 - dish)]
    for low, high in itertools.pairwise(np.linspace(0, 1, _DISH_STEPS + 1).tolist()):
        narrower = radius * sqrt(1 - ((low + high) / 2) ** 2)
        if surface > -narrower:
            outline = _segment(y, z, narrower, surface)
            pieces.append(bar(outline, room.x0 + dish * (1 - high), room.x0 + dish * (1 - low)))
            pieces.append(bar(outline, room.x1 - dish * (1 - low), room.x1 - dish * (1 - high)))
    return pieces


def _segment(y: float, z: float, radius: float, surface: float) -> list[tuple[float, float]]:
    """(z, y) of the part of a circle that lies below a height over its middle."""
    half = float(np.arccos(np.clip(-surface / radius, -1, 1)))
    angle = np.linspace(-half, half, 49) - np.pi / 2
    return [(z + float(np.cos(each)) * radius, y + float(np.sin(each)) * radius) for each in angle]


GOODS = (
    Goods("liquids_in_ibcs", "2915", packed, (0.41, 0.84), 1, ANY),
    Goods("fuel", "2710", fluid("oil", (0.85, 0.98)), (0.43, 0.65), 1, ("tank",)),
    Goods("wine_in_bulk", "2204", fluid("water", (0.98, 1.0)), (0.56, 0.78), 0.5, ("tank",)),
    Goods("chemicals_in_bulk", "2905", fluid("water", (0.8, 1.3)), (0.51, 0.96), 1, ("tank",)),
    Goods("latex", "4001", fluid("water", (0.95, 1.02)), (0.55, 0.79), 0.3, ("tank",)),
)
