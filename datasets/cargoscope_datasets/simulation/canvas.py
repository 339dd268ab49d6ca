"""A sheet of areal densities that a scene is drawn on: what a ray meets, by material, in g/cm2."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.physics import DENSITY, MATERIALS

_SHIFT = 4
"""Bits of a pixel's fraction that OpenCV's polygons are given."""


class Canvas:
    """Areal densities on square pixels; drawing adds up, as attenuation does.

    Lengths and places are millimetres, x along the vehicle, y downwards. Thickness along the ray is centimetres.

    Attributes:
        pitch_mm: side of a pixel.
        density: (materials, rows, columns) float32, g/cm2, in the order of `physics.MATERIALS`.
    """

    def __init__(self, width_mm: float, height_mm: float, pitch_mm: float) -> None:
        self.pitch_mm = pitch_mm
        size = (len(MATERIALS), max(1, round(height_mm / pitch_mm)), max(1, round(width_mm / pitch_mm)))
        self.density: NDArray[np.float32] = np.zeros(size, np.float32)

    def polygon(self, points: Sequence[tuple[float, float]], material: str, centimetres: float) -> None:
        """A plate of even thickness, edges anti-aliased."""
        pixels = np.asarray(points, np.float64) / self.pitch_mm
        window = self._window(pixels)
        if window is None:
            return
        (top, bottom), (left, right) = window
        mask = np.zeros((bottom - top, right - left), np.uint8)
        corners = np.round((pixels - (left + 0.5, top + 0.5)) * 2**_SHIFT).astype(np.int32)
        cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, _SHIFT)
        plane = self.density[MATERIALS.index(material), top:bottom, left:right]
        plane += mask * np.float32(centimetres * DENSITY[material] / 255.0)

    def rectangle(self, x: float, y: float, width: float, height: float, material: str, centimetres: float) -> None:
        """An upright plate; one that is thinner than a pixel is drawn a pixel wide at its true mass."""
        thick = centimetres
        if width < self.pitch_mm:
            x, width, thick = x - (self.pitch_mm - width) / 2, self.pitch_mm, thick * width / self.pitch_mm
        if height < self.pitch_mm:
            y, height, thick = y - (self.pitch_mm - height) / 2, self.pitch_mm, thick * height / self.pitch_mm
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.polygon(corners, material, thick)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, material: str, centimetres: float, turn: float = 0.0
    ) -> None:
        """A disc of even thickness, turned by `turn` radians."""
        self.polygon(ellipse_points(x, y, rx, ry, turn), material, centimetres)

    def ring(self, x: float, y: float, outer: float, inner: float, material: str, centimetres: float) -> None:
        """A flat ring."""
        self.ellipse(x, y, outer, outer, material, centimetres)
        self.ellipse(x, y, inner, inner, material, -centimetres)

    def bar(
        self, start: tuple[float, float], end: tuple[float, float], width: float, material: str, centimetres: float
    ) -> None:
        """A straight bar between two places."""
        along = np.subtract(end, start)
        length = float(np.hypot(*along))
        if length == 0:
            return
        wide = max(width, self.pitch_mm)
        aside = np.array([-along[1], along[0]]) / length * wide / 2
        corners = [np.add(start, aside), np.add(end, aside), np.subtract(end, aside), np.subtract(start, aside)]
        self.polygon([(float(x), float(y)) for x, y in corners], material, centimetres * width / wide)

    def paste(self, density: NDArray[np.float32], x: float, y: float) -> None:
        """Add another sheet of the same pitch, (materials, rows, columns) g/cm2, its left top corner at a place."""
        left, top = round(x / self.pitch_mm), round(y / self.pitch_mm)
        rows, columns = density.shape[1:]
        y0, y1 = max(top, 0), min(top + rows, self.density.shape[1])
        x0, x1 = max(left, 0), min(left + columns, self.density.shape[2])
        if y0 < y1 and x0 < x1:
            self.density[:, y0:y1, x0:x1] += density[:, y0 - top : y1 - top, x0 - left : x1 - left]

    def _window(self, pixels: NDArray[np.float64]) -> tuple[tuple[int, int], tuple[int, int]] | None:
        low = np.floor(pixels.min(axis=0)).astype(int) - 1
        high = np.ceil(pixels.max(axis=0)).astype(int) + 2
        left, right = max(low[0], 0), min(high[0], self.density.shape[2])
        top, bottom = max(low[1], 0), min(high[1], self.density.shape[1])
        return ((top, bottom), (left, right)) if left < right and top < bottom else None


def ellipse_points(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> list[tuple[float, float]]:
    """Corners of a polygon that stands for an ellipse."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    u, v = rx * np.cos(angle), ry * np.sin(angle)
    cosine, sine = np.cos(turn), np.sin(turn)
    return list(zip((x + u * cosine - v * sine).tolist(), (y + u * sine + v * cosine).tolist(), strict=True))


def smooth_noise(
    rng: np.random.Generator, rows: int, columns: int, grain_rows: float, grain_columns: float
) -> NDArray[np.float32]:
    """(rows, columns) float32 of mean 0 and deviation 1 whose bumps have about the given size in pixels."""
    small = (max(2, round(columns / grain_columns) + 2), max(2, round(rows / grain_rows) + 2))
    coarse = rng.standard_normal(small[::-1]).astype(np.float32)
    field = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)
    return np.asarray((field - field.mean()) / (field.std() + 1e-6), np.float32)
