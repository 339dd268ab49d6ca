import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cargoscope_datasets.simulation.bent import bent_cone
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.placement import place_parts, random_rotation, rotation
from cargoscope_datasets.simulation.shapes import cells, mirrored, ring, slab, square_turned, vessel
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.weights import mass_kg, volume_mm3


def seen(parts: tuple[Part, ...]) -> np.ndarray:
    """g/cm2 of parts about the origin, from afar."""
    sheet = Sheet(Fan(distance=1e7, axis=0.0), -400.0, 400.0, (320, 320), (2.5, 2.5))
    sheet.add(parts)
    return sheet.density.sum(axis=0)


def seen_kg(parts: tuple[Part, ...]) -> float:
    return float(seen(parts).sum()) * 0.25**2 / 1000


def test_a_slab_has_no_dents() -> None:
    with pytest.raises(ValueError, match="convex"):
        slab([(0, 0), (100, 0), (50, 20), (100, 100), (0, 100)], 10)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_rays_meet_all_of_a_slab_in_any_pose(seed: int) -> None:
    rng = np.random.default_rng(seed)
    angles = np.linspace(0, 2 * np.pi, int(rng.integers(3, 9)), endpoint=False) * rng.choice([-1, 1])
    solid = slab([(200 * np.cos(angle), 120 * np.sin(angle)) for angle in angles], rng.uniform(20, 200), z=30.0)
    turned = place_parts((Part(solid, "water"),), random_rotation(rng), (0.0, 0.0, 0.0))
    assert seen_kg(turned) == pytest.approx(volume_mm3(solid) * 1e-6, rel=0.03)


def test_a_bent_cone_has_no_gaps_and_no_folds_at_its_joints() -> None:
    angle = np.linspace(0, 1.5, 8)
    points = [(300 * float(np.sin(turn)) - 150, 300 - 300 * float(np.cos(turn)) - 100, 0.0) for turn in angle]
    parts = tuple(Part(body, "water") for body in bent_cone(points, np.full(8, 30.0).tolist(), sides=24))
    thickness = seen(parts)
    assert thickness.max() == pytest.approx(6.0, rel=0.03)
    assert seen_kg(parts) == pytest.approx(np.pi * 30**2 * 450e-6, rel=0.03)


def test_a_vessel_is_a_shell() -> None:
    parts = place_parts(vessel(400.0, 100.0, 5.0, "steel", 60.0), np.eye(3), (0.0, -200.0, 0.0))
    through = seen(parts)
    assert through[160, 160] == pytest.approx(2 * 0.5 * 7.87, rel=0.05)
    assert through.min() == 0


def test_gaps_between_cells_take_no_more_than_there_is() -> None:
    parts = cells(Box(-200, 200, -200, 200, -100, 100), (4, 5, 3), 4.0, "paper", 0.5)
    through = seen(parts)
    inside = through[90:230, 90:230]
    assert inside.min() >= 0
    assert inside.max() > 1.2 * inside.min()


def test_quarter_turns_keep_boxes_boxes() -> None:
    parts = (Part(Box(0, 100, 0, 50, 0, 20), "water"), *ring((0, 0, 0), 40, 20, 10, "water"))
    turned = square_turned(parts, np.round(rotation(np.pi / 2, 0, np.pi / 2)))
    assert isinstance(turned[0].solid, Box)
    assert mass_kg(turned) == pytest.approx(mass_kg(parts))
    assert sorted(np.ptp(parts_bounds(turned[:1]), axis=0)) == pytest.approx([20, 50, 100])


def test_mirroring_swaps_front_and_rear() -> None:
    parts = (Part(Box(10, 100, 0, 50, 0, 20), "water"), Part(slab([(0, 0), (30, 0), (0, 90)], 10), "water"))
    assert np.allclose(seen(mirrored(parts)), seen(parts)[:, ::-1], atol=0.02)
