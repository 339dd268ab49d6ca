"""Plane figures: their area, and the triangles that they are made of."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cargoscope_datasets.simulation.solids import Outline


@lru_cache(maxsize=4096)
def triangles(outline: Outline) -> tuple[Outline, ...]:
    """The figure cut into triangles, counterclockwise (ear clipping)."""
    left = list(outline if area(outline) > 0 else outline[::-1])
    cut: list[Outline] = []
    while len(left) > 3:
        ear = next((index for index in range(len(left)) if _is_ear(left, index)), None)
        if ear is None:
            break
        cut.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    cut.append((left[0], left[1], left[2]))
    return tuple(each for each in cut if area(each) > 1e-9)


def _is_ear(corners: Sequence[tuple[float, float]], index: int) -> bool:
    before, corner, after = corners[index - 1], corners[index], corners[(index + 1) % len(corners)]
    if _turns(before, corner, after) <= 0:
        return False
    for other in corners:
        if other in (before, corner, after):
            continue
        if (
            _turns(before, corner, other) >= 0
            and _turns(corner, after, other) >= 0
            and _turns(after, before, other) >= 0
        ):
            return False
    return True


def _turns(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def area(outline: Outline) -> float:
    """Area of a figure; below 0 where its corners go round clockwise."""
    corners = np.asarray(outline)
    x, y = corners[:, 0], corners[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
