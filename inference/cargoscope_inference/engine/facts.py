"""What is measured at the place of a detection. Numbers only; sentences are made elsewhere, from these alone."""

import math

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.layout.doors import doors_along
from cargoscope_datasets.layout.zones import locate, measures
from cargoscope_datasets.scan import View, ViewKind

Box = tuple[float, float, float, float]

RING = 0.5
"""Width of the surroundings, as a share of the box's sides."""
LOWEST_SIGNAL = 1e-4
"""Median of the surroundings below which a ratio to it says nothing: a linac's signal behind some 30 cm of steel."""

ENOUGH_FOR_A_MEDIAN = 2500
"""Pixels from which a median is taken: of 2,500 it is off by 2.5 % of their deviation (1.25 / sqrt(n))."""


def measure(view: View, box: Box) -> dict[str, float]:
    """The facts of one box.

    - `width_mm`, `height_mm`: the box at the middle of the vehicle; only where the pitch is known. Heights are an
      interval in truth, as a fan beam magnifies what is near the source.
    - `contrast`: share by which the median signal in the box is lower than that of its surroundings, a frame half a
      box wide on every side; negative where the box is brighter. Missing where the surroundings are black or empty.
    - `not_penetrated`: share of the box's pixels that the beam did not get through (0..1).
    - `mean_transmission`: mean over the box, 1 is air; on calibrated views only.

    - where the middle of the box is in its container, see `cargoscope_datasets.layout.zones.measures`; only where the
      outline of one is clear.

    Args:
        view: where it was found.
        box: (x0, y0, x1, y1) in pixels of the view, within it.

    Returns:
        Finite numbers by name.
    """
    x0, y0, x1, y1 = box
    inside = _window(view, box)
    signal = view.planes[0][inside]
    facts: dict[str, float] = {}
    if view.pitch is not None:
        facts["width_mm"] = (x1 - x0) * view.pitch.column_mm
        facts["height_mm"] = (y1 - y0) * view.pitch.row_mm
    contrast = _contrast(view, box, signal)
    if contrast is not None:
        facts["contrast"] = contrast
    facts["not_penetrated"] = np.count_nonzero(view.quality.not_penetrated[inside]) / signal.size
    if view.kind is ViewKind.CALIBRATED:
        facts["mean_transmission"] = float(signal.mean())
    place = locate(box, view.outlines)
    if place is not None:
        doors = doors_along(place.container, len(view.outlines), view.direction)
        facts |= measures(place, view.outlines[place.container], view.pitch, doors)
    return facts


def _contrast(view: View, box: Box, signal: NDArray[np.float32]) -> float | None:
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) * RING, (y1 - y0) * RING
    rows, columns = _window(view, (x0 - across, y0 - down, x1 + across, y1 + down))
    inner_rows, inner_columns = _window(view, box)
    around = view.planes[0][rows, columns]
    step = _step(around)
    in_rows, in_columns = _within(rows, inner_rows, step), _within(columns, inner_columns, step)
    ring = around[::step, ::step][~(in_rows[:, None] & in_columns)]
    if not ring.size:
        return None
    level = _median(ring)
    step = _step(signal)
    return 1.0 - _median(signal[::step, ::step].ravel()) / level if level > LOWEST_SIGNAL else None


def _step(pixels: NDArray[np.float32]) -> int:
    """Every how many rows and columns leave no more pixels than a median needs."""
    return max(1, math.isqrt(pixels.size // ENOUGH_FOR_A_MEDIAN))


def _within(outer: slice, inner: slice, step: int) -> NDArray[np.bool_]:
    """(n,) bool: which of every step-th index of one slice lie within the other."""
    indices = np.arange(outer.start, outer.stop, step)
    return np.asarray((indices >= inner.start) & (indices < inner.stop), np.bool_)


def _median(values: NDArray[np.float32]) -> float:
    """The upper one of an even number; `numpy.median` spends most of its time on checks."""
    middle = values.size // 2
    return float(np.partition(values, middle)[middle])


def _window(view: View, box: Box) -> tuple[slice, slice]:
    """Rows and columns that a box touches, at least one of each."""
    x0, y0, x1, y1 = box
    left, top = min(max(0, int(x0)), view.columns - 1), min(max(0, int(y0)), view.rows - 1)
    right = min(view.columns, max(left + 1, int(np.ceil(x1))))
    bottom = min(view.rows, max(top + 1, int(np.ceil(y1))))
    return slice(top, bottom), slice(left, right)
