"""What the fan does to a body of some depth along the view: every slice of it is magnified by its own depth."""

import numpy as np
from numpy.typing import NDArray


def smeared(
    summed: NDArray[np.float32], lowest: float, edges: NDArray[np.float64], ends: tuple[float, float]
) -> NDArray[np.float32]:
    """Mean of a cut through the body over the heights that each ray passes on its way through.

    Args:
        summed: (cells + 1, columns) of `summed_up`: thickness, the cells as high as a row, upwards.
        lowest: where the first cell begins, at its own depth, mm.
        edges: (rows + 1,) of the rows at t = 0, falling, mm.
        ends: 1 + t / distance where the body begins and ends.

    Returns:
        (rows, columns) float32, as thick as the cut.
    """
    near, far = ends
    pixel = float(edges[0] - edges[1])
    middle = (edges[1:] + edges[:-1]) / 2
    # Mean of a pixel's own height and of the way: two boxes, one after the other, taken as one of their joint spread.
    width = np.sqrt((middle * (far - near)) ** 2 + pixel**2)
    place = (middle * ((near + far) / 2) - lowest) / pixel
    met = _until(summed, place + width / pixel / 2)
    met -= _until(summed, place - width / pixel / 2)
    met *= (pixel / width).astype(np.float32)[:, None]
    return met


def summed_up(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """(cells + 1, columns) float32: of each column, what lies below each cell's lower edge, and at last all."""
    summed = np.zeros((image.shape[0] + 1, image.shape[1]), np.float32)
    np.cumsum(image, axis=0, out=summed[1:])
    return summed


def _until(summed: NDArray[np.float32], place: NDArray[np.float64]) -> NDArray[np.float32]:
    """Sum of all cells below a place, given in cells."""
    within = np.clip(place, 0, summed.shape[0] - 1.001)
    whole = within.astype(np.int32)
    share = (within - whole).astype(np.float32)[:, None]
    below, met = summed.take(whole, axis=0), summed.take(whole + 1, axis=0)
    met -= below
    met *= share
    met += below
    return met
