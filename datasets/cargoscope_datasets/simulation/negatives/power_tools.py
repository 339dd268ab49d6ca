"""Power tools. Drawn side on, mm."""

import numpy as np

from cargoscope_datasets.simulation.packing import SMALL_PACKINGS
from cargoscope_datasets.simulation.shapes import disc, middle_block, slab
from cargoscope_datasets.simulation.solids import Part, frustum, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one


def drill(rng: np.random.Generator) -> Lot:
    """A pistol grip of plastic, motor, gears and chuck in line, a battery or a cord below."""
    body, radius = rng.uniform(150, 210), rng.uniform(28, 38)
    deep, lean = rng.uniform(95, 130), rng.uniform(5, 30)
    parts = [
        Part(rod((0, 0, 0), (body, 0, 0), radius), "plastic", 0.35),
        Part(rod((15, 0, 0), (body * 0.55, 0, 0), radius * 0.72), "copper", 0.35),
        Part(rod((15, 0, 0), (body * 0.55, 0, 0), radius * 0.72), "steel", 0.4),
        Part(rod((body * 0.6, 0, 0), (body * 0.85, 0, 0), radius * 0.7), "steel", 0.55),
        Part(frustum((body, 0, 0), (body + 55, 0, 0), radius * 0.62, radius * 0.4, 12), "steel", 0.8),
        Part(
            slab([(12, -radius), (62, -radius), (50 - lean, -radius - deep), (2 - lean, -radius - deep)], 34),
            "plastic",
            0.45,
        ),
        Part(middle_block(55, 75, -radius - 32, -radius - 6, 14), "plastic", 0.8),
        Part(middle_block(20, 48, -radius - 45, -radius - 15, 22), "copper", 0.15),
    ]
    if rng.random() < 0.7:
        parts.append(
            Part(middle_block(-25 - lean, 75 - lean, -radius - deep - 50, -radius - deep, 70), "plastic", 0.35)
        )
        cells = [
            Part(rod((x - lean, -radius - deep - 28, -30), (x - lean, -radius - deep - 28, 30), 9.5), "steel", 0.38)
            for x in (-8, 14, 36, 58)
        ]
        parts += cells
    if rng.random() < 0.5:
        parts.append(Part(rod((body + 55, 0, 0), (body + rng.uniform(90, 170), 0, 0), rng.uniform(2, 5)), "steel", 0.7))
    return one(parts)


def angle_grinder(rng: np.random.Generator) -> Lot:
    """A long motor housing, a head square to it, a disc under a guard."""
    length, radius, wheel = rng.uniform(220, 330), rng.uniform(28, 40), rng.uniform(55, 115)
    parts = [
        Part(rod((0, 0, 0), (length, 0, 0), radius), "plastic", 0.35),
        Part(rod((length * 0.45, 0, 0), (length * 0.9, 0, 0), radius * 0.75), "copper", 0.35),
        Part(rod((length * 0.45, 0, 0), (length * 0.9, 0, 0), radius * 0.75), "steel", 0.4),
        Part(middle_block(length, length + 75, -radius, radius * 0.9, 70), "aluminium", 0.6),
        Part(rod((length + 42, -radius - 32, 0), (length + 42, radius * 0.5, 0), 12), "steel", 0.8),
        Part(disc((length + 42, -radius - 24, 0), wheel, 6, 1), "ceramic", 0.9),
        Part(disc((length + 42, -radius - 14, 0), wheel * 1.08, 2, 1), "steel", 0.6),
        Part(rod((length + 35, 0, 30), (length + 35, 0, 150), 16), "plastic", 0.8),
    ]
    return one(parts)


FAMILIES = {
    "drill": Family(drill, packings=SMALL_PACKINGS, most=4),
    "angle_grinder": Family(angle_grinder, packings=SMALL_PACKINGS, most=3),
}
