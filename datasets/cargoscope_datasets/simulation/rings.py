"""How far rays go through rings around one axis: seen along the axis, or from the side.

All in the frame of a view, as in `chords`: x along the vehicle, a across the fan, t away from the source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.smear import smeared, summed_up
from cargoscope_datasets.simulation.solids import Ring

_STEP = 1.0
"""Of the table from radius to thickness, mm."""
_FINER = 6
"""Rays in each row through a ring along the vehicle."""
_KEPT = 32
"""Cuts that are remembered: the four or eight wheels of an axle are alike, and drawn soon after each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Pixels that may be met.

    Attributes:
        x: (columns + 1,) float64, their edges, rising, mm.
        a: (rows + 1,) float64, their edges at t = 0, falling, mm.
        pitch: row and column size, mm.
        distance: of the source, mm.
    """

    x: NDArray[np.float64]
    a: NDArray[np.float64]
    pitch: tuple[float, float]
    distance: float


def along_axis(rings: Sequence[Ring], centre: tuple[float, float, float], grid: Grid) -> NDArray[np.float32]:
    """Mean way through rings whose axis runs along t; (rows, columns) float32, mm.

    Args:
        rings: places along the axis count from the centre.
        centre: x, a, t.
        grid: the pixels.
    """
    total = np.zeros((grid.a.size - 1, grid.x.size - 1), np.float32)
    reach = max(abs(float(grid.a[0])), abs(float(grid.a[-1])))
    # Rings whose ends lie so near each other that the fan moves them by a pixel or two are taken together.
    near = 2.5 * grid.pitch[0] * grid.distance / reach
    alike: dict[tuple[int, int], list[Ring]] = {}
    for ring in rings:
        alike.setdefault((round(ring[2] / near), round(ring[3] / near)), []).append(ring)
    for together in alike.values():
        start, end = (sum(ring[which] for ring in together) / len(together) for which in (2, 3))
        total += _spanned(together, centre, (centre[2] + start, centre[2] + end), grid)
    oblique = np.sqrt(1 + ((grid.a[1:] + grid.a[:-1]) / 2 / grid.distance) ** 2)
    total *= oblique[:, None].astype(np.float32)
    return total


def _spanned(
    rings: Sequence[Ring], centre: tuple[float, float, float], depth: tuple[float, float], grid: Grid
) -> NDArray[np.float32]:
    """Rings of the same length: what a ray meets is the mean over the heights that it passes on its way through."""
    near, far = (1 + t / grid.distance for t in depth)
    first = float((grid.x[0] + grid.x[1]) / 2 - centre[0])
    spans = tuple((inner, outer, round(end - start, 6)) for inner, outer, start, end in rings)
    summed = _cut_summed(spans, first, grid.x.size - 1, grid.pitch)
    return smeared(summed, centre[1] - _reach(spans) - grid.pitch[0], grid.a, (near, far))


Spans = tuple[tuple[float, float, float], ...]
"""Inner and outer radius of rings, and their length; mm."""


def _reach(spans: Spans) -> float:
    return max(outer for _, outer, _ in spans)


@lru_cache(maxsize=_KEPT)
def _cut_summed(spans: Spans, first: float, columns: int, pitch: tuple[float, float]) -> NDArray[np.float32]:
    """A cut through rings across their axis, from just below them upwards, summed for `smear`; x counts from the axis.

    Args:
        spans: the rings.
        first: middle of the first column, mm.
        columns: how many.
        pitch: row and column size, mm.
    """
    radius, pixel = _reach(spans), pitch[0]
    table = _thickness(spans, radius, max(pitch))
    x = (first + np.arange(columns) * pitch[1]).astype(np.float32)
    cells = int(2 * (radius + pixel) / pixel) + 1
    rows = (np.arange(cells, dtype=np.float32) + np.float32(0.5)) * np.float32(pixel) - np.float32(radius + pixel)
    from_axis = (rows**2)[:, None] + x**2
    np.sqrt(from_axis, out=from_axis)
    from_axis *= np.float32(1 / _STEP)
    index = from_axis.astype(np.int32)
    np.minimum(index, table.size - 1, out=index)
    summed = summed_up(table.take(index))
    summed.setflags(write=False)
    return summed


def _thickness(spans: Spans, radius: float, blur: float) -> NDArray[np.float32]:
    """From distance to the axis, in steps, to the mean thickness over a pixel there; the last is 0."""
    from_axis = np.arange(0, radius + blur + 2 * _STEP, _STEP)
    total = np.zeros(from_axis.size)
    for inner, outer, length in spans:
        far, near = (_until(from_axis + side * blur / 2, inner, outer) for side in (1, -1))
        total += length * (far - near) / blur
    total[-1] = 0
    return total.astype(np.float32)


def _until(from_axis: NDArray[np.float64], inner: float, outer: float) -> NDArray[np.float64]:
    """How much of the radius up to a distance lies in the ring; distances below 0 are across the axis."""
    return np.asarray(np.sign(from_axis) * (np.clip(np.abs(from_axis), inner, outer) - inner), np.float64)


def from_side(ring: Ring, x: float, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of a ring's own depth (twice its radius) that each column meets; (columns,) float64.

    Args:
        ring: its axis lies across the view.
        x: of the axis, mm.
        edges: (columns + 1,) of the columns, mm.
    """
    inner, outer = ring[:2]
    met = np.diff(_chords(edges - x, outer)) - (np.diff(_chords(edges - x, inner)) if inner else 0)
    return np.asarray(met / np.diff(edges) / (2 * outer), np.float64)


def lengthwise(rings: Sequence[Ring], centre: tuple[float, float, float], grid: Grid) -> NDArray[np.float32]:
    """Mean way through rings whose axis runs along the vehicle; (rows, columns) float32, mm."""
    inner, outer, start, end = np.asarray(rings, np.float64).T
    places = np.linspace(grid.a[:-1], grid.a[1:], 2 * _FINER + 1)[1::2, :, None]
    oblique = np.sqrt(1 + (places / grid.distance) ** 2)
    beside = ((centre[1] - places * (1 + centre[2] / grid.distance)) / oblique) ** 2
    met = np.sqrt(np.maximum(outer**2 - beside, 0)) - np.sqrt(np.maximum(inner**2 - beside, 0))
    left, right = grid.x[:-1], grid.x[1:]
    overlap = np.minimum(right, (centre[0] + end)[:, None]) - np.maximum(left, (centre[0] + start)[:, None])
    covered = np.clip(overlap, 0, None) / (right - left)
    return np.asarray((2 * met.mean(axis=0)).astype(np.float32) @ covered.astype(np.float32), np.float32)


def _chords(x: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Area of the circle up to x."""
    within = np.clip(x, -radius, radius)
    # At the rim the two squares may differ in their last digit, the wrong way round.
    high = np.sqrt(np.maximum(radius**2 - within**2, 0.0))
    return np.asarray(within * high + radius**2 * np.arcsin(within / radius), np.float64)
