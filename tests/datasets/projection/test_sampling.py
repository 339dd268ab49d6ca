import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_datasets.projection.sampling import Pose, sampled
from cargoscope_datasets.projection.threat_image import ThreatImage


def bar() -> ThreatImage:
    """240 x 80 mm of 8 g/cm2, with a margin of 20 mm."""
    density = np.zeros((4, 60, 140), np.float32)
    density[2, 10:50, 10:130] = 8
    return ThreatImage(density, 2.0, ((10.0, 10.0, 130.0, 50.0),), (240.0, 80.0, 10.0), frozenset())


@given(
    row=st.floats(3, 10), column=st.floats(3, 16), turn=st.floats(-np.pi, np.pi), mirrored=st.booleans(),
    magnification=st.floats(0.8, 1.3), volume=st.floats(0.9, 1.1), density=st.floats(0.8, 1.2),
)  # fmt: skip
def test_mass_stays_whatever_the_pose(
    row: float, column: float, turn: float, mirrored: bool, magnification: float, volume: float, density: float
) -> None:
    """Grams over the fan's magnification; volume counts three times: along, up, and through."""
    found = sampled(bar(), (row, column), Pose(magnification, turn, mirrored, volume, density))
    grams = float(found.density.sum()) * row * column / 100
    # Magnified heights are at another angle once turned, but areas are not.
    assert grams == pytest.approx(8 * 24 * 8 * magnification * volume**3 * density, rel=0.06)


@pytest.mark.parametrize(("degrees", "wide", "high"), [(0, 60, 20), (90, 20, 60), (45, 56.6, 56.6)])
def test_a_box_is_around_what_was_turned(degrees: float, wide: float, high: float) -> None:
    found = sampled(bar(), (4.0, 4.0), Pose(turn=float(np.radians(degrees))))
    ((x0, y0, x1, y1),) = found.boxes
    assert x1 - x0 == pytest.approx(wide, abs=2.1)
    assert y1 - y0 == pytest.approx(high, abs=2.1)
    covered = found.density[2] > 0.5
    down, along = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    assert (x0, y0) == pytest.approx((along[0], down[0]), abs=1.1)
    assert (x1, y1) == pytest.approx((along[-1] + 1, down[-1] + 1), abs=1.1)
