import numpy as np
import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.negatives import NEGATIVES, draw_negative, draw_unknown
from cargoscope_datasets.simulation.placement import place_parts
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.weights import mass_kg


def densest(parts_of: object) -> float:
    sheet = Sheet(Fan(), -1500.0, 3300.0, (330, 300), (10.0, 10.0))
    sheet.add(place_parts(parts_of.parts, np.eye(3), (0.0, 1500.0, 0.0)))  # type: ignore[attr-defined]
    total = sheet.density.sum(axis=0)
    assert total.min() > -1e-3
    return float(total.max())


@pytest.mark.parametrize("name", sorted(NEGATIVES))
def test_an_innocent_thing_can_be_lifted_and_seen(name: str) -> None:
    for seed in range(3):
        lot = NEGATIVES[name].draw(np.random.default_rng(seed))
        assert 0.03 < mass_kg(lot.items[0]) < 130
        assert 40 < np.ptp(lot.bounds, axis=0).max() < 2200
    assert densest(draw_negative(np.random.default_rng(7), name)) > 0.2


def test_a_toy_gun_is_far_lighter_than_a_pistol() -> None:
    masses = [mass_kg(NEGATIVES["toy_gun"].draw(np.random.default_rng(seed)).parts) for seed in range(20)]
    assert max(masses) < 0.5


def test_solids_of_no_kind_are_of_every_size_and_none_is_as_heavy_as_a_machine() -> None:
    sizes = []
    for seed in range(60):
        lot = draw_unknown(np.random.default_rng(seed))
        assert densest(lot) > 0.01
        assert mass_kg(lot.items[0]) < 600
        sizes.append(np.ptp(lot.bounds, axis=0).max())
    assert min(sizes) < 150
    assert max(sizes) > 700


def test_a_seed_decides_everything() -> None:
    for draw in (draw_negative, draw_unknown):
        first, second = (draw(np.random.default_rng(11)).bounds for _ in range(2))
        assert np.array_equal(first, second)


def test_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(RecipeError, match="no negative 'sword'"):
        draw_negative(np.random.default_rng(0), "sword")
