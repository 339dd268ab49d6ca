"""Cooling unit of a refrigerated container: a picture frame with everything bolted into it, at the front end.

Heights and depths follow the usual picture-frame units (about 2.2 m high, 0.42 m deep, 430-520 kg).
"""

import numpy as np

from cargoscope_datasets.simulation.conveyances.corner_frame import HALF_WIDTH, Shell
from cargoscope_datasets.simulation.conveyances.innards import innards
from cargoscope_datasets.simulation.conveyances.lines import cable, polyline
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow
from cargoscope_datasets.simulation.solids import Box, Part, Point, Rings, ball, capsule, rod
from cargoscope_datasets.simulation.tiles import cut, fins

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
    return parts + _boxes(rng, half) + _works(rng, top, half) + _front(rng, top)


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


def _cold_side(rng: np.random.Generator, top: float, half: float) -> list[Part]:
    """Two fans with motors above, the coil that makes cold below them."""
    coil_top = top - float(rng.uniform(480, 560))
    coil = coil_top - float(rng.uniform(380, 480))
    x = float(rng.uniform(110, 150))
    packet = Box(x - 60, x + 215, coil - 120, coil_top, -half + 120, half - 120,
                 cut(rng, fins(float(rng.uniform(16, 26)) // 2 * 2, int(rng.integers(4)))))  # fmt: skip
    parts = [Part(packet, "aluminium", float(rng.uniform(0.025, 0.045)))]
    for level in np.arange(coil + 20, coil_top - 10, 38.0):
        for dx in (20, 75, 130):
            parts.append(
                block(
                    "copper", x + dx - 8, x + dx + 8, float(level) - 8, float(level) + 8, -half + 130, half - 130, 0.09
                )
            )
    parts.append(block("steel", x - 5, x + 165, coil - 40, coil - 20, -half + 100, half - 100, 0.12))
    fan_y, deep = float(rng.uniform(coil_top + 90, top - 160)), float(rng.uniform(190, 260))
    size = float(rng.uniform(52, 66))
    for z in (-430.0, 430.0):
        # A motor on end, its windings, its cap, the guard's hoops and the fan below.
        stack = ((0.0, size, -70.0, 30.0), (0.0, size * 0.8, 30.0, 52.0), (0.0, size * 0.5, 52.0, 75.0))
        at = (UNIT_DEPTH - deep, fan_y, z)
        hoops = tuple((size * 1.25, size * 1.3, y, y + 5) for y in (-95.0, -60.0, -20.0, 20.0))
        parts += [
            Part(Rings(at, "y", stack), "steel", 0.6),
            Part(Rings(at, "y", ((0.0, size * 0.75, -60.0, 20.0),)), "copper", 0.3),
            Part(Rings(at, "y", hoops), "steel", 0.7),
            Part(Rings(at, "y", ((20.0, 168.0, -128.0, -100.0), (168.0, 174.0, -150.0, -80.0))), "aluminium", 0.2),
        ]
        for dx in (-1.25, 1.25):
            parts.append(block("steel", at[0] + dx * size - 3, at[0] + dx * size + 3, fan_y - 95, fan_y + 40,
                               z - 12, z + 12))  # fmt: skip
        for _ in range(2):
            parts += cable(rng, (at[0], fan_y, z), (float(rng.uniform(40, 380)), fan_y + float(rng.normal(0, 150)),
                                                    z + float(rng.normal(0, 200))), 6.0)  # fmt: skip
    return parts


def _compressor(rng: np.random.Generator, at: Point, size: float) -> list[Part]:
    """A scroll's dome on end, or a piston machine's casting with its heads, valves and feet."""
    x, y, z = at
    if rng.random() < 0.5:
        return [
            Part(capsule((x, y - 40, z), (x, y + 210, z), size), "steel", 0.32),
            Part(rod((x, y - 20, z), (x, y + 90, z), size * 0.72), "copper", 0.35),
            Part(rod((x, y + 100, z), (x, y + 220, z), size * 0.6), "cast_iron", 0.55),
            Part(ball((x, y + 245, z), 62, 30, 62), "cast_iron", 0.5),
        ]
    parts = [
        Part(rod((x, y, z - 260), (x, y, z + 180), size * 0.95), "cast_iron", 0.42),
        Part(rod((x, y, z - 240), (x, y, z), size * 0.7), "copper", 0.35),
    ]
    for _ in range(int(rng.integers(6, 11))):
        turn, far = float(rng.uniform(0, 6.28)), size * float(rng.uniform(0.8, 1.15))
        wide, tall = rng.uniform(20, 75, 2).tolist()
        dx, dy, dz = far * float(np.cos(turn)), far * float(np.sin(turn)), float(rng.uniform(-220, 140))
        parts.append(block("cast_iron", x + dx - wide / 2, x + dx + wide / 2, y + dy - tall / 2, y + dy + tall / 2,
                           z + dz, z + dz + float(rng.uniform(40, 150)), 0.8))  # fmt: skip
    return parts


def _warm_side(rng: np.random.Generator) -> list[Part]:
    """Compressor, condenser with its fan, receiver, below."""
    y, z = float(rng.uniform(300, 380)), float(rng.choice([-1, 1])) * float(rng.uniform(380, 620))
    x = float(rng.uniform(170, 220))
    size = float(rng.uniform(105, 130))
    parts = [
        *_compressor(rng, (x, y, z), size),
        block("steel", x - 150, x + 150, y - 175, y - 160, z - 170, z + 170),
        *(Part(rod((x + dx, y - 165, z), (x + dx, y - 120, z), 24), "rubber") for dx in (-110, 110)),
    ]
    fan_y, fan_z = float(rng.uniform(620, 800)), -np.sign(z) * 250.0
    parts += [
        Part(rod((120, fan_y, fan_z), (270, fan_y, fan_z), 60), "aluminium", 0.6),
        Part(rod((135, fan_y, fan_z), (255, fan_y, fan_z), 42), "copper", 0.4),
        Part(rod((85, fan_y, fan_z), (115, fan_y, fan_z), 230), "aluminium", 0.07),
        Part(Box(UNIT_DEPTH - 200, UNIT_DEPTH - 100, fan_y - 280, fan_y + 260, fan_z - 430, fan_z + 430,
                 cut(rng, fins(16.0, int(rng.integers(4))))), "aluminium", 0.1),  # fmt: skip
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
