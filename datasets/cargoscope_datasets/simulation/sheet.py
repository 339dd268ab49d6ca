"""What every ray of a scan meets: areal densities on the scanner's own pixels, seen through its fan."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.materials import BASIS, MATERIALS, Material
from cargoscope_datasets.simulation.pixels import Met, Pixels, Window
from cargoscope_datasets.simulation.small_rounds import is_small, through_small
from cargoscope_datasets.simulation.solids import Part, Solid
from cargoscope_datasets.simulation.ways import through

_LEAST_SHARE = 2.5e-3
"""A basis material below this share of a material's mass is left out: what it changes is far below the noise."""
_BAND = (32, 512)
"""Rows and columns that are distributed at a time: they stay in the processor's cache, and many are empty."""


class Sheet:
    """Areal densities on the pixels of a scan.

    Args:
        fan: where the beam comes from.
        x0: where the first column begins, mm.
        a0: upper edge of the first row across the fan, at the middle of the vehicle: a height above the ground in
            a side view; mm.
        shape: rows, columns.
        pitch: row and column size at the middle of the vehicle, mm.

    Attributes:
        density: (basis, rows, columns) float32, g/cm2, in the order of `materials.BASIS`.
    """

    def __init__(self, fan: Fan, x0: float, a0: float, shape: tuple[int, int], pitch: tuple[float, float]) -> None:
        self.fan, self.x0, self.a0, self.pitch = fan, x0, a0, pitch
        self.density: NDArray[np.float32] = np.zeros((len(BASIS), *shape), np.float32)
        self._pixels = Pixels(fan, x0, a0, shape, pitch)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.density.shape[1], self.density.shape[2]

    def window(self, rows: slice, columns: slice) -> "Sheet":
        """An empty sheet on some of the same pixels."""
        x0, a0 = self.x0 + columns.start * self.pitch[1], self.a0 - rows.start * self.pitch[0]
        return Sheet(self.fan, x0, a0, (rows.stop - rows.start, columns.stop - columns.start), self.pitch)

    def add(self, parts: Iterable[Part]) -> None:
        """Add what each part puts into the rays' way; what lies beyond the edges is cut off."""
        of_material: dict[str, list[tuple[Met, float]]] = {}
        for part in parts:
            met = self._pixels.met(part.solid)
            if met is not None:
                of_material.setdefault(part.material, []).append((met, part.fill))
        every = (met for group in of_material.values() for met, _ in group)
        small = through_small((met for met in every if is_small(met, self._pixels)), self._pixels)
        # One piece of memory for all: a fresh one for each material costs more than most of what is drawn in it.
        memory = np.zeros(self.density[0].size, np.float32)
        for name, group in of_material.items():
            rows, columns = whole = _together([met.window for met, _ in group])
            tall, wide = rows.stop - rows.start, columns.stop - columns.start
            total = memory[: tall * wide].reshape(tall, wide)
            for met, fill in group:
                ways = small.get(id(met))
                if ways is None:
                    ways = through(met, self._pixels)
                if fill != 1:
                    ways *= np.float32(fill)
                y, x = met.window[0].start - rows.start, met.window[1].start - columns.start
                total[y : y + met.size[0], x : x + met.size[1]] += ways
            self._distribute(total, whole, MATERIALS[name])
            total.fill(0)

    def extent(self, solid: Solid) -> tuple[float, float, float, float]:
        """The box around a solid's shadow in pixels, x0, y0, x1, y1; not cut to the sheet."""
        return self._pixels.extent(solid)

    def _distribute(self, total: NDArray[np.float32], window: Window, material: Material) -> None:
        """Ways through a material, into the densities."""
        shares = [(number, share * material.density / 10)
                  for number, share in enumerate(material.basis) if abs(share) >= _LEAST_SHARE]  # fmt: skip
        tall, wide = total.shape
        of_window = self.density[:, window[0], window[1]]
        for top in range(0, tall, _BAND[0]):
            for left in range(0, wide, _BAND[1]):
                band = slice(top, top + _BAND[0]), slice(left, left + _BAND[1])
                ways = total[band]
                if not ways.any():
                    continue
                # A hollow and what it is taken from may be sampled on different grids: at their common edge it is
                # the larger.
                np.maximum(ways, 0, out=ways)
                for number, share in shares:
                    plane = of_window[number][band]
                    cv2.scaleAdd(ways, share, plane, plane)


def _together(windows: list[Window]) -> Window:
    """Rows and columns around others."""
    rows, columns = (
        slice(min(each.start for each in side), max(each.stop for each in side)) for side in zip(*windows, strict=True)
    )
    return rows, columns
