"""What a grey picture of a scan is like, in numbers that do not ask what is on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

SQUARE_MM = 5.0
"""Pictures are brought to square pixels of this side first, so that details are compared at one scale."""
LEVELS = (0, 8, 40, 90, 140, 190, 235, 250, 256)
"""Bounds of the bands of grey that statistics are taken by."""
BLACK = 8
EDGE = 60.0
"""Sobel's gradient from which on a pixel counts as an edge: some 8 grey levels a pixel."""
BANDS = 6
"""Octaves of the power spectra, the finest first."""
DARK = 0.001
"""Share of the pixels that are darker than what is called the darkest."""
TOP = 0.03
"""Share of the rows, from above, that air is looked for in."""
WALLS = (0.7, 0.97)
"""Walls that nothing stands behind, as shares of air's grey."""
_WALL = (150.0, 240.0)
_PATCH = 16
_TO_DEVIATION = 1.4826


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of one picture.

    Attributes:
        row_mm, column_mm: size of a pixel.
        dark: the grey level that hardly anything is darker than.
        wall: the commonest grey level of what is a little darker than air; NaN where there is none of it.
        air: the commonest grey level along the upper rim.
        histogram: share of the pixels in each band of `LEVELS`.
        black: share of near-black pixels of what is not air.
        detail: mean difference to the surroundings in each band of grey, in grey levels; NaN where there is none of it.
        wall_noise: deviation in the flattest tenth of the light patches: empty walls; on the picture's own pixels.
        edges: share of the pixels, air left out, that lie on an edge.
        along, across: power in each octave of the spectrum of columns and of rows, log10 of squared grey levels.
    """

    row_mm: float
    column_mm: float
    dark: float
    wall: float
    air: float
    histogram: tuple[float, ...]
    black: float
    detail: tuple[float, ...]
    wall_noise: float
    edges: float
    along: tuple[float, ...]
    across: tuple[float, ...]


def statistics(grey: NDArray[np.uint8], pitch_mm: tuple[float, float]) -> Statistics:
    """The statistics of one picture.

    Args:
        grey: (rows, columns) uint8, brighter is thinner.
        pitch_mm: row and column size in mm.
    """
    square = _squared(grey, pitch_mm)
    smooth = cv2.GaussianBlur(square, (0, 0), 4.0)
    difference = np.abs(square - cv2.GaussianBlur(square, (0, 0), 1.5))
    bands = [(smooth >= low) & (smooth < high) for low, high in pairwise(LEVELS)]
    thing = smooth < LEVELS[-2]
    things = max(int(thing.sum()), 1)
    gradient = np.hypot(cv2.Sobel(square, cv2.CV_32F, 1, 0), cv2.Sobel(square, cv2.CV_32F, 0, 1))
    air = _commonest(grey[: max(2, round(grey.shape[0] * TOP))], 0, 256)
    return Statistics(
        row_mm=pitch_mm[0],
        column_mm=pitch_mm[1],
        dark=float(np.quantile(grey, DARK)),
        wall=_commonest(grey, round(air * WALLS[0]), round(air * WALLS[1])),
        air=air,
        histogram=tuple(float(band.mean()) for band in bands),
        black=float((square[thing] < BLACK).sum() / things),
        detail=tuple(float(difference[band].mean()) if band.sum() > 500 else float("nan") for band in bands),
        wall_noise=_wall_noise(grey.astype(np.float32)),
        edges=float((gradient[thing] > EDGE).sum() / things),
        along=_octaves(square, axis=1),
        across=_octaves(square, axis=0),
    )


def _commonest(grey: NDArray[np.uint8], low: int, high: int) -> float:
    counts = np.bincount(grey.ravel(), minlength=256)[low:high]
    return float(low + counts.argmax()) if counts.any() else float("nan")


def _squared(grey: NDArray[np.uint8], pitch_mm: tuple[float, float]) -> NDArray[np.float32]:
    rows, columns = (max(2, round(side * mm / SQUARE_MM)) for side, mm in zip(grey.shape, pitch_mm, strict=True))
    plane = grey.astype(np.float32)
    for size in ((plane.shape[1], rows), (columns, rows)):
        smaller = size[0] * size[1] < plane.size
        plane = np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR))
    return plane


def _wall_noise(plane: NDArray[np.float32]) -> float:
    rows, columns = (side // _PATCH for side in plane.shape)
    patches = plane[: rows * _PATCH, : columns * _PATCH].reshape(rows, _PATCH, columns, _PATCH).swapaxes(1, 2)
    means = patches.mean(axis=(2, 3))
    light = patches[(means > _WALL[0]) & (means < _WALL[1])]
    if len(light) < 20:
        return float("nan")
    # A plane is taken off each, so that a wall that fades does not count as noise.
    v, u = np.mgrid[0:_PATCH, 0:_PATCH] - (_PATCH - 1) / 2
    u, v = u / np.sqrt((u**2).sum()), v / np.sqrt((v**2).sum())
    flat = light - light.mean(axis=(1, 2), keepdims=True)
    for axis in (u, v):
        flat = flat - (flat * axis).sum(axis=(1, 2))[:, None, None] * axis
    deviations = np.median(np.abs(flat), axis=(1, 2)) * _TO_DEVIATION
    deviations = np.where(deviations > 0, deviations, flat.std(axis=(1, 2)))
    return float(np.quantile(deviations, 0.1))


def _octaves(plane: NDArray[np.float32], axis: int) -> tuple[float, ...]:
    lines = plane - plane.mean(axis=axis, keepdims=True)
    lines = lines * np.expand_dims(np.hanning(plane.shape[axis]), 1 - axis).astype(np.float32)
    power = (np.abs(np.fft.rfft(lines, axis=axis)) ** 2).mean(axis=1 - axis) / plane.shape[axis]
    ends = len(power) / 2.0 ** np.arange(BANDS + 1)
    bands = [power[int(low) : max(int(high), int(low) + 1)] for high, low in pairwise(ends)]
    return tuple(float(np.log10(band.mean() + 1e-3)) for band in bands)


def medians(many: Sequence[Statistics], name: str) -> NDArray[np.float64]:
    """(3, values) float64: the median, and the 10th and 90th hundredth, over pictures, of one field."""
    values = np.array([np.atleast_1d(getattr(each, name)) for each in many], np.float64)
    with np.errstate(all="ignore"):
        known = [column[~np.isnan(column)] for column in values.T]
    rows = [np.quantile(column, [0.5, 0.1, 0.9]) if len(column) else np.full(3, np.nan) for column in known]
    return np.array(rows).T
