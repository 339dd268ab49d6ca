"""What a texture has to be able to do; `tiles.py` has those that goods and machinery are made of."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Texture(Protocol):
    """How the thickness of a block wavers from place to place."""

    def field(self, x_mm: NDArray[np.float32], a_mm: NDArray[np.float32]) -> NDArray[np.float32]:
        """Factor on the thickness.

        Args:
            x_mm: (columns,) places along the vehicle.
            a_mm: (rows,) places across the fan at the middle of the body: heights in a side view.

        Returns:
            (rows, columns) float32, 1 on average.
        """
