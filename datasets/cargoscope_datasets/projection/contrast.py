"""How well a person would see what was projected: contrast against the clutter and noise behind it."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

GREY_STEP = 0.5
"""Noise of a display picture is not taken for less: half a grey level."""


class Band(StrEnum):
    """What a careful person makes of a contrast; tried by eye."""

    PLAIN = "plain"
    FAIR = "fair"
    """Most are seen."""
    FAINT = "faint"
    """Mostly invisible."""

    @property
    def least(self) -> float:
        """Contrast from which on it is."""
        return {Band.PLAIN: 3.0, Band.FAIR: 1.0, Band.FAINT: 0.0}[self]


def band_of(contrast: float) -> Band:
    """Into which band a contrast falls."""
    return next(band for band in Band if contrast >= band.least)


def contrast(clean: NDArray[np.float32], drop: NDArray[np.float32], of: NDArray[np.bool_], least: float) -> float:
    """Mean drop over an object divided by the noise of the clean scan inside its box.

    Args:
        clean: (rows, columns) float32, the box of the object in the clean scan, as it was measured.
        drop: the same shape: by how much the signal falls.
        of: the same shape: pixels of the object.
        least: noise is not taken for less.
    """
    if not of.any():
        return 0.0
    return float(drop[of].mean()) / plane_noise(clean, least)


def plane_noise(grey: NDArray[np.float32], least: float = GREY_STEP) -> float:
    """Noise of (rows, columns) float32 about its best plane, 1.4826 x median absolute deviation; at least `least`."""
    # About their middles rows and columns are orthogonal: the least squares of a plane are those of two lines.
    rest = grey - grey.mean()
    for axis, side in enumerate(grey.shape):
        place = np.arange(side, dtype=np.float32) - np.float32((side - 1) / 2)
        slope = place @ rest.mean(axis=1 - axis) / max(float(place @ place), 1.0)
        rest -= np.expand_dims(slope * place, 1 - axis)
    return max(1.4826 * float(np.median(np.abs(rest - np.median(rest)))), least)
