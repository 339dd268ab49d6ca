"""What every ray of a scan meets: areal densities on the scanner's own pixels, seen through its fan."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.chords import Rays, path, round_paths
from cargoscope_datasets.simulation.materials import BASIS, MATERIALS, Material
from cargoscope_datasets.simulation.mounds import Faces, Mound
from cargoscope_datasets.simulation.mounds import path as mound_path
from cargoscope_datasets.simulation.rings import Grid, along_axis, from_side, lengthwise
from cargoscope_datasets.simulation.smear import smeared, summed_up
from cargoscope_datasets.simulation.solids import (
    Ball,
    Box,
    Convex,
    Part,
    Point,
    Prism,
    Rings,
    Rod,
    Solid,
    Union,
    Wire,
    bounds,
    extent,
    middle_plane,
    pieces,
    placed,
)
from cargoscope_datasets.simulation.stamps import covered, depths, strips
from cargoscope_datasets.simulation.texture import Texture

_FACING = 0.9995
"""Cosine from which on a prism counts as seen straight on."""
_FINER = 4
"""Rows of a bar along the vehicle are sampled so many times."""
_MOST_SLICES = 1024
_LEAST_SHARE = 2.5e-3
"""A basis material below this share of a material's mass is left out: what it changes is far below the noise."""
_BAND = (32, 512)
"""Rows and columns that are distributed at a time: they stay in the processor's cache, and many are empty."""
_SMALL = (12, 24, 36, 48, 60)
"""Samples a side of the grids on which small round bodies are worked out together: whole pixels, however sampled."""
_TOGETHER = 32_768
"""Samples that are worked out at a time."""
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


class Block(NamedTuple):
    """The room that a solid takes, in the frame of the view, mm."""

    x0: float
    x1: float
    a0: float
    a1: float
    t0: float
    t1: float

    def spread(self, fan: Fan) -> tuple[float, float]:
        """Least and greatest a at the middle of the vehicle that it reaches."""
        near, far = fan.distance / (fan.distance + self.t0), fan.distance / (fan.distance + self.t1)
        return min(self.a0 * near, self.a0 * far), max(self.a1 * near, self.a1 * far)


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
        self._upper = a0 if fan.top else a0 - fan.axis
        self._matrix, self._move = fan.matrix(), np.asarray(fan.shift())
        self._across = np.asarray(self._upper - np.arange(shape[0] + 1) * pitch[0], np.float64)
        self._along = np.asarray(x0 + np.arange(shape[1] + 1) * pitch[1], np.float64)
        self._oblique = np.sqrt(1 + ((self._across[1:] + self._across[:-1]) / 2 / fan.distance) ** 2)
        self.density: NDArray[np.float32] = np.zeros((len(BASIS), *shape), np.float32)
        self._origin = 0, 0
        self._lengths: NDArray[np.float32] = np.zeros((0, 0), np.float32)

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
        of_material: dict[str, list[_Met]] = {}
        small: list[_Met] = []
        for part in parts:
            block = self._block(part.solid)
            window = self._window(block)
            if window is None:
                continue
            met = _Met(part, block, window)
            of_material.setdefault(part.material, []).append(met)
            if self._is_small(met):
                small.append(met)
        drawn = self._through_small(small)
        scratch = np.zeros(self.density[0].size, np.float32)
        for name, group in of_material.items():
            rows, columns = whole = _together([met.window for met in group])
            self._origin = rows.start, columns.start
            tall, wide = rows.stop - rows.start, columns.stop - columns.start
            self._lengths = scratch[: tall * wide].reshape(tall, wide)
            for met in group:
                ways = drawn.get(id(met))
                if ways is None:
                    self._add_one(*met)
                else:
                    self._put(met.window, ways, met.part.fill)
            self._distribute(whole, MATERIALS[name])

    def _add_one(self, part: Part, block: Block, window: tuple[slice, slice]) -> None:
        solid = part.solid
        if isinstance(solid, Box):
            self._add_box(solid, block, window, part.fill)
        elif isinstance(solid, Mound):
            self._put(window, self._through_mound(solid, block, window), part.fill)
        elif isinstance(solid, Rings):
            self._put(window, self._through_rings(solid, window), part.fill)
        elif isinstance(solid, Wire):
            self._put(window, self._through_wire(solid, window), part.fill)
        elif isinstance(solid, Prism):
            self._add_prism(solid, block, window, part)
        else:
            self._put(window, self._through_body(solid, block, window), part.fill)

    def extent(self, solid: Solid) -> tuple[float, float, float, float]:
        """The box around a solid's shadow in pixels, x0, y0, x1, y1; not cut to the sheet."""
        block = self._block(solid)
        a0, a1 = block.spread(self.fan)
        rows, columns = self.pitch
        return ((block.x0 - self.x0) / columns, (self._upper - a1) / rows,
                (block.x1 - self.x0) / columns, (self._upper - a0) / rows)  # fmt: skip

    def _block(self, solid: Solid) -> Block:
        x0, y0, z0, x1, y1, z1 = extent(solid)
        axis = self.fan.axis
        if self.fan.top:
            return Block(x0, x1, z0, z1, axis - y1, axis - y0)
        return Block(x0, x1, y0 - axis, y1 - axis, z0, z1)

    def _window(self, block: Block) -> tuple[slice, slice] | None:
        """Rows and columns that may be met."""
        low, high = block.spread(self.fan)
        rows, columns = self.shape
        x0, y0 = floor((block.x0 - self.x0) / self.pitch[1]), floor((self._upper - high) / self.pitch[0])
        x1, y1 = ceil((block.x1 - self.x0) / self.pitch[1]), ceil((self._upper - low) / self.pitch[0])
        x0, x1, y0, y1 = max(x0, 0), min(x1, columns), max(y0, 0), min(y1, rows)
        return (slice(y0, y1), slice(x0, x1)) if x0 < x1 and y0 < y1 else None

    def _edges(self, window: tuple[slice, slice]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of the window's rows, falling, and of its columns, rising; mm."""
        rows, columns = window
        return self._across[rows.start : rows.stop + 1], self._along[columns.start : columns.stop + 1]

    def _add_box(self, box: Box, block: Block, window: tuple[slice, slice], fill: float) -> None:
        """Exact through the fan: columns and rows are covered apart from each other."""
        profile = (self._profile(window[0], block) * fill).astype(np.float32)
        thickness = np.multiply.outer(profile, self._overlap(window[1], block.x0, block.x1))
        if box.texture is not None:
            across, along = self._edges(window)
            self._roughen(box.texture, thickness, along, across, (block.t0 + block.t1) / 2)
        self._put(window, thickness, 1.0)

    def _overlap(self, columns: slice, x0: float, x1: float) -> NDArray[np.float32]:
        """(columns,) float32: share of each column from x0 to x1; of those that may be met only the ends are cut."""
        pitch = self.pitch[1]
        share = np.ones(columns.stop - columns.start, np.float32)
        first, last = x0 - self.x0 - columns.start * pitch, self.x0 + columns.stop * pitch - x1
        if first > 0:
            share[0] -= first / pitch
        if last > 0:
            share[-1] -= last / pitch
        return share

    def _profile(self, rows: slice, block: Block) -> NDArray[np.float64]:
        """(rows,) float64: mean way through a block of each row, mm; it is cut into slices that the fan spreads."""
        distance, deep = self.fan.distance, block.t1 - block.t0
        near, far = distance / (distance + block.t0), distance / (distance + block.t1)
        spread = max(abs(block.a0 * (near - far)), abs(block.a1 * (near - far)))
        slices = min(_MOST_SLICES, max(1, ceil(2 * spread / self.pitch[0])))
        edges = self._across[rows.start : rows.stop + 1]
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

    def _roughen(self, texture: Texture | None, thickness: NDArray[np.float32], along: NDArray[np.float64],
                 across: NDArray[np.float64], depth: float) -> None:  # fmt: skip
        """A texture lies at the middle of its block's depth, and is magnified like it."""
        if texture is None:
            return
        a = (across[1:] + across[:-1]) / 2 * (1 + depth / self.fan.distance) + (0 if self.fan.top else self.fan.axis)
        x = (along[1:] + along[:-1]) / 2
        thickness *= texture.field(x.astype(np.float32), a.astype(np.float32))

    def _through_rings(self, solid: Rings, window: tuple[slice, slice]) -> NDArray[np.float32]:
        across, along = self._edges(window)
        x, a, t = (self._matrix @ np.asarray(solid.centre) + self._move).tolist()
        axis = self._matrix[:, "xyz".index(solid.axis)]
        grid = Grid(along, across, self.pitch, self.fan.distance)
        if axis[2]:
            rings = solid.rings if axis[2] > 0 else [(*ring[:2], -ring[3], -ring[2]) for ring in solid.rings]
            return along_axis(rings, (x, a, t), grid)
        if axis[0]:
            return lengthwise(solid.rings, (x, a, t), grid)
        thickness = np.zeros((across.size - 1, along.size - 1), np.float32)
        for ring in solid.rings:
            deep = Block(x - ring[1], x + ring[1], a + ring[2], a + ring[3], t - ring[1], t + ring[1])
            profile = self._profile(window[0], deep).astype(np.float32)
            thickness += profile[:, None] * from_side(ring, x, along).astype(np.float32)
        return thickness

    def _through_mound(self, mound: Mound, block: Block, window: tuple[slice, slice]) -> NDArray[np.float32]:
        """Exact along the fan: every face is met at its own depth."""
        across, along = self._edges(window)
        start, end = np.maximum(along[:-1], block.x0), np.minimum(along[1:], block.x1)
        middle = (start + end) / 2
        y0, y1, z0, z1 = (np.interp(middle, mound.x, face) for face in (mound.low, mound.high, mound.near, mound.far))
        axis = self.fan.axis
        tilt = None if mound.tilt is None else np.interp(middle, mound.x, mound.tilt)
        if self.fan.top:
            faces = Faces(z0, z1, axis - y1, axis - y0, tilt, top=True)
        else:
            faces = Faces(y0 - axis, y1 - axis, z0, z1, tilt)
        thickness = mound_path(faces, across, self.fan.distance)
        thickness *= (np.clip(end - start, 0, None) / self.pitch[1]).astype(np.float32)
        self._roughen(mound.texture, thickness, along, across, (block.t0 + block.t1) / 2)
        return thickness

    def _through_wire(self, wire: Wire, window: tuple[slice, slice]) -> NDArray[np.float32]:
        seen = wire.points @ self._matrix.T + self._move
        scale = np.asarray(self.fan.magnification(seen[:, 2]))
        figures = [self._pixels(strip[:, 0], strip[:, 1], window)
                   for strip in strips(seen[:, 0], seen[:, 1] * scale, wire.radius * scale)]  # fmt: skip
        shown = float(np.sqrt((np.diff(seen[:, :2], axis=0) ** 2).sum(axis=1)).sum()) + wire.radius
        size = (window[0].stop - window[0].start, window[1].stop - window[1].start)
        return covered(figures, size) * np.float32(np.pi / 2 * wire.radius * wire.length / shown)

    def _through_body(self, solid: Convex | Union, block: Block, window: tuple[slice, slice]) -> NDArray[np.float32]:
        if isinstance(solid, Rod) and _is_lengthwise(solid):
            return self._lengthwise((solid,), window)
        moved = self._moved(solid)
        seen = moved.members if isinstance(moved, Union) else (moved,) if isinstance(moved, Convex) else ()
        times = self._support(block)
        rows, columns = window
        wide, tall = columns.stop - columns.start, rows.stop - rows.start
        x = self.x0 + (columns.start + (np.arange(wide * times) + 0.5) / times) * self.pitch[1]
        a = self._upper - (rows.start + (np.arange(tall * times) + 0.5) / times) * self.pitch[0]
        through = path(seen, Rays(x, a, self.fan.distance))
        if times == 1:
            return through
        # OpenCV's mean over areas: NumPy's over two axes takes as long as all the rest of a small body.
        return np.asarray(cv2.resize(through, (wide, tall), interpolation=cv2.INTER_AREA), np.float32)

    def _support(self, block: Block) -> int:
        """How many times each way a body is sampled within a pixel."""
        low, high = block.spread(self.fan)
        narrow = min((block.x1 - block.x0) / self.pitch[1], (high - low) / self.pitch[0])
        return next((count for limit, count in _SUPPORT if narrow < limit), 1)

    def _is_small(self, met: "_Met") -> bool:
        solid, (rows, columns) = met.part.solid, met.window
        if not isinstance(solid, Ball | Rod) or _is_lengthwise(solid):
            return False
        side = max(rows.stop - rows.start, columns.stop - columns.start)
        return bool(side * self._support(met.block) <= _SMALL[-1])

    def _through_small(self, small: "list[_Met]") -> dict[int, NDArray[np.float32]]:
        """Ways through small balls and rods, (rows, columns) of its window each, by `id`.

        A truck has hundreds of pins and bolts, and the calls for one take far longer than its pixels: those that need
        about as many pixels are worked out together.
        """
        alike: dict[tuple[bool, int, int, int], list[_Met]] = {}
        for met in small:
            times, (rows, columns) = self._support(met.block), met.window
            tall, wide = (next(size for size in _SMALL if size >= (side.stop - side.start) * times)
                          for side in (rows, columns))  # fmt: skip
            alike.setdefault((isinstance(met.part.solid, Ball), times, tall, wide), []).append(met)
        drawn: dict[int, NDArray[np.float32]] = {}
        for (_, times, tall, wide), group in alike.items():
            most = max(1, _TOGETHER // (tall * wide))
            for start in range(0, len(group), most):
                chunk = group[start : start + most]
                ways = self._sampled(chunk, (times, tall // times, wide // times))
                drawn.update((id(met), each) for met, each in zip(chunk, ways, strict=True))
        return drawn

    def _sampled(self, group: "list[_Met]", grid: tuple[int, int, int]) -> list[NDArray[np.float32]]:
        """Ways through some balls or some rods; `grid` is samples a pixel, and rows and columns that do for each."""
        times, tall, wide = grid
        top = np.array([met.window[0].start for met in group])[:, None]
        left = np.array([met.window[1].start for met in group])[:, None]
        x = self.x0 + (left + (np.arange(wide * times) + 0.5) / times) * self.pitch[1]
        a = self._upper - (top + (np.arange(tall * times) + 0.5) / times) * self.pitch[0]
        bodies = [body for met in group if isinstance(body := self._moved(met.part.solid), Ball | Rod)]
        fine = round_paths(bodies, x, a, self.fan.distance)
        if times > 1:
            places = [(y, x) for y in range(times) for x in range(times)]
            fine = sum((fine[:, y::times, x::times] for y, x in places[1:]), fine[:, ::times, ::times])
            fine *= np.float32(1 / times**2)
        return [
            each[: rows.stop - rows.start, : columns.stop - columns.start]
            for each, (rows, columns) in zip(fine, (met.window for met in group), strict=True)
        ]

    def _moved(self, solid: Solid) -> Solid:
        """The solid in the frame of the view."""
        if not self.fan.top and isinstance(solid, Ball | Rod):
            return type(solid)(solid.matrix, solid.centre + self._move)
        return placed(solid, self._matrix, (float(self._move[0]), float(self._move[1]), float(self._move[2])))

    def _add_prism(self, solid: Prism, block: Block, window: tuple[slice, slice], part: Part) -> None:
        if not solid.matrix[0, :2].any():
            self._put(window, self._lengthwise(pieces(solid), window), part.fill)
            return
        if abs(float((self._matrix @ solid.matrix[:, 2])[2])) > _FACING:
            self._put(window, self._facing(solid, block, window), part.fill)
            return
        if abs(float((self._matrix @ solid.matrix[:, 2])[1])) > _FACING:
            self._put(window, self._on_edge(solid, block, window), part.fill)
            return
        for piece in pieces(solid):
            of_piece = self._block(piece)
            seen = self._window(of_piece)
            if seen is not None:
                self._add_one(Part(piece, part.material, part.fill), of_piece, seen)

    def _lengthwise(self, bar: tuple[Convex, ...], window: tuple[slice, slice]) -> NDArray[np.float32]:
        """A bar along the vehicle, of pieces of one length that share no room: every column meets it alike."""
        rows, columns = window
        a = self._upper - (rows.start + (np.arange((rows.stop - rows.start) * _FINER) + 0.5) / _FINER) * self.pitch[0]
        ends = bounds(bar[0])[:, 0]
        rays = Rays(np.array([ends.mean()]), a, self.fan.distance)
        seen = (self._moved(piece) for piece in bar)
        profile = np.sum([path((piece,), rays) for piece in seen if isinstance(piece, Convex)], axis=0)
        profile = profile.reshape(-1, _FINER).mean(axis=1).astype(np.float32)
        along = self._along[columns.start : columns.stop + 1]
        overlap = np.clip(np.minimum(along[1:], ends[1]) - np.maximum(along[:-1], ends[0]), 0, None) / self.pitch[1]
        return np.outer(profile, overlap.astype(np.float32))

    def _on_edge(self, solid: Prism, block: Block, window: tuple[slice, slice]) -> NDArray[np.float32]:
        """A plate that stands along the view: its outline's depth at each column, in the rows that it covers."""
        seen = middle_plane(solid) @ self._matrix.T + self._move
        deep = depths(seen[:, 0], seen[:, 2], self._edges(window)[1]) / (block.t1 - block.t0)
        profile = self._profile(window[0], block).astype(np.float32)
        return np.asarray(profile[:, None] * deep.astype(np.float32), np.float32)

    def _facing(self, solid: Prism, block: Block, window: tuple[slice, slice]) -> NDArray[np.float32]:
        """A prism seen straight on: its outline, smeared over the heights that rays pass within it."""
        across, along = self._edges(window)
        seen = middle_plane(solid) @ self._matrix.T + self._move
        lowest = block.a0 - self.pitch[0]
        cells = ceil((block.a1 - lowest) / self.pitch[0]) + 1
        figure = np.column_stack([(seen[:, 0] - along[0]) / self.pitch[1], (seen[:, 1] - lowest) / self.pitch[0]])
        image = covered([figure], (cells, along.size - 1)) * np.float32(solid.thickness)
        ends = 1 + block.t0 / self.fan.distance, 1 + block.t1 / self.fan.distance
        return smeared(summed_up(image), lowest, across, ends)

    def _pixels(
        self, x: NDArray[np.float64], a: NDArray[np.float64], window: tuple[slice, slice]
    ) -> NDArray[np.float64]:
        """Places at the middle of the vehicle as x and y in the window's pixels, (points, 2)."""
        columns = (x - self.x0) / self.pitch[1] - window[1].start
        return np.column_stack([columns, (self._upper - a) / self.pitch[0] - window[0].start])

    def _put(self, window: tuple[slice, slice], millimetres: NDArray[np.float32], fill: float) -> None:
        """Ways through one part, into the plane of its material."""
        rows, columns = window
        top, left = self._origin
        plane = self._lengths[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        if fill != 1:
            millimetres *= np.float32(fill)
        plane += millimetres

    def _distribute(self, window: tuple[slice, slice], material: Material) -> None:
        """Ways through a material, into the densities; leaves the ways empty for the next one."""
        rows, columns = window
        shares = [(number, share * material.density / 10)
                  for number, share in enumerate(material.basis) if abs(share) >= _LEAST_SHARE]  # fmt: skip
        tall, wide = self._lengths.shape
        for top in range(0, tall, _BAND[0]):
            for left in range(0, wide, _BAND[1]):
                ways = self._lengths[top : top + _BAND[0], left : left + _BAND[1]]
                if not ways.any():
                    continue
                # A hollow and what it is taken from may be sampled on different grids: at their common edge it is
                # the larger.
                np.maximum(ways, 0, out=ways)
                y, x = rows.start + top, columns.start + left
                for number, share in shares:
                    plane = self.density[number, y : y + ways.shape[0], x : x + ways.shape[1]]
                    cv2.scaleAdd(ways, share, plane, plane)
                ways.fill(0)


class _Met(NamedTuple):
    """A part that rays meet: its room, and the rows and columns that may."""

    part: Part
    block: Block
    window: tuple[slice, slice]


def _together(windows: list[tuple[slice, slice]]) -> tuple[slice, slice]:
    """Rows and columns around others."""
    rows, columns = (
        slice(min(each.start for each in side), max(each.stop for each in side)) for side in zip(*windows, strict=True)
    )
    return rows, columns


def _is_lengthwise(solid: Ball | Rod) -> bool:
    """Whether it is a rod along the vehicle."""
    return isinstance(solid, Rod) and not solid.matrix[0, :2].any() and not solid.matrix[1:, 2].any()
