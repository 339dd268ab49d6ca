"""Keeps a worker running, and decides what its end means for the scan that it held."""

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Lock, Thread, Timer
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from cargoscope_inference.storage.claims import count_failure, give_back
from cargoscope_inference.storage.database import Database
from cargoscope_inference.worker.settings import WorkerSettings

PROCESS = "cargoscope_inference.worker.process"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a worker is started anew; doubled each time that it ended without a single result."""
SURROUNDINGS = {"MALLOC_TRIM_THRESHOLD_": str(128 << 20), "MALLOC_MMAP_THRESHOLD_": str(32 << 20)}
"""Of the worker. The next scan takes as much memory as the last one gave back, and fresh pages cost a tenth of its time
and more: so up to 128 MiB are kept. Arrays above 32 MiB, of scans larger than most, go back to the system at once."""

_log = structlog.get_logger(__name__)


class Supervisor:
    """Keeps one worker running, by a thread of its own.

    A worker that dies on a scan counts against the scan. One that is stopped with the service does not, nor does one
    that says that something else was at fault; after a power cut the next start of the service gives its scan back.

    Args:
        settings: of the worker; each gets a claim of its own.
        database: of the service.
        on_change: called, in the supervisor's thread, whenever the state of a scan or of the worker may have changed.
        seconds: what one scan may take before the worker counts as stuck, and is killed.
    """

    def __init__(
        self, settings: WorkerSettings, database: Database, on_change: Callable[[], None], *, seconds: float
    ) -> None:
        self._settings = settings
        self._database = database
        self._on_change = on_change
        self._seconds = seconds
        self._stopping = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._thread = Thread(target=self._keep_running, name="supervisor")
        self.worker: Mapping[str, Any] | None = None
        self.deaths = 0

    def start(self) -> None:
        """Give back what was cut off by the last end of the service, and start a worker."""
        with self._database.write() as connection:
            give_back(connection)
        self._thread.start()

    def wake(self) -> None:
        """Tell the worker that there may be a new scan."""
        with self._lock:
            if self._process is not None and self._process.stdin is not None:
                try:
                    os.write(self._process.stdin.fileno(), b"\n")
                except (BrokenPipeError, BlockingIOError):
                    # It is gone, and the next one looks by itself; or it has plenty of news to read.
                    return

    def stop(self) -> None:
        """End the worker, and give back what it was working on."""
        self._stopping.set()
        with self._lock:
            if self._process is not None:
                self._process.kill()
        self._thread.join()

    def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            claim = uuid.uuid4().hex
            try:
                results, end = self._run(claim)
            except OSError as error:
                _log.error("worker.not-started", error=str(error))
                results, end = 0, _End()
            self._settle_surely(claim, end)
            self._on_change()
            pause = FIRST_PAUSE if results else min(2 * pause, LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _run(self, claim: str) -> tuple[int, "_End"]:
        """Run one worker to its end; returns the number of its results, and how it ended."""
        with self._started(claim) as process:
            results, end = 0, _End()
            watch: Timer | None = None
            assert process.stdout is not None
            for line in process.stdout:
                message = json.loads(line)
                if watch is not None:
                    watch.cancel()
                    watch = None
                if "taken" in message:
                    watch = Timer(self._seconds, self._kill_stuck, [process, end])
                    watch.start()
                elif "ready" in message:
                    self.worker = message["ready"]
                    _log.info("worker.ready", **message["ready"])
                elif "done" in message:
                    results += 1
                else:
                    end.said.update(message)
                self._on_change()
            if watch is not None:
                watch.cancel()
            end.status = process.wait()
        return results, end

    @contextmanager
    def _started(self, claim: str) -> Iterator[subprocess.Popen[bytes]]:
        with self._lock:
            self._process = process = subprocess.Popen(
                [sys.executable, "-P", "-m", PROCESS, replace(self._settings, claim=claim).to_json()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | SURROUNDINGS,
                # Of its own, so that an interrupt from the terminal reaches the service alone, which then ends it.
                process_group=0,
            )
            assert process.stdin is not None
            os.set_blocking(process.stdin.fileno(), False)
            if self._stopping.is_set():
                process.kill()
        try:
            with process:
                yield process
        finally:
            with self._lock:
                self._process = None
            self.worker = None

    def _kill_stuck(self, process: subprocess.Popen[bytes], end: "_End") -> None:
        end.stuck = self._seconds
        process.kill()

    def _settle_surely(self, claim: str, end: "_End") -> None:
        """Settle, however long the disk is full; a stop of the service leaves it to the next start."""
        while True:
            try:
                return self._settle(claim, end)
            except OperationalError as error:
                _log.error("worker.not-settled", error=str(error))
                if self._stopping.wait(LONGEST_PAUSE):
                    return None

    def _settle(self, claim: str, end: "_End") -> None:
        """Decide what the end of a worker means for the scan that it may have held."""
        with self._database.write() as connection:
            if self._stopping.is_set() or "excuse" in end.said:
                give_back(connection, claim)
                return
            failure = count_failure(connection, claim, end.in_words())
        self.deaths += 1
        scan = None if failure is None else failure.scan_id
        _log.error("worker.died", how=end.in_words(), scan=scan, handed_over=bool(failure and failure.handed_over))


class _End:
    """How a worker ended."""

    def __init__(self) -> None:
        self.status = 0
        self.stuck: float | None = None
        self.said: dict[str, str] = {}

    def in_words(self) -> str:
        if self.stuck is not None:
            return f"it took longer than {self.stuck:g} s"
        if "fault" in self.said:
            return f"the analysis failed ({self.said['fault']})"
        if self.status < 0:
            return f"the analysis process was ended by {signal.Signals(-self.status).name}"
        return f"the analysis process ended with status {self.status}"
