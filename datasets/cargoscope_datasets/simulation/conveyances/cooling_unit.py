"""Cooling unit of a refrigerated container: a picture frame with everything bolted into it, at the front end.

Heights and depths follow the usual picture-frame units (about 2.2 m high, 0.42 m deep, 430-520 kg).
"""

from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.conveyances.cooling_machinery import UNIT_DEPTH, cold_side, warm_side
from cargoscope_datasets.simulation.conveyances.corner_frame import HALF_WIDTH, Shell
from cargoscope_datasets.simulation.conveyances.innards import innards
from cargoscope_datasets.simulation.conveyances.lines import cable, polyline
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow, sheet_metal
from cargoscope_datasets.simulation.solids import Part, Point, rod


def cooling_unit(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Bulkhead, coils, fans, compressor, motor, boxes, pipes."""
    half, top = HALF_WIDTH - 110, shell.height - 80
    parts = [
        # Front sheet, and the insulated wall between the warm side below and the cold side above.
        block("aluminium", 18, 21, 200, top, -half, half),
        block("foam", UNIT_DEPTH - 75, UNIT_DEPTH - 3, 330, top, -half, half, 1.2),
        block("stainless", UNIT_DEPTH - 76, UNIT_DEPTH - 75, 330, top - 420, -half, half),
        block("foam", 24, UNIT_DEPTH - 75, top - 20, top + 20, -half, half, 1.2),
    ]
    parts += _partitions(rng, top, half) + _bulkhead(rng, top, half)
    for side in SIDES:
        # The frame's uprights are no one section: castings, covers and gussets change their depth every few hands.
        for low, high in pairwise(np.sort(np.r_[180.0, rng.uniform(250, top - 80, 5), top]).tolist()):
            deep, sheet = float(rng.uniform(55, 105)), float(rng.uniform(2.5, 5.5))
            across = (side * half, side * (half - 60))
            parts += hollow("aluminium", (20, deep), (low, high), across, sheet, open_along="y")
    parts += cold_side(rng, top, half) + warm_side(rng) + _pipes(rng, top)
    return parts + _boxes(rng, half) + _works(rng, top, half) + _front(rng, top)


def _bulkhead(rng: np.random.Generator, top: float, half: float) -> list[Part]:
    """The liner behind the unit, in sheets that bulge with their foam: no straight line from floor to roof."""
    edges = np.sort(np.r_[330.0, rng.uniform(500, top - 200, 4), top]).tolist()
    parts, back = [], UNIT_DEPTH - 4.0
    for low, high in pairwise(edges):
        ends = [back - float(rng.uniform(0, 9)) for _ in range(2)]
        parts.append(sheet_metal([(ends[0], low), (ends[1], high)], 0.0, 2.2, 2 * half, "aluminium"))
    return parts


def _partitions(rng: np.random.Generator, top: float, half: float) -> list[Part]:
    """Ducts, shrouds and covers: sheets on edge from the side, and others that lie flat against the view."""
    parts: list[Part] = []
    for _ in range(int(rng.integers(5, 9))):
        x, y = float(rng.uniform(60, UNIT_DEPTH - 90)), float(rng.uniform(220, top - 900))
        reach, wide = float(rng.uniform(250, 1100)), float(rng.uniform(0.15, 0.6))
        parts.append(block("aluminium", x, x + float(rng.uniform(1.5, 3)), y, min(y + reach, top), -half, half, wide))
    for _ in range(int(rng.integers(6, 11))):
        x0, y = float(rng.uniform(30, 200)), float(rng.uniform(200, top - 500))
        z = float(rng.uniform(-half, half))
        thick = float(rng.uniform(0.8, 3))
        parts.append(
            block(
                str(rng.choice(["aluminium", "steel", "plastic"])),
                x0,
                x0 + float(rng.uniform(80, 210)),
                y,
                y + float(rng.uniform(150, 700)),
                z,
                z + thick,
            )
        )
    for side in SIDES:
        parts.append(block("aluminium", 20, UNIT_DEPTH - 4, 200, top, side * (half - 62), side * (half - 66)))
        parts.append(block("foam", 24, UNIT_DEPTH - 4, top - 900, top, side * (half - 66), side * (half - 130), 1.2))
    return parts


def _works(rng: np.random.Generator, top: float, half: float) -> list[Part]:
    """Ducts, brackets, looms, guards, insulation: all that is too much to draw, as blocks that waver."""
    low, middle = float(rng.uniform(200, 240)), float(rng.uniform(1150, 1350))
    back = UNIT_DEPTH - float(rng.uniform(15, 80))
    zones = (
        # From, to; front, back; metal; g/cm2 in the way of a ray; how much of it stands.
        (low, middle, 30.0, back, "steel", (10.0, 17.0), 0.6),
        (low, middle - 250, 70.0, 250.0, "copper", (1.5, 4.0), 0.4),
        (middle, top - 40, 30.0, back, "aluminium", (9.0, 16.0), 0.9),
        (middle - 300, middle + 500, 40.0, 240.0, "plastic", (2.0, 5.0), 0.5),
    )
    parts = []
    for y0, y1, x0, x1, metal, across, upright in zones:
        for z0, z1 in ((-half, -half / 3), (-half / 3, half / 3), (half / 3, half)):
            ends = x0 + float(rng.uniform(0, 30)), x1 - float(rng.uniform(0, 40))
            levels = y0 + float(rng.uniform(0, 60)), y1 - float(rng.uniform(0, 120))
            grams = float(rng.uniform(*across)) / 3 * float(rng.uniform(0.6, 1.4))
            parts.append(innards(rng, metal, ends, levels, (z0, z1), grams, upright=upright))
    return parts


def _front(rng: np.random.Generator, top: float) -> list[Part]:
    """Hinges, latches and handles of the covers, sockets and stays at the outside."""
    parts = []
    for y in np.arange(300.0, top - 100, float(rng.uniform(170, 330))):
        at, tall = float(y) + float(rng.normal(0, 40)), float(rng.uniform(25, 80))
        z = float(rng.choice([-1, 1])) * float(rng.uniform(500, 1050))
        parts.append(block("steel", 1, 1 + float(rng.uniform(8, 16)), at, at + tall, z, z + 110))
    return parts


def _pipes(rng: np.random.Generator, top: float) -> list[Part]:
    """Copper pipes that bend their way from the compressor to the coils, valves and driers in them."""
    parts: list[Part] = []
    for _ in range(int(rng.integers(5, 9))):
        at: Point = (float(rng.uniform(90, 330)), float(rng.uniform(280, 900)), float(rng.uniform(-700, 700)))
        points = [at]
        for _ in range(int(rng.integers(3, 7))):
            step, axis = float(rng.uniform(60, 420)) * float(rng.choice([-1, 1])), int(rng.choice([0, 1, 1, 2]))
            moved = list(points[-1])
            moved[axis] += step * (0.35 if axis == 0 else 1)
            points.append(
                (min(max(moved[0], 70), 340), min(max(moved[1], 240), top - 200), min(max(moved[2], -800), 800))
            )
        parts.append(polyline(points, float(rng.uniform(5, 11)), "copper", 0.35))
        x, y, z = points[len(points) // 2]
        parts.append(Part(rod((x, y - 45, z), (x, y + 45, z), float(rng.uniform(16, 32))), "copper", 0.4))
    return parts


def _boxes(rng: np.random.Generator, half: float) -> list[Part]:
    """Control box with transformer and contactors, cable drum, and cables."""
    z, y = float(rng.choice([-1, 1])) * float(rng.uniform(450, 620)), float(rng.uniform(850, 1150))
    parts = hollow("aluminium", (35, 215), (y, y + 480), (z - 270, z + 270), 3.0)
    parts += [
        block("copper", 90, 190, y + 30, y + 140, z - 90, z + 60, 0.42),
        block("steel", 80, 200, y + 20, y + 150, z - 100, z + 70, 0.3),
    ]
    for _ in range(int(rng.integers(5, 10))):
        dy, dz = float(rng.uniform(160, 430)), float(rng.uniform(-240, 200))
        parts.append(block("plastic", 60, 150, y + dy, y + dy + 70, z + dz, z + dz + 60, 0.9))
        parts.append(block("copper", 80, 130, y + dy + 20, y + dy + 45, z + dz + 10, z + dz + 45, 0.5))
    drum = (110.0, float(rng.uniform(300, 420)), -z)
    for turn in range(4):
        parts.append(
            Part(
                rod((drum[0] - 40 + turn * 24, drum[1], drum[2]), (drum[0] - 20 + turn * 24, drum[1], drum[2]), 175),
                "copper",
                0.13,
            )
        )
        parts.append(
            Part(
                rod((drum[0] - 40 + turn * 24, drum[1], drum[2]), (drum[0] - 20 + turn * 24, drum[1], drum[2]), 110),
                "copper",
                -0.13,
            )
        )
    for _ in range(4):
        parts += cable(
            rng,
            (float(rng.uniform(60, 300)), y, z),
            (float(rng.uniform(60, 300)), float(rng.uniform(300, 1900)), float(rng.uniform(-half, half))),
            8.0,
        )
    return parts
