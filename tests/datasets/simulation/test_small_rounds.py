import numpy as np
import pytest

from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.pixels import Met, Pixels
from cargoscope_datasets.simulation.small_rounds import is_small, through_small
from cargoscope_datasets.simulation.solids import Box, Solid, ball, rod
from cargoscope_datasets.simulation.ways import through


def scattered(rng: np.random.Generator, count: int) -> list[Solid]:
    """Balls and pins of all sizes, across the vehicle and at any angle, some of them beyond the edge."""
    solids: list[Solid] = []
    for number in range(count):
        place = rng.uniform([-20, 300, -1200], [1000, 2600, 1200])
        radius = float(np.exp(rng.uniform(0, 4)))
        reach = np.array([0, 0, 90]) if number % 2 else rng.normal(0, 60, 3)
        start, end = (tuple(each.tolist()) for each in (place, place + reach))
        solids.append(ball(start, radius, radius * 1.5, radius) if number % 3 == 0 else rod(start, end, radius))
    return solids


@pytest.mark.parametrize("top", [False, True])
def test_what_is_worked_out_together_is_as_if_alone(top: bool) -> None:
    pixels = Pixels(Fan(top=top), 0.0, 1300.0 if top else 3000.0, (700, 250), (4.0, 4.0))
    met = [each for solid in scattered(np.random.default_rng(1), 200) if (each := pixels.met(solid))]
    small = [each for each in met if is_small(each, pixels)]
    assert len(met) > len(small) > 100
    drawn = through_small(small, pixels)
    for each in small:
        assert drawn[id(each)].shape == each.size
        np.testing.assert_allclose(drawn[id(each)], through(each, pixels), rtol=1e-5, atol=1e-5)


def test_only_round_bodies_that_do_not_lie_along_the_vehicle_are_worked_out_together() -> None:
    pixels = Pixels(Fan(), 0.0, 3000.0, (700, 250), (4.0, 4.0))

    def met(solid: Solid) -> Met:
        found = pixels.met(solid)
        assert found is not None
        return found

    assert is_small(met(rod((500, 1000, 0), (500, 1000, 50), 10)), pixels)
    assert not is_small(met(rod((500, 1000, 0), (550, 1000, 0), 10)), pixels)
    assert not is_small(met(rod((100, 1000, 0), (100, 2000, 0), 10)), pixels)
    assert not is_small(met(Box(500, 510, 1000, 1010, 0, 50)), pixels)
