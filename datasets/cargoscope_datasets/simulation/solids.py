"""What a scene is made of: solids in space, in millimetres, and the parts that give them a material.

Axes: x along the vehicle (smaller is scanned first), y up from the ground, z across, 0 in the middle of the vehicle,
positive away from the source of the side view. A ray's way through a solid is exact (`sheet`), whatever its pose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.mounds import Mound
from cargoscope_datasets.simulation.texture import Texture

Point = tuple[float, float, float]
Outline = tuple[tuple[float, float], ...]
"""Corners of a plane figure, either way round, that does not cross itself."""


@dataclass(frozen=True, slots=True)
class Box:
    """A block along the axes; the cheapest solid by far.

    Attributes:
        x0, x1, y0, y1, z0, z1: its faces, the smaller first.
        texture: how its thickness wavers; None is even.
    """

    x0: float
    x1: float
    y0: float
    y1: float
    z0: float
    z1: float
    texture: Texture | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ball:
    """A unit ball under an affine map: an ellipsoid.

    Attributes:
        matrix: (3, 3) float64, its columns are the half axes.
        centre: (3,) float64.
    """

    matrix: NDArray[np.float64]
    centre: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rod:
    """A unit cylinder (radius 1, from -1 to 1 along its third axis) under an affine map.

    Attributes:
        matrix: (3, 3) float64, its columns are two radii and half the length.
        centre: (3,) float64.
    """

    matrix: NDArray[np.float64]
    centre: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Hull:
    """A convex body with flat faces.

    Attributes:
        corners: (n, 3) float64.
        normals: (m, 3) float64, outwards; inside is where normals @ p <= offsets.
        offsets: (m,) float64.
        volume_mm3: what it holds.
    """

    corners: NDArray[np.float64]
    normals: NDArray[np.float64]
    offsets: NDArray[np.float64]
    volume_mm3: float


@dataclass(frozen=True, slots=True, eq=False)
class Prism:
    """A plane figure with a thickness; the figure may have dents.

    Attributes:
        outline: its corners, in its own plane.
        thickness: across that plane.
        matrix: (3, 3) float64, a rotation: the plane's two axes and its normal.
        centre: (3,) float64, where (0, 0) of the plane lies, halfway through.
    """

    outline: Outline
    thickness: float
    matrix: NDArray[np.float64]
    centre: NDArray[np.float64]


Ring = tuple[float, float, float, float]
"""Inner and outer radius, and from where to where along the axis; mm."""


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Rings around one axis along x, y or z: wheels, drums, vessels. Many rings cost hardly more than one.

    Attributes:
        centre: where 0 of the axis lies.
        axis: "x", "y" or "z".
        rings: of one material; where they overlap, both count.
    """

    centre: Point
    axis: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Wire:
    """A thin round line through points: cables, hoses, pipes.

    Where it crosses itself it counts once, so one that runs along the view is too light.

    Attributes:
        points: (n, 3) float64.
        radius: mm.
    """

    points: NDArray[np.float64]
    radius: float

    @property
    def length(self) -> float:
        """Along the line, mm."""
        return float(np.sqrt((np.diff(self.points, axis=0) ** 2).sum(axis=1)).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """Convex bodies that overlap and are one: what they share counts once.

    Attributes:
        members: balls, rods and hulls.
    """

    members: "tuple[Ball | Rod | Hull, ...]"


Convex = Ball | Rod | Hull
Solid = Box | Ball | Rod | Hull | Prism | Rings | Wire | Union | Mound


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A solid of some material.

    Attributes:
        solid: where it is.
        material: a name from `materials.MATERIALS`.
        fill: share of the material's own density; below 0 it takes away, for bores and hollows.
    """

    solid: Solid
    material: str
    fill: float = 1.0


def ball(centre: Point, rx: float, ry: float | None = None, rz: float | None = None) -> Ball:
    """An ellipsoid along the axes; a ball with one radius."""
    return Ball(np.diag([rx, rx if ry is None else ry, rx if rz is None else rz]), np.asarray(centre, np.float64))


def rod(start: Point, end: Point, radius: float) -> Rod:
    """A round bar."""
    along = np.subtract(end, start, dtype=np.float64)
    length = float(np.linalg.norm(along))
    if length == 0:
        raise ValueError(f"A rod needs a length; both ends are at {start}")
    first, second = _across(along / length)
    matrix = np.column_stack([first * radius, second * radius, along / 2])
    return Rod(matrix, np.add(start, end, dtype=np.float64) / 2)


def capsule(start: Point, end: Point, radius: float) -> Union:
    """A round bar with round ends."""
    return Union((rod(start, end, radius), ball(start, radius), ball(end, radius)))


def tube(start: Point, end: Point, outer: float, inner: float, material: str, fill: float = 1.0) -> tuple[Part, Part]:
    """A pipe, open at both ends; radii."""
    return Part(rod(start, end, outer), material, fill), Part(rod(start, end, inner), material, -fill)


def brick(centre: Point, size: Point, rotation: NDArray[np.float64] | None = None) -> Hull:
    """A block of three sides (whole lengths) under a rotation."""
    turn = np.eye(3) if rotation is None else rotation
    middle = np.asarray(centre, np.float64)
    half = np.asarray(size, np.float64) / 2
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float64)
    normals = np.concatenate([turn.T, -turn.T])
    offsets = np.concatenate([half, half]) + normals @ middle
    return Hull(signs * half @ turn.T + middle, normals, offsets, float(np.prod(size)))


def prism(outline: Iterable[tuple[float, float]], thickness: float, centre: Point = (0.0, 0.0, 0.0)) -> Prism:
    """A figure in x and y with a thickness across, halved by `centre`'s z."""
    corners = tuple((float(x), float(y)) for x, y in outline)
    return Prism(corners, thickness, np.eye(3), np.asarray(centre, np.float64))


def bar(outline: Iterable[tuple[float, float]], x0: float, x1: float) -> Prism:
    """A figure in z and y, drawn out along the vehicle."""
    corners = tuple((float(z), float(y)) for z, y in outline)
    axes = np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]])
    return Prism(corners, x1 - x0, axes, np.array([(x0 + x1) / 2, 0.0, 0.0]))


def frustum(start: Point, end: Point, start_radius: float, end_radius: float, sides: int = 16) -> Hull:
    """A round bar that tapers, as a body of flat sides."""
    along = np.subtract(end, start, dtype=np.float64)
    length = float(np.linalg.norm(along))
    axis = along / length
    first, second = _across(axis)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rim = np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second
    corners = np.concatenate([np.asarray(start) + rim * start_radius, np.asarray(end) + rim * end_radius])
    middle = angle + np.pi / sides
    slope = (start_radius - end_radius) / length
    outwards = np.cos(middle)[:, None] * first + np.sin(middle)[:, None] * second
    normals = outwards + axis * slope * np.cos(np.pi / sides)
    offsets = normals @ np.asarray(start, np.float64) + start_radius * np.cos(np.pi / sides)
    normals = np.concatenate([normals, [axis, -axis]])
    offsets = np.concatenate([offsets, [float(axis @ np.asarray(end)), float(-axis @ np.asarray(start))]])
    area = sides / 2 * np.sin(2 * np.pi / sides)
    volume = area * length / 3 * (start_radius**2 + start_radius * end_radius + end_radius**2)
    return Hull(corners, normals, offsets, float(volume))


def _across(axis: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two unit vectors square to a unit vector and to each other."""
    # In plain numbers: NumPy's own product takes ten times as long for one pair, and a truck has hundreds of pins.
    x, y, z = axis.tolist()
    least = min(abs(x), abs(y), abs(z))
    if abs(x) == least:
        first = (0.0, z, -y)
    elif abs(y) == least:
        first = (-z, 0.0, x)
    else:
        first = (y, -x, 0.0)
    length = hypot(*first)
    a, b, c = first[0] / length, first[1] / length, first[2] / length
    return np.array([a, b, c]), np.array([y * c - z * b, z * a - x * c, x * b - y * a])
