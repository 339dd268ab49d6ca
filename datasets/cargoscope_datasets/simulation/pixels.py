"""The pixels of a scan, and the rays of its fan that they stand for."""

from math import ceil, floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.extents import extent
from cargoscope_datasets.simulation.fan import Block, Fan
from cargoscope_datasets.simulation.placement import placed
from cargoscope_datasets.simulation.solids import Ball, Rod, Solid

_MOST_SLICES = 1024
_SUPPORT = ((6.0, 3), (24.0, 2))
"""A body narrower than so many pixels is sampled so many times each way within a pixel."""

Window = tuple[slice, slice]
"""Rows and columns."""


class Met(NamedTuple):
    """A solid that rays meet: its room in the frame of the view, and the rows and columns that may meet it."""

    solid: Solid
    block: Block
    window: Window

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the window."""
        rows, columns = self.window
        return rows.stop - rows.start, columns.stop - columns.start


class Pixels:
    """A grid of pixels at the middle of the vehicle; all in the frame of the view (see `chords`).

    Args:
        fan: where the beam comes from.
        x0: where the first column begins, mm.
        a0: upper edge of the first row, as of `sheet.Sheet`, mm.
        shape: rows, columns.
        pitch: row and column size, mm.

    Attributes:
        upper: a of the first row's upper edge.
        across: (rows + 1,) float64, edges of the rows, falling, mm.
        along: (columns + 1,) float64, edges of the columns, rising, mm.
        matrix, move: from x, y, z to x, a, t of the view.
    """

    def __init__(self, fan: Fan, x0: float, a0: float, shape: tuple[int, int], pitch: tuple[float, float]) -> None:
        self.fan, self.x0, self.pitch = fan, x0, pitch
        self.upper = a0 if fan.top else a0 - fan.axis
        self.matrix, self.move = fan.matrix(), np.asarray(fan.shift())
        self.across = np.asarray(self.upper - np.arange(shape[0] + 1) * pitch[0], np.float64)
        self.along = np.asarray(x0 + np.arange(shape[1] + 1) * pitch[1], np.float64)
        self._oblique = np.sqrt(1 + ((self.across[1:] + self.across[:-1]) / 2 / fan.distance) ** 2)

    def met(self, solid: Solid, within: Window | None = None) -> Met | None:
        """A solid with its room; None if it lies beside the picture, or beside the piece `within` it."""
        block = self.block(solid)
        window = self.window(block, within)
        return None if window is None else Met(solid, block, window)

    def block(self, solid: Solid) -> Block:
        """The room that a solid takes, in the frame of the view."""
        x0, y0, z0, x1, y1, z1 = extent(solid)
        axis = self.fan.axis
        if self.fan.top:
            return Block(x0, x1, z0, z1, axis - y1, axis - y0)
        return Block(x0, x1, y0 - axis, y1 - axis, z0, z1)

    def window(self, block: Block, within: Window | None = None) -> Window | None:
        """Rows and columns that may meet a block."""
        low, high = block.spread(self.fan)
        rows, columns = within or (slice(0, self.across.size - 1), slice(0, self.along.size - 1))
        x0, y0 = floor((block.x0 - self.x0) / self.pitch[1]), floor((self.upper - high) / self.pitch[0])
        x1, y1 = ceil((block.x1 - self.x0) / self.pitch[1]), ceil((self.upper - low) / self.pitch[0])
        x0, x1 = max(x0, columns.start), min(x1, columns.stop)
        y0, y1 = max(y0, rows.start), min(y1, rows.stop)
        return (slice(y0, y1), slice(x0, x1)) if x0 < x1 and y0 < y1 else None

    def extent(self, solid: Solid) -> tuple[float, float, float, float]:
        """The box around a solid's shadow in pixels, x0, y0, x1, y1; not cut to the picture."""
        block = self.block(solid)
        a0, a1 = block.spread(self.fan)
        rows, columns = self.pitch
        return ((block.x0 - self.x0) / columns, (self.upper - a1) / rows,
                (block.x1 - self.x0) / columns, (self.upper - a0) / rows)  # fmt: skip

    def edges(self, window: tuple[slice, slice]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of the window's rows, falling, and of its columns, rising; mm."""
        rows, columns = window
        return self.across[rows.start : rows.stop + 1], self.along[columns.start : columns.stop + 1]

    def samples(
        self, top: int | NDArray[np.intp], left: int | NDArray[np.intp], size: tuple[int, int], times: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Places x of columns and a of rows, each pixel's `times` apart, mm.

        Args:
            top: the first row; also (windows, 1) of many at once.
            left: the first column, likewise.
            size: rows, columns.
            times: samples a pixel.
        """
        x = self.x0 + (left + (np.arange(size[1] * times) + 0.5) / times) * self.pitch[1]
        return x, self.upper - (top + (np.arange(size[0] * times) + 0.5) / times) * self.pitch[0]

    def support(self, block: Block) -> int:
        """How many times each way a body is sampled within a pixel."""
        low, high = block.spread(self.fan)
        narrow = min((block.x1 - block.x0) / self.pitch[1], (high - low) / self.pitch[0])
        return next((count for limit, count in _SUPPORT if narrow < limit), 1)

    def moved(self, solid: Solid) -> Solid:
        """The solid in the frame of the view."""
        if not self.fan.top and isinstance(solid, Ball | Rod):
            return type(solid)(solid.matrix, solid.centre + self.move)
        return placed(solid, self.matrix, (float(self.move[0]), float(self.move[1]), float(self.move[2])))

    def places(
        self, x: NDArray[np.float64], a: NDArray[np.float64], window: tuple[slice, slice]
    ) -> NDArray[np.float64]:
        """Places at the middle of the vehicle as x and y in the window's pixels, (points, 2)."""
        columns = (x - self.x0) / self.pitch[1] - window[1].start
        return np.column_stack([columns, (self.upper - a) / self.pitch[0] - window[0].start])

    def overlap(self, columns: slice, x0: float, x1: float) -> NDArray[np.float32]:
        """(columns,) float32: share of each column from x0 to x1; of those that may be met only the ends are cut."""
        pitch = self.pitch[1]
        share = np.ones(columns.stop - columns.start, np.float32)
        first, last = x0 - self.x0 - columns.start * pitch, self.x0 + columns.stop * pitch - x1
        if first > 0:
            share[0] -= first / pitch
        if last > 0:
            share[-1] -= last / pitch
        return share

    def profile(self, rows: slice, block: Block) -> NDArray[np.float64]:
        """(rows,) float64: mean way through a block of each row, mm; it is cut into slices that the fan spreads."""
        distance, deep = self.fan.distance, block.t1 - block.t0
        near, far = distance / (distance + block.t0), distance / (distance + block.t1)
        spread = max(abs(block.a0 * (near - far)), abs(block.a1 * (near - far)))
        slices = min(_MOST_SLICES, max(1, ceil(2 * spread / self.pitch[0])))
        edges = self.across[rows.start : rows.stop + 1]
        if slices == 1:
            scale = distance / (distance + (block.t0 + block.t1) / 2)
            below = np.maximum(edges, block.a0 * scale)
            np.minimum(below, block.a1 * scale, out=below)
        else:
            scales = distance / (distance + block.t0 + (np.arange(slices) + 0.5) * (deep / slices))
            within = np.maximum(edges, (block.a0 * scales)[:, None])
            np.minimum(within, (block.a1 * scales)[:, None], out=within)
            below = within.sum(axis=0)
        below = below[:-1] - below[1:]
        return np.asarray(below * (self._oblique[rows] * (deep / slices / self.pitch[0])), np.float64)
