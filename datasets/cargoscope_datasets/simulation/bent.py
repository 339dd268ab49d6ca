"""Bars that bend and taper."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.solids import Hull, Point


def bent_cone(points: Sequence[Point], radii: Sequence[float], sides: int = 12) -> tuple[Hull, ...]:
    """A bent round bar of varying thickness, one body between two points, mitred where they meet.

    Args:
        points: its axis; nowhere along z.
        radii: one for each point.
        sides: of its section.
    """
    axis = np.asarray(points, np.float64)
    steps = np.diff(axis, axis=0)
    tangents = np.concatenate([steps[:1], steps[1:] + steps[:-1], steps[-1:]])
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    first = np.array([0, 0, 1.0]) - tangents[:, 2:] * tangents
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(tangents, first)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)[None, :, None]
    rims = axis[:, None] + np.asarray(radii)[:, None, None] * (
        np.cos(angle) * first[:, None] + np.sin(angle) * second[:, None]
    )
    return tuple(_between(rims[n], rims[n + 1], tangents[n], tangents[n + 1]) for n in range(len(axis) - 1))


def _between(
    low: NDArray[np.float64], high: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> Hull:
    """The body between two rims, (sides, 3) each, whose planes have the given normals."""
    after = np.roll(low, -1, axis=0)
    outwards = np.cross(after - high, np.roll(high, -1, axis=0) - low)
    outwards /= np.linalg.norm(outwards, axis=1, keepdims=True)
    middle = (low.mean(axis=0) + high.mean(axis=0)) / 2
    outwards *= np.sign(np.sum(outwards * ((low + after) / 2 - middle), axis=1, keepdims=True))
    normals = np.concatenate([outwards, [-start, end]])
    offsets = np.concatenate([np.sum(outwards * (low + high + after) / 3, axis=1), [-start @ low[0], end @ high[0]]])
    radii = np.linalg.norm(low - low.mean(axis=0), axis=1)[0], np.linalg.norm(high - high.mean(axis=0), axis=1)[0]
    share = len(low) / 2 * np.sin(2 * np.pi / len(low)) * (radii[0] ** 2 + radii[0] * radii[1] + radii[1] ** 2) / 3
    length = float(np.linalg.norm(high.mean(axis=0) - low.mean(axis=0)))
    return Hull(np.concatenate([low, high]), normals, offsets, float(share * length))
