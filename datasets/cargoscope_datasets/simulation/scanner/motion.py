"""Where each pixel really looks: uneven speed, a swaying boom, and energies that are fired in turn."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.scanner.settings import Scanner

Box = tuple[float, float, float, float]
_BAND = 32
"""Rows that are moved at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """How a scan was moved.

    Attributes:
        columns: (columns,) float64, the even column that each column of the scan was taken at.
        rows: (columns,) float64, by how many rows the boom has swayed.
        later: how many columns later the second energy is fired.
    """

    columns: NDArray[np.float64]
    rows: NDArray[np.float64]
    later: float

    def seen(self, plane: NDArray[np.float32], energy: int) -> NDArray[np.float32]:
        """A plane as it was met by this motion.

        Args:
            plane: (rows, columns) float32, evenly scanned.
            energy: 0 for the first, 1 for the second.
        """
        shift = self.later * energy
        places = np.arange(len(self.columns), dtype=np.float64)
        x = np.interp(places + shift, places, self.columns)
        if not shift and not self.rows.any() and np.array_equal(x, places):
            return plane
        moved = np.empty_like(plane)
        # A band at a time: the places of all pixels would take twice the room of the plane.
        map_x = np.ascontiguousarray(np.broadcast_to(x.astype(np.float32), (_BAND, len(x))))
        sway = np.arange(_BAND, dtype=np.float32)[:, None] + self.rows.astype(np.float32)
        for top in range(0, len(plane), _BAND):
            band = moved[top : top + _BAND]
            map_y = sway[: len(band)] + np.float32(top)
            cv2.remap(plane, map_x[: len(band)], map_y, cv2.INTER_LINEAR, band, cv2.BORDER_REPLICATE)
        return moved

    def box(self, box: Box) -> Box:
        """Where a box of the even scan is found; the sway, a row or two, is left out."""
        places = np.arange(len(self.columns)) + 0.5
        x0, x1 = np.interp([box[0], box[2]], self.columns + 0.5, places)
        return (float(x0), box[1], float(x1), box[3])


def move(scanner: Scanner, columns: int, rng: np.random.Generator) -> Motion:
    """Draw a motion; the mean speed is known, so the first and the last column stay."""
    for_speed, for_sway = rng.spawn(2)
    places = np.arange(columns, dtype=np.float64)
    if scanner.speed:
        speed = np.maximum(1 + scanner.speed * _wander(for_speed, columns, 80, 700), 0.2)
        places = np.cumsum(speed) - speed[0]
        places *= (columns - 1) / max(places[-1], 1e-9)
    sway = scanner.sway_px * _wander(for_sway, columns, 100, 1500) if scanner.sway_px else np.zeros(columns)
    later = 0.5 if scanner.interlaced and len(scanner.beams) > 1 else 0.0
    return Motion(places, sway, later)


def _wander(rng: np.random.Generator, columns: int, shortest: float, longest: float) -> NDArray[np.float64]:
    """(columns,) float64 of deviation about 1: a few swings, each of its own length, that come and go."""
    places = np.arange(columns)
    total = np.zeros(columns)
    for _ in range(5):
        length = np.exp(rng.uniform(np.log(shortest), np.log(longest)))
        fades = np.exp(-0.5 * ((places - rng.uniform(0, columns)) / (length * rng.uniform(2, 8))) ** 2)
        total += rng.normal(0, 1) * fades * np.sin(2 * np.pi * (places / length + rng.uniform()))
    return total
