"""A motorcycle. mm."""

import numpy as np

from cargoscope_datasets.simulation.shapes import Parts, ring, slab, wide_box
from cargoscope_datasets.simulation.solids import Part, Point, ball, rod


def motorcycle(rng: np.random.Generator) -> Parts:
    """Two thin wheels, a frame of tubes, engine, tank, fork, exhaust."""
    wheelbase, radius = rng.uniform(1200, 1600), rng.uniform(240, 340)
    x0, x1, head = -wheelbase / 2, wheelbase / 2, rng.uniform(0.24, 0.34) * wheelbase
    high = rng.uniform(820, 980)
    parts: list[Part] = []
    for x, wide in ((x0, rng.uniform(110, 190)), (x1, rng.uniform(80, 130))):
        rim = radius * 0.75
        parts += ring((x, radius, 0), radius, rim, wide, "rubber")
        parts[-2:] = [Part(parts[-2].solid, "rubber", 0.4), Part(parts[-1].solid, "rubber", -0.4)]
        parts += ring((x, radius, 0), rim, rim - 14, wide * 0.7, "aluminium")
        parts += [
            Part(rod((x, radius, -18), (x, radius, 18), rim * 0.55), "steel", 0.12),
            Part(rod((x, radius, -90), (x, radius, 90), 28), "steel", 0.6),
        ]
        parts += [
            Part(rod((x, radius, 0), (x + rim * np.cos(turn), radius + rim * np.sin(turn), 0), 9), "aluminium")
            for turn in np.arange(5) * 1.257
        ]
    neck: Point = (head, high, 0)
    for z in (-85, 85):
        parts.append(Part(rod((x1, radius, z), (head - 20, high + 60, z), 22), "steel", 0.5))
        parts.append(Part(rod((head - 40, high + 80, z), (head - 150, high + 130, z * 4), 12), "steel", 0.6))
        parts.append(Part(rod((x0, radius, z), (-0.12 * wheelbase, 460, z), 24), "aluminium", 0.6))
    parts += [
        Part(rod(neck, (-0.12 * wheelbase, 460, 0), 22), "steel", 0.4),
        Part(rod(neck, (0.12 * wheelbase, 300, 0), 20), "steel", 0.4),
    ]
    wide = rng.uniform(220, 420)
    parts += [
        Part(wide_box(-0.16 * wheelbase, 0.14 * wheelbase, 260, 450, wide), "aluminium", rng.uniform(0.5, 0.8)),
        Part(rod((0.0, 400, 0), (0.1 * wheelbase, 660, 0), 90), "aluminium", 0.5),
        Part(rod((0.02 * wheelbase, 350, -wide * 0.3), (0.02 * wheelbase, 350, wide * 0.3), 100), "steel", 0.35),
        Part(ball((0.1 * wheelbase, high - 40, 0), 260, 120, 130), "steel", 0.12),
        Part(ball((0.1 * wheelbase, high - 70, 0), 230, 80, 115), "oil", rng.uniform(0, 0.8)),
        Part(
            slab(
                [
                    (-0.02 * wheelbase, high - 90),
                    (-0.02 * wheelbase, high - 20),
                    (x0 - 80, high + 20),
                    (x0 - 60, high - 70),
                ],
                240,
            ),
            "foam",
            2,
        ),
        Part(rod((0.1 * wheelbase, 330, 140), (-0.2 * wheelbase, 260, 140), 28), "steel", 0.2),
        Part(rod((-0.2 * wheelbase, 270, 150), (x0 - 120, 430, 160), 55), "steel", 0.12),
        Part(rod((x0 + 60, radius + 20, 60), (-0.1 * wheelbase, high - 120, 60), 34), "steel", 0.25),
        Part(ball((x1 - 200, high + 20, 0), 70, 80, 80), "glass", 0.15),
    ]
    return tuple(parts)
