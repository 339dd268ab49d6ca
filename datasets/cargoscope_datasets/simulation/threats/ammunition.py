"""Cartridges, shells and grenades, packed as they are carried. mm."""

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.packing import SMALL_PACKINGS, bare, in_carton
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.poses import anyhow, stacked, stood_or_laid, upright
from cargoscope_datasets.simulation.shapes import Parts, block, case, centred, middle_block, shifted, slab, wire
from cargoscope_datasets.simulation.shells import grenades, mortar_rounds, shells
from cargoscope_datasets.simulation.solids import Part, Point, frustum, prism, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one


def _cartridge(start: Point, along: Point, length: float, radius: float) -> Parts:
    """A brass case with powder, a bullet of lead."""
    first, second = np.asarray(start), np.asarray(start) + np.asarray(along) * length
    neck = first + (second - first) * 0.68
    a, b, c = (tuple(point.tolist()) for point in (first, neck, second))
    return Part(rod(a, b, radius), "brass", 0.42), Part(rod(b, c, radius * 0.68), "lead", 0.8)


def boxes(rng: np.random.Generator) -> Lot:
    """Cartons of twenty or fifty rounds that stand in rows, in layers: bullets of lead above cases of brass."""
    wide, deep, high = rng.uniform(70, 150), rng.uniform(60, 110), rng.uniform(30, 75)
    columns, rows, layers = int(rng.integers(1, 5)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    pitch, length, width = rng.uniform(10, 14), columns * wide, rows * deep
    bullets = high * rng.uniform(0.35, 0.45)
    zones = (
        ("brass", rng.uniform(0.3, 0.38), 3.0, high - bullets),
        ("lead", rng.uniform(0.4, 0.55), high - bullets, high - 3),
    )
    # So many gaps at most that a pallet of it is still drawn fast.
    across = _gaps(columns, wide, max(pitch, length / 26))
    along = _gaps(rows, deep, max(pitch, width / 13)) - width / 2
    parts: list[Part] = []
    for low in (np.arange(layers) * high).tolist():
        parts.append(Part(middle_block(0, length, low, low + 2, width), "paper", 0.8))
        for material, fill, y0, y1 in zones:
            # Bullets are thinner than cases, so there is more room between them.
            gap = pitch * (0.3 if material == "brass" else 0.5)
            parts.append(Part(middle_block(0, length, low + y0, low + y1, width), material, fill))
            parts += [
                Part(middle_block(x - gap / 2, x + gap / 2, low + y0, low + y1, width), material, -fill / 2)
                for x in across.tolist()
            ]
            parts += [
                Part(block(0, length, low + y0, low + y1, z - gap / 2, z + gap / 2), material, -fill / 2)
                for z in along.tolist()
            ]
    walls = [
        middle_block(x - 0.6, x + 0.6, 0, layers * high, width) for x in np.linspace(0.6, length - 0.6, columns + 1)
    ]
    return one([*parts, *(Part(wall, "paper", 0.8) for wall in walls)])


def _gaps(cartons: int, size: float, pitch: float) -> NDArray[np.float64]:
    """Where there is air between rounds in cartons side by side."""
    inside = np.arange(1, max(int(size / pitch), 2)) / max(int(size / pitch), 2)
    places = np.concatenate([number + inside for number in range(cartons)] + [np.arange(1, cartons)])
    return np.asarray(places * size, np.float64)


def belt(rng: np.random.Generator) -> Lot:
    """Linked rounds side by side, the belt folded to and fro."""
    length, radius = rng.uniform(55, 100), rng.uniform(4.8, 6.5)
    step, count = 2.3 * radius, int(rng.integers(18, 34))
    fold = int(rng.integers(8, 20))
    parts: list[Part] = []
    for number in range(count):
        lap, place = divmod(number, fold)
        x = place if lap % 2 == 0 else fold - 1 - place
        start = (x * step + rng.normal(0, 1), lap * 2.6 * radius + np.sin(x * 0.5) * 4 + rng.normal(0, 1), 0.0)
        parts += _cartridge(start, (0, rng.normal(0, 0.03), 1), length, radius)
    laps = (count - 1) // fold + 1
    for lap in range(laps):
        share = min(fold, count - lap * fold) / fold
        y = lap * 2.6 * radius
        parts.append(
            Part(block(0, fold * step * share, y - radius, y + radius, length * 0.25, length * 0.5), "steel", 0.1)
        )
    return one(parts)


def magazines(rng: np.random.Generator) -> Lot:
    """Magazines beside each other, head to tail: sheet, two staggered columns of rounds, a follower on a spring."""
    deep, wide, thick, bend = rng.uniform(100, 230), rng.uniform(30, 72), rng.uniform(22, 30), rng.uniform(0, 60)
    material, wall = ("steel", 0.9) if rng.random() < 0.65 else ("plastic", 2.2)

    def at(across: float, down: float) -> tuple[float, float]:
        x = float(np.interp(down, (0, 0.5, 1), (0, bend * 0.4, bend)))
        tilt = bend * 0.2 * float(np.interp(down, (0, 0.5, 1), (0, 0.2, 1)))
        return x + wide * across, -deep * down + tilt * (2 * across - 1)

    def outline(inset: float, end: float) -> list[tuple[float, float]]:
        left = [at(inset, down) for down in (0, 0.5, end)]
        return left + [at(1 - inset, down) for down in (end, 0.5, 0)]

    radius = (thick - 2 * wall) / 3.8
    parts: list[Part] = []
    for number in range(int(rng.integers(2, 6))):
        filled = rng.uniform(0.55, 0.85)
        single = [
            Part(prism(outline(0, 1), thick), material),
            Part(prism(outline(wall / wide, 0.98), thick - 2 * wall), material, -1.0),
        ]
        for place, down in enumerate(np.arange(radius / deep, filled, 0.95 * radius / deep).tolist()):
            (x0, y0), (x1, y1) = at(0.04, down), at(0.96, down)
            z, size = (0.88 if place % 2 else -0.88) * radius, float(np.hypot(x1 - x0, y1 - y0))
            single += _cartridge((x0, y0, z), ((x1 - x0) / size, (y1 - y0) / size, 0), size, radius)
        low = filled + 8 / deep
        follower = [at(0.06, filled), at(0.94, filled), at(0.94, low), at(0.06, low)]
        single.append(Part(slab(follower, thick - 2 * wall - 1), "steel", 0.3))
        turns = [at(0.15 if turn % 2 else 0.85, down) for turn, down in enumerate(np.linspace(low, 0.97, 8))]
        single += wire([(x, y, 0.0) for x, y in turns], 1.2, "steel")
        turn = rotation(0, np.pi * (number % 2) + rng.normal(0, 0.05), 0)
        parts += place_parts(centred(tuple(single)), turn, (rng.normal(0, 4), rng.normal(0, 6), number * thick * 1.08))
    return one(parts)


def tins(rng: np.random.Generator) -> Lot:
    """Steel boxes of loose rounds, one to four, with a handle, mostly full; some rounds lie across the top."""
    length, high, wide = rng.uniform(180, 360), rng.uniform(130, 200), rng.uniform(95, 170)
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 4))):
        level = high * rng.uniform(0.45, 0.92)
        single = [
            *case(0, length, 0, high, 0, wide, 1.1, "steel"),
            Part(block(3, length - 3, 2, level, 3, wide - 3), "brass", rng.uniform(0.13, 0.2)),
            Part(block(3, length - 3, 2, level, 3, wide - 3), "lead", rng.uniform(0.08, 0.13)),
            Part(block(0, length, high - 12, high - 10, 0, wide), "steel"),
            Part(block(length * 0.35, length * 0.65, high + 5, high + 11, wide / 2 - 8, wide / 2 + 8), "steel", 0.6),
            *(
                Part(block(length * x - 4, length * x + 4, high, high + 11, wide / 2 - 8, wide / 2 + 8), "steel", 0.6)
                for x in (0.36, 0.64)
            ),
            Part(block(length, length + 8, high * 0.5, high - 4, wide / 2 - 15, wide / 2 + 15), "steel", 0.5),
        ]
        for _ in range(6):
            place = (rng.uniform(30, length - 80), level + rng.uniform(0, 6), rng.uniform(20, wide - 40))
            single += _cartridge(place, (0.8, 0, 0.6), rng.uniform(30, 60), rng.uniform(4, 6))
        parts += shifted(single, z=number * (wide + 6))
    return one(parts)


def loose(rng: np.random.Generator) -> Lot:
    """Rounds poured into a tied bag or a small box: bunches that lie this way and that, on each other."""
    length, radius = rng.uniform(25, 75), rng.uniform(3.8, 6.5)
    bagged, cell = bool(rng.random() < 0.5), length * 1.04
    columns, rows = (int(number) for number in rng.integers(2, 4 if length > 45 else 5, 2))
    bunch, layers = int(cell / (2.15 * radius)), int(rng.integers(2, 5))
    parts: list[Part] = []
    for layer, column, row in np.ndindex(layers, columns, rows):
        closer = 1 - 0.14 * layer * bagged
        middle = np.array([column - (columns - 1) / 2, 0, row - (rows - 1) / 2]) * cell * closer
        middle += np.clip(rng.normal(0, 0.5, 3), -0.8, 0.8) * radius
        middle[1] = radius * (1 + 1.8 * layer)
        for place in range(bunch):
            if rng.random() < 0.12:
                continue
            yaw = np.pi / 2 * ((layer + column + row) % 2) + rng.normal(0, 0.16) + np.pi * rng.integers(2)
            along = np.array([np.cos(yaw), rng.normal(0, 0.05), -np.sin(yaw)])
            beside = np.array([abs(along[2]), 0, abs(along[0])]) * (place - (bunch - 1) / 2) * 2.15 * radius
            first = middle + beside - along * length / 2 * 0.96
            parts += _cartridge(_point(first), _point(along), length * 0.96, radius)
    half_x, half_z = (count * cell / 2 + radius + 2 for count in (columns, rows))
    high = radius * (2 + 1.8 * (layers - 1)) + 2
    if not bagged:
        return one([*parts, *case(-half_x, half_x, -2, high + rng.uniform(0, 15), -half_z, half_z, 1.0, "paper")])
    # A film of cloth or plastic: as a body so thin that what is within shows.
    wide, tied, cloth = min(half_x, half_z), high + length * 0.5, rng.uniform(0.03, 0.08)
    skin = (
        (block(-half_x, half_x, -1, high, -half_z, half_z), cloth),
        (frustum((0, high, 0), (0, tied, 0), wide, 7, 12), cloth),
        (frustum((0, tied, 0), (0, tied + 25, 0), 7, 18, 8), 0.2),
    )
    return one([*parts, *(Part(solid, "textile", fill) for solid, fill in skin)])


def _point(place: NDArray[np.float64]) -> Point:
    x, y, z = place.tolist()
    return x, y, z


FAMILIES = {
    "boxes": Family(boxes, stacked, (bare, in_carton)),
    "belt": Family(belt, anyhow, SMALL_PACKINGS),
    "magazines": Family(magazines, anyhow, SMALL_PACKINGS),
    "tins": Family(tins, upright),
    "loose": Family(loose, anyhow, (bare, in_bag, in_carton)),
    "shells": Family(shells, stood_or_laid, (bare, in_carton), most=3),
    "grenades": Family(grenades, anyhow, SMALL_PACKINGS),
    "mortar_rounds": Family(mortar_rounds, stood_or_laid, (bare, in_carton), most=3, reserved=True),
}
