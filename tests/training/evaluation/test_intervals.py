import pytest

from cargoscope_training.evaluation.intervals import bootstrap_share, poisson_interval


# Garwood's table, two-sided 95 %.
@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (20, 12.217, 30.888)]
)
def test_counts_have_the_published_interval(count: int, low: float, high: float) -> None:
    assert poisson_interval(count, 1.0) == pytest.approx((low, high), abs=2e-3)


def test_more_scans_narrow_the_rate() -> None:
    assert poisson_interval(3, 100.0)[1] == pytest.approx(poisson_interval(3, 10.0)[1] / 10)


def test_scans_not_objects_are_drawn_anew() -> None:
    """Ten objects in one scan say less than ten in ten."""
    together = bootstrap_share([10, 0], [10, 10], seed=0)
    apart = bootstrap_share([1, 0] * 10, [1, 1] * 10, seed=0)
    assert together == (0.0, 1.0)
    assert apart[1] - apart[0] < 0.6


def test_nothing_measured_is_nothing_known() -> None:
    assert bootstrap_share([], [], seed=0) == (0.0, 1.0)
