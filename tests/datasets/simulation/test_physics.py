import numpy as np
import pytest

from cargoscope_datasets.simulation.physics import BEAMS, DENSITY, MATERIALS, transmission


def sheet(**centimetres: float) -> np.ndarray:
    """One pixel of the given thicknesses."""
    density = np.zeros((len(MATERIALS), 1, 1), np.float32)
    for material, thickness in centimetres.items():
        density[MATERIALS.index(material)] = thickness * DENSITY[material]
    return density


# Broad-spectrum transmission of steel, worked out from NIST XCOM tables and the same published spectra.
@pytest.mark.parametrize(
    ("centimetres", "beam", "expected"),
    [(1, 6.0, 0.67), (1, 9.0, 0.70), (10, 6.0, 3.5e-2), (10, 9.0, 5.0e-2), (20, 6.0, 2.0e-3), (20, 9.0, 3.6e-3)],
)
def test_steel_lets_through_what_the_tables_say(centimetres: float, beam: float, expected: float) -> None:
    assert transmission(sheet(steel=centimetres), beam)[0, 0] == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("beam", BEAMS)
def test_nothing_in_the_beam_lets_everything_through(beam: float) -> None:
    assert transmission(sheet(), beam)[0, 0] == pytest.approx(1.0, rel=1e-6)


def test_the_beam_hardens() -> None:
    first = -np.log(transmission(sheet(steel=10), 6.0)[0, 0]) / 10
    behind_more = -np.log(transmission(sheet(steel=30), 6.0)[0, 0] / transmission(sheet(steel=20), 6.0)[0, 0]) / 10
    assert behind_more < 0.9 * first


@pytest.mark.parametrize(
    ("material", "lowest", "highest"), [("organic", 1.17, 1.22), ("aluminium", 1.15, 1.19), ("steel", 1.08, 1.15)]
)
def test_two_energies_tell_classes_of_material_apart(material: str, lowest: float, highest: float) -> None:
    thickness = 20 / DENSITY[material]
    logs = [np.log(transmission(sheet(**{material: thickness}), beam)[0, 0]) for beam in (6.0, 9.0)]
    assert lowest < logs[0] / logs[1] < highest
