"""A piece of a background on a scanner's own pixels, to which objects can be added before it is looked at."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.detectability import shadow, squared
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner import detector
from cargoscope_datasets.simulation.scanner.display import display
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Part
from cargoscope_training.pool import COARSE, Background, whole

Box = tuple[float, float, float, float]
_LEAST = 1e-7


class Window:
    """What a scanner sees of a background around a place.

    Args:
        background: what is there.
        scanner: how it is seen; in the coarse pass as many pixels as become one there are one from the start.
        centre: in fine pixels of the background, (x, y).
        size_mm: height and width.
        coarse: which pass it is for.

    Attributes:
        scanner: with the pitch that is drawn at.
        sheet: an empty sheet on the window's pixels.
        through: (rows, columns) float32, noise-free transmission at the scanner's highest beam.
    """

    def __init__(
        self,
        background: Background,
        scanner: Scanner,
        centre: tuple[float, float],
        size_mm: tuple[float, float],
        *,
        coarse: bool,
    ) -> None:
        step = COARSE if coarse else 1
        self.scanner = replace(
            scanner,
            row_mm=scanner.row_mm * step,
            column_mm=scanner.column_mm * step,
            quanta=scanner.quanta * step**2,
            electronics=scanner.electronics / step,
            blur_px=scanner.blur_px / step,
        )
        pitch = (self.scanner.row_mm, self.scanner.column_mm)
        rows, columns = (max(8, round(side / mm)) for side, mm in zip(size_mm, pitch, strict=True))
        x0 = background.x0 + centre[0] * background.pitch_mm - size_mm[1] / 2
        a0 = background.a0 - centre[1] * background.pitch_mm + size_mm[0] / 2
        self.sheet = Sheet(background.fan, x0, a0, (rows, columns), pitch)
        own = background.coarse if coarse else background.fine
        fine_mm = background.pitch_mm * step
        self._two = _cut(own, ((x0 - background.x0) / fine_mm, (background.a0 - a0) / fine_mm),
                         (rows * pitch[0] / fine_mm, columns * pitch[1] / fine_mm))  # fmt: skip
        self.beam = scanner.beams[0]
        seen = transmission(whole(self._two), self.beam)
        self.through: NDArray[np.float32] = np.asarray(
            cv2.resize(seen, (columns, rows), interpolation=cv2.INTER_LINEAR), np.float32
        )

    def add(self, parts: Sequence[Part]) -> None:
        """Add something that nobody looks for."""
        self._insert(parts, ViewKind.CALIBRATED)

    def insert(self, parts: Sequence[Part], packing: Sequence[Part], kind: ViewKind) -> tuple[Box, float] | None:
        """Add an object and what it is packed in.

        Returns:
            The object's box in the window's pixels, cut to them, and its d' as that kind of view; None where it lies
            beside the window.
        """
        if packing:
            self._insert(packing, kind)
        return self._insert(parts, kind)

    def _insert(self, parts: Sequence[Part], kind: ViewKind) -> tuple[Box, float] | None:
        found = shadow(self.sheet, parts)
        if found is None:
            return None
        behind = np.maximum(self.through[found.rows, found.columns], _LEAST)
        # What stands before and behind hardens the beam: the object alone would look up to half as dense again.
        backdrop = self._backdrop(found.rows, found.columns)
        drop = transmission(backdrop + found.density, self.beam) / np.maximum(transmission(backdrop, self.beam), 1e-12)
        signal = np.maximum(behind * drop, _LEAST)
        self.through[found.rows, found.columns] = signal
        step = 1 / 255 if kind is ViewKind.DISPLAY else 1 / self.scanner.air_counts
        coarser = replace(self.scanner, electronics=float(np.hypot(self.scanner.electronics, step / np.sqrt(12))))
        return found.box, float(np.sqrt(squared(behind, signal, coarser)))

    def _backdrop(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """(basis, rows, columns) float32: the background's densities on some of the window's pixels."""
        high, wide = self._two.shape[1] / self.sheet.shape[0], self._two.shape[2] / self.sheet.shape[1]
        y = np.clip(((np.arange(rows.start, rows.stop) + 0.5) * high).astype(int), 0, self._two.shape[1] - 1)
        x = np.clip(((np.arange(columns.start, columns.stop) + 0.5) * wide).astype(int), 0, self._two.shape[2] - 1)
        return whole(self._two[:, y[:, None], x])

    def looked_at(self, rng: np.random.Generator, kind: ViewKind) -> NDArray[np.float32]:
        """(rows, columns) float32, 1 is air: with noise, and perhaps an archive's processing."""
        signal = detector.read(self.through, self.scanner, rng).signal
        if kind is ViewKind.DISPLAY:
            return display(signal, self.scanner.look).astype(np.float32) / np.float32(255)
        return signal


def _cut(planes: NDArray[np.float16], corner: tuple[float, float], size: tuple[float, float]) -> NDArray[np.float32]:
    """(2, rows, columns) float32 of a background from a corner (x, y) on; beyond its edges the edge goes on as air."""
    rows, columns = (max(2, round(side)) for side in size)
    left, top = round(corner[0]), round(corner[1])
    window = np.zeros((2, rows, columns), np.float32)
    y0, y1 = max(top, 0), min(top + rows, planes.shape[1])
    x0, x1 = max(left, 0), min(left + columns, planes.shape[2])
    if y0 < y1 and x0 < x1:
        window[:, y0 - top : y1 - top, x0 - left : x1 - left] = planes[:, y0:y1, x0:x1]
    return window
