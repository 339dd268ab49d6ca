"""Two materials that stand for all others: water and iron.

Where many areal densities are kept (training's pool of backgrounds and bank of threats), two planes instead of four.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.materials import BASIS
from cargoscope_datasets.simulation.physics import nodes

STANDING_FOR_ALL = ("water", "iron")
MATCHED_MV = 6.0
"""Beam at which they attenuate most as what they stand for does."""


@cache
def _reduction() -> NDArray[np.float32]:
    """(2, basis) float32: grams of water and of iron that attenuate as one gram of each basis material."""
    weights, coefficients = nodes(MATCHED_MV)
    kept = coefficients[:, [BASIS.index(name) for name in STANDING_FOR_ALL]]
    columns = []
    for wanted in coefficients.T:
        # By relative error, or the few softest photons, which lead stops first, would decide about the rest.
        scale = (np.sqrt(weights) / wanted)[:, None]
        solution, *_ = np.linalg.lstsq(kept * scale, wanted[:, None] * scale, rcond=None)
        columns.append(solution[:, 0])
    return np.stack(columns, axis=1).astype(np.float32)


def standing(density: NDArray[np.float32]) -> NDArray[np.float32]:
    """(2, rows, columns) float32 g/cm2 of water and iron that attenuate about as a sheet's density does."""
    return np.asarray(np.tensordot(_reduction(), density, axes=1), np.float32)


def whole(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """(basis, rows, columns) float32 as a sheet has it, of water and iron alone or of all there is already."""
    if len(planes) == len(BASIS):
        return planes
    density = np.zeros((len(BASIS), *planes.shape[1:]), np.float32)
    for number, name in enumerate(STANDING_FOR_ALL):
        density[BASIS.index(name)] = planes[number]
    return density
