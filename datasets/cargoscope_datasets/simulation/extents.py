"""The room that solids take, by their least and greatest x, y and z."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.mounds import Mound
from cargoscope_datasets.simulation.solids import Ball, Box, Hull, Part, Prism, Rings, Rod, Solid, Union, Wire

Extent = tuple[float, float, float, float, float, float]
"""The least x, y, z, then the greatest."""


def extent(solid: Solid) -> Extent:
    """The room that a solid takes."""
    # Asked for every part of every scene, so what there are many of is worked out in plain numbers.
    if isinstance(solid, Box):
        return solid.x0, solid.y0, solid.z0, solid.x1, solid.y1, solid.z1
    if isinstance(solid, Ball | Rod):
        return _round_extent(solid)
    if isinstance(solid, Rings):
        return _rings_extent(solid)
    if isinstance(solid, Union):
        each = [extent(member) for member in solid.members]
        return _around(each)
    if isinstance(solid, Mound):
        low, high = solid.bounds
    elif isinstance(solid, Wire):
        low, high = solid.points.min(axis=0) - solid.radius, solid.points.max(axis=0) + solid.radius
    else:
        corners = solid.corners if isinstance(solid, Hull) else _corners(solid)
        low, high = corners.min(axis=0), corners.max(axis=0)
    return (*low.tolist(), *high.tolist())


def _round_extent(solid: Ball | Rod) -> Extent:
    reach = [
        sqrt(a * a + b * b + c * c) if isinstance(solid, Ball) else sqrt(a * a + b * b) + abs(c)
        for a, b, c in solid.matrix.tolist()
    ]
    x, y, z = solid.centre.tolist()
    return x - reach[0], y - reach[1], z - reach[2], x + reach[0], y + reach[1], z + reach[2]


def _rings_extent(solid: Rings) -> Extent:
    radius = max(ring[1] for ring in solid.rings)
    low, high = [-radius] * 3, [radius] * 3
    along = "xyz".index(solid.axis)
    low[along], high[along] = min(ring[2] for ring in solid.rings), max(ring[3] for ring in solid.rings)
    x, y, z = solid.centre
    return low[0] + x, low[1] + y, low[2] + z, high[0] + x, high[1] + y, high[2] + z


def _corners(solid: Prism) -> NDArray[np.float64]:
    """(n, 3) float64, of both faces."""
    half = solid.matrix[:, 2] * (solid.thickness / 2)
    flat = middle_plane(solid)
    return np.concatenate([flat - half, flat + half])


def middle_plane(solid: Prism) -> NDArray[np.float64]:
    """(corners, 3) float64: its outline, halfway through."""
    return np.asarray(solid.outline) @ solid.matrix[:, :2].T + solid.centre


def _around(each: Sequence[Extent]) -> Extent:
    low, high = np.array(each)[:, :3].min(axis=0), np.array(each)[:, 3:].max(axis=0)
    return (*low.tolist(), *high.tolist())


def bounds(solid: Solid) -> NDArray[np.float64]:
    """(2, 3) float64: the least and the greatest x, y, z."""
    return np.array(extent(solid)).reshape(2, 3)


def is_lengthwise(solid: Ball | Rod) -> bool:
    """Whether it is a rod along the vehicle."""
    return isinstance(solid, Rod) and not solid.matrix[0, :2].any() and not solid.matrix[1:, 2].any()


def parts_bounds(parts: Sequence[Part]) -> NDArray[np.float64]:
    """(2, 3) float64: the room that parts take together."""
    return np.array(_around([extent(part.solid) for part in parts])).reshape(2, 3)
