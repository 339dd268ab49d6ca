"""A store made by an earlier version opens in this one.

`store-0001.tar.xz` was made by the first version of the tables: three scans of gate-1, one held by ines, one that could
not be analysed, one not yet analysed.
"""

import hashlib
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from cargoscope_inference.storage.analyses import find_analysis
from cargoscope_inference.storage.decisions import decisions_of
from cargoscope_inference.storage.events import events_of
from cargoscope_inference.storage.inspections import State, Verdict, find_inspection
from cargoscope_inference.storage.removals import kept_scans
from cargoscope_inference.storage.scans import latest_description
from cargoscope_inference.storage.stations import list_stations
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.verifying import verify

FOLDER = Path(__file__).parent
HELD, DAMAGED, RECEIVED = (f"0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a1{number}" for number in range(3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with tarfile.open(FOLDER / "store-0001.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "store"


def tables_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names.fetchall()}


def test_everything_is_there_after_the_upgrade(folder: Path) -> None:
    store = Store(folder)
    store.database.migrate()
    with store.database.read() as connection:
        assert [each.name for each in list_stations(connection)] == ["gate-1"]
        held, damaged, received = (find_inspection(connection, scan_id) for scan_id in (HELD, DAMAGED, RECEIVED))
        assert held is not None
        assert damaged is not None
        assert received is not None
        assert (held.state, held.verdict, damaged.state, received.state) == (
            State.DECIDED,
            Verdict.HOLD,
            State.WAITING,
            State.RECEIVED,
        )
        assert damaged.problem == "the scan is damaged"
        assert [flag["label"] for flag in held.flags] == ["pistol"]
        analysis = find_analysis(connection, HELD)
        assert analysis is not None
        assert analysis.detections[0]["box"] == [1, 2, 3, 4]
        (decision,) = decisions_of(connection, HELD)
        assert (decision.officer, decision.reason) == ("ines", "a pistol by the doors")
        description = latest_description(connection, held.scan.station_id, HELD)
        assert description is not None
        assert description.body["consignments"][0]["goods"] == "bananas"
        kinds = [event.kind for event in events_of(connection, HELD)]
        assert kinds == ["scan.described", "scan.received", "scan.analysed", "scan.decided"]
        assert len(kept_scans(connection, {})) == 3
    content = store.originals.path(held.scan.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == held.scan.sha256
    assert verify(store, lambda *_: None).problems == []
    store.close()


def test_the_tables_of_before_are_copied_first(folder: Path) -> None:
    before = tables_of(folder / "cargoscope.sqlite")
    store = Store(folder)
    store.database.migrate()
    store.close()
    (copy,) = folder.glob("cargoscope.before-*.sqlite")
    assert tables_of(copy) == before
    after = tables_of(folder / "cargoscope.sqlite")
    assert {name: len(rows) for name, rows in before.items()} == {name: len(after[name]) for name in before}


def test_a_second_start_copies_nothing(folder: Path) -> None:
    copies = []
    for _ in range(2):
        store = Store(folder)
        store.database.migrate()
        store.close()
        copies.append(list(folder.glob("cargoscope.before-*.sqlite")))
        for copy in copies[-1]:
            copy.unlink()
    assert [len(each) for each in copies] == [1, 0]
