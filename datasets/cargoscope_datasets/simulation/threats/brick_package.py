"""Pressed or bagged powder, wrapped; what it is no X-ray can tell, so it is drawn of many things. mm."""

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.heaps import Heap, leaning
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.packing import SMALL_PACKINGS, bare, in_carton, wrapped
from cargoscope_datasets.simulation.placement import UNTURNED, place_parts, rotation
from cargoscope_datasets.simulation.poses import anyhow, stacked, stood_or_laid, upright
from cargoscope_datasets.simulation.shapes import Parts, block, case, disc, shifted
from cargoscope_datasets.simulation.skins import Skin
from cargoscope_datasets.simulation.solids import Box, Part, Point, Union, ball, brick, rod
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


def _laid_out(rng: np.random.Generator, room: Box) -> list[Part]:
    """Bricks flat beside each other from a room's least x and y and its greatest z on, in one layer or more.

    Only of the last layer some are missing: none lies on a gap.
    """
    long, thick, broad = _sides(rng)
    powder = _powder(rng)
    columns, rows = max(int((room.x1 - room.x0) / (long + 6)), 1), max(int((room.y1 - room.y0) / (broad + 6)), 1)
    layers = min(int(rng.integers(1, 4)), max(int((room.z1 - room.z0) / (thick + 2)), 1))
    parts: list[Part] = []
    for layer in range(layers):
        for column, row in np.ndindex(columns, rows):
            if layer == layers - 1 and rng.random() < 0.12:
                continue
            x = room.x0 + (column + 0.5) * (long + 6) + rng.normal(0, 1)
            y = room.y0 + (row + 0.5) * (broad + 6) + rng.normal(0, 1)
            z = room.z1 - (layer + 0.5) * (thick + 2)
            parts += _brick((x, y, z), (long, thick, broad), powder, rotation(0, rng.normal(0, 0.01), np.pi / 2))[1:]
    return parts or list(_brick((0, 0, room.z1 - thick / 2), (long, thick, broad), powder, rotation(0, 0, np.pi / 2)))


def _shares(count: int) -> NDArray[np.float64]:
    """(count,) float64: spots along a wall, from end to end; in its middle for one."""
    return np.linspace(-1, 1, count) if count > 1 else np.zeros(1)


def duffel(rng: np.random.Generator) -> Lot:
    """A soft bag full of bricks on one another, handles on top."""
    length, high, wide = rng.uniform(450, 800), rng.uniform(220, 360), rng.uniform(240, 380)
    skin = Skin(0, 0, 0, length / 2, high / 2, wide / 2, 0.84)
    sides, powder = _sides(rng), _powder(rng)
    heap = Heap(skin.rx * skin.flat, skin.rz * skin.flat, skin.bottom + 3, skin.y + skin.ry * skin.flat)
    columns, rows = (
        max(1, int(2 * skin.flat * half / side)) for half, side in ((skin.rx, sides[0]), (skin.rz, sides[2]))
    )
    tidy = np.array([[x, z] for x in _shares(columns) for z in _shares(rows)])
    bricks: list[Part] = []
    for _ in range(int(rng.integers(8, 18))):
        # Laid beside each other, or thrown in.
        if rng.random() < 0.8:
            spots = np.clip(rng.permutation(tidy) + rng.normal(0, 0.03, tidy.shape), -1, 1)
            lying = heap.drop(sides, leaning(rng.normal(0, 0.02), 0.0), spots)
        else:
            turns = leaning(rng.choice([0, np.pi / 2]) + rng.normal(0, 0.15), 0.0)
            lying = heap.drop(sides, turns, rng.uniform(-1, 1, (4, 2)))
        lying = lying or heap.drop(sides, UNTURNED[None], tidy)
        if lying:
            bricks.append(Part(lying, *powder))
    sewn = skin.sewn(rng, rng.uniform(0.02, 0.06), rng.uniform(50, 110))
    return Lot((tuple(bricks),), (*sewn, skin.plate()))


def suitcase(rng: np.random.Generator) -> Lot:
    """Bricks side by side on the back of a case with wheels, a pull-out handle, and clothes that fill it."""
    length, high, wide = rng.uniform(480, 720), rng.uniform(330, 480), rng.uniform(180, 280)
    x0, x1, y0, y1, z0, z1 = -length / 2, length / 2, -high / 2, high / 2, -wide / 2, wide / 2
    # However it lies, its back, its lower side or the end with the wheels is down: bricks lie close to all three.
    bricks = _laid_out(rng, Box(x0 + 4, x1 - 20, y0 + 4, y1 - 10, z0 + 20, z1 - 3))
    clothes = Skin(0, 0, 0, length / 2 - 3, high / 2 - 3, wide / 2 - 3, 0.9)
    folds = (
        clothes.fitted(ball((x * length, y * high, z * wide), length * 0.25, high * 0.2, wide * 0.2))
        for x, y, z in rng.uniform(-0.3, 0.3, (3, 3))
    )
    fittings = (
        *case(x0, x1, y0, y1, z0, z1, 2.0, "plastic"),
        *(Part(rod((x0, y, z0 + 8), (x1, y, z0 + 8), 6), "aluminium", 0.5) for y in (-60, 60)),
        *(Part(disc((x0 - 18, y, z0 + 25), 20, 22), "plastic", 0.9) for y in (y0 + 40, y1 - 40)),
        Part(clothes.hull(), "textile", rng.uniform(0.03, 0.1)),
        *(Part(fold, "textile", rng.uniform(0.04, 0.15)) for fold in folds),
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
