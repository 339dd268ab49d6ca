"""What is measured at the place of a detection. Numbers only; sentences are made elsewhere, from these alone."""

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import View, ViewKind

Box = tuple[float, float, float, float]

RING = 0.5
"""Width of the surroundings, as a share of the box's sides."""
LOWEST_SIGNAL = 1e-4
"""Median of the surroundings below which a ratio to it says nothing: a linac's signal behind some 30 cm of steel."""


def measure(view: View, box: Box) -> dict[str, float]:
    """The facts of one box.

    - `width_mm`, `height_mm`: the box at the middle of the vehicle; only where the pitch is known. Heights are an
      interval in truth, as a fan beam magnifies what is near the source.
    - `contrast`: share by which the median signal in the box is lower than that of its surroundings, a frame half a
      box wide on every side; negative where the box is brighter. Missing where the surroundings are black or empty.
    - `not_penetrated`: share of the box's pixels that the beam did not get through (0..1).
    - `mean_transmission`: mean over the box, 1 is air; on calibrated views only.

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
    facts["not_penetrated"] = float(view.quality.not_penetrated[inside].mean())
    if view.kind is ViewKind.CALIBRATED:
        facts["mean_transmission"] = float(signal.mean())
    return facts


def _contrast(view: View, box: Box, signal: NDArray[np.float32]) -> float | None:
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) * RING, (y1 - y0) * RING
    rows, columns = _window(view, (x0 - across, y0 - down, x1 + across, y1 + down))
    ring = np.ones((rows.stop - rows.start, columns.stop - columns.start), bool)
    inner_rows, inner_columns = _window(view, box)
    ring[
        inner_rows.start - rows.start : inner_rows.stop - rows.start,
        inner_columns.start - columns.start : inner_columns.stop - columns.start,
    ] = False
    if not ring.any():
        return None
    around = float(np.median(view.planes[0][rows, columns][ring]))
    return 1.0 - float(np.median(signal)) / around if around > LOWEST_SIGNAL else None


def _window(view: View, box: Box) -> tuple[slice, slice]:
    """Rows and columns that a box touches, at least one of each."""
    x0, y0, x1, y1 = box
    left, top = min(max(0, int(x0)), view.columns - 1), min(max(0, int(y0)), view.rows - 1)
    right = min(view.columns, max(left + 1, int(np.ceil(x1))))
    bottom = min(view.rows, max(top + 1, int(np.ceil(y1))))
    return slice(top, bottom), slice(left, right)
