"""Cartridges, shells and grenades, packed as they are carried. mm."""

import numpy as np

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.packing import SMALL_PACKINGS, bare, in_carton
from cargoscope_datasets.simulation.placement import place_parts, random_rotation, rotation
from cargoscope_datasets.simulation.poses import anyhow, stacked, stood_or_laid, upright
from cargoscope_datasets.simulation.shapes import Parts, block, case, middle_block, shifted, slab
from cargoscope_datasets.simulation.shells import grenades, mortar_rounds, shells
from cargoscope_datasets.simulation.solids import Part, Point, ball, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one


def _cartridge(start: Point, along: Point, length: float, radius: float) -> Parts:
    """A brass case with powder, a bullet of lead."""
    first, second = np.asarray(start), np.asarray(start) + np.asarray(along) * length
    neck = first + (second - first) * 0.68
    a, b, c = (tuple(point.tolist()) for point in (first, neck, second))
    return Part(rod(a, b, radius), "brass", 0.42), Part(rod(b, c, radius * 0.68), "lead", 0.8)


def boxes(rng: np.random.Generator) -> Lot:
    """Cartons of twenty or fifty rounds in rows and layers: bands of lead between bands of brass."""
    wide, deep, high = rng.uniform(70, 150), rng.uniform(60, 110), rng.uniform(30, 75)
    columns, rows, layers = int(rng.integers(1, 5)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    gap = rng.uniform(2, 6)
    length, width = columns * wide, rows * deep
    parts: list[Part] = []
    for layer in range(layers):
        y = layer * high
        bullets = high * rng.uniform(0.35, 0.45)
        parts += [
            Part(middle_block(0, length, y + 3, y + high - bullets, width), "brass", rng.uniform(0.22, 0.3)),
            Part(middle_block(0, length, y + high - bullets, y + high - 3, width), "lead", rng.uniform(0.25, 0.4)),
            Part(middle_block(0, length, y, y + 2, width), "paper", 0.8),
        ]
    fill = 0.11
    for x in np.linspace(0, length, columns + 1)[1:-1]:
        parts.append(Part(middle_block(x - gap / 2, x + gap / 2, 3, layers * high - 3, width), "brass", -fill))
    for z in np.linspace(-width / 2, width / 2, rows + 1)[1:-1]:
        parts.append(Part(block(0, length, 3, layers * high - 3, z - gap / 2, z + gap / 2), "brass", -fill))
    return one(parts)


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
    """Loaded magazines beside each other, head to tail."""
    deep, wide, thick, bend = rng.uniform(100, 230), rng.uniform(30, 72), rng.uniform(22, 30), rng.uniform(0, 60)
    upper = [(0, 0), (wide, 0), (wide + bend * 0.4, -deep / 2), (bend * 0.4, -deep / 2)]
    lower = [upper[3], upper[2], (wide + bend, -deep + bend * 0.2), (bend, -deep - bend * 0.2)]
    steel = rng.random() < 0.65
    parts: list[Part] = []
    for number in range(int(rng.integers(2, 6))):
        turn = rotation(np.pi if number % 2 else 0, rng.normal(0, 0.08), 0)
        single = [
            part
            for outline in (upper, lower)
            for part in (
                Part(slab(outline, thick), "steel" if steel else "plastic", 0.18 if steel else 0.5),
                Part(slab(outline, thick * 0.75), "brass", rng.uniform(0.3, 0.42)),
            )
        ]
        parts += place_parts(single, turn, (wide if number % 2 else 0, rng.normal(0, 6), number * thick * 1.1))
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
    """A flat heap of rounds, of uneven lumps whose rounds are drawn thin, and some that can be told apart."""
    length, radius = rng.uniform(25, 85), rng.uniform(3.8, 6.5)
    spread = np.array([rng.uniform(30, 70), rng.uniform(12, 28), rng.uniform(25, 60)]) + length * 0.3
    brass, lead = rng.uniform(0.08, 0.2), rng.uniform(0.03, 0.12)
    parts: list[Part] = []
    for _ in range(int(rng.integers(3, 6))):
        x, y, z = (rng.uniform(-0.6, 0.6, 3) * spread * (1, 0.4, 1)).tolist()
        lump = ball((x, y, z), *(spread * rng.uniform(0.45, 0.7, 3)).tolist())
        parts += [Part(lump, "brass", brass), Part(lump, "lead", lead)]
    for _ in range(int(rng.integers(22, 40))):
        x, y, z = (np.clip(rng.normal(0, 0.5, 3), -0.9, 0.9) * spread).tolist()
        first, second, third = random_rotation(rng)[:, 0].tolist()
        along = (first, second * 0.35, third)
        start = (x - first * length / 2, y - along[1] * length / 2, z - third * length / 2)
        parts += _cartridge(start, along, length, radius)
    return one(parts)


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
