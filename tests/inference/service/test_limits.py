from uuid import uuid4

import pytest

from cargoscope_inference.service.limits import HOUR_SECONDS, Pace
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.storage.stations import Limits, Station

GATE = Station(1, "gate-1", "", "", None, Limits(scans_per_hour=3))


def test_a_key_without_a_limit_sends_what_it_likes() -> None:
    pace, free = Pace(clock=lambda: 0.0), Station(2, "gate-2", "", "", None)
    for _ in range(1000):
        pace.admit(free, uuid4())


def test_the_scan_after_the_last_has_to_wait_for_the_first_to_be_an_hour_old() -> None:
    seconds = [0.0]
    pace = Pace(clock=lambda: seconds[0])
    for moment in (0.0, 10.0, 20.0):
        seconds[0] = moment
        pace.admit(GATE, uuid4())
    seconds[0] = 30.5
    with pytest.raises(Problem, match="may send 3 scans an hour, and has begun as many") as refused:
        pace.admit(GATE, uuid4())
    assert refused.value.status == 429
    assert refused.value.headers == {"Retry-After": "3570"}
    seconds[0] = HOUR_SECONDS + 0.1
    pace.admit(GATE, uuid4())


def test_a_scan_that_is_sent_again_counts_once() -> None:
    pace, scan_id = Pace(clock=lambda: 0.0), uuid4()
    for _ in range(10):
        pace.admit(GATE, scan_id)
    pace.admit(GATE, uuid4())
    pace.admit(GATE, uuid4())
    with pytest.raises(Problem):
        pace.admit(GATE, uuid4())
    pace.admit(GATE, scan_id)


def test_a_limit_that_was_lowered_says_the_right_time() -> None:
    seconds = [0.0]
    pace = Pace(clock=lambda: seconds[0])
    for moment in (0.0, 10.0, 20.0):
        seconds[0] = moment
        pace.admit(GATE, uuid4())
    lowered = Station(1, "gate-1", "", "", None, Limits(scans_per_hour=1))
    with pytest.raises(Problem) as refused:
        pace.admit(lowered, uuid4())
    assert refused.value.headers == {"Retry-After": "3600"}
