"""What a scene is made of: solids in space, in millimetres, and the parts that give them a material.

Axes: x along the vehicle (smaller is scanned first), y up from the ground, z across, 0 in the middle of the vehicle,
positive away from the source of the side view. A ray's way through a solid is exact (`sheet`), whatever its pose.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.mounds import Mound
from cargoscope_datasets.simulation.texture import Texture

_LATTICE = 36
"""Points a side by which the room of a union is measured."""
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
        return type(solid)(turn @ solid.matrix, turn @ solid.centre + shift)
    move = np.asarray(shift, np.float64)
    if isinstance(solid, Box):
        if np.array_equal(turn, np.eye(3)):
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
    for corners in _triangles(solid.outline):
        flat = np.asarray(corners)
        deep = np.concatenate([np.insert(flat, 2, -half, axis=1), np.insert(flat, 2, half, axis=1)])
        edges = np.roll(flat, -1, axis=0) - flat
        outwards = np.column_stack([edges[:, 1], -edges[:, 0], np.zeros(3)])
        normals = np.concatenate([outwards, [[0, 0, 1], [0, 0, -1]]]).astype(np.float64)
        offsets = np.concatenate([np.sum(outwards[:, :2] * flat, axis=1), [half, half]])
        volume = abs(_area(corners)) * solid.thickness
        piece = placed(Hull(deep, normals, offsets, volume), solid.matrix, tuple(solid.centre.tolist()))
        if isinstance(piece, Hull):
            cut.append(piece)
    return tuple(cut)


@lru_cache(maxsize=4096)
def _triangles(outline: Outline) -> tuple[Outline, ...]:
    """The figure cut into triangles, counterclockwise (ear clipping)."""
    left = list(outline if _area(outline) > 0 else outline[::-1])
    cut: list[Outline] = []
    while len(left) > 3:
        ear = next((index for index in range(len(left)) if _is_ear(left, index)), None)
        if ear is None:
            break
        cut.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    cut.append((left[0], left[1], left[2]))
    return tuple(each for each in cut if _area(each) > 1e-9)


def _is_ear(corners: Sequence[tuple[float, float]], index: int) -> bool:
    before, corner, after = corners[index - 1], corners[index], corners[(index + 1) % len(corners)]
    if _turns(before, corner, after) <= 0:
        return False
    for other in corners:
        if other in (before, corner, after):
            continue
        if (
            _turns(before, corner, other) >= 0
            and _turns(corner, after, other) >= 0
            and _turns(after, before, other) >= 0
        ):
            return False
    return True


def _turns(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _area(outline: Outline) -> float:
    corners = np.asarray(outline)
    x, y = corners[:, 0], corners[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


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


def volume_mm3(solid: Box | Ball | Rod | Hull | Prism | Rings | Wire | Mound) -> float:
    """How much room a solid takes."""
    if isinstance(solid, Box):
        return (solid.x1 - solid.x0) * (solid.y1 - solid.y0) * (solid.z1 - solid.z0)
    if isinstance(solid, Hull | Mound):
        return solid.volume_mm3
    if isinstance(solid, Prism):
        return abs(_area(solid.outline)) * solid.thickness
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
