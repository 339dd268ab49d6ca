"""Broad-spectrum transmission of layered materials: a linac's beam through areal densities.

-ln T is not linear in thickness: soft photons go first (beam hardening), so the spectrum is integrated. Narrow beam.
"""

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

MATERIALS = ("organic", "aluminium", "steel", "lead")
DENSITY = {"organic": 1.0, "aluminium": 2.70, "steel": 7.87, "lead": 11.35}
"""g/cm3 of the solid material."""
BEAMS = (6.0, 9.0)
"""Linac voltages in MV that have a spectrum."""

_ENERGY_MEV = np.array([0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0])
_MASS_ATTENUATION = {
    "organic": np.array([0.0969, 0.0707, 0.0494, 0.0397, 0.0340, 0.0277, 0.0231]),
    "aluminium": np.array([0.0844, 0.0615, 0.0432, 0.0354, 0.0311, 0.0265, 0.0237]),
    "steel": np.array([0.0841, 0.0600, 0.0427, 0.0362, 0.0331, 0.0306, 0.0299]),
    "lead": np.array([0.1613, 0.0710, 0.0461, 0.0423, 0.0420, 0.0439, 0.0482]),
}
"""Total mass attenuation with coherent scatter in cm2/g, NIST XCOM; organic is water."""
_NODES = 10


@cache
def _quadrature(beam_mv: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (nodes,) and mass attenuation (nodes, materials) that stand for the whole spectrum.

    Neighbouring energies are grouped; each group is one photon energy with the group's mean attenuation.
    """
    text = files(__package__).joinpath("spectra/beams.csv").read_text(encoding="utf-8")
    energy, *weights = np.loadtxt(text.splitlines(), delimiter=",", comments="#", skiprows=3, unpack=True)
    weight = weights[BEAMS.index(beam_mv)]
    coefficients = np.stack([_interpolate(energy, _MASS_ATTENUATION[name]) for name in MATERIALS], axis=1)
    # Groups of equal weight resolve the soft part; the hard tail is what comes through, so it is split as well.
    reached = np.cumsum(weight) / weight.sum()
    group = np.minimum((np.sqrt(1 - np.clip(reached - weight / 2, 0, 1)) * _NODES).astype(int), _NODES - 1)
    kept = [index for index in range(_NODES) if weight[group == index].sum() > 0]
    sums = np.array([weight[group == index].sum() for index in kept])
    means = np.array(
        [np.average(coefficients[group == index], axis=0, weights=weight[group == index]) for index in kept]
    )
    return (sums / sums.sum()).astype(np.float32), means.astype(np.float32)


def _interpolate(energy_mev: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between tabulated energies attenuation is close to a power law; below the first it is extended by its slope."""
    logs = np.log(_ENERGY_MEV)
    inside = np.interp(np.log(energy_mev), logs, np.log(values))
    slope = np.log(values[1] / values[0]) / (logs[1] - logs[0])
    below = np.log(values[0]) + slope * (np.log(energy_mev) - logs[0])
    return np.asarray(np.exp(np.where(energy_mev < _ENERGY_MEV[0], below, inside)))


def transmission(areal_density: NDArray[np.float32], beam_mv: float) -> NDArray[np.float32]:
    """Share of the signal that comes through.

    Args:
        areal_density: (materials, rows, columns) float32, g/cm2 along the ray, in the order of `MATERIALS`.
        beam_mv: one of `BEAMS`.

    Returns:
        (rows, columns) float32 in 0..1, without noise or scatter.
    """
    weights, coefficients = _quadrature(beam_mv)
    total = np.zeros(areal_density.shape[1:], np.float32)
    for weight, per_material in zip(weights, coefficients, strict=True):
        exponent = np.tensordot(-per_material, areal_density, axes=1)
        np.exp(exponent, out=exponent)
        exponent *= weight
        total += exponent
    return total
