"""How far rays go through convex bodies.

All in the frame of a view: x along the vehicle, a across the fan, t away from the source; 0 of a and t lies where the
middle ray of the fan meets the middle of the vehicle. The source is at (x, 0, -distance), since the vehicle moves past.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.solids import Ball, Convex, Hull

_NEVER = 1e-9
"""Stands for 0 where a ray runs along a face or an axis."""

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
    crossed = [crossing(body, rays) for body in bodies]
    if len(crossed) == 1:
        enter, leave = crossed[0]
        inside = np.maximum(leave - enter, 0)
    else:
        inside = _merged(np.stack([each[0] for each in crossed]), np.stack([each[1] for each in crossed]))
    return np.asarray(inside * rays.obliquity, np.float32)


def _merged(enter: NDArray[np.floating], leave: NDArray[np.floating]) -> NDArray[np.float64]:
    """Length of unions of intervals, (bodies, rows, columns) each."""
    enter, leave = np.where(leave > enter, enter, 1e12), np.where(leave > enter, leave, 1e12)
    order = np.argsort(enter, axis=0)
    enter, leave = np.take_along_axis(enter, order, axis=0), np.take_along_axis(leave, order, axis=0)
    reached = enter[0].copy()
    total: NDArray[np.float64] = np.zeros(reached.shape)
    for start, end in zip(enter, leave, strict=True):
        total += np.maximum(end - np.maximum(start, reached), 0)
        np.maximum(reached, end, out=reached)
    return total


def crossing(body: Convex, rays: Rays) -> Interval:
    """Where each ray enters and leaves one body."""
    if isinstance(body, Hull):
        return _through_faces(body, rays)
    inverse = np.linalg.inv(body.matrix)
    columns = inverse[:, :1] * (rays.x - body.centre[0])
    rows = inverse[:, 1:2] * (rays.a - body.centre[1]) - inverse[:, 2:] * body.centre[2]
    step = inverse[:, 1:2] * (rays.a / rays.distance) + inverse[:, 2:]
    if isinstance(body, Ball):
        return _through_round(columns, rows, step)
    enter, leave = _through_round(columns[:2], rows[:2], step[:2])
    scale = 1 / np.where(np.abs(step[2]) < _NEVER, _NEVER, step[2])[:, None]
    middle = -(columns[2] + rows[2][:, None]) * scale
    half = np.abs(scale)
    return np.maximum(enter, middle - half), np.minimum(leave, middle + half)


def _through_round(columns: NDArray[np.float64], rows: NDArray[np.float64], step: NDArray[np.float64]) -> Interval:
    """Where |columns + rows + t step| = 1, (axes, columns), (axes, rows) and (axes, rows)."""
    squared = np.maximum(np.einsum("ij,ij->j", step, step), _NEVER**2)[:, None]
    middle = -(step.T @ columns + np.einsum("ij,ij->j", step, rows)[:, None]) / squared
    far = np.einsum("ij,ij->j", columns, columns) + np.einsum("ij,ij->j", rows, rows)[:, None] + 2 * (rows.T @ columns)
    half = np.sqrt(np.maximum(middle**2 - (far - 1) / squared, 0))
    return middle - half, middle + half


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
