"""Flat figures filled on finer pixels: what plates and thin lines cover."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_SHIFT = 4
"""Bits of a pixel's fraction that OpenCV's polygons are given."""
_FINER = 4
"""A figure is filled on pixels so many times finer each way."""


def covered(figures: Sequence[NDArray[np.float64]], size: tuple[int, int]) -> NDArray[np.float32]:
    """Share of each pixel that lies in any of the figures; (rows, columns) float32 in 0..1.

    Args:
        figures: (corners, 2) each, x and y in pixels.
        size: rows, columns.
    """
    mask = np.zeros((size[0] * _FINER, size[1] * _FINER), np.uint8)
    for figure in figures:
        corners = np.round((figure * _FINER - 0.5) * 2**_SHIFT).astype(np.int32)
        cv2.fillPoly(mask, [corners], 255, cv2.LINE_8, _SHIFT)
    share = cv2.resize(mask, size[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(share, np.float32) / np.float32(255)


def strips(x: NDArray[np.float64], a: NDArray[np.float64], radius: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Four-cornered strips along a line, (4, 2) each, x and a in mm.

    Args:
        x: (points,) of the line.
        a: (points,) of the line.
        radius: (points,) half the strips' width there.
    """
    along = np.column_stack([np.diff(x), np.diff(a)])
    along /= np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None]
    points = np.column_stack([x, a])
    across = np.column_stack([-along[:, 1], along[:, 0]]) * radius[:-1, None]
    # A little overlap closes the gaps at bends.
    start, end = points[:-1] - along * radius[:-1, None] * 0.3, points[1:] + along * radius[1:, None] * 0.3
    return list(np.stack([start + across, end + across, end - across, start - across], axis=1))


def depths(x: NDArray[np.float64], t: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean depth of a figure over each column; (columns,) float64.

    Args:
        x: (corners,) of the figure.
        t: (corners,) of the figure.
        edges: (columns + 1,) rising, in the units of x.
    """
    area = np.zeros(edges.size)
    for x0, t0, x1, t1 in zip(x, t, np.roll(x, -1), np.roll(t, -1), strict=True):
        if x0 != x1:
            reached = np.clip(edges, min(x0, x1), max(x0, x1)) - x0
            until = reached * (t0 + (t1 - t0) / (x1 - x0) * reached / 2)
            area += until if x1 > x0 else (x1 - x0) * (t0 + t1) / 2 - until
    return np.asarray(np.abs(np.diff(area)) / np.diff(edges), np.float64)
