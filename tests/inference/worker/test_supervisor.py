import os
import sys
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from cargoscope_inference.engine.session import Provider
from cargoscope_inference.storage.claims import take_next
from cargoscope_inference.storage.inspections import Inspection, State, find_inspection
from cargoscope_inference.storage.scans import add_scan
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.store import Store
from cargoscope_inference.worker import supervisor
from cargoscope_inference.worker.settings import WorkerSettings
from cargoscope_inference.worker.supervisor import Supervisor

WORKER = """
import json, os, signal, sys
from cargoscope_inference.storage.claims import take_next
from cargoscope_inference.storage.store import Store
from cargoscope_inference.worker.settings import WorkerSettings

settings = WorkerSettings.from_json(sys.argv[1])
with Store(settings.folder).database.write() as connection:
    scan = take_next(connection, settings.claim)
if scan is None:
    sys.exit(0 if sys.stdin.buffer.read() else 0)
print(json.dumps({{"taken": scan.id}}), flush=True)
{end}
"""


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.01)


@pytest.fixture
def scan_id(store: Store, station: Station) -> str:
    with store.database.write() as connection:
        return add_scan(connection, station, str(uuid4()), sha256="00", size=1, media_type="image/tiff").id


def look(store: Store, scan_id: str) -> Inspection:
    with store.database.read() as connection:
        inspection = find_inspection(connection, scan_id)
    assert inspection is not None
    return inspection


class Watched:
    """A supervisor of a hand-made worker, and a way to wait until something is so."""

    def __init__(self, store: Store, folder: Path, end: str, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        (folder / "made_worker.py").write_text(WORKER.format(end=end))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *filter(None, sys.path)]))
        monkeypatch.setattr(supervisor, "PROCESS", "made_worker")
        settings = WorkerSettings(store.folder, folder, None, Provider.CPU, strict=False, claim="")
        self._store = store
        self._news = Event()
        self.supervisor = Supervisor(settings, store.database, self._news.set, seconds=seconds)

    def run_until(self, scan_id: str, state: State) -> Inspection:
        self.supervisor.start()
        try:
            while look(self._store, scan_id).state is not state:
                assert self._news.wait(30)
                self._news.clear()
        finally:
            self.supervisor.stop()
        return look(self._store, scan_id)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "the analysis process was ended by SIGKILL"),
        ("print(json.dumps({'fault': 'ValueError: nan'}), flush=True); sys.exit(1)", "failed (ValueError: nan)"),
        ("sys.exit(3)", "the analysis process ended with status 3"),
    ],
)
def test_a_scan_that_kills_two_workers_goes_to_a_person(
    store: Store, scan_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, reason: str
) -> None:
    watched = Watched(store, tmp_path, end, monkeypatch, seconds=60)
    inspection = watched.run_until(scan_id, State.WAITING)
    assert inspection.failures == 2
    assert reason in (inspection.problem or "")


def test_a_stuck_worker_is_killed(store: Store, scan_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(store, tmp_path, "sys.stdin.buffer.read()", monkeypatch, seconds=0.1)
    inspection = watched.run_until(scan_id, State.WAITING)
    assert inspection.problem == "analysis was tried 2 times; the last time it took longer than 0.1 s"


def test_a_stop_of_the_service_gives_the_scan_back(
    store: Store, scan_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(store, tmp_path, "sys.stdin.buffer.read()", monkeypatch, seconds=60)
    watched.run_until(scan_id, State.ANALYSING)
    inspection = look(store, scan_id)
    assert (inspection.state, inspection.failures) == (State.RECEIVED, 0)


def test_a_full_disk_is_not_the_scans_fault(
    store: Store, scan_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = f"""
marker = {str(tmp_path / "once")!r}
if os.path.exists(marker):
    os.kill(os.getpid(), signal.SIGKILL)
open(marker, "w").close()
print(json.dumps({{"excuse": "OSError: No space left on device"}}), flush=True)
sys.exit(1)"""
    watched = Watched(store, tmp_path, end, monkeypatch, seconds=60)
    # Ended three times: once excused, twice not.
    assert watched.run_until(scan_id, State.WAITING).failures == 2
    assert watched.supervisor.deaths == 2


def test_what_a_power_cut_left_is_taken_up_again(
    store: Store, scan_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.database.write() as connection:
        take_next(connection, "a worker of before")
    watched = Watched(store, tmp_path, "os.kill(os.getpid(), signal.SIGKILL)", monkeypatch, seconds=60)
    inspection = watched.run_until(scan_id, State.WAITING)
    assert inspection.failures == 2
