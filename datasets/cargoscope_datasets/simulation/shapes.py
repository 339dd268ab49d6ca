"""Bodies that many objects are made of, a line each. All in millimetres."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.extents import bounds, parts_bounds
from cargoscope_datasets.simulation.placement import UNTURNED, place_parts, placed
from cargoscope_datasets.simulation.solids import Box, Hull, Part, Point, Rod, Union, ball, brick, rod

Parts = tuple[Part, ...]


def slab(outline: Iterable[tuple[float, float]], thickness: float, z: float = 0.0) -> Hull:
    """A convex figure in x and y with a thickness across: one body, where a prism would be many.

    Args:
        outline: its corners, either way round.
        thickness: across.
        z: of its middle.

    Raises:
        ValueError: the figure has a dent.
    """
    flat = np.asarray(list(outline), np.float64)
    edges = np.roll(flat, -1, axis=0) - flat
    after = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * after[:, 1] - edges[:, 1] * after[:, 0]
    if turns.min() < -1e-6 and turns.max() > 1e-6:
        raise ValueError(f"A slab is convex; use a prism for {flat.tolist()}")
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
    """A flat ring, such as a washer."""
    return (
        Part(disc(centre, outer, thickness, axis), material),
        Part(disc(centre, inner, thickness, axis), material, -1.0),
    )


def wire(points: Sequence[Point], radius: float, material: str, fill: float = 1.0) -> Parts:
    """A bent round bar."""
    return tuple(Part(rod(start, end, radius), material, fill) for start, end in pairwise(points))


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


def cells(room: Box, counts: tuple[int, int, int], gap: float, material: str, fill: float) -> Parts:
    """A block of like things in rows, columns and layers, a little air between them; along the axes, so cheap.

    Args:
        room: of all of them.
        counts: how many along x, y and z.
        gap: between neighbours, mm.
        material: of the things.
        fill: of the material.
    """
    parts = [Part(room, material, fill)]
    half, missing = 1.5 * gap, -fill / 3
    # Three times as wide and a third as empty: where gaps cross, no more is taken away than there is.
    for x in np.linspace(room.x0, room.x1, counts[0] + 1)[1:-1]:
        parts.append(Part(replace(room, x0=x - half, x1=x + half), material, missing))
    for y in np.linspace(room.y0, room.y1, counts[1] + 1)[1:-1]:
        parts.append(Part(replace(room, y0=y - half, y1=y + half), material, missing))
    for z in np.linspace(room.z0, room.z1, counts[2] + 1)[1:-1]:
        parts.append(Part(replace(room, z0=z - half, z1=z + half), material, missing))
    return tuple(parts)


def centred(parts: Parts) -> Parts:
    """Moved so that the room they take has its middle at the origin."""
    low, high = parts_bounds(parts)
    middle = (low + high) / 2
    return place_parts(parts, UNTURNED, (-float(middle[0]), -float(middle[1]), -float(middle[2])))


def shifted(parts: Iterable[Part], x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Parts:
    """Moved."""
    return place_parts(parts, UNTURNED, (x, y, z))


def square_turned(parts: Iterable[Part], turn: NDArray[np.float64]) -> Parts:
    """Turned about the origin by quarter turns, or mirrored; boxes stay boxes.

    Args:
        parts: boxes among them have no texture.
        turn: (3, 3) float64 of 0, 1 and -1.
    """
    turned = []
    for part in parts:
        solid = part.solid
        if isinstance(solid, Box):
            (x0, y0, z0), (x1, y1, z1) = np.sort(bounds(solid) @ turn.T, axis=0).tolist()
            turned.append(replace(part, solid=Box(x0, x1, y0, y1, z0, z1)))
        else:
            turned.append(replace(part, solid=placed(solid, turn, (0.0, 0.0, 0.0))))
    return tuple(turned)


def mirrored(parts: Iterable[Part]) -> Parts:
    """Facing the other way along x."""
    return square_turned(parts, np.diag([-1.0, 1.0, 1.0]))


def wide_box(x0: float, x1: float, y0: float, y1: float, width: float) -> Box:
    """A block along the axes whose middle is at z = 0; cheaper than `middle_block` as long as it is not turned."""
    return Box(x0, x1, y0, y1, -width / 2, width / 2)
