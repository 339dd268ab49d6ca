"""Soft bags: a skin with rounded edges, what is sewn to it, and what keeps within it. Along the axes; mm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.shapes import Parts
from cargoscope_datasets.simulation.solids import Ball, Box, Hull, Part, Union, Wire, ball

_SIGNS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float64)
_TOWARDS = np.array([[x, y, z] for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if x or y or z], np.float64)
"""A unit skin's faces: six sides, twelve edges and eight corners."""


@dataclass(frozen=True, slots=True)
class Skin:
    """A block whose edges and corners are cut off.

    Attributes:
        x, y, z: its middle.
        rx, ry, rz: half its sides.
        flat: share of each side that is flat. A block that keeps to this share along two axes lies within.
    """

    x: float
    y: float
    z: float
    rx: float
    ry: float
    rz: float
    flat: float

    @property
    def middle(self) -> NDArray[np.float64]:
        """(3,) float64."""
        return np.array([self.x, self.y, self.z])

    @property
    def half(self) -> NDArray[np.float64]:
        """(3,) float64."""
        return np.array([self.rx, self.ry, self.rz])

    @property
    def bottom(self) -> float:
        """Its lowest y."""
        return self.y - self.ry

    @property
    def top(self) -> float:
        """Its highest y."""
        return self.y + self.ry

    def hull(self) -> Hull:
        """The body."""
        half = self.half
        corners = np.concatenate([_SIGNS * np.where(np.eye(3)[axis], 1.0, self.flat) for axis in range(3)])
        normals = _TOWARDS / half
        length = np.linalg.norm(normals, axis=1)
        normals /= length[:, None]
        offsets = self._offsets() / length + normals @ self.middle
        cut = 1 - self.flat
        share = 1 - 1.5 * cut**2 * (1 - cut) - 5 / 6 * cut**3
        return Hull(corners * half + self.middle, normals, offsets, float(8 * np.prod(half) * share))

    def fitted(self, ball: Ball) -> Ball:
        """An ellipsoid whose middle lies within, made smaller until all of it does."""
        towards = _TOWARDS / self.half
        left = self._offsets() - towards @ (ball.centre - self.middle)
        reach = np.linalg.norm(towards @ ball.matrix, axis=1)
        return Ball(ball.matrix * min(1.0, float((left / reach).min())), ball.centre)

    def sewn(self, rng: np.random.Generator, inside: float, handle: float) -> Parts:
        """What fills it, bulging unevenly, a zip along its top, and two handles from its top if they are high.

        Args:
            rng: decides how it bulges.
            inside: fill of the room within, as textile.
            handle: how far the handles stand up.
        """
        along = self.rx * self.flat
        bulges = [ball((self.x, self.y, self.z), self.rx * rng.uniform(1.02, 1.12), self.ry, self.rz * 1.1)]
        for _ in range(3):
            off = rng.uniform(-0.25, 0.25, 3)
            half = self.half * (rng.uniform(0.8, 1.0), 1 - abs(off[1]), rng.uniform(0.8, 0.95))
            bulges.append(Ball(np.diag(half), self.middle + off * self.half))
        parts = [
            Part(Union((self.hull(), *bulges)), "textile", inside),
            Part(Box(self.x - along, self.x + along, self.top - 4, self.top, self.z - 4, self.z + 4), "zinc", 0.25),
        ]
        if handle > 0:
            angle = np.linspace(0, np.pi, 9)
            for z in (self.z - self.rz * self.flat * 0.7, self.z + self.rz * self.flat * 0.7):
                arch = np.column_stack(
                    [self.x - 0.55 * along * np.cos(angle), self.top - 8 + handle * np.sin(angle), np.full(9, z)]
                )
                parts.append(Part(Wire(arch, 7.0), "textile", 0.5))
        return tuple(parts)

    def plate(self) -> Part:
        """A stiff board that its floor is laid with."""
        x, z = self.rx * self.flat, self.rz * self.flat
        board = Box(self.x - x, self.x + x, self.bottom, self.bottom + 3, self.z - z, self.z + z)
        return Part(board, "plastic", 0.6)

    def _offsets(self) -> NDArray[np.float64]:
        return np.asarray(1 + (np.abs(_TOWARDS).sum(axis=1) - 1) * self.flat, np.float64)
