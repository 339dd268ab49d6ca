"""Blocks that are thrown on a heap: each falls until it lies on those under it. mm."""

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Hull, Point, brick

_PITCH = 30.0
_LEVEL = 1e-6
_LEANS = np.array([-0.9, -0.6, -0.38, -0.2, 0.0, 0.2, 0.38, 0.6, 0.9])


class Heap:
    """What has come to lie on a floor, as the height of its top over a grid.

    Args:
        half_x: of the floor, whose middle is at x = z = 0; walls stand there.
        half_z: likewise.
        floor: its y.
        roof: nothing comes to lie higher.
    """

    def __init__(self, half_x: float, half_z: float, floor: float = 0.0, roof: float = np.inf) -> None:
        self._half = (half_x, half_z)
        self._x, self._z = (np.arange(-half + _PITCH / 2, half, _PITCH) for half in self._half)
        self._top = np.full((self._x.size, self._z.size), floor)
        self._floor, self._roof = floor, roof

    def drop(self, sides: Point, turns: NDArray[np.float64], spots: NDArray[np.float64]) -> Hull | None:
        """Let a block fall; it takes the spot and the turn with which its middle comes to lie lowest.

        Args:
            sides: of the block.
            turns: (n, 3, 3), rotations that it may take.
            spots: (m, 2), x and z as shares of what the walls leave it, -1 to 1.

        Returns:
            The block where it lies; None if there is no room for it.
        """
        half = np.asarray(sides) / 2
        reach = (np.abs(turns) @ half).max(axis=0)
        room = np.subtract(self._half, reach[[0, 2]])
        if room.min() < 0:
            return None
        falls = [self._fall(half, turns, reach, spot) for spot in (spots * room).tolist()]
        # Lowest at the steepest lean, it would fall over: only where no other spot is left.
        ends = (0, len(turns) - 1) if len(turns) > 1 else ()
        y, number, (x, z), window, top = min(falls, key=lambda fall: (fall[1] in ends, fall[0]))
        if y + float(np.abs(turns[number, 1]) @ half) > self._roof:
            return None
        np.maximum(self._top[window], top, out=self._top[window])
        return brick((x, y, z), sides, turns[number])

    def _fall(
        self, half: NDArray[np.float64], turns: NDArray[np.float64], reach: NDArray[np.float64], spot: list[float]
    ) -> tuple[float, int, list[float], tuple[slice, slice], NDArray[np.float64]]:
        """How high the middle comes to lie, with which turn, where, and what is then on top of the grid there."""
        x, z = spot
        window = (
            slice(*np.searchsorted(self._x, (x - reach[0], x + reach[0])).tolist()),
            slice(*np.searchsorted(self._z, (z - reach[2], z + reach[2])).tolist()),
        )
        # Upright lines through the block: where each is between the two faces of all three pairs.
        dx, dz = (self._x[window[0]] - x)[:, None], (self._z[window[1]] - z)[None]
        steep = turns[:, 1, :, None, None]
        steep = np.where(np.abs(steep) < _LEVEL, _LEVEL, steep)
        middle = -(turns[:, 0, :, None, None] * dx + turns[:, 2, :, None, None] * dz) / steep
        deep = half[:, None, None] / np.abs(steep)
        low, high = (middle - deep).max(axis=1), (middle + deep).min(axis=1)
        within, top = low < high, self._top[window]
        heights = np.where(within, top - low, -np.inf).max(axis=(1, 2))
        # Between the lines a corner may reach lower; never through the floor.
        heights = np.maximum(heights, self._floor + np.abs(turns[:, 1]) @ half)
        number = int(np.argmin(heights))
        y = float(heights[number])
        return y, number, spot, window, np.where(within[number], high[number] + y, -np.inf)


def leaning(yaw: float, roll: float, upended: bool = False) -> NDArray[np.float64]:
    """(n, 3, 3) float64: ways for a block to lean on what is under it, from level to steep, along its first side."""
    return np.stack([rotation(yaw, lean + np.pi / 2 * upended, roll) for lean in _LEANS])
