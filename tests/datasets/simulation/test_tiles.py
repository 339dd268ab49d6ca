from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from cargoscope_datasets.simulation.tiles import Tile, balls, clumps, grain, works

TILES = (partial(grain, 60, 40, 0.2), partial(balls, 80, 3), partial(clumps, 90, 0.4), partial(works, 0.5))


@pytest.mark.parametrize("draw", TILES)
def test_a_tile_repeats_without_a_seam(draw: Callable[[], Tile]) -> None:
    """From its last row and column to its first it changes no more than from any other to the next."""
    tile = draw()
    assert tile.mean() == pytest.approx(1, abs=1e-4)
    for axis in (0, 1):
        steps = np.abs(tile - np.roll(tile, 1, axis)).mean(axis=1 - axis)
        assert steps[0] <= np.quantile(steps[1:], 0.99) * 1.5
