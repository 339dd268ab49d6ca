"""What cools: fans and coil on the cold side, compressor, condenser and receiver on the warm side."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.lines import cable
from cargoscope_datasets.simulation.conveyances.sections import block
from cargoscope_datasets.simulation.solids import Box, Part, Point, Rings, ball, capsule, rod
from cargoscope_datasets.simulation.tiles import cut, fins

UNIT_DEPTH = 420.0
"""Of the unit along the container, mm."""


def cold_side(rng: np.random.Generator, top: float, half: float) -> list[Part]:
    """Two fans with motors above, the coil that makes cold below them."""
    fan_y, deep = top - float(rng.uniform(190, 310)), float(rng.uniform(190, 235))
    coil_top = fan_y - float(rng.uniform(190, 270))
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
    size, apart = float(rng.uniform(52, 66)), float(rng.uniform(430, 530))
    for z in (-apart, apart):
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
        for stay in (at[0] - 1.25 * size, at[0] + 1.25 * size):
            parts.append(block("steel", stay - 3, stay + 3, fan_y - 95, fan_y + 40,
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
        ends = max(x + dx - wide / 2, 25.0), x + dx + wide / 2
        parts.append(block("cast_iron", *ends, y + dy - tall / 2, y + dy + tall / 2,
                           z + dz, z + dz + float(rng.uniform(40, 150)), 0.8))  # fmt: skip
    return parts


def warm_side(rng: np.random.Generator) -> list[Part]:
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
        Part(
            Box(
                UNIT_DEPTH - 200,
                UNIT_DEPTH - 100,
                fan_y - 280,
                fan_y + 260,
                fan_z - 430,
                fan_z + 430,
                cut(rng, fins(16.0, int(rng.integers(4)))),
            ),
            "aluminium",
            0.1,
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
