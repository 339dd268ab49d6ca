"""Which stations are heard, and which have fallen silent.

A request costs an entry in memory; the database is written at most once in some seconds, for all stations together.
How long a station that was heard since the start has been silent is measured by a clock that nobody can set, so that a
jump of the time of day neither raises a warning nor hides one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event, Lock, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from cargoscope_inference.storage.clock import ClockReading, now
from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.signs_of_life import Report, Sign, load_signs, save_signs
from cargoscope_inference.storage.stations import Station, list_stations

WRITE_SECONDS = 5.0
MISSED = 3
"""A station that has missed as many of the signs that it promised is silent."""
SHORTEST_SILENCE_SECONDS = 30.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Presence:
    """How a station is heard.

    Attributes:
        sign: its latest, or None where it never was.
        silent: it should have been heard again by now.
    """

    sign: Sign | None
    silent: bool


NEVER_HEARD = Presence(None, silent=False)


class Attendance:
    """Keeps the signs of life of all stations; may be used by many threads.

    Args:
        database: of the service.
        silent_minutes: after which a station that promises no signs counts as silent.
        on_change: called, in a thread of its own, when what an administrator sees may have changed.
        clock: seconds that only grow.

    Attributes:
        version: grows with every change that an administrator may want to see.
    """

    def __init__(
        self,
        database: Database,
        *,
        silent_minutes: float,
        on_change: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._silent_seconds = silent_minutes * 60
        self._on_change = on_change
        self._clock = clock
        self._started = clock()
        self._lock = Lock()
        self._signs: dict[int, Sign] = {}
        self._heard: dict[int, float] = {}
        self._unwritten: set[int] = set()
        self._silent: set[str] = set()
        self._stopping = Event()
        self._thread = Thread(target=self._keep_writing, name="attendance")
        self.version = 0

    def start(self) -> None:
        """Read what was kept, and begin to keep."""
        with self._database.read() as connection:
            self._signs = load_signs(connection)
        self._thread.start()

    def stop(self) -> None:
        """Write what is left to write."""
        self._stopping.set()
        self._thread.join()
        self._try_to_write()

    def note(self, station: Station, reading: ClockReading | None, report: Report | None = None) -> None:
        """A station was heard."""
        with self._lock:
            known = self._signs.get(station.id, Sign(""))
            sign = replace(known, seen_at=now(), clock_offset=known.clock_offset if reading is None else reading.offset)
            self._signs[station.id] = sign if report is None else replace(sign, report=report)
            self._heard[station.id] = self._clock()
            self._unwritten.add(station.id)

    def presence(self, station: Station) -> Presence:
        """How a station is heard. Who may not send any more is never missed."""
        with self._lock:
            sign, heard = self._signs.get(station.id), self._heard.get(station.id)
        if sign is None:
            return NEVER_HEARD
        seconds = self._clock() - (self._started if heard is None else heard)
        if heard is None:
            # From before this start: the time of day is all there is, and it may have jumped.
            seconds = max(seconds, (datetime.now(UTC) - datetime.fromisoformat(sign.seen_at)).total_seconds())
        return Presence(sign, silent=station.revoked_at is None and seconds > self._patience(sign.report))

    @property
    def silent(self) -> int:
        """How many stations have fallen silent."""
        return len(self._silent)

    def write(self) -> None:
        """Write what has come since the last time, and who has fallen silent or was heard again.

        Raises:
            SQLAlchemyError: it cannot be written now; it is kept for the next time.
        """
        with self._database.read() as connection:
            stations = list_stations(connection)
        silent = {station.name for station in stations if self.presence(station).silent}
        with self._lock:
            unwritten, signs = set(self._unwritten), dict(self._signs)
        if not unwritten and silent == self._silent:
            return
        with self._database.write() as connection:
            save_signs(connection, signs, unwritten)
            for name in sorted(silent ^ self._silent):
                kind = "station.silent" if name in silent else "station.heard-again"
                record(connection, kind, SERVICE, station=name)
        with self._lock:
            self._unwritten -= {each for each in unwritten if self._signs[each] is signs[each]}
        for name in sorted(silent - self._silent):
            _log.warning("station.silent", station=name)
        self._silent = silent
        self.version += 1
        self._on_change()

    def _patience(self, report: Report | None) -> float:
        if report is None:
            return self._silent_seconds
        return max(MISSED * report.next_within_seconds, SHORTEST_SILENCE_SECONDS)

    def _keep_writing(self) -> None:
        while not self._stopping.wait(WRITE_SECONDS):
            self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            self.write()
        except SQLAlchemyError as error:
            # A full disk, most likely; signs of life are the last thing to stop a service for.
            _log.warning("attendance.not-written", error=str(error))
