"""Broad-spectrum transmission: a linac's beam through areal densities.

-ln T is not linear in thickness: soft photons go first (beam hardening), so the spectrum is summed over a few energies
that stand for all (`coefficients/make.py` chooses them). Narrow beam, without scatter.
"""

from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.materials import BASIS

BEAMS = (3.5, 4.0, 6.0, 9.0)
"""Linac voltages in MV that have a spectrum."""
_BLOCK = 8192
"""Pixels at a time: the exponents of a block stay in the processor's cache."""
_DEEPEST = np.float32(80.0)
"""Nepers; beyond, float32 has no normal number for the transmission, and the processor is slow with others."""


@cache
def nodes(beam_mv: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The energies that stand for a beam: weights (nodes,), and mass attenuation (nodes, basis) in cm2/g."""
    text = files(__package__).joinpath("coefficients/quadrature.csv").read_text(encoding="utf-8")
    table = np.loadtxt(text.splitlines(), delimiter=",", skiprows=2)
    of_beam = table[table[:, 0] == beam_mv]
    if not len(of_beam):
        raise ValueError(f"beam_mv must be one of {BEAMS}. Received: {beam_mv}")
    return of_beam[:, 1].astype(np.float32), np.ascontiguousarray(of_beam[:, 2:], np.float32)


def transmission(density: NDArray[np.float32], beam_mv: float) -> NDArray[np.float32]:
    """Share of the signal that comes through.

    Args:
        density: (basis, rows, columns) float32, g/cm2 along the ray, in the order of `materials.BASIS`.
        beam_mv: one of `BEAMS`.

    Returns:
        (rows, columns) float32 in 0..1, without noise or scatter.
    """
    weights, coefficients = nodes(beam_mv)
    flat = density.reshape(len(BASIS), -1)
    total = np.empty(flat.shape[1], np.float32)
    scratch = np.empty((len(weights), min(_BLOCK, flat.shape[1])), np.float32)
    air = weights.sum()
    for start in range(0, flat.shape[1], _BLOCK):
        block = flat[:, start : start + _BLOCK]
        if not block.any():
            total[start : start + _BLOCK] = air
            continue
        exponent = scratch[:, : block.shape[1]]
        np.matmul(-coefficients, block, out=exponent)
        # OpenCV's is four times as fast as NumPy's here, and as exact (2e-7).
        np.maximum(exponent, -_DEEPEST, out=exponent)
        cv2.exp(exponent, exponent)
        np.matmul(weights, exponent, out=total[start : start + _BLOCK])
    return total.reshape(density.shape[1:])
