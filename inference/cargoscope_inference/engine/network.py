"""The seam between the engine and whatever runs the network."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Answer = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Scores and distances, see `Network.run`."""


class Network(Protocol):
    """Runs the network on strips, all of one of the release's shapes."""

    @property
    def provider(self) -> str:
        """Name of the execution provider that runs it, as its own runtime spells it."""
        ...

    def run(self, strips: NDArray[np.float32]) -> Answer:
        """Scores and distances.

        Args:
            strips: (batch, 3, rows, columns) float32 from `cargoscope_models.preprocessing.channels`.

        Returns:
            Scores (batch, labels, rows / stride, columns / stride) float32 in 0..1, and distances
            (batch, 4, rows / stride, columns / stride) float32, pixels to the left, top, right and bottom side.
        """
        ...
