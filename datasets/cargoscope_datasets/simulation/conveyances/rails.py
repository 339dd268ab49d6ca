"""Rails that run along a freight container: channels below, tubes or skirted angles above. All lengths in mm."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.corner_frame import CASTING, HALF_WIDTH, Shell
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, channel_along, hollow
from cargoscope_datasets.simulation.solids import Part

BELOW_ROOF = 12.0
"""Of a top rail's upper face below the castings' (ISO 1161 keeps the roof clear of what is stacked on it)."""


def dry_rails(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Square tubes above, or angles on some; plates that keep a lifting frame's foot from piercing the roof."""
    parts = _bottom_rails(rng, shell)
    along = _between_castings(shell)
    tube, deep = float(rng.choice([50.0, 60.0, 60.0])), float(rng.uniform(40, 62))
    wall, angle = float(rng.uniform(1.8, 2.4)), rng.random() < 0.2
    low, high = shell.height - BELOW_ROOF - tube, shell.height - BELOW_ROOF
    for side in SIDES:
        outer = side * (HALF_WIDTH - 3)
        if angle:
            parts.append(block("steel", *along, low, high, outer, outer - side * 1.7 * wall))
            parts.append(block("steel", *along, high - 3, high, outer, outer - side * deep))
        else:
            parts += hollow("steel", along, (low, high), (outer, outer - side * deep), wall, open_along="x")
        parts += _welds(rng, along, (low, high), side)
    for x in (CASTING[0], shell.length - CASTING[0] - 330):
        for side in SIDES:
            across = (side * (HALF_WIDTH - 60), side * (HALF_WIDTH - 270))
            parts.append(block("steel", x, x + 330, shell.height - 14, shell.height - 12.2, *across))
    return parts


def skirted_rails(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Of a refrigerated box: an angle above, whose skirt laps over the wall's sheet down to a hem."""
    parts = _bottom_rails(rng, shell)
    along, high = _between_castings(shell), shell.height - BELOW_ROOF
    web, tall = float(rng.uniform(1.5, 2.0)), float(rng.uniform(32, 44))
    skirt, reach = float(rng.uniform(1.0, 1.5)), float(rng.uniform(78, 100))
    hem, deep = float(rng.uniform(52, 66)), float(rng.uniform(36, 56))
    for side in SIDES:
        outer = side * (HALF_WIDTH - 1)
        parts += [
            block("steel", *along, high - tall, high, outer, outer - side * web),
            block("steel", *along, high - 4, high, outer, outer - side * deep),
            block("steel", *along, high - reach, high - tall, outer, outer - side * skirt),
            block("steel", *along, high - hem - 4, high - hem, outer, outer - side * 9),
            *_welds(rng, along, (high - tall, high), side),
        ]
    return parts


def _between_castings(shell: Shell) -> tuple[float, float]:
    return CASTING[0], shell.length - CASTING[0]


def _bottom_rails(rng: np.random.Generator, shell: Shell) -> list[Part]:
    tall, parts = float(rng.uniform(150, 168)), []
    for side in SIDES:
        parts += channel_along(_between_castings(shell), (12.0, 12.0 + tall), side * (HALF_WIDTH - 3), 50.0, 5.0)
    return parts


def _welds(rng: np.random.Generator, along: tuple[float, float], y: tuple[float, float], side: int) -> list[Part]:
    """Butt seams where lengths of rail meet, and mends."""
    outer = side * (HALF_WIDTH - 3)
    return [
        block("steel", seam, seam + float(rng.uniform(3, 9)), *y, outer, outer - side * 4)
        for seam in rng.uniform(*along, int(rng.integers(2, 8))).tolist()
    ]
