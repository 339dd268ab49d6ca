"""Rolled and pressed sections, plates and bars: what frames are welded from. All lengths in mm.

`side` is -1 for the side towards the source of the side view and 1 for the other: a part at `z` stands at side * z.
"""

import itertools
from collections.abc import Sequence
from math import atan2, ceil, hypot

import numpy as np

from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Box, Outline, Part, Point, brick, prism, rod

SIDES = (-1, 1)
_STEP_MM = 8.0
"""Of a sheet that runs aslant, cut into blocks."""


def block(material: str, x0: float, x1: float, y0: float, y1: float, z0: float, z1: float, fill: float = 1.0) -> Part:
    """A block along the axes; its z may be given either way round."""
    return Part(Box(x0, x1, y0, y1, min(z0, z1), max(z0, z1)), material, fill)


def hollow(
    material: str, x: tuple[float, float], y: tuple[float, float], z: tuple[float, float], wall: float,
    *, open_along: str = "",
) -> list[Part]:  # fmt: skip
    """A box of sheet; along the axes in `open_along` it has no end walls, as a tube."""
    low, high = min(z), max(z)
    inset = {axis: 0.0 if axis in open_along else wall for axis in "xyz"}
    return [
        block(material, *x, *y, low, high),
        block(material, x[0] + inset["x"], x[1] - inset["x"], y[0] + inset["y"], y[1] - inset["y"],
              low + inset["z"], high - inset["z"], -1.0),
    ]  # fmt: skip


def channel_across(x: float, y: tuple[float, float], z: tuple[float, float], flange: float, wall: float) -> list[Part]:
    """A steel channel that runs across the vehicle, its web at x and its flanges behind it."""
    low, high = y
    return [
        block("steel", x, x + wall, low, high, *z),
        block("steel", x, x + flange, low, low + wall, *z),
        block("steel", x, x + flange, high - wall, high, *z),
    ]


def channel_along(x: tuple[float, float], y: tuple[float, float], z: float, flange: float, wall: float) -> list[Part]:
    """A steel channel that runs along the vehicle, its web at z and its flanges towards the middle."""
    inwards = z - np.sign(z) * flange
    web = z - np.sign(z) * wall
    return [
        block("steel", *x, *y, z, web),
        block("steel", *x, y[0], y[0] + wall, web, inwards),
        block("steel", *x, y[1] - wall, y[1], web, inwards),
    ]


def plate(outline: Outline, z: float, thickness: float, material: str = "steel", fill: float = 1.0) -> Part:
    """A flat plate in the plane of the side view, cut to an outline."""
    return Part(prism(outline, thickness, (0.0, 0.0, z)), material, fill)


def drilled(x: float, y: float, z: float, radius: float, depth: float, material: str = "steel") -> Part:
    """A hole across the vehicle, taken away from what is there."""
    return Part(rod((x, y, z - depth / 2), (x, y, z + depth / 2), radius), material, -1.0)


def pin(x: float, y: float, z0: float, z1: float, radius: float, material: str = "steel") -> Part:
    """A bolt, pin or shaft across the vehicle."""
    return Part(rod((x, y, z0), (x, y, z1), radius), material)


def bar(start: Point, end: Point, thick: float, wide: float, material: str = "steel", fill: float = 1.0) -> Part:
    """A flat bar between two points of the same z: `thick` in the side view's plane, `wide` across the vehicle."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, (start[2] + end[2]) / 2)
    return Part(brick(middle, (hypot(dx, dy), thick, wide), rotation(0.0, atan2(dy, dx), 0.0)), material, fill)


def bent(
    points: Sequence[tuple[float, float]], z: float, thick: float, wide: float, material: str = "steel",
    fill: float = 1.0,
) -> list[Part]:  # fmt: skip
    """A flat bar bent along points of the side view's plane."""
    return [bar((*start, z), (*end, z), thick, wide, material, fill) for start, end in itertools.pairwise(points)]


def band(points: Sequence[tuple[float, float]], thick: float) -> Outline:
    """Outline of a strip of even thickness along points, to cut a plate or stamp a thin sheet from."""
    line = np.asarray(points, np.float64)
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]]) * thick / 2
    ring = np.concatenate([line + across, (line - across)[::-1]])
    return tuple((float(x), float(y)) for x, y in ring)


def sheet_metal(
    points: Sequence[tuple[float, float]], z: float, thick: float, wide: float, material: str = "steel",
    fill: float = 1.0,
) -> Part:  # fmt: skip
    """A sheet bent along points of the side view's plane, seen on edge from the side."""
    return Part(prism(band(points, thick), wide, (0.0, 0.0, z)), material, fill)


def arc(x: float, y: float, radius: float, start: float, end: float, count: int = 10) -> list[tuple[float, float]]:
    """Points on a circle from one angle to another, degrees from x towards y."""
    angle = np.radians(np.linspace(start, end, count))
    return [
        (float(px), float(py)) for px, py in zip(x + radius * np.cos(angle), y + radius * np.sin(angle), strict=True)
    ]


def skin(points: Sequence[tuple[float, float]], half: float, thick: float, material: str = "steel") -> list[Part]:
    """A sheet across the vehicle along points of its side view, in steps too small to see."""
    parts = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        steps = max(1, ceil(min(abs(x1 - x0), abs(y1 - y0)) / _STEP_MM))
        wide, tall = max(abs(x1 - x0) / steps, thick), max(abs(y1 - y0) / steps, thick)
        fill = thick * hypot(x1 - x0, y1 - y0) / steps / (wide * tall)
        for place in (np.arange(steps) + 0.5) / steps:
            x, y = x0 + place * (x1 - x0), y0 + place * (y1 - y0)
            parts.append(block(material, x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2, -half, half, fill))
    return parts
