import numpy as np
import pytest

from cargoscope_datasets.projection.cutout import cutout_image
from cargoscope_datasets.projection.ratio import measured_backdrop, ratio, steel_equivalent
from cargoscope_datasets.simulation.materials import BASIS, MATERIALS
from cargoscope_datasets.simulation.physics import transmission


def slab(material: str, cm: float) -> np.ndarray:
    """(basis, 9, 9) g/cm2."""
    made = MATERIALS[material]
    return np.ones((len(BASIS), 9, 9), np.float32) * np.array(made.basis, np.float32)[:, None, None] * made.density * cm


@pytest.mark.parametrize(
    ("material", "cm", "beam", "within"),
    [("steel", 25, 6.0, 0.001), ("water", 40, 6.0, 0.04), ("polyethylene", 100, 6.0, 0.07),
     ("aluminium", 40, 9.0, 0.07), ("polyethylene", 100, 9.0, 0.12)],
)  # fmt: skip
def test_a_measured_backdrop_hardens_the_beam_as_the_true_one_does(
    material: str, cm: float, beam: float, within: float
) -> None:
    true = slab(material, cm)
    measured = measured_backdrop(transmission(true, beam), beam)
    for threat in (slab("steel", 1), slab("lead", 1), slab("polyethylene", 5)):
        exact, ours, alone = (
            -np.log(ratio(each, threat, beam)[4, 4]) for each in (true, measured, np.zeros_like(true))
        )
        assert ours == pytest.approx(exact, rel=within)
        assert alone / exact - 1 > 1.5 * within


def test_without_what_stands_before_it_plastic_would_look_far_too_dense() -> None:
    behind, alone = (
        -np.log(ratio(each, slab("polyethylene", 5), 6.0)) for each in (slab("steel", 25), slab("water", 0))
    )
    assert np.median(alone / behind) == pytest.approx(1.65, abs=0.05)


def test_steel_is_its_own_equivalent() -> None:
    found = steel_equivalent(transmission(slab("steel", 12), 9.0), 9.0)
    assert found / MATERIALS["steel"].density == pytest.approx(np.full((9, 9), 12.0), rel=0.005)
    assert np.isfinite(steel_equivalent(np.array([[0.0, -0.1]], np.float32), 6.0)).all()


def test_where_nothing_comes_through_nothing_changes() -> None:
    assert np.all(ratio(slab("lead", 200), np.zeros((4, 9, 9), np.float32), 6.0) == 1)


@pytest.mark.parametrize(("material", "cm"), [("steel", 2), ("aluminium", 8), ("polyethylene", 20), ("lead", 2)])
def test_a_cutout_is_converted_from_its_beam_to_another(material: str, cm: float) -> None:
    seen = -np.log(transmission(slab(material, cm), 4.0))
    image = cutout_image(seen, 4.0, 90.0)
    converted = np.log(transmission(np.asarray(image.density, np.float32), 9.0)[4, 4])
    assert converted == pytest.approx(np.log(transmission(slab(material, cm), 9.0)[4, 4]), rel=0.09)
    assert image.pitch_mm == pytest.approx(10.0)
