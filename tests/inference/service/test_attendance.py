from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cargoscope_inference.service.attendance import Attendance
from cargoscope_inference.storage import clock
from cargoscope_inference.storage.clock import read_clock
from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.signs_of_life import Report, load_signs
from cargoscope_inference.storage.stations import Station, add_station, find_station, revoke_station

PROMISE = Report("waiting for a scan", waiting=0, refused=0, next_within_seconds=60.0)


class Ticking:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "cargoscope.sqlite")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def station(database: Database) -> Station:
    with database.write() as connection:
        add_station(connection, "gate-1")
        return find_station(connection, "gate-1")


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
def attendance(database: Database, ticking: Ticking) -> Attendance:
    return Attendance(database, silent_minutes=60, on_change=lambda: None, clock=ticking)


def events(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.exec_driver_sql("SELECT kind FROM events ORDER BY id").scalars())


def test_who_was_never_heard_is_not_missed(attendance: Attendance, station: Station, ticking: Ticking) -> None:
    ticking.seconds += 1e6
    presence = attendance.presence(station)
    assert (presence.sign, presence.silent) == (None, False)


@pytest.mark.parametrize(("report", "patience"), [(None, 3600), (PROMISE, 180)])
def test_a_station_falls_silent_by_what_is_expected_of_it(
    attendance: Attendance, station: Station, ticking: Ticking, report: Report | None, patience: float
) -> None:
    attendance.note(station, None, report)
    ticking.seconds += patience
    assert not attendance.presence(station).silent
    ticking.seconds += 1
    assert attendance.presence(station).silent
    attendance.note(station, None)
    assert not attendance.presence(station).silent


def test_silence_and_its_end_are_written_down_once(
    database: Database, attendance: Attendance, station: Station, ticking: Ticking
) -> None:
    attendance.note(station, None, PROMISE)
    for _ in range(3):
        attendance.write()
    ticking.seconds += 181
    for _ in range(3):
        attendance.write()
    assert attendance.silent == 1
    attendance.note(station, None)
    attendance.write()
    assert events(database) == ["station.added", "station.silent", "station.heard-again"]
    assert attendance.version == 3


def test_a_revoked_station_is_not_missed(
    database: Database, attendance: Attendance, station: Station, ticking: Ticking
) -> None:
    attendance.note(station, None, PROMISE)
    with database.write() as connection:
        revoke_station(connection, "gate-1")
        revoked = find_station(connection, "gate-1")
    ticking.seconds += 1e6
    assert not attendance.presence(revoked).silent


@pytest.mark.parametrize("years", [-60, -1, 1, 60])
def test_a_time_of_day_that_jumps_neither_raises_nor_hides_a_silence(
    attendance: Attendance, station: Station, ticking: Ticking, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    attendance.note(station, read_clock(datetime.now(UTC)), PROMISE)
    jumped = datetime.now(UTC) + timedelta(days=365 * years)

    class Jumped(datetime):
        @classmethod
        def now(cls, _zone=None):
            return jumped

    monkeypatch.setattr(clock, "datetime", Jumped)
    assert not attendance.presence(station).silent
    attendance.note(station, read_clock(datetime.now(UTC)))
    attendance.write()
    ticking.seconds += 181
    assert attendance.presence(station).silent
    sign = attendance.presence(station).sign
    assert sign is not None
    assert sign.clock_offset == pytest.approx(-years * 365 * 86400, abs=60)


def test_signs_outlast_a_restart(
    database: Database, attendance: Attendance, station: Station, ticking: Ticking
) -> None:
    attendance.note(station, read_clock(datetime.now(UTC) + timedelta(seconds=90)), PROMISE)
    attendance.write()
    again = Attendance(database, silent_minutes=60, on_change=lambda: None, clock=ticking)
    again.start()
    again.stop()
    presence = again.presence(station)
    assert presence.sign == attendance.presence(station).sign
    assert not presence.silent
    ticking.seconds += 181
    assert again.presence(station).silent


def test_a_thousand_signs_are_one_write(database: Database, attendance: Attendance, station: Station) -> None:
    for _ in range(1000):
        attendance.note(station, None)
    with database.read() as connection:
        assert load_signs(connection) == {}
    attendance.write()
    attendance.write()
    assert attendance.version == 1
    with database.read() as connection:
        assert load_signs(connection).keys() == {station.id}
