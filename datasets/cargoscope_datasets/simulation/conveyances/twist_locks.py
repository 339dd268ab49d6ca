"""Bolsters across a chassis and the twist locks that hold a container down."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow
from cargoscope_datasets.simulation.solids import Part, frustum, rod

LOCK_Z = 1130.0
"""Half the distance of castings' holes across (ISO 668: 2,259 mm)."""


def bolster(rng: np.random.Generator, x: float, top: float, *, deep: float = 140.0, locks: bool = True) -> list[Part]:
    """A beam across with a lock at each end, its upper face at `top`."""
    wide = float(rng.uniform(120, 180))
    parts = hollow(
        "steel",
        (x - wide / 2, x + wide / 2),
        (top - deep, top),
        (-1200, 1200),
        float(rng.uniform(7, 10)),
        open_along="z",
    )
    for side in SIDES:
        z = side * LOCK_Z
        half, low = wide / 2 + 8, top - deep - float(rng.uniform(60, 100))
        parts += hollow("steel", (x - half, x + half), (low, top + 4), (z - 84, z + 84), float(rng.uniform(9, 13)))
        parts.append(block("steel", x - half, x + half, top - 24, top + 8, z - 80, z + 80, 0.6))
        if locks:
            parts += _lock(rng, x, top, deep, z)
    return parts


def _lock(rng: np.random.Generator, x: float, top: float, deep: float, z: float) -> list[Part]:
    """Head, collar, shaft, nut and a handle that hangs below."""
    low = top - deep - float(rng.uniform(60, 110))
    return [
        Part(frustum((x, top + 28, z), (x, top + 62, z), 46, 16, 8), "steel"),
        block("steel", x - 26, x + 26, top, top + 28, z - 48, z + 48),
        Part(rod((x, low, z), (x, top + 10, z), 19), "steel"),
        Part(rod((x, top - deep - 30, z), (x, top - deep - 4, z), 34), "steel"),
        Part(rod((x, low, z), (x, low + 22, z), 30), "steel"),
        block("steel", x - 70, x + 55, low - 14, low + 11, z - 7, z + 7),
    ]
