"""Spectra of linacs as their detectors see them: how much of the signal in air each photon energy brings.

6 and 9 MV are published (`spectra/beams.csv`); 3.5 and 4 MV follow from a formula for bremsstrahlung, behind the
thickness of tungsten at which the same formula comes closest to the published 6 MV.
"""

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.materials import MATERIALS

PUBLISHED = (6.0, 9.0)
FORMULA = (3.5, 4.0)
TARGET_G_CM2 = 1.5
"""Tungsten that stands for target and filter: the formula's 6 MV then gives ln T of steel within 1.2 % of the published
spectrum's, from 1 to 30 cm."""
_REST_MEV = 0.511
_TUNGSTEN = 74


def spectrum(beam_mv: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Photon energies in MeV, and the share of the signal in air that each brings, (energies,) float64 summing to 1."""
    energy, of_one_photon, *published = _table()
    if beam_mv in PUBLISHED:
        weight = published[PUBLISHED.index(beam_mv)]
    else:
        tungsten = basis(energy) @ np.array(MATERIALS["tungsten"].basis)
        weight = forward_bremsstrahlung(energy, beam_mv) * np.exp(-TARGET_G_CM2 * tungsten) * of_one_photon
    used = weight > 0
    return energy[used], weight[used] / weight.sum()


def response(energy_mev: NDArray[np.float64]) -> NDArray[np.float64]:
    """Signal of one photon in the detector, (energies,) MeV."""
    energy, of_one_photon, *_ = _table()
    return np.asarray(np.interp(energy_mev, energy, of_one_photon), np.float64)


def _table() -> NDArray[np.float64]:
    lines = files("cargoscope_datasets.simulation").joinpath("spectra/beams.csv").read_text(encoding="utf-8")
    return np.loadtxt(lines.splitlines(), delimiter=",", skiprows=4, unpack=True)


def forward_bremsstrahlung(energy_mev: NDArray[np.float64], beam_mv: float) -> NDArray[np.float64]:
    """Photons straight ahead of a thin tungsten target, by energy, in any unit.

    L. I. Schiff, Phys. Rev. 83 (1951) 252, at angle 0; formula 2BS of H. W. Koch and J. W. Motz, Rev. Mod. Phys. 31
    (1959) 920.
    """
    before = beam_mv + _REST_MEV
    photon = np.minimum(energy_mev, beam_mv)
    after = before - photon
    screening = (_REST_MEV * photon / (2 * before * after)) ** 2 + (_TUNGSTEN ** (1 / 3) / 111) ** 2
    intensity = -((before + after) ** 2) + (before**2 + after**2) * -np.log(screening)
    return np.where(energy_mev < beam_mv, np.maximum(intensity, 0) / before**2 / photon, 0.0)


def basis(energy_mev: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mass attenuation of the basis materials, (energies, basis) cm2/g; between tabulated energies a power law."""
    lines = files(__package__).joinpath("basis.csv").read_text(encoding="utf-8").splitlines()
    tabulated, *columns = np.loadtxt(lines, delimiter=",", skiprows=2, unpack=True)
    return np.stack([np.exp(np.interp(np.log(energy_mev), np.log(tabulated), np.log(each))) for each in columns], 1)
