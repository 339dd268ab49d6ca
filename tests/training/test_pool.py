import numpy as np
import pytest

from cargoscope_datasets.projection.two_materials import standing, whole
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_training.pool import COARSE, Background


def test_a_pool_is_drawn_once(pool: list[Background], recipe: object) -> None:
    assert len(pool) == recipe.scenes  # type: ignore[attr-defined]
    for background in pool:
        _, rows, columns = background.fine.shape
        assert background.coarse.shape == (2, rows // COARSE, columns // COARSE)
        assert background.fine.dtype == np.float16


def test_a_background_knows_where_things_are_hidden(pool: list[Background]) -> None:
    for background in pool:
        assert background.places
        _, rows, columns = background.fine.shape
        inside = 0
        for place in background.places:
            x0, y0, x1, y1 = background.pixels(place.room)
            assert x0 < x1
            assert y0 < y1
            inside += 0 <= (x0 + x1) / 2 <= columns and 0 <= (y0 + y1) / 2 <= rows
        assert inside >= len(background.places) / 2


def test_coarse_pixels_let_through_what_fine_ones_do_on_average(pool: list[Background]) -> None:
    fine, coarse = (transmission(whole(planes.astype(np.float32)), 6.0) for planes in (pool[0].fine, pool[0].coarse))
    rows, columns = coarse.shape
    averaged = fine[: rows * COARSE, : columns * COARSE].reshape(rows, COARSE, columns, COARSE).mean(axis=(1, 3))
    assert np.abs(averaged - coarse).mean() < 0.01


@pytest.mark.parametrize(("material", "within"), [(0, 0.01), (1, 0.02), (2, 0.01), (3, 0.2)])
def test_water_and_iron_stand_for_all_others(material: int, within: float) -> None:
    density = np.zeros((4, 1, 3), np.float32)
    density[material] = [5, 20, 60]
    exact, ours = (np.log(transmission(each, 6.0)) for each in (density, whole(standing(density))))
    assert ours == pytest.approx(exact, rel=within)
