"""Round goods: coils, reels, pipes, bars, logs and rolls of cloth, wedged where they lie."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import ANY, Goods, Load
from cargoscope_datasets.simulation.goods.stow import Stow, begin, cells, door_gap
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.mounds import lying, mound, upright
from cargoscope_datasets.simulation.solids import Box, Part, rod
from cargoscope_datasets.simulation.tiles import cut, grain

Packer = Callable[[np.random.Generator, Hold], Load]
_THINNEST = 90.0
"""mm of sheet that a coil has round its bore at least."""
_LIGHTEST_KG = 1800.0
"""What a coil weighs at least."""
_BUNDLE, _UNEVEN = 420.0, 70.0
"""How wide a bundle of bars is, and how far out of line with those beside it, mm."""
_SHORTEST = 2000.0
"""mm; pipes, bars and logs do not travel in a shorter hold."""


def coils(material: str, inner: tuple[float, ...], widths: tuple[float, float], fill: float = 0.97) -> Packer:
    """A packer: sheet in coils, eye across the vehicle, in cradles, spread so that the floor bears them."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow, room = begin(rng, hold, 0.8), hold.room
        bore, width = float(rng.choice(inner)), float(rng.uniform(*widths))
        count = min(int(rng.integers(2, 8)), int(stow.limit_kg / _LIGHTEST_KG))
        if not count or min(room.size[0] / count / 2.2, room.size[1] / 2 - 100) < bore + _THINNEST:
            return stow.load()
        each = stow.limit_kg * 0.96 / count
        area = each / (width * 1e-6 * MATERIALS[material].density * fill)
        radius = min(float(np.sqrt(area / np.pi + bore**2)), (room.y1 - room.y0) / 2 - 100, room.size[0] / count / 2.2)
        step = room.size[0] / count
        for index in range(count):
            x = room.x0 + (index + 0.5) * step + float(rng.normal(0, step * 0.06))
            x = float(np.clip(x, room.x0 + radius, room.x1 - radius))
            z = float(rng.normal(0, 60))
            y = room.y0 + 90 + radius
            stow.add(_coil((x, y, z), radius, bore, width, material, fill))
            stow.place("in_goods", Room(x - bore * 0.7, x + bore * 0.7, y - bore * 0.7, y + bore * 0.7,
                                        z - width / 2, z + width / 2))  # fmt: skip
        return stow.load()

    return pack


def _coil(centre: tuple[float, float, float], radius: float, bore: float, width: float, material: str,
          fill: float) -> tuple[Part, ...]:  # fmt: skip
    x, y, z = centre
    floor = y - radius - 90
    parts = [Part(lying(x, y, z - width / 2, z + width / 2, radius), material, fill),
             Part(lying(x, y, z - width / 2, z + width / 2, bore), material, -fill)]  # fmt: skip
    for side in (-1, 1):
        at = x + side * radius * 0.62
        wedge = mound([at - 130, at + 130], floor, [floor + 90 + (side > 0) * 110, floor + 90 + (side < 0) * 110],
                      z - width / 2 + 60, z + width / 2 - 60)  # fmt: skip
        parts.append(Part(wedge, "wood"))
    for share in (-0.25, 0.25):
        strap = z + share * width
        parts.append(Part(lying(x, y, strap - 16, strap + 16, radius + 1.2), "steel"))
        parts.append(Part(lying(x, y, strap - 16, strap + 16, radius), "steel", -1.0))
    return tuple(parts)


def wire(rng: np.random.Generator, hold: Hold) -> Load:
    """Wire rod in loose coils that lie along the vehicle, eye to the doors."""
    stow, room = begin(rng, hold, 0.8), hold.room
    outer, inner, length = float(rng.uniform(560, 640)), 420.0, float(rng.uniform(1200, 1700))
    fill = float(rng.uniform(0.3, 0.42))
    for cell in cells(rng, hold, (length, 2 * outer, 2 * outer), height=2 * outer + 1, slack=0.9):
        middle = cell.room
        y, z = middle.y0 + outer, (middle.z0 + middle.z1) / 2
        start, end = middle.x0 + 30, middle.x1 - 30
        if stow.add(_windings(rng, (start, end), y, z, (outer, inner), fill)):
            stow.place("in_goods", Room(start, end, y - 250, y + 250, z - 250, z + 250))
    door_gap(stow, cells(rng, hold, (room.size[0] - 100, 2 * outer, 2 * outer)))
    return stow.load()


def _windings(rng: np.random.Generator, span: tuple[float, float], y: float, z: float, radii: tuple[float, float],
              fill: float) -> tuple[Part, ...]:  # fmt: skip
    """A loose coil as slices along it, each a little out of round with the last and heavier below, where it sags."""
    edges = np.linspace(*span, 9)
    edges[[0, -1]] += [float(rng.uniform(0, 60)), -float(rng.uniform(0, 60))]
    parts, low = [], y - radii[0]
    for start, end in pairwise(edges.tolist()):
        outer = radii[0] - abs(float(rng.normal(0, 16)))
        middle, aside = low + outer, float(rng.normal(0, 8))
        inner, thin = radii[1] + float(rng.normal(0, 10)), fill * float(rng.uniform(0.88, 1.06))
        ends = (start, middle, z + aside), (end, middle, z + aside)
        parts += [Part(rod(*ends, outer), "steel", thin), Part(rod(*ends, inner), "steel", -thin)]
    return tuple(parts)


def reels(rng: np.random.Generator, hold: Hold) -> Load:
    """Paper reels on end, each with its core."""
    stow = begin(rng, hold)
    radius, height = float(rng.uniform(500, 580)), float(rng.uniform(700, 1150))
    fill = float(rng.uniform(0.75, 1.0))
    each = np.pi * radius**2 * height * 1e-6 * MATERIALS["paper"].density * fill
    found = cells(rng, hold, (2 * radius + 5, height, 2 * radius + 5), most=int(stow.limit_kg / each), slack=0.4)
    for cell in found:
        room = cell.room
        x, z = (room.x0 + room.x1) / 2, (room.z0 + room.z1) / 2
        x += float(rng.normal(0, 4)) + (radius * 0.3 if cell.row % 2 else -radius * 0.1) * (hold.room.size[0] > 7e3)
        x = float(np.clip(x, hold.room.x0 + radius, hold.room.x1 - radius))
        if stow.stack(room, [Part(upright(x, z, room.y0, room.y1 - 3, radius), "paper", fill),
                     Part(upright(x, z, room.y0, room.y1 - 3, 38), "paper", -fill)]):  # fmt: skip
            stow.place("in_goods", Room(x - 200, x + 200, room.y0, room.y1, z - 200, z + 200))
    door_gap(stow, found)
    return stow.load()


def bundles(material: str, radii: tuple[float, float], wall: tuple[float, float] | None) -> Packer:
    """A packer: pipes or bars along the vehicle, in bundles on battens; without a wall they are solid."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow, room = begin(rng, hold, 0.7), hold.room
        radius = float(rng.uniform(*radii))
        thick = radius if wall is None else float(rng.uniform(*wall)) * radius
        if room.size[0] < _SHORTEST:
            return stow.load()
        length = float(rng.choice([3000, 5800, 6000, 11800]))
        kept = max(1, round(room.size[0] / length))
        length = min(length, room.size[0] / kept - 40)
        across = int(room.size[2] // (2 * radius + 0.5))
        y = room.y0 + 80
        for x in np.arange(kept) * (room.size[0] / kept) + room.x0:
            stow.add(_battens(float(x), float(x) + length, room.y0, room))
        starts = np.abs(rng.normal(0, _UNEVEN, (kept, 1 + int(room.size[2] // _BUNDLE))))
        for layer in range(min(int((room.size[1] - 200) // (1.74 * radius)), 600 // (across * kept))):
            shift = radius * (layer % 2)
            for index in range(across - layer % 2):
                z = room.z0 + radius + shift + index * (2 * radius + 0.5)
                for row, x in enumerate(np.arange(kept) * (room.size[0] / kept) + room.x0 + 10):
                    away = min(float(starts[row, int((z - room.z0) // _BUNDLE)]), 0.05 * length)
                    start = float(x) + away + abs(float(rng.normal(0, 12)))
                    middle = y + radius
                    end = start + length - 40 - away - abs(float(rng.normal(0, 0.3 * _UNEVEN)))
                    if not stow.add(_bar(start, end, middle, z, radius, thick, material)):
                        return _closed(stow, room, middle)
            y += 1.74 * radius
        return _closed(stow, room, y)

    return pack


def _bar(start: float, end: float, y: float, z: float, radius: float, wall: float, material: str) -> tuple[Part, ...]:
    whole = Part(rod((start, y, z), (end, y, z), radius), material)
    if wall >= radius:
        return (whole,)
    return whole, Part(rod((start, y, z), (end, y, z), radius - wall), material, -1.0)


def _battens(start: float, end: float, floor: float, room: Room) -> tuple[Part, ...]:
    return tuple(Part(Box(x, x + 100, floor, floor + 80, room.z0 + 50, room.z1 - 50), "wood")
                 for x in np.linspace(start + 300, end - 500, 4).tolist())  # fmt: skip


def _closed(stow: Stow, room: Room, top: float) -> Load:
    stow.place("on_goods", Room(room.x0, room.x1, top, room.y1, room.z0, room.z1))
    stow.place("in_goods", Room(room.x0, room.x1, room.y0, top, room.z0, room.z1))
    return stow.load()


def logs(rng: np.random.Generator, hold: Hold) -> Load:
    """Round wood of all thicknesses along the vehicle, knotty, ends not flush."""
    stow, room = begin(rng, hold, 0.8), hold.room
    if room.size[0] < _SHORTEST:
        return stow.load()
    length = float(rng.choice([2900, 3900, 5800, 11600]))
    kept = max(1, round(room.size[0] / length))
    length = min(length, room.size[0] / kept - 20)
    mean = float(rng.uniform(110, 260))
    for x in np.arange(kept) * (room.size[0] / kept) + room.x0 + 20:
        y, z = room.y0, room.z0
        row = 0.0
        while True:
            radius = float(np.clip(rng.normal(mean, mean * 0.2), mean * 0.5, mean * 1.6))
            if z + 2 * radius > room.z1:
                z, y, row = room.z0, y + row * 0.86, 0.0
            if y + 2 * radius > room.y0 + room.size[1] * 0.9:
                break
            start = float(x) + abs(float(rng.normal(0, 90)))
            end = min(start + length - 80 - abs(float(rng.normal(0, 90))), room.x1)
            if not stow.add(_log(rng, (start, end), y, z + radius, radius)):
                break
            z, row = z + 2 * radius, max(row, 2 * radius)
    return _closed(stow, room, room.y0 + room.size[1] * 0.9)


def _log(rng: np.random.Generator, span: tuple[float, float], low: float, z: float, radius: float) -> tuple[Part, ...]:
    """A trunk that grows thinner to one end, in five lengths."""
    joints = np.sort(rng.uniform(*span, 4))
    edges = np.concatenate([span[:1], joints, span[1:]])
    thick = radius * np.linspace(1, float(rng.uniform(0.82, 0.97)), 5)[:: int(rng.choice([1, -1]))]
    fill = float(rng.uniform(1.0, 1.5))
    return tuple(Part(rod((start, low + size, z), (end, low + size, z), size), "wood", fill)
                 for (start, end), size in zip(pairwise(edges.tolist()), thick.tolist(), strict=True))  # fmt: skip


def cloth(rng: np.random.Generator, hold: Hold) -> Load:
    """Rolls of cloth across the vehicle and along it, on cardboard cores."""
    stow, room = begin(rng, hold), hold.room
    radius, wide = float(rng.uniform(95, 170)), float(rng.uniform(1400, 2200))
    fill = float(rng.uniform(0.22, 0.34))
    tiles = [grain(400, 18, 0.05, number) for number in range(3)]
    rows = 2 if room.size[2] / 2 > 1100 and wide < 1500 else 1
    found = cells(rng, hold, (2 * radius, 1.8 * radius, room.size[2] / rows), slack=0.2)
    for cell in found[: int(stow.limit_kg / (np.pi * radius**2 * wide * 1.45e-6 * fill))]:
        middle = cell.room
        x = (middle.x0 + middle.x1) / 2 + radius * (cell.layer % 2) * 0.9 + float(rng.normal(0, 6))
        x = min(x, room.x1 - radius)
        y, z = middle.y0 + radius, (middle.z0 + middle.z1) / 2 + float(rng.normal(0, 25))
        half = min(wide, middle.z1 - middle.z0) / 2
        roll = lying(x, y, z - half, z + half, radius, cut(rng, tiles[int(rng.integers(3))]))
        stow.add([Part(roll, "textile", fill), Part(lying(x, y, z - half, z + half, 25), "textile", -fill)])
    door_gap(stow, found)
    return stow.load()


GOODS = (
    Goods("steel_coils", "7208", coils("steel", (254, 305), (900, 1500)), (1.1, 2.7), 1, ANY),
    Goods("aluminium_coils", "7606", coils("aluminium", (203, 254), (900, 1400)), (0.4, 1.2), 0.5, ANY),
    Goods("wire_rod", "7213", wire, (0.4, 1.1), 0.5, ANY),
    Goods("paper_reels", "4801", reels, (0.4, 0.65), 1),
    Goods("steel_pipes", "7306", bundles("steel", (25, 110), (0.06, 0.16)), (0.8, 1.85), 1, ANY),
    Goods("steel_bars", "7214", bundles("steel", (12, 40), None), (3.3, 5.5), 0.6, ANY),
    Goods("plastic_pipes", "3917", bundles("pvc", (40, 160), (0.05, 0.1)), (0.1, 0.23), 0.6, ANY),
    Goods("aluminium_profiles", "7604", bundles("aluminium", (25, 60), (0.08, 0.15)), (0.33, 0.66), 0.6, ANY),
    Goods("logs", "4403", logs, (0.3, 0.48), 0.8, ANY),
    Goods("cloth_rolls", "5407", cloth, (0.14, 0.4), 0.8),
)
