"""What holds a freight container together at its ends: castings, posts, headers and sills.

Outside lengths and heights are those of ISO 668, castings those of ISO 1161.
"""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Part, Rod, brick

LENGTHS_MM = {20: 6058.0, 40: 12192.0, 45: 13716.0}
STANDARD_MM, HIGH_MM = 2591.0, 2896.0
HALF_WIDTH = 1219.0
CASTING = (178.0, 118.0, 162.0)
"""Length, height, width."""
_SIDE_WALL, _END_WALL, _LEVEL_WALL, _INNER_WALL = 18.0, 22.0, 26.0, 10.0
"""Of a casting: the outer face, the end, top and bottom, and towards the box's middle; mm."""


@dataclass(frozen=True, slots=True)
class Shell:
    """Outside of a container.

    Attributes:
        length, height: mm.
    """

    length: float
    height: float


def frame(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Castings, posts, and the headers and sills at the ends."""
    parts = [*castings(shell), *_posts(rng, shell)]
    if shell.length > LENGTHS_MM[40]:
        parts += _inner_posts(shell)
    for x in ((4.0, 64.0), (shell.length - 70, shell.length - 10)):
        top, low = float(rng.uniform(60, 120)), float(rng.uniform(100, 150))
        parts += hollow("steel", x, (shell.height - top, shell.height - 8), (-1057, 1057), 5.5, open_along="z")
        parts += hollow("steel", x, (12.0, low), (-1057, 1057), 6.0, open_along="z")
    return parts


def castings(shell: Shell) -> list[Part]:
    """Eight corner pieces: hollow, open towards the inside, holes in the three outer faces.

    Rays that rise come in by the outer face's hole and leave by the top's: archives show a bright slot there.
    """
    parts = []
    length, height, width = CASTING
    for x, way in ((0.0, 1), (shell.length, -1)):
        for y in (0.0, shell.height - height):
            for side in SIDES:
                outer = side * HALF_WIDTH
                whole = sorted((x, x + way * length))
                inside = sorted((x + way * _END_WALL, x + way * (length - _INNER_WALL)))
                across = (outer - side * width, outer - side * _SIDE_WALL)
                parts.append(block("steel", whole[0], whole[1], y, y + height, outer - side * width, outer))
                parts.append(
                    block("steel", inside[0], inside[1], y + _LEVEL_WALL, y + height - _LEVEL_WALL, *across, -1.0)
                )
                level = y + _LEVEL_WALL / 2 if y == 0 else y + height - _LEVEL_WALL / 2
                parts += _holes(x, way, (y + height / 2, level), side)
    return parts


def _holes(x: float, way: int, y: tuple[float, float], side: int) -> list[Part]:
    """79 x 51 mm in the outer face, 64 x 51 in the end, 124 x 64 in top or bottom (ISO 1161), as ellipses.

    Args:
        x: of the box's end, mm.
        way: from it inwards, 1 or -1.
        y: of the middle, and of the wall with the largest hole, mm.
        side: of the box, 1 or -1.
    """
    face = np.column_stack([(39.5, 0, 0), (0, 25.5, 0), (0, 0, _SIDE_WALL / 2)])
    end = np.column_stack([(0, 0, 32.0), (0, 25.5, 0), (_END_WALL / 2, 0, 0)])
    level = np.column_stack([(62.2, 0, 0), (0, 0, 31.8), (0, _LEVEL_WALL / 2, 0)])
    x_middle, z_middle = x + way * CASTING[0] / 2, side * (HALF_WIDTH - CASTING[2] / 2 - 8)
    places = (
        (face, (x_middle, y[0], side * (HALF_WIDTH - _SIDE_WALL / 2))),
        (end, (x + way * _END_WALL / 2, y[0], z_middle)),
        (level, (x_middle, y[1], z_middle)),
    )
    return [Part(Rod(hole.astype(np.float64), np.array(centre)), "steel", -1.0) for hole, centre in places]


def _posts(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Front posts are one pressed section of 6 mm; rear posts a channel within another, 6 and 12 mm."""
    parts = []
    low, high = CASTING[1], shell.height - CASTING[1]
    end = shell.length
    deep, bend = float(rng.uniform(125, 165)), float(rng.uniform(25, 48))
    for side in SIDES:
        outer = side * HALF_WIDTH
        parts += [
            block("steel", bend, deep, low, high, outer, outer - side * 6),
            _leaning((7.0, bend), (low, high), (outer - side * 110, outer - side * 7), 7.0),
            _leaning((deep, deep + 14), (low, high), (outer - side * 7, outer - side * 50), 6.0),
            block("steel", end - 113, end - 18, low, high, outer, outer - side * 6),
            _leaning((end - 126, end - 112), (low, high), (outer - side * 100, outer - side * 7), 6.0),
            _leaning((end - 24, end - 7), (low, high), (outer - side * 7, outer - side * 55), 8.0),
            block("steel", end - 113, end - 73, low, high, outer - side * 40, outer - side * 52),
            _leaning((end - 84, end - 66), (low, high), (outer - side * 52, outer - side * 150), 12.0),
        ]
    return parts


def _leaning(x: tuple[float, float], y: tuple[float, float], z: tuple[float, float], thick: float) -> Part:
    """An upright plate from one place on the floor, (x, z), to another: pressed sections have no square bends."""
    dx, dz = x[1] - x[0], z[1] - z[0]
    centre = ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, (z[0] + z[1]) / 2)
    turn = rotation(float(np.arctan2(-dz, dx)), 0.0, 0.0)
    return Part(brick(centre, (float(np.hypot(dx, dz)), y[1] - y[0], thick), turn), "steel")


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
