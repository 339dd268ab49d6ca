"""Air lines, hoses and cables: along the frame, sagging between clips, coiled between tractor and trailer."""

from collections.abc import Sequence

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import block
from cargoscope_datasets.simulation.solids import Part, Point, rod


def polyline(points: Sequence[Point], radius: float, material: str, fill: float) -> list[Part]:
    """Straight lengths from point to point."""
    return [
        Part(rod(start, end, radius), material, fill)
        for start, end in zip(points[:-1], points[1:], strict=True)
        if start != end
    ]


def hose(rng: np.random.Generator, start: Point, end: Point, radius: float, *, sag: float = 60.0) -> list[Part]:
    """A rubber hose that hangs between two points; the lowest is off the middle."""
    place = np.linspace(0, 1, 7)
    skew = place ** float(rng.uniform(0.75, 1.35))
    line = np.asarray(start)[None] * (1 - place[:, None]) + np.asarray(end)[None] * place[:, None]
    line[:, 1] -= sag * 4 * skew * (1 - skew)
    points = [(float(x), float(y), float(z)) for x, y, z in line]
    return polyline(points, radius, "rubber", 0.85)


def cable(rng: np.random.Generator, start: Point, end: Point, radius: float, *, sag: float = 40.0) -> list[Part]:
    """Copper in plastic, hung in uneven bows from clips."""
    spans = max(1, round(float(np.linalg.norm(np.subtract(end, start))) / float(rng.uniform(500, 900))))
    clips = np.sort(np.concatenate([[0.0, 1.0], rng.uniform(0.1, 0.9, spans - 1)]))
    parts = []
    for low, high in zip(clips[:-1], clips[1:], strict=True):
        place = np.linspace(low, high, 5)
        bow = 4 * (place - low) * (high - place) / max(high - low, 1e-6) ** 2
        drop = sag * float(rng.uniform(0.2, 1.4)) * min(1.0, (high - low) * spans)
        line = np.asarray(start)[None] * (1 - place[:, None]) + np.asarray(end)[None] * place[:, None]
        line[:, 1] -= drop * bow
        parts += polyline([(float(x), float(y), float(z)) for x, y, z in line], radius, "copper", 0.3)
    return parts


def pipe_along(x: tuple[float, float], y: float, z: float, radius: float, material: str = "plastic") -> Part:
    """A straight line along the frame, of the same area as round."""
    half = radius * 0.886
    return block(material, *x, y - half, y + half, z - half, z + half, 0.75)


def coil(rng: np.random.Generator, start: Point, end: Point) -> list[Part]:
    """A coiled air line between tractor and trailer: turns of a thin tube on a sagging axis."""
    turns, radius = int(rng.integers(9, 16)), float(rng.uniform(42, 60))
    angle = np.linspace(0, 2 * np.pi * turns, turns * 6 + 1) + float(rng.uniform(0, 6))
    place = np.linspace(0, 1, angle.size)
    taper = np.clip(np.minimum(place, 1 - place) * 12, 0.1, 1)
    line = np.asarray(start)[None] * (1 - place[:, None]) + np.asarray(end)[None] * place[:, None]
    line[:, 1] += -float(rng.uniform(80, 260)) * 4 * place * (1 - place) + radius * taper * np.cos(angle)
    line[:, 2] += radius * taper * np.sin(angle)
    return polyline([(float(x), float(y), float(z)) for x, y, z in line], 5.5, "plastic", 0.6)
