"""The noise of a scan: what a projection has to add, and how it is told from the scan itself.

A pixel that is multiplied by r < 1 has r times its noise, but with fewer quanta it would have had more of it. What is
missing is the variance v(r s) - r^2 v(s); for quanta alone that is r (1 - r) s / q.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.quality import squares

_BLOCK = 8
"""Side of the patches that noise is measured in, in squares of 2 x 2 pixels."""
_QUIET = 0.2
"""Share of the patches of one level that are taken to be without structure."""
_QUIET_MEDIAN = 0.85
"""What the quietest fifth of patches of 64 squares stays below, over their variance: a fifth of chi squared with 64
degrees of freedom lies below 0.85 of its mean."""
_LEVELS = 24
_FEWEST = 20
"""Patches of one level that tell anything."""
_ENOUGH = 0.1
_DARK = 0.02
"""Signal below which electronics show beside the quanta."""
_LEAST_SIGNAL = 1e-5


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of one pixel.

    Attributes:
        quanta: detected in air; 0: none are counted, so there is no such noise.
        electronics: without beam, as a share of the air signal.
    """

    quanta: float
    electronics: float

    def variance(self, signal: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of an expected signal, (rows, columns) float32 as a share of air's."""
        variance = np.full_like(signal, self.electronics**2)
        if self.quanta:
            variance += np.maximum(signal, 0) / np.float32(self.quanta)
        return variance

    def missing(
        self, clean: NDArray[np.float32], signal: NDArray[np.float32], ratio: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Variance that a signal lacks which was multiplied.

        Args:
            clean: (rows, columns) float32, what was expected before.
            signal: what is to be expected now.
            ratio: by which it was multiplied.
        """
        return np.maximum(self.variance(signal) - np.square(ratio) * self.variance(clean), 0)


def measured_noise(plane: NDArray[np.float32]) -> Noise:
    """Noise of a scan, from the scan: variance against level of its quietest patches.

    Structure only adds to the variance, so quanta are told by the level at which there is least of it for its signal
    (air, mostly), and electronics by the darkest; where nothing is dark, there is no telling and no need.

    Args:
        plane: (rows, columns) float32, divided by air.
    """
    view = squares(plane)
    level, variance = _patches(view.mean), _patches(np.square(view.detail))
    # Patches without any noise were clipped by the range of the numbers.
    lit = (level > _LEAST_SIGNAL) & (variance > 0)
    level, variance = level[lit], variance[lit]
    if level.size < _FEWEST:
        return Noise(0.0, 0.0)
    points = []
    edges = np.geomspace(level.min(), level.max() * 1.001, _LEVELS + 1).tolist()
    for low, high in pairwise(edges):
        inside = (level >= low) & (level < high)
        if np.count_nonzero(inside) >= _FEWEST:
            quiet = float(np.quantile(variance[inside], _QUIET)) / _QUIET_MEDIAN
            points.append((float(level[inside].mean()), quiet, int(np.count_nonzero(inside))))
    if not points:
        return Noise(0.0, 0.0)
    slope = _least(np.array([(quiet / at, patches) for at, quiet, patches in points]))
    darkest, quiet, _ = points[0]
    floor = max(quiet - slope * darkest, 0.0) if darkest < _DARK else 0.0
    return Noise(1 / slope if slope > 0 else 0.0, float(np.sqrt(floor)))


def _least(found: NDArray[np.float64]) -> float:
    """The least of (value, patches) that a tenth of the patches speak for: a few may be small by chance."""
    value, patches = found[np.argsort(found[:, 0])].T
    return float(value[np.searchsorted(np.cumsum(patches), _ENOUGH * patches.sum())])


def _patches(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means of patches, flat."""
    rows, columns = (side // _BLOCK for side in plane.shape)
    cut = plane[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    return np.asarray(cut.mean(axis=(1, 3)), np.float32).ravel()
