"""Compressed air: tanks across or along a frame."""

import itertools
from math import asin, degrees, sqrt

import numpy as np

from cargoscope_datasets.simulation.conveyances.lines import hose
from cargoscope_datasets.simulation.conveyances.sections import SIDES, arc, block, pin
from cargoscope_datasets.simulation.solids import Outline, Part, Point, Ring, Rings, bar, prism, rod

_HEAD = 6
"""Steps of a dished head."""


def air_tank(
    rng: np.random.Generator, x: float, y: float, z: tuple[float, float], radius: float, material: str = "steel"
) -> list[Part]:
    """A tank across the vehicle that hangs in two straps, with some condensed water at the bottom."""
    wall, low, high = _wall(material), min(z), max(z)
    parts = [Part(Rings((x, y, 0.0), "z", tuple(_seen_on_end(radius, wall, low, high))), material)]
    if water := _water(rng, x, y, radius - wall):
        parts.append(Part(prism(water, high - low - radius, (0.0, 0.0, (low + high) / 2)), "water"))
    for place in (0.2, 0.8):
        strap = low + place * (high - low)
        parts.append(Part(Rings((x, y, strap), "z", ((radius, radius + 4, -18, 18),)), "steel"))
        for side in SIDES:
            at = x + side * radius * 0.62
            parts.append(
                block("steel", at - 7, at + 7, y + radius * 0.72, y + radius + 42, strap - 20, strap + 20, 0.7)
            )
        top = y + radius + 42
        parts.append(block("steel", x - radius * 0.72, x + radius * 0.72, top, top + 8, strap - 24, strap + 24))
    parts += [
        Part(rod((x, y - radius - 22, low + 60), (x, y - radius, low + 60), 13), "brass"),
        pin(x + radius * 0.4, y, low - 30, low, 14, "brass"),
    ]
    return parts + hose(rng, (x + radius * 0.4, y, low - 30), (x - 500, y + radius * 0.8, low - 30), 6.0)


def air_tank_along(
    rng: np.random.Generator, x: tuple[float, float], y: float, z: float, radius: float, material: str = "steel"
) -> list[Part]:
    """A tank along the vehicle: its heads are seen from the side."""
    wall, (low, high) = _wall(material), x
    parts = [Part(Rings((0.0, y, z), "x", tuple(_seen_from_side(radius, wall, low, high))), material)]
    if water := _water(rng, z, y, radius - wall):
        parts.append(Part(bar(water, low + radius * 0.4, high - radius * 0.4), "water"))
    for place in (0.22, 0.78):
        at = low + place * (high - low)
        parts.append(Part(Rings((at, y, z), "x", ((radius, radius + 4, -18, 18),)), "steel"))
        parts.append(block("steel", at - 20, at + 20, y + radius * 0.4, y + radius + 42, z - 7, z + 7, 0.8))
    for end, way in ((low, -1), (high, 1)):
        parts.append(Part(rod((end - way * 4, y, z), (end + way * 22, y, z), 15), "brass"))
    port: Point = (low - 20, y, z)
    return parts + hose(rng, port, (low - 350, y + radius, z * 0.7), 6.0)


def _wall(material: str) -> float:
    return 3.0 if material == "steel" else 4.0


def _seen_on_end(radius: float, wall: float, low: float, high: float) -> list[Ring]:
    """Shell, and heads of half the radius deep (2:1 ellipsoids, EN 286): towards the shell rays pass them aslant."""
    deep = radius / 2
    rings: list[Ring] = [(radius - wall, radius, low + deep, high - deep)]
    share = np.linspace(0, 1, _HEAD + 1)[:-1] ** 0.5
    chord = wall * np.sqrt(1 + (share * 0.5) ** 2 / (1 - share**2))
    for middle in (low + deep * 0.4, high - deep * 0.4):
        for inner, extra in zip(share, np.diff(chord, prepend=0.0), strict=True):
            rings.append((float(inner) * radius, radius, middle - float(extra) / 2, middle + float(extra) / 2))
    return rings


def _seen_from_side(radius: float, wall: float, low: float, high: float) -> list[Ring]:
    deep = radius / 2
    rings: list[Ring] = [(radius - wall, radius, low + deep, high - deep)]
    edges = np.linspace(0, 1, _HEAD + 1)
    for near, far in itertools.pairwise(edges.tolist()):
        outer = radius * sqrt(1 - ((near + far) / 2) ** 2)
        inner = radius * sqrt(max(1 - float(far + wall / deep) ** 2, 0.0)) - wall if far < 1 - wall / deep else 0.0
        rings.append((max(inner, 0.0), outer, high - deep + float(near) * deep, high - deep + float(far) * deep))
        rings.append((max(inner, 0.0), outer, low + deep - float(far) * deep, low + deep - float(near) * deep))
    return rings


def _water(rng: np.random.Generator, x: float, y: float, radius: float) -> Outline | None:
    """A section of what has condensed; none where the tank was drained."""
    if rng.random() > 0.6:
        return None
    depth = radius * float(rng.uniform(0.1, 0.5))
    half = sqrt(radius**2 - (radius - depth) ** 2)
    start = -90 - degrees(asin(min(half / radius, 1.0)))
    return tuple(arc(x, y, radius, start, -180 - start, 12))
