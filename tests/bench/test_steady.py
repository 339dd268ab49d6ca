"""The small edition of `make soak-steady`: ten stations for half a minute; and that memory which grows is found out."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from queue_bench import STATIONS, ready_made, serving
from steady_bench import is_steady, measure, windows
from tests.inference.conftest import SPECIFICATION, block_finder, write_release

ROUNDS, PERIOD_SECONDS = 9, 3.0
THIRD = 1 / 3
LOOSE = 0.08
"""Seconds are few, and some of what a process holds comes late: measured was 0.5 %. From one window to the other forty
scans pass, at 180 MB: what leaves half a MB a scan is found out."""


def test_ten_stations_are_served_and_memory_stays(tmp_path: Path) -> None:
    release = write_release(tmp_path / "blocks", block_finder(SPECIFICATION).SerializeToString())
    scans = [ready_made(tmp_path, 1, size=(320, 128))] * STATIONS
    with serving(tmp_path / "queue", release) as queue:
        measured = measure(queue, scans, ROUNDS, period=PERIOD_SECONDS, sampling=0.2)
    with closing(sqlite3.connect(tmp_path / "queue" / "cargoscope.sqlite")) as database:
        query = "SELECT count(*), count(problem) FROM inspections JOIN analyses USING (scan_id) WHERE state = 'waiting'"
        assert database.execute(query).fetchone() == (STATIONS * (ROUNDS + 1), 0)
    assert len(measured.flagged) == STATIONS * ROUNDS
    early, late = windows(measured.memory, THIRD, THIRD)
    assert early > 50
    assert is_steady(early, late, most=LOOSE), f"{early:.0f} MB in the second third, {late:.0f} MB in the last"


def half_an_hour(growth: float) -> Sequence[float]:
    """MB every two seconds: settling, then growing evenly by a share of what it is at five to ten minutes."""
    minutes = np.linspace(0.0, 30.0, 900)
    course = 600.0 * (1.0 + growth * (minutes - 7.5) / 20.0)
    noise = np.random.default_rng(1).normal(0.0, 15.0, course.shape)
    told: list[float] = np.where(minutes < 4.0, 400.0, course + noise).tolist()
    return told


@pytest.mark.parametrize(("growth", "steady"), [(0.0, True), (0.03, True), (0.07, False), (0.5, False), (-0.07, False)])
def test_what_grows_is_not_steady(growth: float, steady: bool) -> None:
    assert is_steady(*windows(half_an_hour(growth), 5 / 30, 5 / 30)) is steady


def test_the_first_minutes_and_single_peaks_do_not_count() -> None:
    memory = list(half_an_hour(0.0))
    memory[::10] = [900.0] * len(memory[::10])
    assert is_steady(*windows(memory, 5 / 30, 5 / 30))
