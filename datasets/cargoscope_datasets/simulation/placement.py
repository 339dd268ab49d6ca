"""Solids and parts turned in space and moved."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.mounds import Mound
from cargoscope_datasets.simulation.outlines import area, triangles
from cargoscope_datasets.simulation.solids import (
    Ball,
    Box,
    Convex,
    Hull,
    Part,
    Point,
    Prism,
    Rings,
    Rod,
    Solid,
    Union,
    Wire,
    brick,
)

UNTURNED: NDArray[np.float64] = np.eye(3)
"""Things are moved much more often than turned, so turning by this very array is skipped."""


def rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    """(3, 3) float64: roll about x, then pitch about z (in the side view's plane), then yaw about y; radians."""
    cosine, sine = np.cos([yaw, pitch, roll]), np.sin([yaw, pitch, roll])
    about_y = np.array([[cosine[0], 0, sine[0]], [0, 1, 0], [-sine[0], 0, cosine[0]]])
    about_z = np.array([[cosine[1], -sine[1], 0], [sine[1], cosine[1], 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, cosine[2], -sine[2]], [0, sine[2], cosine[2]]])
    return np.asarray(about_y @ about_z @ about_x, np.float64)


def random_rotation(rng: np.random.Generator) -> NDArray[np.float64]:
    """(3, 3) float64, any pose in space as likely as any other (a random unit quaternion)."""
    quaternion = rng.standard_normal(4)
    w, x, y, z = quaternion / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def placed(solid: Solid, turn: NDArray[np.float64], shift: Point) -> Solid:
    """The solid, turned about the origin by a rotation, then moved.

    Args:
        solid: a textured box cannot be turned.
        turn: (3, 3) float64.
        shift: mm.
    """
    if isinstance(solid, Ball | Rod):
        if turn is UNTURNED:
            return type(solid)(solid.matrix, solid.centre + shift)
        return type(solid)(turn @ solid.matrix, turn @ solid.centre + shift)
    move = np.asarray(shift, np.float64)
    if isinstance(solid, Box):
        if turn is UNTURNED or np.array_equal(turn, UNTURNED):
            x, y, z = shift
            return replace(solid, x0=solid.x0 + x, x1=solid.x1 + x, y0=solid.y0 + y, y1=solid.y1 + y,
                           z0=solid.z0 + z, z1=solid.z1 + z)  # fmt: skip
        if solid.texture is not None:
            raise ValueError("A textured box keeps to the axes; turn an even one")
        solid = as_hull(solid)
    if isinstance(solid, Wire):
        return Wire(solid.points @ turn.T + move, solid.radius)
    if isinstance(solid, Rings):
        if not np.array_equal(turn, np.eye(3)):
            raise ValueError("Rings keep to their axis; turn rods")
        return replace(solid, centre=tuple((np.asarray(solid.centre) + move).tolist()))
    if isinstance(solid, Mound):
        if not np.array_equal(turn, np.eye(3)):
            raise ValueError("A mound keeps to the axes")
        return solid.moved(*shift)
    if isinstance(solid, Hull):
        if turn is UNTURNED:
            return Hull(solid.corners + move, solid.normals, solid.offsets + solid.normals @ move, solid.volume_mm3)
        normals = solid.normals @ turn.T
        return Hull(solid.corners @ turn.T + move, normals, solid.offsets + normals @ move, solid.volume_mm3)
    if isinstance(solid, Union):
        members = [placed(member, turn, shift) for member in solid.members]
        return Union(tuple(member for member in members if isinstance(member, Convex)))
    return replace(solid, matrix=turn @ solid.matrix, centre=turn @ solid.centre + move)


def place_parts(parts: Iterable[Part], turn: NDArray[np.float64], shift: Point) -> tuple[Part, ...]:
    """Parts, turned about the origin together, then moved."""
    return tuple(Part(placed(part.solid, turn, shift), part.material, part.fill) for part in parts)


def as_hull(box: Box) -> Hull:
    """The box, fit for any pose."""
    centre = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, (box.z0 + box.z1) / 2)
    return brick(centre, (box.x1 - box.x0, box.y1 - box.y0, box.z1 - box.z0))


def pieces(solid: Prism) -> tuple[Hull, ...]:
    """The prism as three-sided ones that share no room."""
    cut = []
    half = solid.thickness / 2
    for corners in triangles(solid.outline):
        flat = np.asarray(corners)
        deep = np.concatenate([np.insert(flat, 2, -half, axis=1), np.insert(flat, 2, half, axis=1)])
        edges = np.roll(flat, -1, axis=0) - flat
        outwards = np.column_stack([edges[:, 1], -edges[:, 0], np.zeros(3)])
        normals = np.concatenate([outwards, [[0, 0, 1], [0, 0, -1]]]).astype(np.float64)
        offsets = np.concatenate([np.sum(outwards[:, :2] * flat, axis=1), [half, half]])
        volume = abs(area(corners)) * solid.thickness
        piece = placed(Hull(deep, normals, offsets, volume), solid.matrix, tuple(solid.centre.tolist()))
        if isinstance(piece, Hull):
            cut.append(piece)
    return tuple(cut)
