import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_datasets.scan import ViewKind
from cargoscope_models.preprocessing import AIR, CHANNELS, channels, resample


def test_resample_brings_both_sides_to_the_pitch() -> None:
    plane = np.ones((1200, 3000), np.float32)
    assert resample(plane, (3.2, 4.6), 6.0).shape == (640, 2300)


def test_resample_takes_an_unknown_pitch_for_the_target() -> None:
    plane = np.random.default_rng(0).random((50, 70), np.float32)
    assert resample(plane, None, 6.0) is plane


def test_resample_of_an_unknown_pitch_shrinks_for_a_coarse_pass() -> None:
    plane = np.random.default_rng(0).random((48, 80), np.float32)
    coarse = resample(plane, None, 24.0, shrink=4)
    np.testing.assert_allclose(coarse, plane.reshape(12, 4, 20, 4).mean(axis=(1, 3)), atol=1e-6)


def test_resample_averages_transmission_along_a_side_that_shrinks_while_the_other_grows() -> None:
    columns = np.tile(np.array([0.0, 1.0], np.float32), 50)
    finer = resample(np.tile(columns, (20, 1)), (12.0, 3.0), 6.0)
    assert finer.shape == (40, 50)
    np.testing.assert_allclose(finer, 0.5, atol=1e-6)


@given(
    st.tuples(st.integers(1, 60), st.integers(1, 60)),
    st.tuples(st.floats(1, 40), st.floats(1, 40)),
    st.sampled_from([6.0, 24.0]),
)
def test_resample_always_leaves_a_pixel_and_the_mean_of_an_even_plane(
    shape: tuple[int, int], pitch: tuple[float, float], target: float
) -> None:
    sized = resample(np.full(shape, 0.25, np.float32), pitch, target)
    for pixels, side, mm in zip(sized.shape, shape, pitch, strict=True):
        # To the nearest whole pixel; half a pixel may go either way.
        assert pixels >= 1
        assert abs(pixels - max(1.0, side * mm / target)) <= 0.5 + 1e-6
    np.testing.assert_allclose(sized, 0.25, atol=1e-6)


@pytest.mark.parametrize("kind", list(ViewKind))
def test_channels_of_air(kind: ViewKind) -> None:
    stack = channels(np.full((40, 60), AIR, np.float32), kind)
    assert stack.shape == (len(CHANNELS), 40, 60)
    assert stack.dtype == np.float32
    np.testing.assert_allclose(stack[0], 1.0)
    np.testing.assert_allclose(stack[1], -1.0)
    np.testing.assert_allclose(stack[2], 0.0, atol=1e-5)


@pytest.mark.parametrize("value", [-0.5, 0.0, 1e-9, 1.5])
@pytest.mark.parametrize("kind", list(ViewKind))
def test_channels_stay_finite_and_bounded_beyond_0_and_1(kind: ViewKind, value: float) -> None:
    plane = np.full((40, 40), AIR, np.float32)
    plane[10:20, 10:20] = value
    stack = channels(plane, kind)
    assert np.isfinite(stack).all()
    assert np.abs(stack).max() <= 2.0


def test_the_log_of_a_calibrated_view_reaches_deeper_than_that_of_a_display() -> None:
    dense = np.full((8, 8), 1e-3, np.float32)
    assert channels(dense, ViewKind.CALIBRATED)[1, 0, 0] > channels(dense, ViewKind.DISPLAY)[1, 0, 0]


def test_a_gamma_changes_the_third_channel_little() -> None:
    rng = np.random.default_rng(3)
    plane = np.repeat(np.repeat(rng.uniform(0.2, 0.9, (12, 12)).astype(np.float32), 8, 0), 8, 1)
    straight, bent = channels(plane, ViewKind.DISPLAY)[2], channels(plane**1.8, ViewKind.DISPLAY)[2]
    assert np.abs(straight - bent).mean() < 0.1 * np.abs(straight).mean()
