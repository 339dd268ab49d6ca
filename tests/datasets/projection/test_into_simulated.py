from dataclasses import replace

import numpy as np
import pytest

from cargoscope_datasets.annotation import Origin
from cargoscope_datasets.projection.into_simulated import SimulatedBackdrop
from cargoscope_datasets.simulation.scanner.settings import Scanner

from .conftest import SCANNER, MakePair, without_noise

MOVED = replace(SCANNER, sway_px=1.0, speed=0.03, interlaced=True, blur_px=0.8)
NOISY = replace(SCANNER, quanta=4000.0, electronics=3e-3, source=0.0, gain=0.0, scatter=0.0)


@pytest.mark.parametrize(
    ("seed", "label", "scanner"),
    [(3, "pistol", SCANNER), (4, "dense_shield", SCANNER), (3, "brick_package", MOVED), (4, "rifle", MOVED)],
)
def test_a_projection_is_what_a_full_simulation_shows(
    make_pair: MakePair, seed: int, label: str, scanner: Scanner
) -> None:
    """Within 1 % wherever more than a ten-thousandth comes through, in every energy."""
    pair = make_pair(seed, label, without_noise(scanner))
    clean, full = pair.scan(pair.clean), pair.scan(pair.hiding)
    made = SimulatedBackdrop(clean, pair.clean).project(np.random.default_rng(0), pair.find).scan
    lit = full.mended > 1e-4
    assert np.abs(made.mended / full.mended - 1)[lit].max() < 0.01
    for energy in range(2):
        bright = full.counts[energy] > 2000
        assert np.abs(made.counts[energy][bright] / full.counts[energy][bright] - 1).max() < 0.01
    assert np.min(full.mended[lit] / clean.mended[lit]) < 0.7, "nothing was there to be projected"


def test_boxes_and_detectability_are_those_of_a_simulation_but_the_origin_says_projected(make_pair: MakePair) -> None:
    pair = make_pair(3, "pistol", MOVED)
    full = pair.scan(pair.hiding)
    made = SimulatedBackdrop(pair.scan(pair.clean), pair.clean).project(np.random.default_rng(0), pair.find).scan
    assert made.annotations
    for ours, theirs in zip(made.annotations, full.annotations, strict=True):
        assert (ours.origin, theirs.origin) == (Origin.PROJECTED, Origin.SIMULATED)
        assert ours.box == pytest.approx(theirs.box)
        assert ours.detectability == pytest.approx(theirs.detectability, rel=0.01)
        assert ours.contrast is not None
        assert theirs.contrast is None


def test_noise_is_that_of_a_full_simulation(make_pair: MakePair) -> None:
    """Residues over the deviation that they should have; of what is only multiplied it is too small."""
    pair = make_pair(3, "person", NOISY)
    clean = pair.scan(pair.clean)
    without, expected = (
        pair.scan(each, scanner=without_noise(NOISY)).mended.astype(float) for each in (pair.clean, pair.hiding)
    )
    made = SimulatedBackdrop(clean, pair.clean).project(np.random.default_rng(0), pair.find).scan
    inside = (expected < 0.8 * without) & (without > 0.01)
    assert np.count_nonzero(inside) > 700
    deviation = np.sqrt(expected / NOISY.quanta + NOISY.electronics**2)
    multiplied = clean.counts[0] / NOISY.air_counts * expected / without
    spread = {
        name: float(np.std(((signal - expected) / deviation)[inside]))
        for name, signal in {
            "projected": made.counts[0] / NOISY.air_counts,
            "simulated": pair.scan(pair.hiding, seed=9).counts[0] / NOISY.air_counts,
            "multiplied": multiplied,
        }.items()
    }
    assert spread["projected"] == pytest.approx(spread["simulated"], abs=0.1)
    assert spread["projected"] == pytest.approx(1, abs=0.08)
    assert spread["multiplied"] < 0.85


def test_what_comes_from_the_sides_is_not_multiplied(make_pair: MakePair) -> None:
    """Behind a shield the signal is scatter alone: there, but for what the shield takes off its neighbours' scatter."""
    scattering = replace(without_noise(SCANNER), scatter=0.01)
    pair = make_pair(4, "dense_shield", scattering)
    clean, full = pair.scan(pair.clean), pair.scan(pair.hiding)
    made = SimulatedBackdrop(clean, pair.clean).project(np.random.default_rng(0), pair.find).scan
    straight = pair.scan(pair.hiding, scanner=without_noise(SCANNER)).mended
    dark = (straight < 1e-4) & (clean.mended > 0.01)
    assert np.count_nonzero(dark) > 50
    assert np.median(made.mended[dark] / full.mended[dark]) == pytest.approx(1, abs=0.4)
    assert np.median(clean.mended[dark] * straight[dark] / full.mended[dark]) < 0.1, "multiplied, it would be gone"


def test_rows_stripes_and_all_around_stay_as_they_are(make_pair: MakePair) -> None:
    scanner = replace(SCANNER, channels=0.1, dead_channels=40, gain=0.01, misfires=0.01)
    pair = make_pair(3, "person", scanner)
    clean = pair.scan(pair.clean)
    before = clean.counts.copy()
    made = SimulatedBackdrop(clean, pair.clean).project(np.random.default_rng(0), pair.find)
    assert np.array_equal(clean.counts, before)
    assert made.scan.counts.dtype == np.uint16
    assert np.array_equal(made.scan.air, clean.air)
    outside = np.ones(before.shape[1:], bool)
    outside[made.rows, made.columns] = False
    assert np.array_equal(made.scan.counts[:, outside], before[:, outside])
    dead = before[0].max(axis=1) == 0
    assert dead[made.rows].any()
    assert not made.scan.counts[0][dead].any()


def test_the_same_generator_gives_the_same_bits(make_pair: MakePair) -> None:
    pair = make_pair(3, "pistol", NOISY)
    backdrop = SimulatedBackdrop(pair.scan(pair.clean), pair.clean)
    first, second, other = (backdrop.project(np.random.default_rng(seed), pair.find).scan for seed in (1, 1, 2))
    assert np.array_equal(first.counts, second.counts)
    assert np.array_equal(first.mended, second.mended)
    assert not np.array_equal(first.counts, other.counts)
