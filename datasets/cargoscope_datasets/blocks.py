"""A view averaged over blocks of its rows and of its columns: little noise, and little to compute with."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

BLOCKS = 128


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Averages of one plane.

    Attributes:
        rows: (rows, 128 or fewer) float32, each row averaged over equal parts of its length.
        columns: (128 or fewer, columns) float32, each column averaged over equal parts of its height.
    """

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]


def row_blocks(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """(rows, 128 or fewer) float32 averages of a (rows, columns) plane."""
    return _resized(plane, min(BLOCKS, plane.shape[1]), plane.shape[0])


def column_blocks(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """(128 or fewer, columns) float32 averages of a (rows, columns) plane."""
    return _resized(plane, plane.shape[1], min(BLOCKS, plane.shape[0]))


def _resized(plane: NDArray[np.float32], columns: int, rows: int) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
