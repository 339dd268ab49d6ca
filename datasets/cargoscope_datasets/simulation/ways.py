"""How far rays go through a solid of any kind: each in the way that suits it."""

from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.chords import Rays, path
from cargoscope_datasets.simulation.extents import bounds, is_lengthwise, middle_plane
from cargoscope_datasets.simulation.fan import Block
from cargoscope_datasets.simulation.mounds import Faces, Mound
from cargoscope_datasets.simulation.mounds import path as mound_path
from cargoscope_datasets.simulation.pixels import Met, Pixels
from cargoscope_datasets.simulation.placement import pieces
from cargoscope_datasets.simulation.rings import Grid, along_axis, from_side, lengthwise
from cargoscope_datasets.simulation.smear import smeared, summed_up
from cargoscope_datasets.simulation.solids import Box, Convex, Prism, Rings, Rod, Union, Wire
from cargoscope_datasets.simulation.stamps import covered, depths, strips
from cargoscope_datasets.simulation.texture import Texture

_FACING = 0.9995
"""Cosine from which on a prism counts as seen straight on."""
_FINER = 4
"""Rows of a bar along the vehicle are sampled so many times."""


def through(met: Met, pixels: Pixels) -> NDArray[np.float32]:
    """Mean way of each pixel's rays through a solid, (rows, columns) float32 of its window, mm."""
    solid = met.solid
    if isinstance(solid, Box):
        return _through_box(solid, met, pixels)
    if isinstance(solid, Mound):
        return _through_mound(solid, met, pixels)
    if isinstance(solid, Rings):
        return _through_rings(solid, met, pixels)
    if isinstance(solid, Wire):
        return _through_wire(solid, met, pixels)
    if isinstance(solid, Prism):
        return _through_prism(solid, met, pixels)
    return _through_body(solid, met, pixels)


def _through_box(box: Box, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    """Exact through the fan: columns and rows are covered apart from each other."""
    profile = pixels.profile(met.window[0], met.block).astype(np.float32)
    overlap = pixels.overlap(met.window[1], met.block.x0, met.block.x1)
    if box.texture is None:
        return np.asarray(np.multiply.outer(profile, overlap), np.float32)
    thickness = _field(box.texture, met, pixels) * overlap
    thickness *= profile[:, None]
    return thickness


def _field(texture: Texture, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    """A texture lies at the middle of its block's depth, and is magnified like it."""
    across, along = pixels.edges(met.window)
    fan, depth = pixels.fan, (met.block.t0 + met.block.t1) / 2
    a = (across[1:] + across[:-1]) / 2 * (1 + depth / fan.distance) + (0 if fan.top else fan.axis)
    x = (along[1:] + along[:-1]) / 2
    return texture.field(x.astype(np.float32), a.astype(np.float32))


def _through_rings(solid: Rings, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    across, along = pixels.edges(met.window)
    x, a, t = (pixels.matrix @ np.asarray(solid.centre) + pixels.move).tolist()
    axis = pixels.matrix[:, "xyz".index(solid.axis)]
    grid = Grid(along, across, pixels.pitch, pixels.fan.distance)
    if axis[2]:
        rings = solid.rings if axis[2] > 0 else [(*ring[:2], -ring[3], -ring[2]) for ring in solid.rings]
        return along_axis(rings, (x, a, t), grid)
    if axis[0]:
        return lengthwise(solid.rings, (x, a, t), grid)
    profiles, shares = [], []
    for ring in solid.rings:
        deep = Block(x - ring[1], x + ring[1], a + ring[2], a + ring[3], t - ring[1], t + ring[1])
        profiles.append(pixels.profile(met.window[0], deep).astype(np.float32))
        shares.append(from_side(ring, x, along).astype(np.float32))
    # One product over all rings: a tyre's walls are dozens of them.
    return np.asarray(np.stack(profiles, axis=1) @ np.stack(shares), np.float32)


def _through_mound(mound: Mound, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    """Exact along the fan: every face is met at its own depth."""
    across, along = pixels.edges(met.window)
    start, end = np.maximum(along[:-1], met.block.x0), np.minimum(along[1:], met.block.x1)
    middle = (start + end) / 2
    y0, y1, z0, z1 = (np.interp(middle, mound.x, face) for face in (mound.low, mound.high, mound.near, mound.far))
    axis = pixels.fan.axis
    tilt = None if mound.tilt is None else np.interp(middle, mound.x, mound.tilt)
    if pixels.fan.top:
        faces = Faces(z0, z1, axis - y1, axis - y0, tilt, top=True)
    else:
        faces = Faces(y0 - axis, y1 - axis, z0, z1, tilt)
    thickness = mound_path(faces, across, pixels.fan.distance)
    thickness *= (np.clip(end - start, 0, None) / pixels.pitch[1]).astype(np.float32)
    if mound.texture is not None:
        thickness *= _field(mound.texture, met, pixels)
    return thickness


def _through_wire(wire: Wire, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    seen = wire.points @ pixels.matrix.T + pixels.move
    scale = np.asarray(pixels.fan.magnification(seen[:, 2]))
    figures = [pixels.places(strip[:, 0], strip[:, 1], met.window)
               for strip in strips(seen[:, 0], seen[:, 1] * scale, wire.radius * scale)]  # fmt: skip
    shown = float(np.sqrt((np.diff(seen[:, :2], axis=0) ** 2).sum(axis=1)).sum()) + wire.radius
    return covered(figures, met.size) * np.float32(np.pi / 2 * wire.radius * wire.length / shown)


def _through_body(solid: Convex | Union, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    if isinstance(solid, Rod) and is_lengthwise(solid):
        return _lengthwise((solid,), met, pixels)
    moved = pixels.moved(solid)
    seen = moved.members if isinstance(moved, Union) else (moved,) if isinstance(moved, Convex) else ()
    times, (tall, wide) = pixels.support(met.block), met.size
    x, a = pixels.samples(met.window[0].start, met.window[1].start, met.size, times)
    ways = path(seen, Rays(x, a, pixels.fan.distance))
    if times == 1:
        return ways
    # OpenCV's mean over areas: NumPy's over two axes takes as long as all the rest of a small body.
    return np.asarray(cv2.resize(ways, (wide, tall), interpolation=cv2.INTER_AREA), np.float32)


def _through_prism(solid: Prism, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    if not solid.matrix[0, :2].any():
        return _lengthwise(pieces(solid), met, pixels)
    if abs(float((pixels.matrix @ solid.matrix[:, 2])[2])) > _FACING:
        return _facing(solid, met, pixels)
    if abs(float((pixels.matrix @ solid.matrix[:, 2])[1])) > _FACING:
        return _on_edge(solid, met, pixels)
    (rows, columns), ways = met.window, np.zeros(met.size, np.float32)
    for piece in pieces(solid):
        own = pixels.met(piece, met.window)
        if own is not None:
            y, x = own.window[0].start - rows.start, own.window[1].start - columns.start
            ways[y : y + own.size[0], x : x + own.size[1]] += through(own, pixels)
    return ways


def _lengthwise(bar: tuple[Convex, ...], met: Met, pixels: Pixels) -> NDArray[np.float32]:
    """A bar along the vehicle, of pieces of one length that share no room: every column meets it alike."""
    _, a = pixels.samples(met.window[0].start, 0, (met.size[0], 1), _FINER)
    ends = bounds(bar[0])[:, 0]
    rays = Rays(np.array([ends.mean()]), a, pixels.fan.distance)
    seen = (pixels.moved(piece) for piece in bar)
    profile = np.sum([path((piece,), rays) for piece in seen if isinstance(piece, Convex)], axis=0)
    profile = profile.reshape(-1, _FINER).mean(axis=1).astype(np.float32)
    overlap = pixels.overlap(met.window[1], float(ends[0]), float(ends[1]))
    return np.asarray(np.multiply.outer(profile, overlap), np.float32)


def _on_edge(solid: Prism, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    """A plate that stands along the view: its outline's depth at each column, in the rows that it covers."""
    seen = middle_plane(solid) @ pixels.matrix.T + pixels.move
    deep = depths(seen[:, 0], seen[:, 2], pixels.edges(met.window)[1]) / (met.block.t1 - met.block.t0)
    profile = pixels.profile(met.window[0], met.block).astype(np.float32)
    return np.asarray(profile[:, None] * deep.astype(np.float32), np.float32)


def _facing(solid: Prism, met: Met, pixels: Pixels) -> NDArray[np.float32]:
    """A prism seen straight on: its outline, smeared over the heights that rays pass within it."""
    across, along = pixels.edges(met.window)
    seen = middle_plane(solid) @ pixels.matrix.T + pixels.move
    lowest = met.block.a0 - pixels.pitch[0]
    cells = ceil((met.block.a1 - lowest) / pixels.pitch[0]) + 1
    figure = np.column_stack([(seen[:, 0] - along[0]) / pixels.pitch[1], (seen[:, 1] - lowest) / pixels.pitch[0]])
    image = covered([figure], (cells, along.size - 1)) * np.float32(solid.thickness)
    ends = 1 + met.block.t0 / pixels.fan.distance, 1 + met.block.t1 / pixels.fan.distance
    return smeared(summed_up(image), lowest, across, ends)
