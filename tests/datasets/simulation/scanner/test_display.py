import numpy as np

from cargoscope_datasets.simulation.scanner.display import developed, display
from cargoscope_datasets.simulation.scanner.settings import Look


def signal() -> np.ndarray:
    """From dark to air, with an edge."""
    ramp = np.linspace(0, 1, 256, dtype=np.float32)
    plane = np.tile(ramp, (64, 1))
    plane[32:] *= np.float32(0.5)
    return plane


def test_the_plain_look_is_the_signal_in_eight_bits() -> None:
    assert np.array_equal(developed(signal(), Look()), np.rint(signal() * 255).astype(np.uint8))


def test_gamma_lifts_the_dark_and_clipping_whitens_air() -> None:
    plain = developed(signal(), Look())
    assert developed(signal(), Look(gamma=0.6))[5, 20] > 2 * plain[5, 20]
    clipped = developed(signal(), Look(black=0.1, white=0.9))
    assert (clipped == 0).sum() > 10 * (plain == 0).sum()
    assert (clipped[:32] == 255).mean() > 0.09


def test_sharpening_overshoots_at_an_edge_and_smoothing_softens_it() -> None:
    steps = [
        int(np.abs(np.diff(developed(signal(), look)[:, 200].astype(int))).max())
        for look in (Look(smoothing=1.0), Look(), Look(sharpening=0.8))
    ]
    assert steps == sorted(set(steps))


def test_local_contrast_spreads_what_is_flat() -> None:
    flat = np.full((256, 256), 0.5, np.float32)
    flat[::2] += np.float32(0.02)
    assert developed(flat, Look(local=1.0)).std() > 1.3 * developed(flat, Look()).std()


def test_a_poorer_jpeg_loses_more() -> None:
    noise = np.clip(np.random.default_rng(1).normal(0.5, 0.1, (64, 64)), 0, 1).astype(np.float32)
    lost = [np.abs(display(noise, Look(quality=q)).astype(int) - developed(noise, Look())).mean() for q in (95, 70)]
    assert 0 < lost[0] < lost[1]
