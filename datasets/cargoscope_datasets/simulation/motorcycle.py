"""A motorcycle. mm."""

import numpy as np

from cargoscope_datasets.simulation.shapes import Parts, ring, slab, wide_box, wire
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
    parts.append(Part(rod((head - 40, high + 80, -95), (head - 40, high + 80, 95), 13), "steel", 0.6))
    for z in (-85, 85):
        parts.append(Part(rod((x1, radius, z), (head - 20, high + 60, z), 22), "steel", 0.5))
        parts.append(Part(rod((head - 40, high + 80, z), (head - 150, high + 130, z * 4), 12), "steel", 0.6))
        parts.append(Part(rod((x0, radius, z), (-0.12 * wheelbase, 460, z), 24), "aluminium", 0.6))
    parts += [
        Part(rod(neck, (-0.12 * wheelbase, 460, 0), 22), "steel", 0.4),
        *_tail_frame(x0, high, wheelbase),
        Part(rod(neck, (0.12 * wheelbase, 300, 0), 20), "steel", 0.4),
    ]
    wide = rng.uniform(220, 420)
    parts += [
        *_engine(rng, wheelbase, wide),
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
            3.5,
        ),
        Part(
            slab(
                [
                    (-0.02 * wheelbase, high - 95),
                    (-0.02 * wheelbase, high - 80),
                    (x0 - 80, high - 45),
                    (x0 - 80, high - 60),
                ],
                230,
            ),
            "plastic",
            0.8,
        ),
        Part(rod((0.1 * wheelbase, 330, 140), (-0.2 * wheelbase, 260, 140), 28), "steel", 0.2),
        Part(rod((-0.2 * wheelbase, 270, 150), (x0 - 120, 430, 160), 55), "steel", 0.12),
        Part(rod((x0 + 70, radius + 30, 75), (x0 + 0.2 * wheelbase, high - 39, 75), 26), "steel", 0.3),
        Part(ball((head + 75, high + 15, 0), 70, 85, 85), "glass", 0.2),
    ]
    return tuple(parts)


def _tail_frame(x0: float, high: float, wheelbase: float) -> Parts:
    """Under the seat, from the tank to behind the rear axle, and its stays."""
    return tuple(
        part
        for z in (-80, 80)
        for part in wire(
            [(0.1 * wheelbase, high - 70, z), (x0 - 40, high - 25, z), (-0.12 * wheelbase, 440, z)], 13, "steel", 0.5
        )
    )


def _engine(rng: np.random.Generator, wheelbase: float, wide: float) -> Parts:
    """A crankcase with covers, one cylinder with fins or two, carburettor and pipe: lumps, no block."""
    fill, x, y = rng.uniform(0.48, 0.62), -0.01 * wheelbase, rng.uniform(330, 370)
    parts = [
        Part(rod((x, y, -wide * 0.4), (x, y, wide * 0.4), rng.uniform(95, 120)), "aluminium", fill),
        Part(rod((x - 0.1 * wheelbase, y + 15, -wide * 0.36), (x - 0.1 * wheelbase, y + 15, wide * 0.36), 85),
             "aluminium", fill),
        Part(wide_box(x - 0.13 * wheelbase, x + 0.05 * wheelbase, y - 110, y, wide * 0.5), "aluminium", fill * 0.5),
        Part(rod((x, y, -wide * 0.18), (x, y, wide * 0.18), 75), "steel", 0.5),
        Part(rod((x, y, wide * 0.25), (x, y, wide * 0.42), 65), "copper", 0.3),
    ]  # fmt: skip
    leans = (0.25,) if rng.random() < 0.6 else (0.75, -0.25)
    for lean in leans:
        way = np.array([np.sin(lean), np.cos(lean)])
        top = np.array([x, y]) + 330 * way
        parts.append(Part(rod((x, y, 0), (top[0], top[1], 0), 58), "aluminium", 0.4))
        for share in np.linspace(0.4, 0.85, 6):
            low, high = np.array([x, y]) + 330 * share * way, np.array([x, y]) + (330 * share + 8) * way
            parts.append(Part(rod((low[0], low[1], 0), (high[0], high[1], 0), 88), "aluminium", 0.8))
        end = top + 45 * way
        parts.append(Part(rod((top[0], top[1], 0), (end[0], end[1], 0), 72), "aluminium", 0.5))
        carburettor = top - 105 * way
        parts.append(
            Part(
                rod((carburettor[0] - 170, carburettor[1], 0), (carburettor[0] - 50, carburettor[1], 0), 33),
                "zinc",
                0.5,
            )
        )
    pipe = [(x + 70, y + 190, 60.0), (x + 150, y + 60, 120.0), (x + 40, y - 90, 140.0), (-0.2 * wheelbase, 260, 140.0)]
    return (*parts, *wire(pipe, 24, "steel", 0.2))
