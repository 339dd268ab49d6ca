"""Where a scan's beam comes from, and what its fan does to the room that things take."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.solids import Point


@dataclass(frozen=True, slots=True)
class Fan:
    """Where the beam comes from.

    Attributes:
        distance: from the source to the middle of the vehicle, mm.
        axis: side view: height of the ray that runs level; top view: height of the middle of the vehicle; mm.
        top: the source is above, and rows run across the vehicle.
    """

    distance: float = 5200.0
    axis: float = 1500.0
    top: bool = False

    def matrix(self) -> NDArray[np.float64]:
        """(3, 3) float64: from x, y, z to x, a, t of the view."""
        if self.top:
            return np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
        return np.eye(3)

    def shift(self) -> Point:
        """Added after `matrix`."""
        return (0.0, 0.0, self.axis) if self.top else (0.0, -self.axis, 0.0)

    def magnification(self, t: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
        """Of what lies at a depth, across the fan; along the movement nothing is magnified."""
        return self.distance / (self.distance + t)


class Block(NamedTuple):
    """The room that a solid takes, in the frame of the view, mm."""

    x0: float
    x1: float
    a0: float
    a1: float
    t0: float
    t1: float

    def spread(self, fan: Fan) -> tuple[float, float]:
        """Least and greatest a at the middle of the vehicle that it reaches."""
        near, far = fan.distance / (fan.distance + self.t0), fan.distance / (fan.distance + self.t1)
        return min(self.a0 * near, self.a0 * far), max(self.a1 * near, self.a1 * far)
