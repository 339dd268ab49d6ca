"""Parts of cars and lorries. mm."""

import numpy as np

from cargoscope_datasets.simulation.packing import bare, in_carton, wrapped
from cargoscope_datasets.simulation.shapes import disc, middle_block, ring, slab, wire
from cargoscope_datasets.simulation.solids import Part, Point, ball, frustum, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one

_PACKINGS = (bare, wrapped, in_carton)


def brake_discs(rng: np.random.Generator) -> Lot:
    """Rings with a hat, in a stack."""
    outer, thick = rng.uniform(110, 220), rng.uniform(10, 42)
    hat, high = outer * rng.uniform(0.45, 0.6), rng.uniform(25, 90)
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 5))):
        y = number * (thick + high * 0.6)
        parts += ring((0, y, 0), outer, hat * 0.9, thick, "cast_iron", 1)
        parts += ring((0, y + high / 2, 0), hat, hat - 8, high, "cast_iron", 1)
        parts.append(Part(disc((0, y + high, 0), hat - 8, 8, 1), "cast_iron", 0.8))
    return one(parts)


def gears(rng: np.random.Generator) -> Lot:
    """Wheels on a shaft, as of a gearbox."""
    length = rng.uniform(120, 420)
    parts = [Part(rod((0, 0, 0), (length, 0, 0), rng.uniform(10, 24)), "steel")]
    for _ in range(int(rng.integers(1, 6))):
        x, radius, thick = rng.uniform(0.1, 0.85) * length, rng.uniform(25, 95), rng.uniform(12, 40)
        parts += ring((x, 0, 0), radius, radius * rng.uniform(0.2, 0.6), thick, "steel", 0)
        parts += ring((x, 0, 0), radius + 4, radius, thick, "steel", 0)
        parts[-2:] = [Part(each.solid, "steel", each.fill / 2) for each in parts[-2:]]
    return one(parts)


def shock_absorbers(rng: np.random.Generator) -> Lot:
    """A tube, a rod, eyes, a spring around it: long as a gun."""
    length, radius = rng.uniform(280, 520), rng.uniform(20, 35)
    rod_end = length * rng.uniform(1.25, 1.7)
    parts = [
        Part(rod((0, 0, 0), (length, 0, 0), radius), "steel", 0.35),
        Part(rod((4, 0, 0), (length - 10, 0, 0), radius - 5), "oil", 0.6),
        Part(rod((length * 0.3, 0, 0), (rod_end, 0, 0), rng.uniform(6, 11)), "steel"),
        *ring((-radius, 0, 0), radius, radius * 0.5, 40, "steel"),
        *ring((rod_end + radius * 0.7, 0, 0), radius * 0.8, radius * 0.4, 36, "steel"),
    ]
    if rng.random() < 0.5:
        # Between a seat welded to the tube and one at the end of the rod, as wide as the spring.
        turns, wide, thick = int(rng.integers(5, 9)), radius * rng.uniform(1.5, 2.1), rng.uniform(4.5, 7)
        low, high = length * 0.45, rod_end - 12
        for x in (low, high):
            parts += (
                *ring((x, 0, 0), wide + thick * 1.6, 8, 3, "steel", 0),
                Part(disc((x, 0, 0), 12, 9, 0), "steel", 0.6),
            )
        angle = np.linspace(0, 2 * np.pi * turns, 10 * turns + 1)
        # The first and the last turn lie flat on the seats.
        rise = np.clip((angle / (2 * np.pi) - 0.8) / (turns - 1.6), 0, 1)
        along = low + 1.5 + thick + rise * (high - low - 3 - 2 * thick)
        coil = np.column_stack([along, np.cos(angle) * wide, np.sin(angle) * wide])
        points: list[Point] = [(float(x), float(y), float(z)) for x, y, z in coil]
        parts += wire(points, thick, "steel")
    return one(parts)


def starter_motor(rng: np.random.Generator) -> Lot:
    """A stout cylinder of iron and copper, a smaller one beside it, a snout with a pinion."""
    length, radius = rng.uniform(110, 200), rng.uniform(32, 58)
    return one(
        (
            *ring((length / 2, 0, 0), radius, radius - 6, length, "steel", 0),
            Part(rod((6, 0, 0), (length - 6, 0, 0), radius - 8), "copper", 0.35),
            Part(rod((6, 0, 0), (length - 6, 0, 0), radius - 8), "steel", 0.3),
            Part(frustum((length, 0, 0), (length + radius * 1.4, 0, 0), radius, radius * 0.6, 12), "aluminium", 0.6),
            Part(rod((length, 0, 0), (length + radius * 1.8, 0, 0), 14), "steel"),
            Part(rod((length * 0.2, radius * 1.5, 0), (length, radius * 1.5, 0), radius * 0.5), "steel", 0.55),
        )
    )


def wheel_hub(rng: np.random.Generator) -> Lot:
    """A flange with studs on a bearing."""
    outer = rng.uniform(60, 170)
    parts = [
        Part(disc((0, 0, 0), outer, outer * 0.16, 1), "steel"),
        Part(rod((0, -outer * 0.9, 0), (0, 0, 0), outer * 0.5), "steel", 0.6),
        Part(rod((0, -outer * 0.9, 0), (0, outer * 0.3, 0), outer * 0.2), "steel", -0.4),
        Part(rod((0, 0, 0), (0, outer * 0.4, 0), outer * 0.42), "steel", 0.5),
    ]
    for angle in np.linspace(0, 2 * np.pi, int(rng.integers(4, 11)), endpoint=False):
        x, z = np.cos(angle) * outer * 0.78, np.sin(angle) * outer * 0.78
        parts.append(Part(rod((x, 0, z), (x, outer * 0.5, z), max(outer * 0.05, 5)), "steel"))
    return one(parts)


def caliper(rng: np.random.Generator) -> Lot:
    """A brake caliper or a mounting bracket: a crooked lump of iron."""
    size = rng.uniform(90, 190)
    return one(
        (
            Part(
                slab(
                    [(0, 0), (size, 0), (size * 1.15, size * 0.45), (size * 0.8, size * 0.6), (0, size * 0.5)],
                    size * 0.5,
                ),
                "cast_iron",
                0.5,
            ),
            Part(
                rod((size * 0.5, size * 0.25, -size * 0.5), (size * 0.5, size * 0.25, size * 0.1), size * 0.26),
                "cast_iron",
                0.6,
            ),
            Part(
                slab([(-size * 0.3, size * 0.1), (0, 0), (0, size * 0.3), (-size * 0.3, size * 0.25)], size * 0.2),
                "steel",
            ),
            Part(
                slab([(size, 0), (size * 1.35, -size * 0.2), (size * 1.4, 0), (size * 1.1, size * 0.25)], size * 0.2),
                "steel",
            ),
            Part(rod((size * 0.1, -size * 0.2, 0), (size * 0.1, size * 0.7, 0), size * 0.06), "steel"),
        )
    )


def exhaust(rng: np.random.Generator) -> Lot:
    """A silencer between bent pipes."""
    length, radius = rng.uniform(250, 600), rng.uniform(60, 120)
    parts = [
        *ring((0, 0, 0), radius, radius - 2, length, "steel", 0),
        *(Part(disc((length * share, 0, 0), radius - 2, 3, 0), "steel") for share in (-0.48, -0.15, 0.2, 0.48)),
        *ring((0, 0, 0), 24, 22, length * 0.9, "steel", 0),
    ]
    for side in (-1, 1):
        x = side * length / 2
        bend = (x + side * rng.uniform(80, 300), rng.uniform(-60, 60), 0.0)
        parts += [
            Part(rod((x, 0, 0), bend, 25), "steel", 0.15),
            Part(rod(bend, (bend[0] + side * 150, bend[1] + rng.uniform(-120, 120), 40), 25), "steel", 0.15),
        ]
    return one(parts)


def alternator(rng: np.random.Generator) -> Lot:
    """A drum of aluminium, iron and copper with a pulley and two lugs."""
    radius, length = rng.uniform(55, 85), rng.uniform(110, 170)
    return one(
        (
            Part(rod((0, 0, 0), (length, 0, 0), radius), "aluminium", 0.45),
            *ring((length / 2, 0, 0), radius * 0.92, radius * 0.6, length * 0.4, "steel", 0),
            Part(rod((length * 0.25, 0, 0), (length * 0.75, 0, 0), radius * 0.58), "copper", 0.45),
            Part(rod((length, 0, 0), (length + 45, 0, 0), 10), "steel"),
            Part(disc((length + 28, 0, 0), radius * 0.5, 28, 0), "steel", 0.6),
            *(
                Part(
                    middle_block(length * 0.1, length * 0.9, side * radius - 14, side * radius + 26, 24),
                    "aluminium",
                    0.8,
                )
                for side in (-1, 1)
            ),
            Part(ball((length * 0.1, 0, radius * 0.4), 25, 25, 20), "plastic", 0.8),
        )
    )


FAMILIES = {
    "brake_discs": Family(brake_discs, packings=_PACKINGS),
    "gears": Family(gears, packings=_PACKINGS, most=3),
    "shock_absorbers": Family(shock_absorbers, packings=_PACKINGS, most=4),
    "starter_motor": Family(starter_motor, packings=_PACKINGS, most=4),
    "wheel_hub": Family(wheel_hub, packings=_PACKINGS, most=3),
    "caliper": Family(caliper, packings=_PACKINGS, most=4),
    "exhaust": Family(exhaust, packings=(bare, wrapped), most=3),
    "alternator": Family(alternator, packings=_PACKINGS, most=4),
}
