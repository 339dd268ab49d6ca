"""Engine, gearbox, driveline, cooler: the dense heart of a truck or a car, scaled to size."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.lines import hose
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow
from cargoscope_datasets.simulation.solids import Part, frustum, rod


def engine(rng: np.random.Generator, x: float, y: float, length: float, *, metal: str = "cast_iron") -> list[Part]:
    """An engine in line along the vehicle, its front at x and its crankshaft at height y.

    Args:
        rng: accessories.
        x: of its front, mm.
        y: of its crankshaft, mm.
        length: of the block, mm; all else follows from it (a truck's six: about 1,100).
        metal: of the block.
    """
    scale = length / 1100
    half, tall = 230 * scale, 620 * scale
    end, cylinders = x + length, 6 if length > 800 else 4
    parts = hollow(metal, (x, end), (y - 60 * scale, y + tall), (-half, half), 34 * max(scale, 0.45))
    parts += hollow(
        "steel", (x + 30 * scale, end - 20 * scale), (y - 270 * scale, y - 60 * scale), (-half * 0.8, half * 0.8), 4.0
    )
    parts += [
        block("oil", x + 40 * scale, end - 30 * scale, y - 262 * scale, y - 150 * scale, -half * 0.78, half * 0.78),
        Part(rod((x - 60 * scale, y, 0), (end + 40 * scale, y, 0), 52 * scale), "steel", 0.95),
        Part(rod((x - 75 * scale, y, 0), (x - 40 * scale, y, 0), 150 * scale), "cast_iron", 0.8),
        Part(rod((end + 10 * scale, y, 0), (end + 70 * scale, y, 0), 220 * scale), "cast_iron", 0.75),
        block("aluminium", x + 10, end - 10, y + tall, y + tall + 95 * scale, -half * 0.7, half * 0.7, 0.3),
    ]
    pitch = length / cylinders
    for number in range(cylinders):
        at = x + pitch * (number + 0.5)
        lift = 70 * scale * np.cos(number * 2.1)
        bore = 63 * scale
        parts += [
            Part(rod((at, y + 210 * scale, 0), (at, y + 560 * scale, 0), bore + 12 * scale), "cast_iron", 0.3),
            Part(rod((at, y + (330 + lift) * scale, 0), (at, y + (430 + lift) * scale, 0), bore), "aluminium", 0.8),
            Part(rod((at, y + lift * 0.8, 0), (at, y + (360 + lift) * scale, 0), 24 * scale), "steel", 0.9),
            Part(
                rod((at - 45 * scale, y + lift * 0.4, 0), (at - 20 * scale, y + lift * 0.4, 0), 105 * scale),
                "steel",
                0.7,
            ),
        ]
    return parts + _accessories(rng, x, y, length, scale)


def _accessories(rng: np.random.Generator, x: float, y: float, length: float, scale: float) -> list[Part]:
    """Turbocharger, alternator, starter, compressor, pumps and filters on the block's sides."""
    parts: list[Part] = []
    side = int(rng.choice(SIDES))
    for share, level, radius, material, fill in (
        (0.55, 480.0, 110.0, "cast_iron", 0.55),
        (0.1, 420.0, 85.0, "copper", 0.5),
        (0.85, 40.0, 62.0, "copper", 0.6),
        (0.3, 120.0, 90.0, "cast_iron", 0.55),
        (0.45, 60.0, 55.0, "oil", 1.1),
        (0.7, 180.0, 55.0, "oil", 1.1),
    ):
        at = x + length * share + float(rng.uniform(-60, 60)) * scale
        z = side * (240 + radius) * scale
        side = -side
        reach = float(rng.uniform(90, 150)) * scale
        parts.append(
            Part(
                rod((at - reach, y + level * scale, z), (at + reach, y + level * scale, z), radius * scale),
                material,
                fill,
            )
        )
        parts += hose(
            rng, (at, y + level * scale, z), (at - 500 * scale, y + (level + 200) * scale, z * 0.6), 16 * scale, sag=30
        )
    return parts


def gearbox(x: float, y: float, length: float, radius: float, *, metal: str = "aluminium") -> list[Part]:
    """Bell housing and gear case behind an engine that ends at x."""
    return [
        Part(frustum((x, y, 0), (x + length * 0.3, y - 10, 0), radius * 1.15, radius * 0.8, 14), metal, 0.35),
        Part(
            frustum((x + length * 0.28, y - 15, 0), (x + length, y - 20, 0), radius * 0.85, radius * 0.6, 14),
            metal,
            0.3,
        ),
        Part(rod((x, y, 0), (x + length * 1.05, y, 0), radius * 0.22), "steel", 0.95),
        Part(rod((x + length * 0.35, y, 0), (x + length * 0.85, y, 0), radius * 0.45), "steel", 0.7),
        Part(
            rod((x + length * 0.35, y - radius * 0.5, 0), (x + length * 0.85, y - radius * 0.5, 0), radius * 0.38),
            "steel",
            0.7,
        ),
        Part(rod((x + length, y - 5, 0), (x + length + 70, y - 5, 0), 75 * radius / 220), "steel", 0.8),
    ]


def prop_shaft(start: tuple[float, float], end: tuple[float, float], radius: float, z: float = 0.0) -> list[Part]:
    """A tube with a joint at either end."""
    low, high = (*start, z), (*end, z)
    parts = [Part(rod(low, high, radius), "steel"), Part(rod(low, high, radius - 4), "steel", -1.0)]
    for (x, y), way in ((start, 1), (end, -1)):
        parts += [
            Part(rod((x - 40, y, z), (x + 55, y, z), radius * 0.85), "steel", 0.6),
            Part(rod((x + way * 10, y - radius, z), (x + way * 10, y + radius, z), 20 * radius / 55), "steel", 0.9),
            Part(rod((x + way * 10, y, z - radius), (x + way * 10, y, z + radius), 20 * radius / 55), "steel", 0.9),
        ]
    return parts


def radiator(x: float, y: tuple[float, float], half: float, deep: float) -> list[Part]:
    """Coolers in a stack and the fan behind them."""
    middle, radius = (y[0] + y[1]) / 2, min(half, (y[1] - y[0]) / 2) * 0.85
    return [
        block("aluminium", x, x + deep * 0.45, *y, -half, half, 0.22),
        block("water", x, x + deep * 0.45, *y, -half, half, 0.16),
        block("aluminium", x - deep * 0.5, x - deep * 0.15, y[0], middle, -half, half, 0.2),
        *hollow("plastic", (x - 5, x + deep * 0.5), (y[1], y[1] + 60), (-half, half), 4.0),
        Part(rod((x + deep * 0.7, middle, 0), (x + deep * 0.95, middle, 0), radius), "plastic", 0.16),
        Part(rod((x + deep * 0.65, middle, 0), (x + deep * 1.05, middle, 0), 70 * radius / 350), "aluminium", 0.7),
    ]
