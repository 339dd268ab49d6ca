import numpy as np

from cargoscope_training.finds import STRENGTH, evened


def test_metal_is_evened_out_and_its_packing_is_not() -> None:
    density = np.zeros((2, 4, 30), np.float32)
    density[0] = 0.5
    density[1, :, 10:] = np.linspace(3, 20, 20)
    made = [evened(np.random.default_rng(seed), density) for seed in range(40)]
    spreads = [float(np.ptp(each[1, :, 10:]) / each[1].max()) for each in made]
    assert min(spreads) < 0.1 < 0.8 < max(spreads)
    for each in made:
        assert np.array_equal(each[:, :, :10], density[:, :, :10])
        assert each[1].max() <= STRENGTH[1] * 20 * 1.01
        assert np.all(each[0, :, 10:] > 0)
