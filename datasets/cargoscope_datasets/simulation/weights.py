"""What solids hold and what parts weigh."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.extents import bounds
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.mounds import Mound
from cargoscope_datasets.simulation.outlines import area
from cargoscope_datasets.simulation.solids import Ball, Box, Convex, Hull, Part, Prism, Rings, Rod, Union, Wire

_LATTICE = 36
"""Points a side by which the room of a union is measured."""


def volume_mm3(solid: Box | Ball | Rod | Hull | Prism | Rings | Wire | Mound) -> float:
    """How much room a solid takes."""
    if isinstance(solid, Box):
        return (solid.x1 - solid.x0) * (solid.y1 - solid.y0) * (solid.z1 - solid.z0)
    if isinstance(solid, Hull | Mound):
        return solid.volume_mm3
    if isinstance(solid, Prism):
        return abs(area(solid.outline)) * solid.thickness
    if isinstance(solid, Wire):
        return float(np.pi * solid.radius**2 * solid.length)
    if isinstance(solid, Rings):
        return float(sum(np.pi * (outer**2 - inner**2) * (end - start) for inner, outer, start, end in solid.rings))
    share = 4 / 3 * np.pi if isinstance(solid, Ball) else 2 * np.pi
    return float(share * abs(np.linalg.det(solid.matrix)))


def _inside(body: Convex, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of some points, (n, 3), lie in a body."""
    if isinstance(body, Hull):
        return np.asarray((points @ body.normals.T <= body.offsets).all(axis=1))
    own = (points - body.centre) @ np.linalg.inv(body.matrix).T
    squares = own * own
    if isinstance(body, Ball):
        return np.asarray(squares.sum(axis=1) <= 1)
    return np.asarray((squares[:, 0] + squares[:, 1] <= 1) & (squares[:, 2] <= 1))


def _union_mm3(union: Union) -> float:
    """The room of a union, what its members share counted once: by points on a lattice, within about 1 %."""
    low, high = bounds(union)
    share = (np.arange(_LATTICE) + 0.5) / _LATTICE
    axes = [start + share * (end - start) for start, end in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    within = np.zeros(len(points), np.bool_)
    for member in union.members:
        within |= _inside(member, points)
    return float(within.mean() * np.prod(high - low))


def mass_kg(parts: Iterable[Part]) -> float:
    """What parts weigh; what the members of a union share counts once."""
    total = 0.0
    for part in parts:
        solid = part.solid
        volume = _union_mm3(solid) if isinstance(solid, Union) else volume_mm3(solid)
        total += volume * 1e-6 * MATERIALS[part.material].density * part.fill
    return total
