"""From a view's planes to the network's input: the one pre-processing, for training and for the engine alike."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import ViewKind

CHANNELS = ("transmission", "log attenuation", "local contrast of the log")
AIR = 1.0
"""Value of a plane where there is nothing but air; what strips are padded with."""
CONTRAST_WINDOW = 31
"""Side of the window of the local contrast, in pixels of the pass: about 19 cm at 6 mm."""

_LOWEST = {ViewKind.CALIBRATED: math.exp(-8.0), ViewKind.DISPLAY: 1.0 / 255.0}
"""Smallest value told apart: behind it a linac's signal is noise, and a display's grey has no level left."""
_DEEPEST = 8.0
_CONTRAST_FLOOR = 0.08
"""Added to the local deviation (nepers), so that the noise of air is not blown up to look like structure."""


def resample(
    plane: NDArray[np.float32], pitch_mm: tuple[float, float] | None, target_mm: float, shrink: float = 1.0
) -> NDArray[np.float32]:
    """Bring a plane to square pixels, averaging transmission where pixels get larger.

    Args:
        plane: (rows, columns) float32, 1 is air.
        pitch_mm: height and width of a pixel in mm, or None where unknown: it is then taken as `target_mm / shrink`.
        target_mm: side of the square pixels to return, in mm.
        shrink: how many pixels become one where the pitch is unknown (4 for a pass at a quarter of the resolution).

    Returns:
        (rows, columns) float32. The outer edges of the first and last row stay where they were, so a coordinate is
        carried over by the ratio of the sizes. Columns are brought to the target exactly, and the last one may be cut
        off by half a pixel: so no column hangs on how many are still to come.
    """
    row_mm, column_mm = pitch_mm or (target_mm / shrink, target_mm / shrink)
    # One axis at a time: OpenCV averages areas only if both axes shrink.
    rows = max(1, round(plane.shape[0] * row_mm / target_mm))
    if rows != plane.shape[0]:
        size = (plane.shape[1], rows)
        plane = np.asarray(cv2.resize(plane, size, interpolation=_kind(rows / plane.shape[0])), np.float32)
    scale = column_mm / target_mm
    if round(plane.shape[1] * scale) < 1:
        return np.asarray(cv2.resize(plane, (1, rows), interpolation=cv2.INTER_AREA), np.float32)
    if scale == 1:
        return plane
    return np.asarray(cv2.resize(plane, None, fx=scale, fy=1, interpolation=_kind(scale)), np.float32)


def _kind(scale: float) -> int:
    return cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR


def channels(plane: NDArray[np.float32], kind: ViewKind) -> NDArray[np.float32]:
    """What the network sees of a plane.

    The tone curve of display pictures is unknown, so the third channel is normalised by its own deviation: a
    monotone curve leaves it nearly as it was.

    Args:
        plane: (rows, columns) float32, 1 is air, at the pitch of a pass.
        kind: calibrated or display; says how deep the log reaches.

    Returns:
        (3, rows, columns) float32, about -2..2; `CHANNELS` names them.
    """
    window = (CONTRAST_WINDOW, CONTRAST_WINDOW)
    # Every fresh array of this size costs more in page faults than most of these steps do, so they share four.
    stack = np.empty((3, *plane.shape), np.float32)
    mean, attenuation, contrast = stack
    np.maximum(plane, _LOWEST[kind], out=attenuation)
    np.negative(cv2.log(attenuation, dst=attenuation), out=attenuation)
    cv2.blur(attenuation, window, dst=mean, borderType=cv2.BORDER_REFLECT_101)
    cv2.sqrBoxFilter(attenuation, cv2.CV_32F, window, dst=contrast, borderType=cv2.BORDER_REFLECT_101)
    scratch = mean * mean
    np.subtract(contrast, scratch, out=scratch)
    deviation = cv2.sqrt(np.maximum(scratch, 0.0, out=scratch), dst=scratch)
    deviation += _CONTRAST_FLOOR
    np.subtract(attenuation, mean, out=contrast)
    contrast /= deviation
    np.clip(contrast, -3.0, 3.0, out=contrast)
    contrast *= 1.0 / 1.5
    np.clip(attenuation, 0.0, _DEEPEST, out=attenuation)
    attenuation *= 2.0 / _DEEPEST
    attenuation -= 1.0
    transmission = np.clip(plane, 0.0, 1.1, out=mean)
    transmission *= 2.0
    transmission -= 1.0
    return stack
