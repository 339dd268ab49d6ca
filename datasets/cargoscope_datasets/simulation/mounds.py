"""What stands, lies or is heaped: a body whose four faces below, above, near and far are each a line along the vehicle.

A heap of grain, a sack's soft shoulders, a standing drum, a leaning sheet: all are such bodies, and a ray's way through
them is a handful of operations on a pixel, without slices.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from cargoscope_datasets.simulation.solids import Texture

_LEVEL = 1e-3
"""mm; a ray nearer to level than this counts as so far from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Mound:
    """A body between four faces, each straight between its knots.

    Attributes:
        x: (knots,) float64, rising, mm.
        low, high: (knots,) float64, heights of the faces below and above, mm.
        near, far: (knots,) float64, where its side towards the source of the side view and its other one are, mm.
        texture: how its thickness wavers; None is even.
    """

    x: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    near: NDArray[np.float64]
    far: NDArray[np.float64]
    texture: "Texture | None" = None

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
        return np.array(
            [[self.x[0], self.low.min(), self.near.min()], [self.x[-1], self.high.max(), self.far.max()]], np.float64
        )

    def moved(self, x: float, y: float, z: float) -> "Mound":
        """The same elsewhere; a texture stays where it is."""
        return replace(self, x=self.x + x, low=self.low + y, high=self.high + y, near=self.near + z, far=self.far + z)


def mound(x: ArrayLike, low: ArrayLike, high: ArrayLike, near: ArrayLike, far: ArrayLike,
          texture: "Texture | None" = None) -> Mound:  # fmt: skip
    """A body of faces that may be numbers: level, or along the vehicle."""
    knots = np.asarray(x, np.float64)
    below, above, front, back = (np.broadcast_to(np.asarray(face, np.float64), knots.shape)
                                 for face in (low, high, near, far))  # fmt: skip
    return Mound(knots, below, above, front, back, texture)


def upright(x: float, z: float, y0: float, y1: float, radius: float, texture: "Texture | None" = None) -> Mound:
    """A standing drum."""
    angle = np.linspace(0, np.pi, 25)
    reach = radius * np.sin(angle)
    return mound(x - radius * np.cos(angle), y0, y1, z - reach, z + reach, texture)


def lying(x: float, y: float, z0: float, z1: float, radius: float, texture: "Texture | None" = None) -> Mound:
    """A drum that lies across the vehicle."""
    angle = np.linspace(0, np.pi, 25)
    reach = radius * np.sin(angle)
    return mound(x - radius * np.cos(angle), y - reach, y + reach, z0, z1, texture)


def path(
    faces: tuple[NDArray[np.float64], ...],
    rows: NDArray[np.float64],
    distance: float,
) -> NDArray[np.float32]:
    """Length of each ray within a mound, in the frame of a view (see `chords`).

    Args:
        faces: (columns,) each: least and greatest a, least and greatest t of the mound at each column.
        rows: (rows + 1,) edges of the rows in a, falling.
        distance: of the source, mm.

    Returns:
        (rows, columns) float32, mm, the mean of two rays a row.
    """
    low, high, near, far = (face.astype(np.float32) for face in faces)
    middle = (rows[1:] + rows[:-1]) / 2
    through = np.empty((middle.size, low.size), np.float32)
    lowest, highest = float(low.max()), float(high.min())
    upper, lower = (
        np.maximum(rows * (1 + float(near.min()) / distance), rows * (1 + float(far.max()) / distance)),
        np.minimum(rows * (1 + float(near.min()) / distance), rows * (1 + float(far.max()) / distance)),
    )
    inside = (lower[1:] >= lowest) & (upper[:-1] <= highest)
    if lowest == low.min() and highest == high.max():
        low, high = low[:1], high[:1]
    if inside.any():
        through[inside] = np.maximum(far - near, 0)
    edge = np.flatnonzero(~inside)
    if edge.size:
        step = float(rows[0] - rows[1]) / 4
        twice = _within(low, high, near, far, middle[edge] + step, distance)
        twice += _within(low, high, near, far, middle[edge] - step, distance)
        twice *= np.float32(0.5)
        through[edge] = twice
    through *= np.sqrt(1 + (middle / distance) ** 2).astype(np.float32)[:, None]
    return through


def _within(low: NDArray[np.float32], high: NDArray[np.float32], near: NDArray[np.float32], far: NDArray[np.float32],
            a: NDArray[np.float64], distance: float) -> NDArray[np.float32]:  # fmt: skip
    """Depth, in t, that single rays have between the faces: at t a ray has risen to a (1 + t / distance).

    `low` and `high` may be of one column, for faces that are level.
    """
    slope = np.where(np.abs(a) < _LEVEL, _LEVEL, a)
    rises = (distance / slope).astype(np.float32)[:, None]
    over, under = high * rises - np.float32(distance), low * rises - np.float32(distance)
    leave = np.minimum(np.maximum(over, under), far)
    leave -= np.maximum(np.minimum(over, under), near)
    return np.asarray(np.maximum(leave, 0, out=leave), np.float32)
