"""How far rays go through convex bodies.

All in the frame of a view: x along the vehicle, a across the fan, t away from the source; 0 of a and t lies where the
middle ray of the fan meets the middle of the vehicle. The source is at (x, 0, -distance), since the vehicle moves past.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.solids import Ball, Convex, Hull, Rod

_NEVER = 1e-9
"""Stands for 0 where a ray runs along a face or an axis."""
_BEYOND = np.float32(1e9)
"""Where the interval of a ray that misses begins and ends, mm."""

Interval = tuple[NDArray[np.floating], NDArray[np.floating]]
"""(rows, columns) each: where rays enter and leave, in the t of the view; they miss where the second is not larger."""


@dataclass(frozen=True, slots=True, eq=False)
class Rays:
    """A grid of rays.

    Attributes:
        x: (columns,) float64, mm.
        a: (rows,) float64, mm at t = 0.
        distance: of the source, mm.
    """

    x: NDArray[np.float64]
    a: NDArray[np.float64]
    distance: float

    @property
    def obliquity(self) -> NDArray[np.float64]:
        """(rows, 1) float64: length of a ray for each mm of t."""
        return np.asarray(np.sqrt(1 + (self.a / self.distance) ** 2)[:, None], np.float64)


def path(bodies: tuple[Convex, ...], rays: Rays) -> NDArray[np.float32]:
    """Length of each ray within a union of convex bodies, (rows, columns) float32, mm."""
    inside: NDArray[np.floating]
    if len(bodies) == 1:
        first, last = crossing(bodies[0], rays)
        inside = last - first
        np.maximum(inside, 0, out=inside)
    else:
        enter, leave = _crossings(bodies, rays)
        inside = _merged(enter, leave)
    inside *= rays.obliquity
    return inside.astype(np.float32, copy=False)


def _crossings(bodies: Sequence[Convex], rays: Rays) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where each ray enters and leaves each of some bodies, (bodies, rows, columns) each; those of a kind together."""
    shape = (len(bodies), rays.a.size, rays.x.size)
    enter, leave = np.empty(shape, np.float32), np.empty(shape, np.float32)
    row = 0
    for kind in (Ball, Rod):
        alike = [body for body in bodies if isinstance(body, kind)]
        if alike:
            found = slice(row, row + len(alike))
            enter[found], leave[found] = _through_round(alike, rays.x[None], rays.a[None], rays.distance)
            row += len(alike)
    for body in bodies:
        if isinstance(body, Hull):
            enter[row], leave[row] = _through_faces(body, rays)
            row += 1
    return enter, leave


def _merged(enter: NDArray[np.float32], leave: NDArray[np.float32]) -> NDArray[np.float32]:
    """Length of unions of intervals, (bodies, rows, columns) each; both are used up."""
    missed = leave <= enter
    np.copyto(enter, _BEYOND, where=missed)
    np.copyto(leave, _BEYOND, where=missed)
    # As many have begun and not ended at any t whichever end belongs to which start, so each sorts by itself.
    _sort(enter)
    _sort(leave)
    inside: NDArray[np.float32] = np.subtract(leave[0], enter[0])
    reached = leave[0].copy()
    for start, end in zip(enter[1:], leave[1:], strict=True):
        np.maximum(start, reached, out=start)
        np.subtract(end, start, out=start)
        np.maximum(start, 0, out=start)
        inside += start
        np.maximum(reached, end, out=reached)
    return inside


def _sort(rows: NDArray[np.float32]) -> None:
    """Sort a few rows, place by place, in place: NumPy's own sort takes many times as long for so few."""
    less = np.empty_like(rows[0])
    for last in range(len(rows) - 1, 0, -1):
        for row in range(last):
            np.minimum(rows[row], rows[row + 1], out=less)
            np.maximum(rows[row], rows[row + 1], out=rows[row + 1])
            rows[row] = less


def crossing(body: Convex, rays: Rays) -> Interval:
    """Where each ray enters and leaves one body."""
    if isinstance(body, Hull):
        return _through_faces(body, rays)
    enter, leave = _through_round((body,), rays.x[None], rays.a[None], rays.distance)
    return enter[0], leave[0]


def round_paths(
    bodies: Sequence[Ball | Rod], x: NDArray[np.float64], a: NDArray[np.float64], distance: float
) -> NDArray[np.float32]:
    """Length of each ray within bodies that lie apart, each on a small grid of its own.

    Args:
        bodies: all balls, or all rods.
        x: (bodies, columns), mm.
        a: (bodies, rows), mm at t = 0.
        distance: of the source, mm.

    Returns:
        (bodies, rows, columns) float32, mm.
    """
    enter, inside = _through_round(bodies, x, a, distance)
    inside -= enter
    np.maximum(inside, 0, out=inside)
    inside *= np.sqrt(1 + (a / distance) ** 2)[:, :, None]
    return inside.astype(np.float32)


def _through_round(
    bodies: Sequence[Ball | Rod], x: NDArray[np.float64], a: NDArray[np.float64], distance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """As `round_paths`: (bodies, rows, columns) each, where the rays enter and leave.

    In a body's own axes a ray is at `along x + rows + t step`, and the round side where the length of the first two
    (of a ball, all three) is 1: a quadratic equation in t whose coefficients are polynomials in x, row by row.
    """
    inverse = np.linalg.inv(np.stack([body.matrix for body in bodies]))
    centre = np.stack([body.centre for body in bodies])[:, :, None]
    x = (x - centre[:, 0])[:, None]
    rows = inverse[:, :, 1:2] * (a - centre[:, 1])[:, None] - inverse[:, :, 2:] * centre[:, 2:]
    step = inverse[:, :, 1:2] * (a / distance)[:, None] + inverse[:, :, 2:]
    round_axes = 3 if isinstance(bodies[0], Ball) else 2
    enter, leave = _quadratic(x, inverse[:, :round_axes, :1], rows[:, :round_axes], step[:, :round_axes])
    if round_axes == 2:
        scale = 1 / np.where(np.abs(step[:, 2]) < _NEVER, _NEVER, step[:, 2])[:, :, None]
        middle = -rows[:, 2, :, None] * scale
        if inverse[:, 2, 0].any():
            middle = middle - inverse[:, 2, :1, None] * scale * x
        half = np.abs(scale)
        np.maximum(enter, middle - half, out=enter)
        np.minimum(leave, middle + half, out=leave)
    return enter, leave


def _quadratic(
    x: NDArray[np.float64], along: NDArray[np.float64], rows: NDArray[np.float64], step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both t where |along x + rows + t step| is 1; twice the same where there is none.

    Args:
        x: (bodies, 1, columns).
        along: (bodies, axes, 1).
        rows: (bodies, axes, rows).
        step: (bodies, axes, rows).
    """
    squared = np.maximum((step * step).sum(axis=1), _NEVER**2)
    slope, middle = (along * step).sum(axis=1) / -squared, (rows * step).sum(axis=1) / -squared
    far = (rows * rows).sum(axis=1) - 1
    half = (slope**2 - (along * along).sum(axis=1) / squared)[:, :, None] * x
    half += 2 * (slope * middle - (along * rows).sum(axis=1) / squared)[:, :, None]
    half *= x
    half += (middle**2 - far / squared)[:, :, None]
    np.maximum(half, 0, out=half)
    np.sqrt(half, out=half)
    between = slope[:, :, None] * x
    between += middle[:, :, None]
    enter = between - half
    half += between
    return enter, half


def _through_faces(body: Hull, rays: Rays) -> Interval:
    """Between the last face that is entered and the first that is left.

    About the middle of the body, so that float32 does for what is as large as the picture.
    """
    x, normals = body.corners[:, 0].mean(), body.normals
    along = normals[:, 1:2] * (rays.a / rays.distance) + normals[:, 2:]
    entering = along < -_NEVER
    # Along the face a ray is outside for good, or not bound by it: its place is then huge, of that sign.
    scale = 1 / np.where(np.abs(along) < _NEVER, _NEVER, along)
    start = ((body.offsets - normals[:, 0] * x)[:, None] - normals[:, 1:2] * rays.a) * scale
    slope = -normals[:, :1] * scale
    own_x = (rays.x - x).astype(np.float32)
    enter = np.full((rays.a.size, rays.x.size), -np.inf, np.float32)
    leave = np.full(enter.shape, np.inf, np.float32)
    starts, slopes = start.astype(np.float32)[:, :, None], slope.astype(np.float32)[:, :, None]
    entered = entering.sum(axis=1).tolist()
    for face, rows in enumerate(entered):
        place = slopes[face] * own_x
        place += starts[face]
        if rows == rays.a.size:
            np.maximum(enter, place, out=enter)
        elif rows == 0:
            np.minimum(leave, place, out=leave)
        else:
            inwards = entering[face][:, None]
            np.maximum(enter, np.where(inwards, place, -np.inf), out=enter)
            np.minimum(leave, np.where(inwards, np.inf, place), out=leave)
    return enter, leave
