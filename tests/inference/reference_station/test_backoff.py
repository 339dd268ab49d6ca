import random

import pytest

from cargoscope_inference.reference_station.backoff import LONGEST_ASKED_SECONDS, Backoff


def waits(backoff: Backoff, count: int) -> list[float]:
    return [backoff.fail() for _ in range(count)]


def test_waits_are_drawn_from_nought_to_a_bound_that_doubles() -> None:
    drawn = [waits(Backoff(longest=20.0, rng=random.Random(seed)), 8) for seed in range(300)]
    for number, bound in enumerate([1, 2, 4, 8, 16, 20, 20, 20]):
        column = [each[number] for each in drawn]
        assert min(column) < 0.05 * bound
        assert 0.95 * bound < max(column) <= bound


def test_two_stations_do_not_come_back_together() -> None:
    assert len({round(Backoff().fail(), 6) for _ in range(100)}) > 90


def test_what_went_well_begins_anew() -> None:
    backoff = Backoff(longest=1000.0)
    waits(backoff, 10)
    backoff.succeed()
    assert backoff.fail() <= 1.0


@pytest.mark.parametrize(("asked", "least"), [(30.0, 30.0), (1e9, LONGEST_ASKED_SECONDS)])
def test_the_service_may_ask_for_patience(asked: float, least: float) -> None:
    assert least <= Backoff(longest=5.0).fail(asked) <= least + 5.0


def test_a_day_of_failures_stays_bounded() -> None:
    assert all(wait <= 120.0 for wait in waits(Backoff(), 5000))
