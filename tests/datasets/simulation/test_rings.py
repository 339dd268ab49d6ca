"""Ways through rings, where arithmetic is at its edge."""

import numpy as np
import pytest

from cargoscope_datasets.simulation.rings import from_side


# Radii whose squares differ in the last digit, as Python's numbers and as NumPy's.
@pytest.mark.parametrize("radius", [177.8721037345251, 176.83243012215064, 200.0])
def test_columns_that_reach_beyond_a_ring_meet_all_of_it(radius: float) -> None:
    edges = np.linspace(-300, 300, 121)
    met = from_side((0.0, radius, -5.0, 5.0), 0.0, edges)
    assert np.isfinite(met).all()
    assert float(met.sum() * 5.0) == pytest.approx(np.pi * radius / 2, rel=1e-9)
