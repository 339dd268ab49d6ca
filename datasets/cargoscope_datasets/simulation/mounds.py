"""What stands, lies or is heaped: a body whose four faces below, above, near and far are each a line along the vehicle.

A heap of grain, a sack's soft shoulders, a standing drum, a leaning sheet: all are such bodies, and a ray's way through
them is a handful of operations on a pixel, without slices.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cargoscope_datasets.simulation.texture import Texture

_LEVEL = 1e-3
"""mm; a ray nearer to level than this counts as so far from it."""
_ALONG = np.float32(1e-6)
"""A ray runs along a face if they differ by less."""


@dataclass(frozen=True, slots=True, eq=False)
class Mound:
    """A body between four faces, each straight between its knots.

    Attributes:
        x: (knots,) float64, rising, mm.
        low, high: (knots,) float64, heights of the faces below and above, mm.
        near, far: (knots,) float64, where its side towards the source of the side view and its other one are, mm.
        texture: how its thickness wavers; None is even.
        tilt: (knots,) float64, how the face above rises across the vehicle, mm for each mm of z; `high` is its height
            halfway between the sides. None is level.
    """

    x: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    near: NDArray[np.float64]
    far: NDArray[np.float64]
    texture: Texture | None = None
    tilt: NDArray[np.float64] | None = None

    @property
    def volume_mm3(self) -> float:
        """What it holds (Simpson's rule is exact: a cut is a product of two straight lines)."""
        tall, deep = np.maximum(self.high - self.low, 0), np.maximum(self.far - self.near, 0)
        middle = (tall[1:] + tall[:-1]) * (deep[1:] + deep[:-1])
        ends = tall[1:] * deep[1:] + tall[:-1] * deep[:-1]
        return float(np.sum((ends + middle) * np.diff(self.x)) / 6)

    @property
    def bounds(self) -> NDArray[np.float64]:
        """(2, 3) float64: the least and the greatest x, y, z."""
        top = self.high if self.tilt is None else self.high + np.abs(self.tilt) * (self.far - self.near) / 2
        return np.array(
            [[self.x[0], self.low.min(), self.near.min()], [self.x[-1], top.max(), self.far.max()]], np.float64
        )

    def moved(self, x: float, y: float, z: float) -> "Mound":
        """The same elsewhere; a texture stays where it is."""
        return replace(self, x=self.x + x, low=self.low + y, high=self.high + y, near=self.near + z, far=self.far + z)


def mound(x: ArrayLike, low: ArrayLike, high: ArrayLike, near: ArrayLike, far: ArrayLike,
          texture: Texture | None = None, tilt: ArrayLike | None = None) -> Mound:  # fmt: skip
    """A body of faces that may be numbers: level, or along the vehicle."""
    knots = np.asarray(x, np.float64)
    below, above, front, back = (np.broadcast_to(np.asarray(face, np.float64), knots.shape)
                                 for face in (low, high, near, far))  # fmt: skip
    rises = None if tilt is None else np.broadcast_to(np.asarray(tilt, np.float64), knots.shape)
    return Mound(knots, below, above, front, back, texture, rises)


def upright(x: float, z: float, y0: float, y1: float, radius: float, texture: Texture | None = None) -> Mound:
    """A standing drum."""
    angle = np.linspace(0, np.pi, 25)
    reach = radius * np.sin(angle)
    return mound(x - radius * np.cos(angle), y0, y1, z - reach, z + reach, texture)


def lying(x: float, y: float, z0: float, z1: float, radius: float, texture: Texture | None = None) -> Mound:
    """A drum that lies across the vehicle."""
    angle = np.linspace(0, np.pi, 25)
    reach = radius * np.sin(angle)
    return mound(x - radius * np.cos(angle), y - reach, y + reach, z0, z1, texture)


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """A mound in the frame of a view (see `chords`), at each column.

    Attributes:
        low, high: (columns,) float64, least and greatest a.
        near, far: (columns,) float64, least and greatest t.
        tilt: (columns,) float64, how the face above rises: in a side view `high` over t, in a top view `near` falls
            over a; None is level.
        top: whether the view is from above.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    near: NDArray[np.float64]
    far: NDArray[np.float64]
    tilt: NDArray[np.float64] | None = None
    top: bool = False


def path(faces: Faces, rows: NDArray[np.float64], distance: float) -> NDArray[np.float32]:
    """Length of each ray within a mound.

    Args:
        faces: of the mound.
        rows: (rows + 1,) edges of the rows in a, falling.
        distance: of the source, mm.

    Returns:
        (rows, columns) float32, mm, the mean of two rays a row.
    """
    middle = (rows[1:] + rows[:-1]) / 2
    through = np.empty((middle.size, faces.low.size), np.float32)
    inside = _plainly_inside(faces, rows, distance)
    if inside.any():
        through[inside] = np.maximum(faces.far - faces.near, 0)
    edge = np.flatnonzero(~inside)
    if edge.size:
        step = float(rows[0] - rows[1]) / 4
        twice = _within(faces, np.concatenate([middle[edge] + step, middle[edge] - step]), distance)
        mean = twice[: edge.size]
        mean += twice[edge.size :]
        mean *= np.float32(0.5)
        through[edge] = mean
    through *= np.sqrt(1 + (middle / distance) ** 2).astype(np.float32)[:, None]
    return through


def _plainly_inside(faces: Faces, rows: NDArray[np.float64], distance: float) -> NDArray[np.bool_]:
    """(rows,) bool: rays that meet neither the face below nor the one above, in any column."""
    if faces.tilt is not None:
        return np.zeros(rows.size - 1, np.bool_)
    ends = np.stack([rows * (1 + float(t) / distance) for t in (faces.near.min(), faces.far.max())])
    lower, upper = ends.min(axis=0)[1:], ends.max(axis=0)[:-1]
    return np.asarray((lower >= faces.low.max()) & (upper <= faces.high.min()), np.bool_)


def _within(faces: Faces, a: NDArray[np.float64], distance: float) -> NDArray[np.float32]:
    """(rows, columns) float32: depth, in t, that rays have between the faces; at t a ray is at a (1 + t / distance)."""
    low, high, near, far = (each.astype(np.float32) for each in (faces.low, faces.high, faces.near, faces.far))
    if low.min() == low.max() and high.min() == high.max():
        low, high = low[:1], high[:1]
    slope = np.where(np.abs(a) < _LEVEL, _LEVEL, a)[:, None].astype(np.float32)
    rises, far_off = np.float32(distance) / slope, np.float32(distance)
    if faces.tilt is None:
        over, under = high * rises - far_off, low * rises - far_off
        enter, leave = np.maximum(np.minimum(over, under), near), np.minimum(np.maximum(over, under), far)
    elif faces.top:
        tilt = faces.tilt.astype(np.float32)
        over, under = high * rises - far_off, low * rises - far_off
        near = (near - tilt * (slope - (low + high) / 2)) / (1 + tilt * slope / far_off)
        enter, leave = np.maximum(np.minimum(over, under), near), np.minimum(np.maximum(over, under), far)
    else:
        tilt, under = faces.tilt.astype(np.float32), low * rises - far_off
        enter = np.where(slope > 0, np.maximum(near, under), near)
        leave = np.where(slope > 0, far, np.minimum(far, under))
        steep = slope / far_off - tilt
        steep = np.where(np.abs(steep) < _ALONG, _ALONG, steep)
        bound = (high - tilt * (near + far) / 2 - slope) / steep
        leave = np.where(steep > 0, np.minimum(leave, bound), leave)
        enter = np.where(steep > 0, enter, np.maximum(enter, bound))
    leave -= enter
    return np.asarray(np.maximum(leave, 0, out=leave), np.float32)
