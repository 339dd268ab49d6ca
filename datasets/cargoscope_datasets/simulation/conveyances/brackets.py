"""Castings and bars bolted to a truck's ladder frame: brackets, anti-roll bars, torque rods, steering gear, bumper."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow, pin, plate
from cargoscope_datasets.simulation.solids import Part, ball, rod

RAIL_Z = 425.0


def on_ladder(
    rng: np.random.Generator, front: float, axles: list[float], x: tuple[float, float], y: tuple[float, float]
) -> list[Part]:
    """All of them.

    Args:
        rng: where the small ones sit.
        front: x of the steering axle, mm.
        axles: x of the drive axles, mm.
        x: ends of the rails, mm.
        y: their lower and upper face, mm.
    """
    low, high = y
    parts = _front(front, x[0], low)
    parts += _anti_roll_bar(front + 120, low - 60, 700.0, 27.0)
    for at in axles:
        parts += _anti_roll_bar(at - 260, low - 40, 620.0, 29.0)
        for side in SIDES:
            parts += [
                Part(rod((at - 60, high - 60, side * 110), (at - 620, high - 70, side * 390), 28), "steel", 0.8),
                Part(ball((at - 60, high - 60, side * 110), 62), "cast_iron", 0.8),
                Part(ball((at - 620, high - 70, side * 390), 55), "cast_iron", 0.8),
            ]
    for _ in range(int(rng.integers(14, 22))):
        parts += _bracket(rng, float(rng.uniform(x[0] + 300, x[1] - 200)), low, high, int(rng.choice(SIDES)))
    return parts


def _front(front: float, x0: float, low: float) -> list[Part]:
    """Under-run beam, cross member, steering gear, front spring brackets."""
    parts = hollow("steel", (x0 - 60, x0 + 60), (low - 330, low - 190), (-1120, 1120), 6.0, open_along="z")
    parts += hollow("cast_iron", (x0 + 40, x0 + 260), (low - 20, low + 250), (-RAIL_Z, RAIL_Z), 9.0, open_along="z")
    parts += [
        Part(rod((front - 700, low + 60, -560), (front - 380, low + 190, -560), 78), "cast_iron", 0.75),
        Part(rod((front - 560, low + 20, -640), (front - 560, low + 20, -470), 52), "steel", 0.9),
        Part(rod((front - 380, low + 190, -560), (front - 250, low + 900, -560), 20), "steel", 0.8),
    ]
    for side in SIDES:
        for at in (front - 900, front + 780):
            outline = ((at - 120, low + 210), (at + 120, low + 210), (at + 55, low - 210), (at - 55, low - 210))
            parts += [plate(outline, side * (RAIL_Z + dz), 22.0, "cast_iron") for dz in (15, 95)]
            parts.append(pin(at, low - 160, side * (RAIL_Z - 10), side * (RAIL_Z + 120), 26))
    return parts


def _anti_roll_bar(x: float, y: float, half: float, radius: float) -> list[Part]:
    parts = [Part(rod((x, y, -half), (x, y, half), radius), "steel")]
    for side in SIDES:
        parts += [
            Part(rod((x, y, side * half), (x + 420, y + 30, side * half), radius), "steel"),
            Part(rod((x + 420, y + 30, side * half), (x + 430, y + 280, side * (half - 60)), 20), "steel"),
            Part(rod((x, y, side * (half * 0.6 - 45)), (x, y, side * (half * 0.6 + 45)), 48), "cast_iron", 0.7),
        ]
    return parts


def _bracket(rng: np.random.Generator, x: float, low: float, high: float, side: int) -> list[Part]:
    """A cast shelf with a gusset and its bolts, inside or outside a rail."""
    wide, tall = float(rng.uniform(90, 260)), float(rng.uniform(120, high - low - 20))
    out = float(rng.uniform(60, 260)) * float(rng.choice([-1, 1], p=[0.3, 0.7]))
    y0 = float(rng.uniform(low + 5, high - tall))
    z = side * RAIL_Z
    parts = [
        block("cast_iron", x, x + wide, y0, y0 + tall, z, z + side * 14),
        block("cast_iron", x, x + wide, y0 + tall * 0.4, y0 + tall * 0.4 + 14, z, z + side * out),
        block("cast_iron", x + wide * 0.45, x + wide * 0.45 + 12, y0, y0 + tall, z, z + side * out * 0.7, 0.6),
    ]
    for dx in (0.18, 0.82):
        for dy in (0.15, 0.85):
            parts.append(pin(x + wide * dx, y0 + tall * dy, z - side * 25, z + side * 32, 11))
    return parts
