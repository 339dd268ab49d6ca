"""What hangs on frames: tool boxes, side guards, lights, eyes."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import (
    SIDES,
    bar,
    block,
    hollow,
    plate,
)
from cargoscope_datasets.simulation.solids import Part, Rings, ball, rod


def tool_box(rng: np.random.Generator, x: float, y: float, side: int) -> list[Part]:
    """A box for tools with some in it; or a basket of expanded metal."""
    wide, tall, z = float(rng.uniform(500, 800)), float(rng.uniform(350, 480)), side * 1150
    deep = (z, z - side * 430)
    if rng.random() < 0.4:
        return _basket(x, y, wide, tall, deep)
    parts = hollow(
        "plastic" if rng.random() < 0.5 else "steel", (x, x + wide), (y, y + tall), deep, float(rng.uniform(2, 5))
    )
    parts += [block("steel", x + wide * 0.3, x + wide * 0.7, y + tall - 30, y + tall + 25, z - 6, z + 6, 0.5)]
    for _ in range(int(rng.integers(1, 5))):
        at = x + 80 + float(rng.uniform(0, wide - 320))
        length = float(rng.uniform(80, 230))
        lean = float(rng.uniform(-20, 60))
        parts.append(
            Part(
                rod(
                    (at, y + 24, z - side * 200),
                    (at + length, y + 24 + max(lean, 0), z - side * 160),
                    float(rng.uniform(6, 16)),
                ),
                "steel",
            )
        )
    return parts


def _basket(x: float, y: float, wide: float, tall: float, deep: tuple[float, float]) -> list[Part]:
    parts = [block("steel", x, x + wide, y + dy, y + dy + 30, *deep, 0.06) for dy in (0, tall - 30)]
    mesh = 62.0
    for z in deep:
        for at in np.arange(x - tall, x + wide, mesh):
            for lean in (1, -1):
                ends = []
                low = at if lean > 0 else at + tall
                for px in (
                    max(low, x) if lean > 0 else min(low, x + wide),
                    min(low + tall, x + wide) if lean > 0 else max(low - tall, x),
                ):
                    ends.append((float(px), y + abs(float(px) - low), z))
                if abs(ends[0][0] - ends[1][0]) > 30:
                    parts.append(bar(ends[0], ends[1], 4.5, 3.0))
    return parts


def side_guard(rng: np.random.Generator, x: tuple[float, float], y: float, side: int) -> list[Part]:
    """Two or three thin rails on posts, against cyclists under the wheels."""
    z, parts = side * 1200, []
    for level in range(int(rng.integers(2, 4))):
        low = y - level * 190
        parts += hollow("aluminium", x, (low, low + 100), (z, z - side * 25), 2.2, open_along="x")
    for at in np.linspace(x[0] + 200, x[1] - 200, max(2, round((x[1] - x[0]) / 1100))):
        parts += hollow(
            "steel",
            (float(at) - 30, float(at) + 30),
            (y - 420, y + 330),
            (z - side * 26, z - side * 66),
            4.0,
            open_along="y",
        )
        parts.append(block("steel", float(at) - 6, float(at) + 34, y - 60, y + 60, z - side * 20, z - side * 75, 0.6))
    return parts


def rear_end(rng: np.random.Generator, x: float, frame_y: float) -> list[Part]:
    """Under-run bar, light clusters, mud flaps, plate, and sometimes a towing eye."""
    bar_y, parts = float(rng.uniform(480, 560)), []
    parts += hollow("steel", (x - 110, x), (bar_y, bar_y + 110), (-1150, 1150), 4.0, open_along="z")
    for side in SIDES:
        z = side * 520
        wedge = ((x - 330, frame_y), (x - 20, frame_y), (x - 20, bar_y), (x - 110, bar_y))
        parts += [plate(wedge, z + dz, 6.0) for dz in (-40, 40)]
        lamp = (side * 700, side * 1120)
        parts += hollow("plastic", (x - 70, x + 20), (bar_y + 125, bar_y + 260), lamp, 3.5)
        parts += [
            block("aluminium", x - 60, x - 52, bar_y + 130, bar_y + 255, *lamp, 0.6),
            block("copper", x - 45, x - 5, bar_y + 170, bar_y + 190, side * 760, side * 1060, 0.08),
        ]
        for bulb in (760, 880, 1000):
            parts.append(Part(ball((x - 18, bar_y + 190, side * bulb), 13), "glass", 0.4))
        parts.append(block("rubber", x - 420, x - 410, 250, frame_y - 60, side * 560, side * 1160, 0.9))
        for level in (0.0, 260.0):
            parts += _eye(x + 10, frame_y + 60 + level, side * 600)
    if rng.random() < 0.6:
        parts += _eye(x + 30, frame_y + 30, 0.0, 55.0)
    return parts


def _eye(x: float, y: float, z: float, radius: float = 34.0) -> list[Part]:
    """A towing or lashing eye."""
    return [Part(Rings((x, y, z), "z", ((radius * 0.6, radius, -14, 14),)), "steel")]
