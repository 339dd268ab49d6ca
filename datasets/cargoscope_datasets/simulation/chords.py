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

Interval = tuple[NDArray[np.float64], NDArray[np.float64]]
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


def _merged(enter: NDArray[np.float64], leave: NDArray[np.float64]) -> NDArray[np.float64]:
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
    columns = inverse[:, 0, None, None] * (rays.x - body.centre[0])
    rows = (inverse[:, 1, None] * (rays.a - body.centre[1]) - inverse[:, 2, None] * body.centre[2])[:, :, None]
    start = columns + rows
    step = (inverse[:, 1, None] * (rays.a / rays.distance) + inverse[:, 2, None])[:, :, None]
    if isinstance(body, Ball):
        return _through_round(start, step)
    enter, leave = _through_round(start[:2], step[:2])
    along = np.where(np.abs(step[2]) < _NEVER, _NEVER, step[2])
    first, second = (-1 - start[2]) / along, (1 - start[2]) / along
    return np.maximum(enter, np.minimum(first, second)), np.minimum(leave, np.maximum(first, second))


def _through_round(start: NDArray[np.float64], step: NDArray[np.float64]) -> Interval:
    """Where |start + t step| = 1, (axes, rows, columns) and (axes, rows, 1)."""
    squared = np.maximum(np.sum(step * step, axis=0), _NEVER**2)
    middle = -np.sum(start * step, axis=0) / squared
    reach = middle**2 - (np.sum(start * start, axis=0) - 1) / squared
    half = np.sqrt(np.maximum(reach, 0))
    return middle - half, middle + half


def _through_faces(body: Hull, rays: Rays) -> Interval:
    """Between the last face that is entered and the first that is left."""
    shape = (rays.a.size, rays.x.size)
    enter, leave = np.full(shape, -np.inf), np.full(shape, np.inf)
    for normal, offset in zip(body.normals, body.offsets, strict=True):
        along = (normal[1] * (rays.a / rays.distance) + normal[2])[:, None]
        entering = along < -_NEVER
        # Along the face a ray is outside for good, or not bound by it: its place is then huge, of that sign.
        scale = 1 / np.where(np.abs(along) < _NEVER, _NEVER, along)
        place = (offset - normal[1] * rays.a)[:, None] * scale - normal[0] * scale * rays.x
        if entering.all():
            np.maximum(enter, place, out=enter)
        elif not entering.any():
            np.minimum(leave, place, out=leave)
        else:
            np.maximum(enter, np.where(entering, place, -np.inf), out=enter)
            np.minimum(leave, np.where(entering, np.inf, place), out=leave)
    return enter, leave
