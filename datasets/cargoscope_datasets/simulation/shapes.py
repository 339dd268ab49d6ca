"""Bodies that many objects are made of, a line each. All in millimetres."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.solids import (
    Hull,
    Part,
    Point,
    Rod,
    Union,
    ball,
    brick,
    parts_bounds,
    place_parts,
    placed,
    rod,
)

Parts = tuple[Part, ...]
UNTURNED: NDArray[np.float64] = np.eye(3)


def slab(outline: Iterable[tuple[float, float]], thickness: float, z: float = 0.0) -> Hull:
    """A convex figure in x and y with a thickness across: one body, where a prism would be many.

    Args:
        outline: its corners, either way round.
        thickness: across.
        z: of its middle.
    """
    flat = np.asarray(list(outline), np.float64)
    edges = np.roll(flat, -1, axis=0) - flat
    twice_area = float(np.dot(flat[:, 0], np.roll(flat[:, 1], -1)) - np.dot(flat[:, 1], np.roll(flat[:, 0], -1)))
    outwards = np.column_stack([edges[:, 1], -edges[:, 0]]) * np.sign(twice_area)
    half = thickness / 2
    corners = np.concatenate([np.insert(flat, 2, z - half, axis=1), np.insert(flat, 2, z + half, axis=1)])
    normals = np.concatenate([np.insert(outwards, 2, 0.0, axis=1), [[0, 0, 1], [0, 0, -1]]])
    offsets = np.concatenate([np.sum(outwards * flat, axis=1), [z + half, half - z]])
    return Hull(corners, normals, offsets, abs(twice_area) / 2 * thickness)


def block(x0: float, x1: float, y0: float, y1: float, z0: float, z1: float) -> Hull:
    """A block along the axes that can be turned later."""
    return brick(((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2), (x1 - x0, y1 - y0, z1 - z0))


def middle_block(x0: float, x1: float, y0: float, y1: float, width: float) -> Hull:
    """A block whose middle is at z = 0."""
    return block(x0, x1, y0, y1, -width / 2, width / 2)


def disc(centre: Point, radius: float, thickness: float, axis: int = 2) -> Rod:
    """A flat round body about an axis (0 is x)."""
    half = np.zeros(3)
    half[axis] = thickness / 2
    start, end = np.subtract(centre, half), np.add(centre, half)
    return rod((start[0], start[1], start[2]), (end[0], end[1], end[2]), radius)


def ring(centre: Point, outer: float, inner: float, thickness: float, material: str, axis: int = 2) -> Parts:
    """A flat ring, such as a trigger guard or a washer."""
    return (
        Part(disc(centre, outer, thickness, axis), material),
        Part(disc(centre, inner, thickness, axis), material, -1.0),
    )


def wire(points: Sequence[Point], radius: float, material: str, fill: float = 1.0) -> Parts:
    """A bent round bar."""
    return tuple(
        Part(rod(start, end, radius), material, fill) for start, end in zip(points[:-1], points[1:], strict=True)
    )


def case(x0: float, x1: float, y0: float, y1: float, z0: float, z1: float, wall: float, material: str) -> Parts:
    """A closed box with walls only."""
    inside = block(x0 + wall, x1 - wall, y0 + wall, y1 - wall, z0 + wall, z1 - wall)
    return Part(block(x0, x1, y0, y1, z0, z1), material), Part(inside, material, -1.0)


def capped(length: float, radius: float, dome: float) -> Union:
    """A round body upright on y = 0 with domed ends.

    Args:
        length: with both domes.
        radius: of the straight part.
        dome: height of a dome.
    """
    low, high = dome, length - dome
    ends = tuple(ball((0, y, 0), radius, dome, radius) for y in (low, high))
    return Union((rod((0, low, 0), (0, high, 0), radius), *ends))


def vessel(length: float, radius: float, wall: float, material: str, dome: float) -> Parts:
    """A pressure vessel: `capped` with a hollow."""
    inside = placed(capped(length - 2 * wall, radius - wall, dome - wall), UNTURNED, (0.0, wall, 0.0))
    return Part(capped(length, radius, dome), material), Part(inside, material, -1.0)


def centred(parts: Parts) -> Parts:
    """Moved so that the room they take has its middle at the origin."""
    low, high = parts_bounds(parts)
    middle = (low + high) / 2
    return place_parts(parts, UNTURNED, (-float(middle[0]), -float(middle[1]), -float(middle[2])))


def shifted(parts: Iterable[Part], x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Parts:
    """Moved."""
    return place_parts(parts, UNTURNED, (x, y, z))
