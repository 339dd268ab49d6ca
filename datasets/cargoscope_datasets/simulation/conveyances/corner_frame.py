"""What holds a freight container together: castings, posts and rails.

Outside lengths and heights are those of ISO 668, castings those of ISO 1161.
"""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, channel_along, hollow
from cargoscope_datasets.simulation.solids import Part, Rod

LENGTHS_MM = {20: 6058.0, 40: 12192.0, 45: 13716.0}
STANDARD_MM, HIGH_MM = 2591.0, 2896.0
HALF_WIDTH = 1219.0
CASTING = (178.0, 118.0, 162.0)
"""Length, height, width."""


@dataclass(frozen=True, slots=True)
class Shell:
    """Outside of a container.

    Attributes:
        length, height: mm.
    """

    length: float
    height: float


def frame(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Castings, posts, rails and the headers and sills at the ends."""
    parts = [*castings(shell), *_posts(rng, shell), *_rails(rng, shell)]
    if shell.length > LENGTHS_MM[40]:
        parts += _inner_posts(shell)
    for x in ((4.0, 64.0), (shell.length - 70, shell.length - 10)):
        top, low = float(rng.uniform(60, 120)), float(rng.uniform(100, 150))
        parts += hollow("steel", x, (shell.height - top, shell.height - 8), (-1057, 1057), 4.0, open_along="z")
        parts += hollow("steel", x, (12.0, low), (-1057, 1057), 4.5, open_along="z")
    return parts


def castings(shell: Shell) -> list[Part]:
    """Eight hollow corner pieces with their holes."""
    parts = []
    length, height, width = CASTING
    for x in (0.0, shell.length - length):
        for y in (0.0, shell.height - height):
            for side in SIDES:
                inner = side * (HALF_WIDTH - width)
                parts.append(block("steel", x, x + length, y, y + height, inner, side * HALF_WIDTH))
                parts.append(block("steel", x + 14, x + length - 14, y + 16, y + height - 16,
                                   inner + side * 10, side * (HALF_WIDTH - 16), -1.0))  # fmt: skip
                # Behind the hole for the lock the inner wall is mostly open.
                for z, depth, wider in ((side * (HALF_WIDTH - 8), 16.0, 1.0), (inner + side * 5, 10.0, 1.6)):
                    hole = np.column_stack([(39.5 * wider, 0, 0), (0, 25.5 * wider, 0), (0, 0, depth / 2)])
                    centre = np.array([x + length / 2, y + height / 2, z])
                    parts.append(Part(Rod(hole.astype(np.float64), centre), "steel", -1.0))
    return parts


def _posts(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Front posts are one pressed section of 6 mm; rear posts a channel within another, 6 and 12 mm."""
    parts = []
    low, high = CASTING[1], shell.height - CASTING[1]
    deep = float(rng.uniform(125, 165))
    for side in SIDES:
        outer = side * HALF_WIDTH
        parts += [
            block("steel", 0.0, deep, low, high, outer, outer - side * 6),
            block("steel", 0.0, 6.0, low, high, outer, outer - side * 110),
            block("steel", deep - 6, deep, low, high, outer, outer - side * 50),
            block("steel", shell.length - 113, shell.length, low, high, outer, outer - side * 6),
            block("steel", shell.length - 120, shell.length - 114, low, high, outer, outer - side * 100),
            block("steel", shell.length - 113, shell.length - 73, low, high, outer - side * 40, outer - side * 52),
            block("steel", shell.length - 85, shell.length - 73, low, high, outer - side * 52, outer - side * 150),
        ]
    return parts


def _inner_posts(shell: Shell) -> list[Part]:
    """A longer box is lifted and locked at the places of a 40 ft one."""
    parts = []
    over = (shell.length - LENGTHS_MM[40]) / 2
    for x in (over, shell.length - over - CASTING[0]):
        for side in SIDES:
            outer = side * HALF_WIDTH
            for y in (0.0, shell.height - CASTING[1]):
                parts.append(
                    block("steel", x, x + CASTING[0], y, y + CASTING[1], outer, outer - side * CASTING[2], 0.42)
                )
            parts.append(
                block("steel", x + 20, x + 158, CASTING[1], shell.height - CASTING[1], outer, outer - side * 8)
            )
            for dx in (20.0, 150.0):
                parts.append(
                    block("steel", x + dx, x + dx + 8, CASTING[1], shell.height - CASTING[1], outer, outer - side * 75)
                )
    return parts


def _rails(rng: np.random.Generator, shell: Shell) -> list[Part]:
    parts = []
    along = (CASTING[0], shell.length - CASTING[0])
    tube, tall = float(rng.choice([40.0, 60.0, 60.0, 80.0])), float(rng.uniform(150, 168))
    deep, wall = float(rng.uniform(40, 62)), float(rng.uniform(2.5, 4.0))
    plain = rng.random() < 0.65
    for side in SIDES:
        outer = side * (HALF_WIDTH - 3)
        top = (shell.height - 12 - tube, shell.height - 12)
        if plain:
            parts.append(block("steel", *along, *top, outer, outer - side * wall))
            parts.append(block("steel", *along, top[1] - 3, top[1], outer, outer - side * deep))
        else:
            parts += hollow("steel", along, top, (outer, outer - side * deep), wall, open_along="x")
        for seam in rng.uniform(*along, int(rng.integers(2, 8))).tolist():
            parts.append(block("steel", seam, seam + float(rng.uniform(3, 9)), *top, outer, outer - side * 4))
        parts += channel_along(along, (12.0, 12.0 + tall), outer, 50.0, 4.5)
    # Plates that keep a lifting frame's foot from piercing the roof.
    for x in (CASTING[0], shell.length - CASTING[0] - 330):
        parts.append(
            block("steel", x, x + 330, shell.height - 14, shell.height - 12.2, -HALF_WIDTH + 60, HALF_WIDTH - 60)
        )
    return parts
