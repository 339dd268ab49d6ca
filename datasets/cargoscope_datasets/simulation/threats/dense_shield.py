"""What hides its inside from X-rays: lead, tungsten, thick steel. Drawn standing, mm."""

import numpy as np

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.packing import bare, in_carton, in_case
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.poses import stacked, stood_or_laid, upright
from cargoscope_datasets.simulation.shapes import Parts, block, case, middle_block, shifted, wire
from cargoscope_datasets.simulation.solids import Part, ball, rod
from cargoscope_datasets.simulation.threat import IN_THE_HOLD, Family, Lot, one


def lead_box(rng: np.random.Generator) -> Lot:
    """Sheet lead folded around something, its lid ajar or shut."""
    length, high, wide = rng.uniform(80, 450), rng.uniform(60, 300), rng.uniform(70, 320)
    wall = rng.uniform(3, 25)
    parts = [*case(0, length, 0, high, 0, wide, wall, "lead")]
    lap = rng.uniform(4, 25)
    parts.append(Part(block(-2, length + 2, high - lap, high, -2, wide + 2), "lead", rng.uniform(0.02, 0.08)))
    if rng.random() < 0.5:
        parts.append(Part(block(wall + 5, length * 0.7, wall, high * 0.6, wall + 5, wide * 0.7), "organic", 0.9))
    return one(parts)


def safe(rng: np.random.Generator) -> Lot:
    """Steel with concrete or gypsum in its walls, a thick door, bolts, a lock, shelves."""
    length, high, deep = rng.uniform(300, 900), rng.uniform(350, 1500), rng.uniform(300, 750)
    wall = rng.uniform(25, 90)
    door = rng.uniform(40, 110)
    parts = [
        *case(0, length, 0, high, 0, deep, wall, "concrete"),
        *case(0, length, 0, high, 0, deep, rng.uniform(2.5, 6), "steel"),
        *case(wall, length - wall, wall, high - wall, wall, deep - wall, 3.0, "steel"),
        Part(block(wall, length - wall, wall, high - wall, -5, door - 10), "steel", rng.uniform(0.15, 0.4)),
        Part(rod((length * 0.2, high * 0.5, -60), (length * 0.2, high * 0.5, 0), 45), "steel", 0.35),
        Part(block(length * 0.1, length * 0.3, high * 0.42, high * 0.58, 10, door), "steel", 0.6),
        Part(block(wall, length - wall, high * 0.5, high * 0.5 + 3, wall, deep - wall), "steel"),
    ]
    parts += [
        Part(rod((length - wall - 60, high * share, door), (length - wall + 30, high * share, door), 13), "steel")
        for share in (0.3, 0.5, 0.7)
    ]
    return one(parts)


def source_pot(rng: np.random.Generator) -> Lot:
    """A pot of lead or tungsten for a radioactive source: a thick round body, a plug, a small hollow, a handle."""
    radius = rng.uniform(35, 160)
    tall, hollow = radius * rng.uniform(1.6, 3), radius * rng.uniform(0.12, 0.4)
    material = "tungsten" if radius < 70 and rng.random() < 0.5 else "lead"
    plug = tall * rng.uniform(0.55, 0.7)
    parts = [
        Part(rod((0, 0, 0), (0, tall, 0), radius), material),
        Part(rod((0, tall * 0.35, 0), (0, plug, 0), hollow), material, -0.95),
        Part(rod((0, -4, 0), (0, tall + 4, 0), radius + 4), "steel", 0.06),
        Part(rod((0, tall, 0), (0, tall + 15, 0), hollow * 1.8), "steel", 0.8),
    ]
    if rng.random() < 0.6:
        reach = radius * 0.8
        parts += [
            Part(rod((side * reach, tall, 0), (side * reach * 0.6, tall + radius * 0.8, 0), 7), "steel")
            for side in (-1, 1)
        ]
        parts.append(
            Part(rod((-reach * 0.6, tall + radius * 0.8, 0), (reach * 0.6, tall + radius * 0.8, 0), 8), "steel")
        )
    return one(parts)


def camera(rng: np.random.Generator) -> Lot:
    """A gamma camera of a weld inspector: a bent channel through a heavy block, in a case with a handle."""
    length, high = rng.uniform(220, 380), rng.uniform(120, 200)
    wide = high * rng.uniform(0.7, 1)
    material = "tungsten" if rng.random() < 0.5 else "lead"
    middle = high / 2
    parts = [
        *case(0, length, 0, high, -wide / 2, wide / 2, 3.0, "steel"),
        Part(ball((length / 2, middle, 0), length * 0.33, middle * 0.85, wide * 0.42), material),
        Part(rod((length * 0.2, middle, 0), (length * 0.8, middle * rng.uniform(0.8, 1.2), 0), 7), material, -0.5),
        Part(rod((-30, middle, 0), (8, middle, 0), 16), "brass", 0.6),
        Part(rod((length - 8, middle, 0), (length + 35, middle, 0), 18), "steel", 0.7),
        *(Part(rod((length * share, high, 0), (length * share, high + 45, 0), 7), "steel") for share in (0.25, 0.75)),
        Part(rod((length * 0.25, high + 45, 0), (length * 0.75, high + 45, 0), 10), "plastic"),
    ]
    return one(parts)


def lined_case(rng: np.random.Generator) -> Lot:
    """A case or holdall with sheet lead within its skin, and something inside that hardly shows."""
    length, high, wide, lead = rng.uniform(350, 650), rng.uniform(220, 450), rng.uniform(120, 260), rng.uniform(1.0, 5)
    x0, x1, y0, y1, z0, z1 = 12.0, length - 12, 12.0, high - 12, 12.0, wide - 12
    lining = case(x0, x1, y0, y1, z0, z1, lead, "lead")
    inside = Part(
        block(length * 0.25, length * 0.7, y0 + lead, high * 0.6, wide * 0.3, wide * 0.7),
        "organic",
        rng.uniform(0.4, 1),
    )
    shell: Parts = case(0, length, 0, high, 0, wide, 3.0, "plastic")
    left, right, middle, grip = length * 0.38, length * 0.62, wide / 2, high + 32
    bow = [(left, high - 3, middle), (left, grip, middle), (right, grip, middle), (right, high - 3, middle)]
    feet = [Part(block(x - 18, x + 18, high, high + 5, middle - 12, middle + 12), "plastic") for x in (left, right)]
    return Lot((lining,), (*shell, *wire(bow, 8, "plastic"), *feet, inside))


def cast_block(rng: np.random.Generator) -> Lot:
    """Concrete or lead cast around a core, on a pallet or a skid, with lifting eyes."""
    length, high, wide = rng.uniform(350, 1000), rng.uniform(300, 900), rng.uniform(350, 900)
    core = rng.uniform(0.25, 0.5)
    x0, x1, y0, y1 = (
        length * (0.5 - core / 2),
        length * (0.5 + core / 2),
        high * (0.5 - core / 2),
        high * (0.5 + core / 2),
    )
    z0, z1 = wide * (0.5 - core / 2), wide * (0.5 + core / 2)
    inner = block(x0, x1, y0, y1, z0, z1)
    parts = [
        Part(block(0, length, 0, high, 0, wide), "concrete", rng.uniform(1, 1.4)),
        Part(inner, "concrete", -1.0),
        *case(x0, x1, y0, y1, z0, z1, min(rng.uniform(15, 60), core * 140), "lead"),
        *(
            Part(rod((length * share, high - 60, wide / 2), (length * share, high + 40, wide / 2), 11), "steel")
            for share in (0.3, 0.7)
        ),
    ]
    skid = (Part(block(-30, length + 30, -100, -20, z, z + 80), "wood") for z in (0.0, wide - 80))
    return Lot((tuple(parts),), tuple(skid))


def thick_pipe(rng: np.random.Generator) -> Lot:
    """A length of pipe as thick as a gun barrel, its ends plugged or flanged."""
    radius, length = rng.uniform(40, 180), 0.0
    length, wall = radius * rng.uniform(3, 8), radius * rng.uniform(0.25, 0.6)
    parts = [
        Part(rod((0, 0, 0), (0, length, 0), radius), "steel"),
        Part(rod((0, wall, 0), (0, length - wall, 0), radius - wall), "steel", -1.0),
    ]
    if rng.random() < 0.6:
        for y in (0.0, length - wall * 0.8):
            parts.append(Part(rod((0, y, 0), (0, y + wall * 0.8, 0), radius * 1.25), "steel", 0.55))
    if rng.random() < 0.4:
        parts.append(Part(rod((0, wall, 0), (0, length - wall, 0), radius - wall), "lead", rng.uniform(0.2, 0.5)))
    return one(parts)


def castle(rng: np.random.Generator) -> Lot:
    """A wall or a house of lead bricks, about 50 x 100 x 200 mm, without mortar."""
    rows, layers = int(rng.integers(1, 4)), int(rng.integers(2, 6))
    parts: list[Part] = []
    for layer in range(layers):
        for row in range(rows):
            shift = (row * 202 + layer % 2 * 100 * (rows > 1), layer * 51.0, rng.normal(0, 4))
            parts += place_parts(
                (Part(middle_block(-99, 99, -24, 24, 98), "lead"),), rotation(rng.normal(0, 0.02), 0, 0), shift
            )
    if rng.random() < 0.6:
        parts += shifted(parts, z=rng.uniform(180, 320))
    return one(parts)


FAMILIES = {
    "lead_box": Family(lead_box, stacked, (bare, in_bag, in_carton)),
    "safe": Family(safe, upright, places=IN_THE_HOLD),
    "source_pot": Family(source_pot, upright, (bare, in_carton, in_case)),
    "camera": Family(camera, upright, (bare, in_carton, in_case)),
    "lined_case": Family(lined_case, stacked),
    "cast_block": Family(cast_block, upright, places=IN_THE_HOLD),
    "thick_pipe": Family(thick_pipe, stood_or_laid),
    "castle": Family(castle, upright, reserved=True),
}
