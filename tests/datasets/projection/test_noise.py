import numpy as np
import pytest

from cargoscope_datasets.projection.counting import Patch, multiply
from cargoscope_datasets.projection.noise import Noise, measured_noise


def stairs() -> np.ndarray:
    """Signals from a hundredth to air, without noise."""
    return np.repeat(np.geomspace(0.003, 1, 12), 64)[None, :].repeat(400, axis=0).astype(np.float32)


def noisy(signal: np.ndarray, noise: Noise, seed: int) -> np.ndarray:
    normal = np.random.default_rng(seed).standard_normal(signal.shape).astype(np.float32)
    return np.asarray(signal + np.sqrt(noise.variance(signal)) * normal, np.float32)


@pytest.mark.parametrize("noise", [Noise(40_000, 1e-4), Noise(5_000, 2e-3), Noise(100_000, 0.0)])
def test_noise_is_told_from_the_scan(noise: Noise) -> None:
    found = measured_noise(noisy(stairs(), noise, 1))
    assert found.quanta == pytest.approx(noise.quanta, rel=0.12)
    dark = np.full((1, 1), 0.003, np.float32)
    assert found.variance(dark)[0, 0] == pytest.approx(noise.variance(dark)[0, 0], rel=0.2)


def test_structure_is_not_taken_for_noise() -> None:
    noise = Noise(40_000, 1e-4)
    signal = stairs()
    signal[:, ::2] *= np.where(np.arange(400) % 40 < 25, 1.0, 0.9).astype(np.float32)[:, None]
    assert measured_noise(noisy(signal, noise, 2)).quanta == pytest.approx(40_000, rel=0.15)


@pytest.mark.parametrize("ratio", [0.9, 0.5, 0.1])
@pytest.mark.parametrize("signal", [0.9, 0.02])
def test_what_is_multiplied_gets_the_variance_of_a_direct_measurement(ratio: float, signal: float) -> None:
    noise, shape = Noise(20_000, 3e-4), (300, 400)
    expected, thinned = (np.full(shape, value, np.float32) for value in (signal, ratio))
    counts = np.rint(noisy(expected, noise, 3) * 50_000).astype(np.uint16)
    patch = Patch(slice(0, 300), slice(0, 400), thinned, expected)
    air = np.full(300, 50_000, np.float32)
    made = multiply(counts, air, patch, noise, np.random.default_rng(4))
    assert made.dtype == np.uint16
    wanted = noise.variance(expected * thinned)[0, 0]
    assert (made / 50_000).mean() == pytest.approx(signal * ratio, rel=0.005)
    assert (made / 50_000).var() == pytest.approx(wanted, rel=0.03)
    bare = multiply(counts, air, patch, noise, np.random.default_rng(4), share=0.0)
    assert (bare / 50_000).var() < wanted


def test_where_nothing_changes_no_count_does() -> None:
    counts = np.random.default_rng(5).integers(0, 65_535, (20, 30)).astype(np.uint16)
    ones = np.ones(counts.shape, np.float32)
    patch = Patch(slice(0, 20), slice(0, 30), ones, ones)
    made = multiply(counts, np.full(20, 123.4, np.float32), patch, Noise(100, 0.1), np.random.default_rng(6))
    assert np.array_equal(made, counts)
