import numpy as np
import pytest

from cargoscope_datasets.simulation.canvas import Canvas
from cargoscope_datasets.simulation.goods import _LOADS, LARGEST_LOAD_T

HOLD = (100.0, 100.0, 12_000.0, 2_450.0)


@pytest.mark.parametrize("goods", sorted(_LOADS))
@pytest.mark.parametrize("seed", range(4))
def test_no_load_is_heavier_than_the_road_allows(goods: str, seed: int) -> None:
    canvas = Canvas(12_100, 2_500, 10.0)
    _LOADS[goods](canvas, np.random.default_rng(seed), HOLD)
    # g/cm2 times cm2, in tonnes.
    mass_t = float(canvas.density.sum()) * (canvas.pitch_mm / 10) ** 2 / 1e6
    assert 0 <= mass_t <= LARGEST_LOAD_T * 1.3
