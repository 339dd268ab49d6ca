import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_datasets.calibration import find_polarity, value_range
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.scan import Polarity, View
from cargoscope_datasets.viewing import build_view

NOISE_OF_COUNTS = 6 / np.sqrt(40_000)
"""Six standard deviations of a pixel of air in the truck's counts."""


def calibrated(planes: NDArray[np.generic], **told: object) -> View:
    return build_view("side", RawPlanes(planes, display=False, **told))  # type: ignore[arg-type]


def test_counts_become_transmission(truck: NDArray[np.float32], counts: NDArray[np.uint16]) -> None:
    view = calibrated(counts)
    assert view.planes.dtype == np.float32
    assert np.abs(view.planes[0] - truck).max() < NOISE_OF_COUNTS
    assert view.quality.air_found


@given(factor=st.floats(0.01, 1.5))
def test_transmission_does_not_depend_on_how_counts_are_scaled(factor: float) -> None:
    signal = np.random.default_rng(0).normal(1, 0.01, (40, 200)).astype(np.float32)
    signal[15:30, 60:150] *= 0.1
    one = calibrated(signal[None] * np.float32(40_000)).planes
    other = calibrated(signal[None] * np.float32(40_000 * factor)).planes
    np.testing.assert_allclose(other, one, rtol=1e-4)


def test_a_scan_already_normalised_stays_as_it_is(counts: NDArray[np.uint16]) -> None:
    normalised = (counts / 40_000).astype(np.float32)
    assert np.abs(calibrated(normalised).planes - calibrated(counts).planes).max() < 1e-4


@pytest.mark.parametrize("highest", [65_535, 4_095])
def test_a_negative_gives_the_same_transmission(counts: NDArray[np.uint16], highest: int) -> None:
    values = (counts.astype(np.uint32) * highest // 65_535).astype(np.uint16)
    negative = (highest - values).astype(np.uint16)
    assert find_polarity(values[0]) is Polarity.BRIGHT
    assert find_polarity(negative[0]) is Polarity.DARK
    np.testing.assert_allclose(calibrated(negative).planes, calibrated(values).planes, atol=1e-6)


def test_unequal_channels_are_evened_out_by_the_air_in_their_row(truck: NDArray[np.float32]) -> None:
    gains = np.random.default_rng(1).uniform(0.8, 1.2, (len(truck), 1)).astype(np.float32)
    # No neighbouring channels of a real detector differ so much; all of them within a tenth is the usual case.
    gains = 1 + (gains - 1) / 4
    np.testing.assert_allclose(calibrated((truck * gains * 50_000)[None]).planes[0], truck, atol=1e-4)


def test_the_ground_is_no_air(truck: NDArray[np.float32]) -> None:
    truck[-12:] = 0.1
    view = calibrated((truck * 50_000)[None])
    assert view.quality.air_found
    np.testing.assert_allclose(view.planes[0], truck, atol=1e-4)


def test_a_truck_cut_off_at_both_ends_is_calibrated_by_the_air_above_it(truck: NDArray[np.float32]) -> None:
    cut = np.ascontiguousarray(truck[:, 62:358])
    view = calibrated((cut * 50_000)[None])
    assert view.quality.air_found
    np.testing.assert_allclose(view.planes[0], cut, atol=1e-4)


@pytest.mark.parametrize("darkest_load", [0.02, 0.2, 0.8])
def test_a_crop_without_air_is_not_blown_up(darkest_load: float) -> None:
    rng = np.random.default_rng(2)
    load = darkest_load * (1 - 0.3 * rng.random((60, 80), np.float32))
    load[:4] = load[-4:] = darkest_load / 4
    view = build_view("side", RawPlanes(_counts(load)[None], display=False), polarity=Polarity.BRIGHT)
    assert not view.quality.air_found
    assert view.quality.air_instability is None
    assert np.percentile(view.planes, 99) <= max(1.2, 4 * darkest_load)


def _counts(transmission: NDArray[np.float32]) -> NDArray[np.uint16]:
    values = np.round(transmission * 60_000).astype(np.uint16)
    # A hot pixel, as every detector has one: the range is that of 16 bits.
    values[30, 40] = 65_000
    return values


def test_air_that_came_with_the_file_is_used(truck: NDArray[np.float32]) -> None:
    crop = np.ascontiguousarray(truck[40:120, 70:350])
    air = np.linspace(20_000, 50_000, len(crop), dtype=np.float32)
    values = np.round(crop * air[:, None]).astype(np.uint16)
    view = calibrated(values[None], air=air[None])
    assert view.quality.air_found
    np.testing.assert_allclose(view.planes[0], crop, atol=1e-4)


def test_air_that_came_with_a_negative_tells_its_polarity(truck: NDArray[np.float32]) -> None:
    values = (truck * 65_535)[None]
    inverted = calibrated(65_535 - np.round(values).astype(np.uint16), air=np.zeros((1, len(truck)), np.float32))
    np.testing.assert_allclose(inverted.planes[0], truck, atol=1e-4)


def test_a_source_that_fluctuates_is_evened_out_by_the_air_above(truck: NDArray[np.float32]) -> None:
    pulses = 1 + 0.03 * np.random.default_rng(3).standard_normal(truck.shape[1], dtype=np.float32)
    view = calibrated((truck * pulses * 40_000)[None])
    assert view.quality.air_instability == pytest.approx(pulses.std(), rel=0.05)
    np.testing.assert_allclose(view.planes[0], truck, atol=0.01)


def test_a_steady_source_is_left_alone(counts: NDArray[np.uint16]) -> None:
    steel = calibrated(counts).planes[0, 131:134, 91:114]
    assert steel.std() / steel.mean() < 1.3 * 1 / np.sqrt(0.2 * 40_000)


@pytest.mark.parametrize(
    ("values", "bits", "highest"),
    [
        (np.array([[[0, 4000]]], np.uint16), None, 4095),
        (np.array([[[0, 4096]]], np.uint16), None, 16_383),
        (np.array([[[0, 70_000]]], np.uint32), None, 2**20 - 1),
        (np.array([[[0, 4000]]], np.uint16), 14, 16_383),
        (np.array([[[0, 3]]], np.uint8), None, 255),
        (np.array([[[0, 1.1]]], np.float32), None, 1),
        (np.array([[[0, 300]]], np.float32), None, 300),
    ],
)
def test_value_range(values: NDArray[np.generic], bits: int | None, highest: float) -> None:
    assert value_range(values, bits) == highest


def test_a_scan_that_grows_keeps_its_values_bit_by_bit() -> None:
    rng = np.random.default_rng(3)
    transmission = np.ones((160, 420), np.float32)
    transmission[70:150, 40:400] = 0.3
    pulses = rng.normal(1, 0.02, 420)
    counts = rng.poisson(transmission * pulses * 40_000).astype(np.uint16)[None]
    # What comes last is higher than the rest, and leaves fewer rows of air.
    counts[:, 66:70, 390:400] //= 4
    air = np.full((1, 160), 40_000, np.float32)
    whole, begun = calibrated(counts, air=air), calibrated(counts[:, :, :380], air=air)
    assert whole.planes[0][:60].std() < 0.01
    np.testing.assert_array_equal(whole.planes[0][:, :380], begun.planes[0])
