"""The inside of a pressure vessel, and what has settled in it: level in space, and never outside of the shell. mm."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.shapes import Parts, slab
from cargoscope_datasets.simulation.solids import Part, Union, ball, frustum, rod

_STEPS = 6
"""Pieces that stand for a dome that holds something."""


@dataclass(frozen=True, slots=True)
class Cavity:
    """A round room about the y axis with domed ends.

    Attributes:
        low, high: from where to where it reaches along y.
        radius: of its straight part.
        foot, crown: heights of the lower and of the upper dome.
    """

    low: float
    high: float
    radius: float
    foot: float
    crown: float

    @property
    def whole(self) -> Union:
        """All of it."""
        first, last = self.low + self.foot, self.high - self.crown
        ends = (first, self.foot), (last, self.crown)
        domes = (ball((0, y, 0), self.radius, height, self.radius) for y, height in ends)
        return Union((rod((0, first, 0), (0, last, 0), self.radius), *domes))

    def standing(self, share: float) -> Union:
        """Its lower part, up to a share of the height between the domes."""
        first, last = self.low + self.foot, self.high - self.crown
        angles = np.linspace(0.02, 1, _STEPS) * np.pi / 2
        radii, heights = (self.radius * np.sin(angles)).tolist(), (first - self.foot * np.cos(angles)).tolist()
        bowl = [
            frustum((0, heights[i], 0), (0, heights[i + 1], 0), radii[i], radii[i + 1], 24) for i in range(_STEPS - 1)
        ]
        return Union((*bowl, rod((0, first, 0), (0, first + max(share * (last - first), 1.0), 0), self.radius)))

    def lying(self, share: float) -> Union:
        """Its lower part, up to a share of the diameter, once it is `laid`."""
        first, last, level = self.low + self.foot, self.high - self.crown, (2 * share - 1) * self.radius
        members = []
        for angle in (np.arange(_STEPS) / _STEPS * np.pi / 2).tolist():
            radius, reach = self.radius * float(np.cos(angle)), float(np.sin(angle + np.pi / 4 / _STEPS * (angle > 0)))
            if radius < -0.98 * level:
                continue
            z0, z1 = -(last + self.crown * reach * 0.98), -(first - self.foot * reach * 0.98)
            rise = float(np.arcsin(np.clip(level / radius, -0.98, 0.98)))
            turns = np.linspace(np.pi - rise, 2 * np.pi + rise, 17)
            outline = zip((radius * np.cos(turns)).tolist(), (radius * np.sin(turns)).tolist(), strict=True)
            members.append(slab(outline, z1 - z0, (z0 + z1) / 2))
        return Union(tuple(members))


def inside(length: float, wall: float, radius: float, dome: float) -> Cavity:
    """What `shapes.vessel` holds."""
    return Cavity(wall, length - wall, radius - wall, dome - wall, dome - wall)


def laid(parts: Iterable[Part]) -> Parts:
    """What stood about the y axis, on its side along z."""
    return place_parts(parts, rotation(0, 0, -np.pi / 2), (0.0, 0.0, 0.0))
