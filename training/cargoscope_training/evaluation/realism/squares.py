"""Where on a picture squares of load, wall, undercarriage and corners lie: found alike on real and simulated ones."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cargoscope_training.evaluation.realism.pictures import Shown

SQUARE_MM = 1200.0
UNDERCARRIAGE = "undercarriage"
"""Of trucks alone: pictures of containers end at the floor."""
_TRIES = 60
_THING = 245
_WALL = (150, 245)
_LOAD = (8, 150)
_ROOF_SHARE = 0.35
"""Of a picture's columns that are not air in its first row of a roof."""
_WALL_SHARE = 0.9
"""Of the rows below the roof that are not air in a column of the container."""
_BELOW_ROOF_MM = 1500.0
_LOWER_CORNER_MM = 1900.0
"""From the roof to the top of a square with the lower castings in it."""


class Outline(NamedTuple):
    """Of a container in a picture's pixels: its first and last column, and its roof."""

    left: int
    right: int
    roof: int


def outline(picture: Shown) -> Outline | None:
    """Of the container: the longest run of columns that are filled below the first row that is; None without one."""
    thing = picture.grey < _THING
    roofs = np.flatnonzero(thing.mean(axis=1) > _ROOF_SHARE)
    if not len(roofs):
        return None
    roof = int(roofs[0])
    upper = thing[roof : roof + round(_BELOW_ROOF_MM / picture.pitch_mm[0])]
    filled = np.concatenate([[False], upper.mean(axis=0) > _WALL_SHARE, [False]])
    edges = np.flatnonzero(filled[1:] != filled[:-1]).reshape(-1, 2)
    if not len(edges):
        return None
    left, right = edges[np.argmax(edges[:, 1] - edges[:, 0])]
    return Outline(int(left), int(right), roof)


def square(rng: np.random.Generator, picture: Shown, kind: str) -> tuple[int, int] | None:
    """The first row and column of a square of some kind, wholly on the picture; None where there is none."""
    box = outline(picture)
    if box is None or (kind == UNDERCARRIAGE and not picture.group.startswith("truck")):
        return None
    rows, columns = (round(SQUARE_MM / mm) for mm in picture.pitch_mm)
    places, fits = KINDS[kind]
    for _ in range(_TRIES):
        top, left = places(rng, picture, box)
        top, left = min(max(top, 0), picture.grey.shape[0] - rows), min(max(left, 0), picture.grey.shape[1] - columns)
        if top >= 0 and left >= 0 and fits(picture.grey[top : top + rows, left : left + columns]):
            return top, left
    return None


def _inside(rng: np.random.Generator, picture: Shown, box: Outline, down_mm: tuple[float, float]) -> tuple[int, int]:
    side = round(SQUARE_MM / picture.pitch_mm[1])
    left = int(rng.integers(box.left, max(box.right - side, box.left + 1)))
    return box.roof + round(rng.uniform(*down_mm) / picture.pitch_mm[0]), left


def _wall(rng: np.random.Generator, picture: Shown, box: Outline) -> tuple[int, int]:
    return _inside(rng, picture, box, (-100.0, 900.0))


def _load(rng: np.random.Generator, picture: Shown, box: Outline) -> tuple[int, int]:
    return _inside(rng, picture, box, (300.0, 1400.0))


def _undercarriage(rng: np.random.Generator, picture: Shown, box: Outline) -> tuple[int, int]:
    """Along the lowest rows, from before the trailer's nose to behind its end."""
    side = round(SQUARE_MM / picture.pitch_mm[1])
    return picture.grey.shape[0], int(rng.integers(box.left - side, box.right))


def _corner(rng: np.random.Generator, picture: Shown, box: Outline) -> tuple[int, int]:
    """One of the four: castings, and what stands at the ends beside them."""
    side = round(SQUARE_MM / picture.pitch_mm[1])
    margin = side // 8
    left = (box.left - margin, box.right + margin - side)[int(rng.integers(2))]
    return box.roof + round((-100.0, _LOWER_CORNER_MM)[int(rng.integers(2))] / picture.pitch_mm[0]), left


def _share(grey: NDArray[np.uint8], low: int, high: int) -> float:
    return float(np.mean((grey >= low) & (grey < high)))


def _any(grey: NDArray[np.uint8]) -> bool:
    return _share(grey, 0, _THING) > 0.3


KINDS: dict[
    str,
    tuple[Callable[[np.random.Generator, Shown, Outline], tuple[int, int]], Callable[[NDArray[np.uint8]], bool]],
] = {
    "wall": (_wall, lambda grey: _share(grey, *_WALL) > 0.85),
    "load": (_load, lambda grey: _share(grey, *_LOAD) > 0.3),
    UNDERCARRIAGE: (_undercarriage, lambda grey: _share(grey, _THING, 256) > 0.05 and _any(grey)),
    "corner": (_corner, _any),
}
"""Where a square of each kind may lie, and what it then has to hold."""
