from dataclasses import replace

import numpy as np
import pytest

from cargoscope_datasets.simulation.scanner.detector import air, counts, few_quanta, noise_variance, read, scattered
from cargoscope_datasets.simulation.scanner.settings import ARTEFACTS, Scanner

IDEAL = Scanner().without()


def flat(value: float, rows: int = 200, columns: int = 300) -> np.ndarray:
    return np.full((rows, columns), value, np.float32)


def seen(plane: np.ndarray, scanner: Scanner, seed: int = 1) -> np.ndarray:
    return read(plane, scanner, np.random.default_rng(seed)).signal


def test_with_all_artefacts_off_the_signal_is_the_transmission() -> None:
    plane = np.random.default_rng(2).random((50, 60), np.float32)
    assert np.array_equal(seen(plane, IDEAL), plane)


@pytest.mark.parametrize("through", [1.0, 0.1, 1e-3, 1e-4, 1e-5])
def test_noise_follows_its_formula(through: float) -> None:
    """Poisson's variance of the detected quanta, and the electronics'; down to a quantum in five pixels."""
    scanner = replace(IDEAL, quanta=20_000.0, electronics=3e-5)
    signal = seen(flat(through), scanner)
    assert signal.mean() == pytest.approx(through, abs=4 * np.sqrt(through / 20_000 / signal.size))
    assert signal.var() == pytest.approx(through / 20_000 + 3e-5**2, rel=0.05)
    assert noise_variance(flat(through), scanner)[0, 0] == pytest.approx(through / 20_000 + 3e-5**2, rel=1e-5)


def test_few_quanta_come_in_whole_numbers() -> None:
    signal = seen(flat(1e-4), replace(IDEAL, quanta=20_000.0))
    assert np.allclose(signal * 20_000, np.rint(signal * 20_000), atol=1e-3)


@pytest.mark.parametrize("expected", [1.0, 4.0, 8.0, 19.0])
def test_few_quanta_have_poissons_first_three_moments(expected: float) -> None:
    drawn = few_quanta(np.full(400_000, expected, np.float32), np.random.default_rng(3)).astype(np.float64)
    apart = drawn - expected
    assert apart.mean() == pytest.approx(0, abs=0.03)
    assert np.mean(apart**2) == pytest.approx(expected, rel=0.01)
    assert np.mean(apart**3) == pytest.approx(expected, rel=0.1)


def test_channels_stripe_rows_and_pulses_stripe_columns() -> None:
    rows = seen(flat(0.5), replace(IDEAL, gain=0.01)).std(axis=0).mean() / 0.5
    columns = seen(flat(0.5), replace(IDEAL, source=0.02)).std(axis=1).mean() / 0.5
    assert rows == pytest.approx(0.01, rel=0.3)
    assert columns == pytest.approx(0.02, rel=0.2)


def test_dark_current_stripes_rows_where_nothing_comes_through() -> None:
    dark = seen(flat(0.0), replace(IDEAL, offset=0.002))
    assert dark.mean() == pytest.approx(0.002, rel=0.3)
    assert dark.std(axis=1).max() < 1e-8
    assert dark.mean(axis=1).std() > 0.001


def test_dead_channels_and_misfires() -> None:
    dead = seen(flat(0.5), replace(IDEAL, dead_channels=3))
    assert (dead.max(axis=1) == 0).sum() == 3
    misfired = seen(flat(0.5), replace(IDEAL, misfires=0.05))
    assert 3 <= (misfired.max(axis=0) < 0.02).sum() <= 40


def test_sway_costs_signal_where_it_is_furthest() -> None:
    scanner = replace(IDEAL, sway_px=2.0, sway_loss=0.1)
    sway = np.concatenate([np.zeros(150), np.full(150, 4.0)])
    signal = read(flat(1.0), scanner, np.random.default_rng(1), sway).signal
    assert signal[:, :150].min() == 1.0
    assert signal[0, 200] == pytest.approx(0.9, abs=1e-3)


def test_scatter_is_smooth_and_there_is_none_in_air() -> None:
    scanner = replace(IDEAL, scatter=0.01)
    plane = flat(1.0, 400, 600)
    assert scattered(plane, scanner).max() == 0
    plane[100:300, 200:400] = 0.01
    field = scattered(plane, scanner)
    assert 0 < field.max() < 0.01
    assert np.abs(np.diff(field, axis=1)).max() < 0.02 * field.max()


def test_turning_one_artefact_off_leaves_the_draws_of_the_others() -> None:
    scanner = replace(IDEAL, quanta=20_000.0, gain=0.01, source=0.02)
    without = seen(flat(0.5), scanner.without("gain"))
    again = seen(flat(0.5), replace(scanner, gain=0.0))
    assert np.array_equal(without, again)
    ratio = seen(flat(0.5), scanner) / without
    assert ratio.std(axis=1).max() < 1e-5


def test_the_air_calibration_takes_the_channels_own_gain_off() -> None:
    scanner = replace(IDEAL, channels=0.05)
    reading = read(flat(0.5), scanner, np.random.default_rng(1))
    stored = counts(reading, scanner)
    assert stored.dtype == np.uint16
    assert stored.mean(axis=1).std() / stored.mean() == pytest.approx(0.05, rel=0.3)
    assert (stored / air(reading, scanner)[:, None]) == pytest.approx(flat(0.5), abs=2e-5)


def test_every_artefact_has_a_switch() -> None:
    loud = Scanner(
        offset=0.001, channels=0.1, dead_channels=2, misfires=0.1, sway_px=1, sway_loss=0.1, speed=0.1, interlaced=True
    )
    for name in ARTEFACTS:
        assert getattr(loud, name)
        assert not getattr(loud.without(name), name)
    with pytest.raises(ValueError, match="Received"):
        loud.without("wobble")
