"""Floor of a refrigerated container: T-bars of aluminium on foam on a steel pan with cross members."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.cooling_machinery import UNIT_DEPTH
from cargoscope_datasets.simulation.conveyances.corner_frame import HALF_WIDTH, Shell
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow
from cargoscope_datasets.simulation.solids import Part

T_BAR = 63.5
FLOOR_TOP = 245.0


def floor(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """All below the goods."""
    along = (UNIT_DEPTH - 250, shell.length - 110)
    half = HALF_WIDTH - 75
    low = FLOOR_TOP - T_BAR
    parts = [
        block("aluminium", *along, low, low + 6, -half, half),
        block("foam", *along, 90, low, -half, half, 1.3),
        block("steel", 60, shell.length - 70, 85.8, 88, -half, half),
    ]
    for z in np.arange(-half, half, 66.0):
        parts += [block("aluminium", *along, low + 6, FLOOR_TOP - 4, z, z + 3.6),
                  block("aluminium", *along, FLOOR_TOP - 4, FLOOR_TOP, z - 14, z + 17)]  # fmt: skip
    # Foam stops and drains in the floor.
    for _ in range(int(rng.integers(1, 4))):
        x = float(rng.uniform(*along))
        parts.append(block("polyethylene", x, x + float(rng.uniform(30, 60)), 90, low, -half, half))
    for x in (700.0, shell.length - 300):
        for side in SIDES:
            parts += hollow(
                "plastic", (x - 30, x + 30), (30, low), (side * 950 - 30, side * 950 + 30), 5.0, open_along="y"
            )
    return parts + _cross_members(rng, shell)


def _cross_members(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Heavy pairs of lipped channels, back to back over a gap, and light hats at even steps between them."""
    parts: list[Part] = []
    half, between = HALF_WIDTH - 55, int(rng.integers(1, 4))
    pitch, gap, web = float(rng.uniform(1150, 1480)), float(rng.uniform(95, 130)), float(rng.uniform(4, 6))
    x = 400.0
    while x < shell.length - 420:
        parts += _heavy_pair(x, gap, web, half)
        for step in range(1, between + 1):
            at = x + gap / 2 + step * pitch / (between + 1) + float(rng.normal(0, 5))
            if at < shell.length - 300:
                parts += _light_hat(at, half)
        x += pitch
    if rng.random() < 0.6:
        parts += _stringer_waves(rng, shell)
    return parts


def _heavy_pair(x: float, gap: float, web: float, half: float) -> list[Part]:
    """Two channels whose webs face each other, joined by plates at their ends: two sharp lines, grey on either side."""
    parts = []
    for at, way in ((x, -1), (x + gap, 1)):
        lip = at + way * 36
        ends = min(at, lip), max(at, lip)
        parts += [
            block("steel", min(at, at + way * web), max(at, at + way * web), 18, 88, -half, half),
            block("steel", *ends, 18, 20.5, -half, half),
            block("steel", min(lip, lip - way * 2), max(lip, lip - way * 2), 18, 32, -half, half),
        ]
        parts += [block("steel", *ends, 18, 118, side * half, side * (half - 5)) for side in SIDES]
    parts += [block("steel", x, x + gap, 18, 88, side * half, side * (half - 4)) for side in SIDES]
    return parts


def _light_hat(x: float, half: float) -> list[Part]:
    return [
        block("steel", x, x + 36, 22, 24, -half, half),
        *(block("steel", x + edge, x + edge + 2, 22, 88, -half, half) for edge in (0.0, 34.0)),
        *(block("steel", x, x + 36, 22, 118, side * half, side * (half - 3)) for side in SIDES),
    ]


def _stringer_waves(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """The pan's own pressed waves: shallow trapezoids across, seen end on as a row of notches."""
    parts = []
    pitch, wide = float(rng.uniform(170, 230)), float(rng.uniform(95, 125))
    half, first = HALF_WIDTH - 80, float(rng.uniform(300, 2500))
    for x in np.arange(first, shell.length - 400, pitch):
        at = float(x)
        parts.append(block("foam", at, at + wide, 52, 86, -half, half, 1.3))
        parts.append(block("steel", at, at + wide, 50, 51.5, -half, half))
        for edge, way in ((at, -1), (at + wide, 1)):
            parts.append(
                block("steel", min(edge, edge + way * 22), max(edge, edge + way * 22), 51, 87, -half, half, 0.055)
            )
    return parts
