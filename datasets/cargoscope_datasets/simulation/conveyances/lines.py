"""Air lines, hoses and cables: along the frame, sagging between clips, coiled between tractor and trailer."""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.sections import block
from cargoscope_datasets.simulation.solids import Part, Point, Wire


def polyline(points: Sequence[Point], radius: float, material: str, fill: float) -> Part:
    """A line through points."""
    return Part(Wire(np.asarray(points, np.float64), radius), material, fill)


def hose(rng: np.random.Generator, start: Point, end: Point, radius: float, *, sag: float = 60.0) -> list[Part]:
    """A rubber hose that hangs between two points; the lowest is off the middle."""
    place = np.linspace(0, 1, 7)
    skew = place ** float(rng.uniform(0.75, 1.35))
    line = np.asarray(start)[None] * (1 - place[:, None]) + np.asarray(end)[None] * place[:, None]
    line[:, 1] -= sag * 4 * skew * (1 - skew)
    return [Part(Wire(line, radius), "rubber", 0.85)]


def cable(rng: np.random.Generator, start: Point, end: Point, radius: float, *, sag: float = 40.0) -> list[Part]:
    """Copper in plastic, hung in uneven bows from clips."""
    spans = max(1, round(float(np.linalg.norm(np.subtract(end, start))) / float(rng.uniform(500, 900))))
    clips = np.sort(np.concatenate([[0.0, 1.0], rng.uniform(0.1, 0.9, spans - 1)]))
    lines: list[NDArray[np.float64]] = []
    for low, high in itertools.pairwise(clips):
        place = np.linspace(low, high, 5)
        bow = 4 * (place - low) * (high - place) / max(high - low, 1e-6) ** 2
        drop = sag * float(rng.uniform(0.2, 1.4)) * min(1.0, (high - low) * spans)
        line = np.asarray(start)[None] * (1 - place[:, None]) + np.asarray(end)[None] * place[:, None]
        line[:, 1] -= drop * bow
        lines.append(line if not lines else line[1:])
    return [Part(Wire(np.concatenate(lines), radius), "copper", 0.3)]


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
    return [Part(Wire(line, 5.5), "plastic", 0.6)]
