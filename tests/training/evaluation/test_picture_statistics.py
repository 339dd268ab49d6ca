import numpy as np
import pytest

from cargoscope_training.evaluation.picture_statistics import LEVELS, medians, statistics


def wall(noise: float = 0.0, grey: float = 200.0, shape: tuple[int, int] = (300, 600)) -> np.ndarray:
    """An empty wall."""
    values = np.random.default_rng(1).normal(grey, noise, shape) if noise else np.full(shape, grey)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("noise", [2.0, 4.0, 8.0])
def test_noise_of_walls_is_that_of_the_walls(noise: float) -> None:
    """Its flattest tenth, so a little less; whole grey levels, so no finer than about one."""
    assert statistics(wall(noise), (5.0, 5.0)).wall_noise == pytest.approx(noise, rel=0.2)


def test_a_wall_that_fades_is_no_noise() -> None:
    fading = np.rint(np.linspace(160, 230, 600)[None, :].repeat(300, axis=0)).astype(np.uint8)
    assert statistics(fading, (5.0, 5.0)).wall_noise < 0.5


def test_shares_are_of_what_is_not_air() -> None:
    half = wall(grey=255.0)
    half[:, :300] = 200
    half[:, :150] = 2
    found = statistics(half, (5.0, 5.0))
    assert found.black == pytest.approx(0.5, abs=0.03)
    assert sum(found.histogram) == pytest.approx(1.0)
    assert len(found.histogram) == len(LEVELS) - 1


def test_stripes_have_their_power_along_the_way_that_they_repeat() -> None:
    stripes = wall()
    stripes[:, ::8] = 120
    found = statistics(stripes, (5.0, 5.0))
    assert max(found.along) > max(found.across) + 2


def test_pictures_are_compared_at_one_scale() -> None:
    """The same stripes, 80 mm apart, on pixels of two sizes."""
    fine, coarse = wall(shape=(300, 1600)), wall(shape=(300, 400))
    fine[:, (np.arange(1600) // 16) % 2 == 0] = 120
    coarse[:, (np.arange(400) // 4) % 2 == 0] = 120
    first, second = statistics(fine, (5.0, 2.5)), statistics(coarse, (5.0, 10.0))
    assert np.argmax(first.along) == np.argmax(second.along)


def test_medians_leave_out_what_is_unknown() -> None:
    bright, dark = statistics(wall(1.0), (5.0, 5.0)), statistics(wall(1.0, grey=20.0), (5.0, 5.0))
    assert medians([bright, dark], "wall_noise")[0, 0] == bright.wall_noise


def test_a_look_is_told_by_what_is_darkest_by_walls_and_by_air() -> None:
    """Air above, a load below; the load is darker than walls are."""
    grey = wall(grey=215.0)
    grey[:20], grey[150:] = 253, 9
    found = statistics(grey, (4.0, 8.0))
    assert (found.dark, found.wall, found.air) == (9.0, 215.0, 253.0)
    assert (found.row_mm, found.column_mm) == (4.0, 8.0)
