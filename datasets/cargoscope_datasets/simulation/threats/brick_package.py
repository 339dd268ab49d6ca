"""Pressed or bagged powder, wrapped; what it is no X-ray can tell, so it is drawn of many things. mm."""

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.packing import SMALL_PACKINGS, bare, in_bag, in_carton, wrapped
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.poses import anyhow, stacked, stood_or_laid, upright
from cargoscope_datasets.simulation.shapes import Parts, block, case, disc, shifted
from cargoscope_datasets.simulation.solids import Part, Point, Union, ball, brick, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one

_POWDERS = ("cocaine", "cocaine", "sugar", "organic", "salt", "grain")


def _powder(rng: np.random.Generator) -> tuple[str, float]:
    """A material, and its fill for 0.7 to 1.4 g/cm3 pressed."""
    material = str(rng.choice(_POWDERS))
    return material, rng.uniform(0.7, 1.35) / MATERIALS[material].density


def _sides(rng: np.random.Generator) -> Point:
    """Length, height, width of a pressed brick."""
    return rng.uniform(140, 260), rng.uniform(28, 75), rng.uniform(90, 180)


def _brick(centre: Point, sides: Point, powder: tuple[str, float], turn: NDArray[np.float64] | None = None) -> Parts:
    """Powder in a few turns of tape."""
    skin = (sides[0] + 4, sides[1] + 4, sides[2] + 4)
    return Part(brick(centre, skin, turn), "plastic", 0.1), Part(brick(centre, sides, turn), *powder)


def single(rng: np.random.Generator) -> Lot:
    """A brick, two or three, a stamp pressed in, or with a layer of lead foil or carbon paper around."""
    sides, powder = _sides(rng), _powder(rng)
    length, high, wide = sides
    parts = [*_brick((0, 0, 0), sides, powder)]
    if rng.random() < 0.4:
        parts.append(Part(disc((0, high / 2 - 3, 0), min(length, wide) * 0.25, 6, 1), powder[0], -powder[1]))
    if rng.random() < 0.3:
        foil = block(-length / 2 - 3, length / 2 + 3, -high / 2 - 3, high / 2 + 3, -wide / 2 - 3, wide / 2 + 3)
        parts.append(Part(foil, "aluminium", rng.uniform(0.01, 0.05)))
    return one(parts)


def stack(rng: np.random.Generator) -> Lot:
    """Bricks in rows and layers, none quite in line, the last layer not full."""
    sides, powder = _sides(rng), _powder(rng)
    columns, layers, rows = int(rng.integers(1, 4)), int(rng.integers(2, 6)), int(rng.integers(1, 3))
    parts: list[Part] = []
    for number in range(columns * layers * rows - int(rng.integers(columns))):
        layer, place = divmod(number, columns * rows)
        row, column = divmod(place, columns)
        step = np.array([column, layer, row]) * (np.array(sides) + rng.uniform(4, 9))
        x, y, z = (step + rng.normal(0, 2.5, 3) * (1, 0.3, 1)).tolist()
        parts += _brick((x, y, z), sides, powder, rotation(rng.normal(0, 0.03), 0, 0))[1:]
    return one(parts)


def _jumble(rng: np.random.Generator, room: Point, count: int) -> list[Part]:
    """Bricks in layers within a room about the origin, each askew."""
    length, high, wide = _sides(rng)
    powder = _powder(rng)
    parts: list[Part] = []
    for number in range(count):
        share = (number + 0.5) / count - 0.5
        x = rng.uniform(-0.38, 0.38) * max(room[0] - length, 1)
        y = share * max(room[1] - high, 1)
        z = rng.uniform(-0.5, 0.5) * max(room[2] - wide, 1)
        turn = rotation(rng.choice([0, np.pi / 2]) + rng.normal(0, 0.15), rng.normal(0, 0.12), rng.normal(0, 0.12))
        parts += _brick((x, y, z), (length, high, wide), powder, turn)[1:]
    return parts


def _laid_out(rng: np.random.Generator, length: float, high: float, wide: float) -> list[Part]:
    """Bricks flat beside each other in one layer or more, across z, some missing."""
    long, thick, broad = _sides(rng)
    powder = _powder(rng)
    columns, rows = max(int(length / (long + 8)), 1), max(int(high / (broad + 8)), 1)
    parts: list[Part] = []
    for layer in range(min(int(rng.integers(1, 4)), max(int(wide / (thick + 4)), 1))):
        for column, row in np.ndindex(columns, rows):
            if rng.random() < 0.12:
                continue
            x = (column - (columns - 1) / 2) * (long + 8) + rng.normal(0, 3)
            y = (row - (rows - 1) / 2) * (broad + 8) + rng.normal(0, 3)
            turn = rotation(0, rng.normal(0, 0.04), np.pi / 2)
            z = layer * (thick + 4) - wide * 0.3
            parts += _brick((x, y, z), (long, thick, broad), powder, turn)[1:]
    return parts or list(_brick((0, 0, 0), (long, thick, broad), powder))


def duffel(rng: np.random.Generator) -> Lot:
    """A soft bag full of bricks, handles on top."""
    length, high, wide = rng.uniform(450, 800), rng.uniform(220, 360), rng.uniform(240, 380)
    bricks = _jumble(rng, (length * 0.9, high * 0.85, wide * 0.85), int(rng.integers(8, 18)))
    bag = Part(ball((0, 0, 0), length * 0.58, high * 0.62, wide * 0.62), "textile", rng.uniform(0.01, 0.05))
    handles = tuple(
        Part(rod((side * length * 0.2, high * 0.5, z), (0, high * 0.72, z), 9), "textile", 0.5)
        for z in (-wide * 0.2, wide * 0.2)
        for side in (-1, 1)
    )
    zip_line = Part(rod((-length * 0.4, high * 0.55, 0), (length * 0.4, high * 0.55, 0), 3), "zinc", 0.35)
    return Lot((tuple(bricks),), (bag, *handles, zip_line))


def suitcase(rng: np.random.Generator) -> Lot:
    """Bricks side by side in a case with wheels, a pull-out handle and some clothes."""
    length, high, wide = rng.uniform(480, 720), rng.uniform(330, 480), rng.uniform(180, 280)
    bricks = _laid_out(rng, length - 40, high - 40, wide - 40)
    x0, x1, y0, y1, z0, z1 = -length / 2, length / 2, -high / 2, high / 2, -wide / 2, wide / 2
    fittings = (
        *case(x0, x1, y0, y1, z0, z1, 2.0, "plastic"),
        *(Part(rod((x0, y, z0 + 8), (x1, y, z0 + 8), 6), "aluminium", 0.5) for y in (-60, 60)),
        *(Part(disc((x1 + 18, y, z), 20, 22), "plastic", 0.9) for y in (y0 + 40, y1 - 40) for z in (z0 + 25,)),
        Part(ball((rng.uniform(-80, 80), 0, 0), length * 0.4, high * 0.4, wide * 0.4), "textile", 0.08),
    )
    return Lot((tuple(bricks),), fittings)


def rolls(rng: np.random.Generator) -> Lot:
    """Taped rolls, thick as a bottle, in a bundle."""
    radius, length, powder = rng.uniform(22, 48), rng.uniform(130, 380), _powder(rng)
    count = int(rng.integers(1, 8))
    parts: list[Part] = []
    for number in range(count):
        layer, place = divmod(number, 3)
        x, z = (place + layer % 2 * 0.5) * radius * 2.1, layer * radius * 1.85
        shift = rng.normal(0, 8)
        parts += [
            Part(rod((x, shift, z), (x, shift + length, z), radius), *powder),
            Part(rod((x, shift - 3, z), (x, shift + length + 3, z), radius + 2.5), "plastic", 0.08),
        ]
    return one(parts)


def discs(rng: np.random.Generator) -> Lot:
    """Pressed discs, in a stack or spread."""
    radius, thick, powder = rng.uniform(55, 110), rng.uniform(22, 60), _powder(rng)
    piled = rng.random() < 0.7
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 8))):
        slip = rng.normal(0, 4)
        place = (
            (slip, number * (thick + 4), 0.0) if piled else (number % 3 * radius * 2.1, number // 3 * (thick + 4), slip)
        )
        parts += [
            Part(disc(place, radius, thick, 1), *powder),
            Part(disc(place, radius + 2, thick + 4, 1), "plastic", 0.1),
        ]
    return one(parts)


def _pillow(rng: np.random.Generator, length: float, high: float, wide: float) -> Union:
    """What a bag of powder looks like that lies: fuller in some corners than in others."""
    corners = [
        ball((x * length * 0.38, 0, z * wide * 0.36), length * 0.58, high * rng.uniform(0.6, 1.0), wide * 0.6)
        for x in (-1, 1)
        for z in (-1, 1)
    ]
    return Union((ball((0, 0, 0), length * 0.92, high, wide * 0.92), *corners))


def bags(rng: np.random.Generator) -> Lot:
    """Plastic bags of loose powder of one to ten kilograms, soft, piled up."""
    length, high, wide = rng.uniform(80, 200), rng.uniform(28, 80), rng.uniform(60, 150)
    powder = _powder(rng)
    loose = (powder[0], powder[1] * 0.65)
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 9))):
        layer, place = divmod(number, 2)
        shift = (place * length * 1.7 + rng.normal(0, 12), layer * high * 1.5, rng.normal(0, 15))
        pillow = (
            Part(_pillow(rng, length, high, wide), *loose),
            Part(block(length * 0.9, length * 1.15, -2, 2, -wide * 0.3, wide * 0.3), "plastic", 0.5),
        )
        parts += place_parts(pillow, rotation(rng.normal(0, 0.3) + np.pi * (number % 2), rng.normal(0, 0.1), 0), shift)
    return one(parts)


def sheets(rng: np.random.Generator) -> Lot:
    """Pressed thin, as they are laid into a lining."""
    length, wide, thick, powder = rng.uniform(250, 500), rng.uniform(180, 350), rng.uniform(8, 18), _powder(rng)
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 5))):
        parts += shifted(_brick((0, 0, 0), (length, thick, wide), powder), x=number * (length + 15), y=rng.normal(0, 2))
    return one(parts)


FAMILIES = {
    "single": Family(single, anyhow, SMALL_PACKINGS, most=4),
    "stack": Family(stack, stacked, (bare, wrapped, in_carton)),
    "duffel": Family(duffel, upright),
    "suitcase": Family(suitcase, stacked),
    "rolls": Family(rolls, stood_or_laid, SMALL_PACKINGS),
    "discs": Family(discs, anyhow, SMALL_PACKINGS),
    "bags": Family(bags, upright, (bare, in_bag, in_carton)),
    "sheets": Family(sheets, stacked, (bare, wrapped), reserved=True),
}
