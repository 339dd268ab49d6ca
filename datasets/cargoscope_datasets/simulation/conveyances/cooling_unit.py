"""Cooling unit of a refrigerated container: a picture frame with everything bolted into it, at the front end.

Heights and depths follow the usual picture-frame units (about 2.2 m high, 0.42 m deep, 430-520 kg).
"""

import numpy as np

from cargoscope_datasets.simulation.conveyances.corner_frame import HALF_WIDTH, Shell
from cargoscope_datasets.simulation.conveyances.lines import cable, polyline
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow
from cargoscope_datasets.simulation.solids import Part, Point, ball, capsule, rod

UNIT_DEPTH = 420.0


def cooling_unit(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Bulkhead, coils, fans, compressor, motor, boxes, pipes."""
    half, top = HALF_WIDTH - 110, shell.height - 150
    parts = [
        # Front sheet, and the insulated wall between the warm side below and the cold side above.
        block("aluminium", 18, 21, 200, top, -half, half),
        block("foam", UNIT_DEPTH - 75, UNIT_DEPTH - 3, 330, top - 420, -half, half, 1.2),
        block("aluminium", UNIT_DEPTH - 3.6, UNIT_DEPTH - 1.4, 330, top - 160, -half, half),
        block("stainless", UNIT_DEPTH - 76, UNIT_DEPTH - 75, 330, top - 420, -half, half),
        block("foam", 24, UNIT_DEPTH - 75, top - 20, top + 40, -half, half, 1.2),
    ]
    parts += _partitions(rng, top, half)
    for side in SIDES:
        parts += hollow("aluminium", (20, 90), (180, top), (side * half, side * (half - 60)), 5.0, open_along="y")
        parts.append(block("steel", 8, 16, 170, top + 60, side * (half + 40), side * half))
    parts += _cold_side(rng, top, half) + _warm_side(rng) + _pipes(rng, top)
    return parts + _boxes(rng, half)


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
        thick = float(rng.uniform(2, 6))
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


def _cold_side(rng: np.random.Generator, top: float, half: float) -> list[Part]:
    """Two fans with motors above, the coil that makes cold below them."""
    coil_top = top - float(rng.uniform(480, 560))
    coil = coil_top - float(rng.uniform(380, 480))
    x = float(rng.uniform(110, 150))
    parts = [block("aluminium", x, x + 150, coil, coil_top, -half + 120, half - 120, 0.05)]
    for level in np.arange(coil + 20, coil_top - 10, 38.0):
        for dx in (20, 75, 130):
            parts.append(
                block(
                    "copper", x + dx - 8, x + dx + 8, float(level) - 8, float(level) + 8, -half + 130, half - 130, 0.09
                )
            )
    parts.append(block("steel", x - 5, x + 165, coil - 40, coil - 20, -half + 100, half - 100, 0.12))
    fan_y = float(rng.uniform(coil_top + 90, top - 160))
    for z in (-430.0, 430.0):
        parts += [
            Part(rod((UNIT_DEPTH - 190, fan_y, z), (UNIT_DEPTH - 40, fan_y, z), 62), "steel", 0.55),
            Part(rod((UNIT_DEPTH - 170, fan_y, z), (UNIT_DEPTH - 60, fan_y, z), 46), "copper", 0.35),
            Part(rod((UNIT_DEPTH - 250, fan_y, z), (UNIT_DEPTH - 20, fan_y, z), 10), "steel"),
            Part(rod((x + 60, fan_y - 10, z), (x + 95, fan_y + 10, z), 165), "aluminium", 0.08),
            Part(ball((x + 78, fan_y, z), 30, 42, 42), "aluminium", 0.8),
        ]
        for ring in (170.0, 150.0):
            parts.append(
                Part(rod((x + 50, fan_y, z), (x + 110, fan_y, z), ring), "aluminium", 0.5 if ring > 160 else -0.5)
            )
        for dy in (-120.0, 120.0):
            parts.append(Part(rod((x + 80, fan_y + dy, z - 90), (UNIT_DEPTH - 60, fan_y + dy * 0.4, z), 6), "steel"))
    return parts


def _warm_side(rng: np.random.Generator) -> list[Part]:
    """Compressor, condenser with its fan, receiver, below."""
    y, z = float(rng.uniform(300, 380)), float(rng.choice([-1, 1])) * float(rng.uniform(380, 620))
    x = float(rng.uniform(170, 220))
    size = float(rng.uniform(105, 130))
    parts = [
        Part(capsule((x, y - 40, z), (x, y + 210, z), size), "steel", 0.32),
        Part(rod((x, y - 20, z), (x, y + 90, z), size * 0.72), "copper", 0.35),
        Part(rod((x, y + 100, z), (x, y + 220, z), size * 0.6), "cast_iron", 0.55),
        Part(ball((x, y + 245, z), 62, 30, 62), "cast_iron", 0.5),
        block("steel", x - 150, x + 150, y - 175, y - 160, z - 170, z + 170),
        *(Part(rod((x + dx, y - 165, z), (x + dx, y - 120, z), 24), "rubber") for dx in (-110, 110)),
    ]
    fan_y, fan_z = float(rng.uniform(620, 800)), -np.sign(z) * 250.0
    parts += [
        Part(rod((120, fan_y, fan_z), (270, fan_y, fan_z), 60), "aluminium", 0.6),
        Part(rod((135, fan_y, fan_z), (255, fan_y, fan_z), 42), "copper", 0.4),
        Part(rod((85, fan_y, fan_z), (115, fan_y, fan_z), 230), "aluminium", 0.07),
        block(
            "aluminium", UNIT_DEPTH - 190, UNIT_DEPTH - 110, fan_y - 260, fan_y + 260, fan_z - 430, fan_z + 430, 0.09
        ),
    ]
    for level in np.arange(fan_y - 245, fan_y + 250, 34.0):
        parts.append(
            block(
                "copper",
                UNIT_DEPTH - 170,
                UNIT_DEPTH - 130,
                float(level) - 7,
                float(level) + 7,
                fan_z - 420,
                fan_z + 420,
                0.1,
            )
        )
    receiver = (float(rng.uniform(120, 240)), float(rng.uniform(250, 420)), -z * 0.9)
    high = receiver[1] + float(rng.uniform(250, 420))
    parts += [
        Part(capsule(receiver, (receiver[0], high, receiver[2]), 52), "steel", 0.25),
        Part(rod(receiver, (receiver[0], receiver[1] + 160, receiver[2]), 48), "oil", 1.2),
    ]
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
