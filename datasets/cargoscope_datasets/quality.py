"""How far a view can be trusted: saturation, noise, and what the beam did not get through."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

DISPLAY_BLACK = 3 / 255
"""Grey level below which a picture processed for display holds nothing: 1 cm of steel takes a third off the signal
(NIST XCOM, 6 MeV), which below three levels is less than one level, so whatever was behind is not in the file."""
SIGNAL_OVER_NOISE = 2.0
"""A mean that is less than twice the noise of one pixel cannot be told from nothing."""
WINDOW = 3
"""Side of the neighbourhood that signal and noise are taken from, in squares of 2 x 2 pixels: about 2 cm."""
CONVEYANCE = 0.95
"""Share of air's level that the vehicle and its load stay below; the skins of an empty container leave 0.88."""
ROUNDING = 12**-0.5
"""Standard deviation of rounding to whole numbers."""
OUTLIERS = 0.01
"""Share of the pixels of a flat area that is taken to be edges and marks, not noise."""
MOST_SAMPLES = 50_000
SMALLEST_PATCH = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Squares:
    """A plane by squares of 2 x 2 pixels.

    Attributes:
        mean: (rows // 2, columns // 2) float32.
        detail: same shape, float32: half of what the diagonals differ by. In it unequal channels and pulses cancel out,
            and it has the standard deviation of one pixel.
    """

    mean: NDArray[np.float32]
    detail: NDArray[np.float32]


def squares(plane: NDArray[np.float32]) -> Squares:
    """Takes a (rows, columns) float32 plane apart (a Haar transform)."""
    rows, columns = plane.shape[0] // 2 * 2, plane.shape[1] // 2 * 2
    difference = plane[0:rows:2, :columns] - plane[1:rows:2, :columns]
    mean = cv2.resize(plane[:rows, :columns], (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    detail = (difference[:, 0::2] - difference[:, 1::2]) * np.float32(0.5)
    return Squares(np.asarray(mean, np.float32), detail)


def saturated_share(planes: NDArray[np.generic], highest: float) -> float:
    """Share of pixels that hold the highest value that can be stored, in the energy that has more of them.

    Args:
        planes: (energies, rows, columns) as stored. Air at the top of the range counts, since it is cut off there.
        highest: see `calibration.value_range`; floating point has no top.
    """
    if planes.dtype.kind == "f":
        return 0.0
    return max(float(np.count_nonzero(plane == highest) / plane.size) for plane in planes)


def noise(view: Squares) -> float:
    """Relative noise of the brightest tenth of a view."""
    mean, detail = view.mean[::2].ravel(), np.abs(view.detail[::2]).ravel()
    bright = np.flatnonzero(mean >= np.percentile(mean[::8], 90))
    bright = bright[:: len(bright) // MOST_SAMPLES + 1]
    level = float(mean[bright].mean())
    pure = np.sort(detail[bright])[: max(1, int((1 - OUTLIERS) * len(bright)))]
    return float(np.sqrt(np.mean(np.square(pure)))) / level if level > 0 else 0.0


def not_penetrated(transmission: Squares, count: float) -> NDArray[np.bool_]:
    """Where the signal of a calibrated view cannot be told from its noise.

    A 26 t load leaves 1 % and hundreds of counts, well above their noise: penetrated. Behind 40 cm of steel less than
    one count is left of 65,535.

    Args:
        transmission: by squares.
        count: transmission of one count of the detector, 0 for floating point.

    Returns:
        (rows // 2, columns // 2) bool.
    """
    mean = cv2.blur(transmission.mean, (WINDOW, WINDOW))
    variance = cv2.blur(np.square(transmission.detail), (WINDOW, WINDOW)) + np.float32((ROUNDING * count) ** 2)
    return _grown(_cleaned((mean <= 0) | (np.square(mean) <= SIGNAL_OVER_NOISE**2 * variance)))


def not_penetrated_on_display(grey: Squares) -> NDArray[np.bool_]:
    """Where a picture processed for display (0..1) is black: (rows // 2, columns // 2) bool."""
    return _grown(_cleaned(cv2.blur(grey.mean, (WINDOW, WINDOW)) < DISPLAY_BLACK))


def conveyance(view: Squares, air: float) -> NDArray[np.bool_]:
    """Where a view shows the vehicle or its load, which are clearly darker than air: (rows // 2, columns // 2) bool."""
    return _cleaned(cv2.blur(view.mean, (WINDOW, WINDOW)) < CONVEYANCE * air)


def share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    """Share of one mask that another covers; 0 where there is nothing to cover."""
    area = int(np.count_nonzero(whole))
    return int(np.count_nonzero(part & whole)) / area if area else 0.0


def by_pixel(mask: NDArray[np.bool_], rows: int, columns: int) -> NDArray[np.bool_]:
    """(rows, columns) bool from a mask by squares; an odd last row or column is as the one before it."""
    doubled = cv2.resize(mask.view(np.uint8), (mask.shape[1] * 2, mask.shape[0] * 2), interpolation=cv2.INTER_NEAREST)
    return np.pad(doubled, ((0, rows % 2), (0, columns % 2)), mode="edge").view(np.bool_)


def _cleaned(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask without single squares, and with single holes closed."""
    opened = cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_OPEN, SMALLEST_PATCH)
    return np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, SMALLEST_PATCH)).view(np.bool_)


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask with the rim that the brighter surroundings within a window took from it."""
    return np.asarray(cv2.dilate(mask.view(np.uint8), SMALLEST_PATCH)).view(np.bool_)
