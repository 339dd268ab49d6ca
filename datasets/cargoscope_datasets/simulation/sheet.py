"""What every ray of a scan meets: areal densities on the scanner's own pixels, seen through its fan."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.chords import Rays, path
from cargoscope_datasets.simulation.materials import BASIS, MATERIALS, Material
from cargoscope_datasets.simulation.mounds import Faces, Mound
from cargoscope_datasets.simulation.mounds import path as mound_path
from cargoscope_datasets.simulation.solids import (
    Box,
    Convex,
    Part,
    Point,
    Prism,
    Rod,
    Solid,
    Texture,
    Union,
    bounds,
    pieces,
    placed,
)  # fmt: skip

_SHIFT = 4
"""Bits of a pixel's fraction that OpenCV's polygons are given."""
_FACING = 0.9995
"""Cosine from which on a prism counts as seen straight on."""
_MOST_SLICES = 1024
_FINER = 4
"""An outline is filled on pixels so many times finer each way."""
_SUPPORT = ((6.0, 3), (24.0, 2))
"""A body narrower than so many pixels is sampled so many times each way within a pixel."""


@dataclass(frozen=True, slots=True)
class Fan:
    """Where the beam comes from.

    Attributes:
        distance: from the source to the middle of the vehicle, mm.
        axis: side view: height of the ray that runs level; top view: height of the middle of the vehicle; mm.
        top: the source is above, and rows run across the vehicle.
    """

    distance: float = 5200.0
    axis: float = 1500.0
    top: bool = False

    def matrix(self) -> NDArray[np.float64]:
        """(3, 3) float64: from x, y, z to x, a, t of the view."""
        if self.top:
            return np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
        return np.eye(3)

    def shift(self) -> Point:
        """Added after `matrix`."""
        return (0.0, 0.0, self.axis) if self.top else (0.0, -self.axis, 0.0)

    def magnification(self, t: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
        """Of what lies at a depth, across the fan; along the movement nothing is magnified."""
        return self.distance / (self.distance + t)


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
        density: (basis, rows, columns) float32, g/cm2, in the order of `materials.BASIS`. Parts that take away can
            leave it a little below 0.
    """

    def __init__(self, fan: Fan, x0: float, a0: float, shape: tuple[int, int], pitch: tuple[float, float]) -> None:
        self.fan, self.x0, self.pitch = fan, x0, pitch
        self._upper = a0 if fan.top else a0 - fan.axis
        self._matrix, self._move = fan.matrix(), np.asarray(fan.shift())
        self.density: NDArray[np.float32] = np.zeros((len(BASIS), *shape), np.float32)
        self._origin = 0, 0
        self._lengths: NDArray[np.float32] = np.zeros((0, 0), np.float32)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.density.shape[1], self.density.shape[2]

    def add(self, parts: Iterable[Part]) -> None:
        """Add what each part puts into the rays' way; what lies beyond the edges is cut off."""
        of_material: dict[str, list[Part]] = {}
        for part in parts:
            of_material.setdefault(part.material, []).append(part)
        for name, group in of_material.items():
            window = self._union(group)
            if window is None:
                continue
            rows, columns = window
            self._origin = rows.start, columns.start
            self._lengths = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.float32)
            for part in group:
                self._add_one(part)
            self._distribute(window, MATERIALS[name])

    def _union(self, parts: list[Part]) -> tuple[slice, slice] | None:
        """Rows and columns that parts of one material may meet together."""
        spans = np.stack([bounds(part.solid) for part in parts])
        box = np.stack([spans[:, 0].min(axis=0), spans[:, 1].max(axis=0)])
        low, high = self._view_bounds(box)
        return self._window(float(low[0]), float(high[0]), *_spread(low, high, self.fan))

    def _add_one(self, part: Part) -> None:
        if isinstance(part.solid, Box):
            self._add_box(part.solid, part)
        elif isinstance(part.solid, Mound):
            self._add_mound(part.solid, part)
        else:
            self._add_body(part.solid, part)

    def extent(self, solid: Solid) -> tuple[float, float, float, float]:
        """The box around a solid's shadow in pixels, x0, y0, x1, y1; not cut to the sheet."""
        low, high = self._view_bounds(bounds(solid))
        a0, a1 = _spread(low, high, self.fan)
        rows, columns = self.pitch
        return ((low[0] - self.x0) / columns, (self._upper - a1) / rows,
                (high[0] - self.x0) / columns, (self._upper - a0) / rows)  # fmt: skip

    def _view_bounds(self, box: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        ends = box @ self._matrix.T + self._move
        return ends.min(axis=0), ends.max(axis=0)

    def _window(self, low_x: float, high_x: float, low_a: float, high_a: float) -> tuple[slice, slice] | None:
        """Rows and columns that may be met."""
        rows, columns = self.shape
        x0, x1 = (
            max(floor((low_x - self.x0) / self.pitch[1]), 0),
            min(ceil((high_x - self.x0) / self.pitch[1]), columns),
        )
        y0, y1 = (
            max(floor((self._upper - high_a) / self.pitch[0]), 0),
            min(ceil((self._upper - low_a) / self.pitch[0]), rows),
        )
        return (slice(y0, y1), slice(x0, x1)) if x0 < x1 and y0 < y1 else None

    def _add_box(self, box: Box, part: Part) -> None:
        """Exact through the fan: columns and rows are covered apart from each other."""
        low, high = self._view_bounds(bounds(box))
        a0, a1 = _spread(low, high, self.fan)
        window = self._window(float(low[0]), float(high[0]), a0, a1)
        if window is None:
            return
        rows, columns = window
        across = self._upper - (np.arange(rows.start, rows.stop + 1)) * self.pitch[0]
        along = self.x0 + np.arange(columns.start, columns.stop + 1) * self.pitch[1]
        covered = np.clip(np.minimum(along[1:], high[0]) - np.maximum(along[:-1], low[0]), 0, None) / self.pitch[1]
        profile = self._profile(across, low, high)
        thickness = np.outer(profile.astype(np.float32), covered.astype(np.float32))
        self._roughen(box.texture, thickness, along, across, float(low[2] + high[2]) / 2)
        self._put(window, thickness, part)

    def _add_mound(self, mound: Mound, part: Part) -> None:
        """Exact along the fan: every face is met at its own depth."""
        low, high = self._view_bounds(mound.bounds)
        a0, a1 = _spread(low, high, self.fan)
        window = self._window(float(low[0]), float(high[0]), a0, a1)
        if window is None:
            return
        rows, columns = window
        across = self._upper - np.arange(rows.start, rows.stop + 1) * self.pitch[0]
        along = self.x0 + np.arange(columns.start, columns.stop + 1) * self.pitch[1]
        start, end = np.maximum(along[:-1], low[0]), np.minimum(along[1:], high[0])
        middle = (start + end) / 2
        y0, y1, z0, z1 = (np.interp(middle, mound.x, face) for face in (mound.low, mound.high, mound.near, mound.far))
        tilt = None if mound.tilt is None else np.interp(middle, mound.x, mound.tilt)
        axis = self.fan.axis
        faces = (
            Faces(z0, z1, axis - y1, axis - y0, tilt, top=True)
            if self.fan.top
            else Faces(y0 - axis, y1 - axis, z0, z1, tilt)
        )
        thickness = mound_path(faces, across, self.fan.distance)
        thickness *= (np.clip(end - start, 0, None) / self.pitch[1]).astype(np.float32)
        self._roughen(mound.texture, thickness, along, across, float(low[2] + high[2]) / 2)
        self._put(window, thickness, part)

    def _roughen(self, texture: Texture | None, thickness: NDArray[np.float32], along: NDArray[np.float64],
                 across: NDArray[np.float64], depth: float) -> None:  # fmt: skip
        """A texture lies at the middle of its block's depth, and is magnified like it."""
        if texture is None:
            return
        a = (across[1:] + across[:-1]) / 2 * (1 + depth / self.fan.distance) + (0 if self.fan.top else self.fan.axis)
        x = (along[1:] + along[:-1]) / 2
        thickness *= texture.field(x.astype(np.float32), a.astype(np.float32))

    def _profile(
        self, across: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """(rows,) float64: mean way through a box of each row, mm; it is cut into slices that the fan spreads."""
        ends = np.array([[low[1]], [high[1]]]) * self.fan.magnification(np.array([low[2], high[2]]))
        spread = float(np.abs(ends[:, 0] - ends[:, 1]).max())
        slices = min(_MOST_SLICES, max(1, ceil(2 * spread / self.pitch[0])))
        depth = low[2] + (np.arange(slices) + 0.5) / slices * (high[2] - low[2])
        scale = np.asarray(self.fan.magnification(depth))
        top, bottom = high[1] * scale, low[1] * scale
        upper, lower = across[:-1, None], across[1:, None]
        cover = np.clip(np.minimum(upper, top) - np.maximum(lower, bottom), 0, None).sum(axis=1) / self.pitch[0]
        oblique = np.sqrt(1 + ((across[1:] + across[:-1]) / 2 / self.fan.distance) ** 2)
        return np.asarray(cover * (high[2] - low[2]) / slices * oblique, np.float64)

    def _add_body(self, solid: Solid, part: Part) -> None:
        low, high = self._view_bounds(bounds(solid))
        a0, a1 = _spread(low, high, self.fan)
        window = self._window(float(low[0]), float(high[0]), a0, a1)
        if window is None:
            return
        if isinstance(solid, Prism):
            if not solid.matrix[0, :2].any():
                self._put(window, self._lengthwise(pieces(solid), window), part)
                return
            if self._faces(solid, high[2] - low[2], max(abs(a0), abs(a1))):
                self._put(window, self._stamp(solid, window), part)
                return
            for piece in pieces(solid):
                self._add_body(piece, part)
            return
        if isinstance(solid, Rod) and not solid.matrix[0, :2].any() and not solid.matrix[1:, 2].any():
            self._put(window, self._lengthwise((solid,), window), part)
            return
        shift = (float(self._move[0]), float(self._move[1]), float(self._move[2]))
        moved = placed(solid, self._matrix, shift)
        seen = moved.members if isinstance(moved, Union) else (moved,) if isinstance(moved, Convex) else ()
        narrow = min((high[0] - low[0]) / self.pitch[1], (a1 - a0) / self.pitch[0])
        times = next((count for limit, count in _SUPPORT if narrow < limit), 1)
        rows, columns = window
        x = (
            self.x0
            + (columns.start + (np.arange((columns.stop - columns.start) * times) + 0.5) / times) * self.pitch[1]
        )
        a = self._upper - (rows.start + (np.arange((rows.stop - rows.start) * times) + 0.5) / times) * self.pitch[0]
        through = path(seen, Rays(x, a, self.fan.distance))
        if times > 1:
            high_rows, wide = rows.stop - rows.start, columns.stop - columns.start
            through = through.reshape(high_rows, times, wide, times).mean(axis=(1, 3))
        self._put(window, through, part)

    def _lengthwise(self, bar: tuple[Convex, ...], window: tuple[slice, slice]) -> NDArray[np.float32]:
        """A bar along the vehicle, of pieces of one length that share no room: every column meets it alike."""
        rows, columns = window
        a = self._upper - (rows.start + (np.arange((rows.stop - rows.start) * _FINER) + 0.5) / _FINER) * self.pitch[0]
        ends = bounds(bar[0])[:, 0]
        rays = Rays(np.array([ends.mean()]), a, self.fan.distance)
        shift = (float(self._move[0]), float(self._move[1]), float(self._move[2]))
        seen = (placed(piece, self._matrix, shift) for piece in bar)
        profile = np.sum([path((piece,), rays) for piece in seen if isinstance(piece, Convex)], axis=0)
        profile = profile.reshape(-1, _FINER).mean(axis=1).astype(np.float32)
        along = self.x0 + np.arange(columns.start, columns.stop + 1) * self.pitch[1]
        covered = np.clip(np.minimum(along[1:], ends[1]) - np.maximum(along[:-1], ends[0]), 0, None) / self.pitch[1]
        return np.outer(profile, covered.astype(np.float32))

    def _faces(self, solid: Prism, depth: float, reach: float) -> bool:
        """Whether the prism is seen so straight on that its outline alone says where rays meet it."""
        normal = self._matrix @ solid.matrix[:, 2]
        return abs(float(normal[2])) > _FACING and depth * reach / self.fan.distance < self.pitch[0]

    def _stamp(self, solid: Prism, window: tuple[slice, slice]) -> NDArray[np.float32]:
        flat = np.insert(np.asarray(solid.outline), 2, 0.0, axis=1) @ solid.matrix.T + solid.centre
        seen = flat @ self._matrix.T + self._move
        rows, columns = window
        x = (seen[:, 0] - self.x0) / self.pitch[1] - columns.start
        y = (self._upper - seen[:, 1] * self.fan.magnification(seen[:, 2])) / self.pitch[0] - rows.start
        size = (rows.stop - rows.start, columns.stop - columns.start)
        mask = np.zeros((size[0] * _FINER, size[1] * _FINER), np.uint8)
        corners = np.round((np.column_stack([x, y]) * _FINER - 0.5) * 2**_SHIFT).astype(np.int32)
        cv2.fillPoly(mask, [corners], 255, cv2.LINE_8, _SHIFT)
        share = cv2.resize(mask, size[::-1], interpolation=cv2.INTER_AREA)
        return np.asarray(share * np.float32(solid.thickness / 255), np.float32)

    def _put(self, window: tuple[slice, slice], millimetres: NDArray[np.float32], part: Part) -> None:
        """Ways through one part, into the plane of its material."""
        rows, columns = window
        top, left = self._origin
        plane = self._lengths[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        if part.fill != 1:
            millimetres *= np.float32(part.fill)
        plane += millimetres

    def _distribute(self, window: tuple[slice, slice], material: Material) -> None:
        for number, share in enumerate(material.basis):
            if share:
                plane = self.density[number, window[0], window[1]]
                plane += self._lengths * np.float32(share * material.density / 10)


def _spread(low: NDArray[np.float64], high: NDArray[np.float64], fan: Fan) -> tuple[float, float]:
    """Least and greatest a at the middle of the vehicle that a box in the view's frame reaches."""
    ends = np.array([[low[1]], [high[1]]]) * fan.magnification(np.array([low[2], high[2]]))
    return float(ends.min()), float(ends.max())
