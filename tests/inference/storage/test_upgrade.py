"""A store made by an earlier version opens in this one.

`store-0001.tar.xz` was made by the first version of the tables: three scans of gate-1, one held by ines, one that could
not be analysed, one not yet analysed. Later ones are made by `make_store.py`, which says what is in them; that of the
present version is for the next one to open.
"""

import hashlib
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cargoscope_inference.service.keeping_streams import StreamKeeper
from cargoscope_inference.storage.analyses import find_analysis
from cargoscope_inference.storage.decisions import decisions_of
from cargoscope_inference.storage.events import events_of
from cargoscope_inference.storage.holds import place_hold, standing_holds
from cargoscope_inference.storage.inspections import State, Verdict, find_inspection
from cargoscope_inference.storage.looks import find_look
from cargoscope_inference.storage.removals import find_announcement, find_removal, kept_scans
from cargoscope_inference.storage.retaining import retain
from cargoscope_inference.storage.retention import Cause, RetentionRules
from cargoscope_inference.storage.scans import latest_description, parts_of
from cargoscope_inference.storage.signs_of_life import Sign, load_signs
from cargoscope_inference.storage.stations import NO_LIMITS, list_stations
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.uploads import uploads_of
from cargoscope_inference.storage.verifying import verify

from .make_store import (
    ANNOUNCED,
    CASE,
    CLEARED,
    CLOCK,
    CUT_SHORT,
    DAMAGED,
    FIRST,
    FOUND,
    GONE,
    GROWING,
    HOLDS_SINCE,
    LIMITS,
    MARK,
    REPORT,
    SECOND,
    TOP,
    TWO_VIEWS,
)

FOLDER = Path(__file__).parent
OLD_SCANS = tuple(f"0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a1{number}" for number in range(3))
OLD_HELD = OLD_SCANS[0]


def unpack(revision: str, to: Path) -> Path:
    with tarfile.open(FOLDER / f"store-{revision}.tar.xz") as archive:
        # Python 3.11.2, Debian's, has no filters yet; 3.12 warns where none is named.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(to)
    return to / "store"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return unpack("0001", tmp_path)


@pytest.fixture(params=["0004", "0005"])
def revision(request: pytest.FixtureRequest) -> str:
    """A version of the tables of which there is a store by `make_store.py`."""
    return str(request.param)


@pytest.fixture
def upgraded(revision: str, tmp_path: Path) -> Iterator[Store]:
    """The store of that version, opened by this one."""
    with closing(Store(unpack(revision, tmp_path))) as store:
        store.database.migrate()
        yield store


def tables_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names.fetchall()}


def test_everything_is_there_after_the_upgrade(folder: Path) -> None:
    store = Store(folder)
    store.database.migrate()
    with store.database.read() as connection:
        assert [each.name for each in list_stations(connection)] == ["gate-1"]
        held, damaged, received = (find_inspection(connection, scan_id) for scan_id in OLD_SCANS)
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
        analysis = find_analysis(connection, OLD_HELD)
        assert analysis is not None
        assert analysis.detections[0]["box"] == [1, 2, 3, 4]
        (decision,) = decisions_of(connection, OLD_HELD)
        assert (decision.officer, decision.reason) == ("ines", "a pistol by the doors")
        description = latest_description(connection, held.scan.station_id, OLD_HELD)
        assert description is not None
        assert description.body["consignments"][0]["goods"] == "bananas"
        kinds = [event.kind for event in events_of(connection, OLD_HELD)]
        assert kinds == ["scan.described", "scan.received", "scan.analysed", "scan.decided"]
        assert len(kept_scans(connection, {})) == 3
    content = store.originals.path(held.scan.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == held.scan.sha256
    assert verify(store, lambda *_: None).problems == []
    store.close()


@pytest.mark.parametrize("old", ["0001", "0004"])
def test_the_tables_of_before_are_copied_first(tmp_path: Path, old: str) -> None:
    folder = unpack(old, tmp_path)
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


def test_there_is_a_store_of_the_present_version(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "store")) as store:
        newest = store.database.newest_revision()
    assert (FOLDER / f"store-{newest}.tar.xz").exists(), "make it by make_store.py, for the next version to open"


def test_what_officers_see_is_there_after_the_upgrade(upgraded: Store) -> None:
    with upgraded.database.read() as connection:
        found = {each: find_inspection(connection, each) for each in (TWO_VIEWS, DAMAGED, CLEARED)}
        held, damaged, cleared = found.values()
        assert held is not None
        assert damaged is not None
        assert cleared is not None
        assert (held.verdict, damaged.state, cleared.verdict) == (Verdict.HOLD, State.WAITING, Verdict.CLEAR)
        assert held.problem == f"not all of this scan came; top: {CUT_SHORT}"
        assert [flag["label"] for flag in held.flags] == ["pistol"]
        (decision,) = decisions_of(connection, TWO_VIEWS)
        assert (decision.officer, decision.flags[0]["confirmed"]) == ("ines", True)
        analysis = find_analysis(connection, TWO_VIEWS)
        assert analysis is not None
        assert (analysis.number, analysis.metadata_version, analysis.detections) == (2, 2, [FOUND])
        description = latest_description(connection, held.scan.station_id, TWO_VIEWS)
        assert description is not None
        assert (description.version, description.body["pitch"], description.marks) == (2, [4.0, 5.0], [MARK])
        parts = parts_of(connection, TWO_VIEWS)
    assert [(part.view, part.problem) for part in parts] == [("side", None), ("top", CUT_SHORT)]
    assert [upgraded.originals.path(part.sha256).read_bytes() for part in parts] == [FIRST + SECOND, TOP]
    assert verify(upgraded, lambda *_: None).problems == []


def test_what_is_known_of_stations_is_there_after_the_upgrade(upgraded: Store) -> None:
    with upgraded.database.read() as connection:
        one, two = list_stations(connection)
        assert (one.name, one.limits, one.revoked_at) == ("gate-1", LIMITS, None)
        assert (two.name, two.limits, two.revoked_at is None) == ("gate-2", NO_LIMITS, False)
        assert load_signs(connection) == {one.id: Sign(CLOCK.sent_at, CLOCK.offset, REPORT)}
        uploads = [upload for each in (TWO_VIEWS, DAMAGED, GROWING) for upload in uploads_of(connection, each)]
        assert {upload.clock for upload in uploads} == {CLOCK}
        states = [(upload.view, upload.state.value, upload.is_entered) for upload in uploads]
    whole = ("side", "complete", True)
    assert states == [whole, ("top", "closed", True), whole, ("side", "open", False)]


def test_a_stream_goes_on_after_the_upgrade(upgraded: Store) -> None:
    keeper = StreamKeeper(upgraded)
    keeper.recover()
    with upgraded.database.read() as connection:
        (upload,) = uploads_of(connection, GROWING)
        look = find_look(connection, GROWING, "side")
    assert (upload.received, look.columns, look.detections[0]["label"]) == (len(FIRST), 12, "pistol")
    with keeper.open_file(upload, None) as file:
        file.write(SECOND)
        keeper.commit(upload, file)
        _, scan = keeper.complete(upload, file)
    assert scan is not None
    assert upgraded.originals.path(scan.sha256).read_bytes() == FIRST + SECOND


def test_holds_and_rules_go_on_after_the_upgrade(upgraded: Store, revision: str) -> None:
    ran = RetentionRules({Verdict.CLEAR: 30}, None, 7)
    if revision < HOLDS_SINCE:
        retain(upgraded, ran)
        with upgraded.database.write() as connection:
            place_hold(connection, CLEARED, CASE, "account ines")
    with upgraded.database.read() as connection:
        assert [(hold.scan_id, hold.reason) for hold in standing_holds(connection)] == [(CLEARED, CASE)]
        removal, announcement = find_removal(connection, GONE), find_announcement(connection, ANNOUNCED)
    if revision >= HOLDS_SINCE:
        assert removal is not None
        assert announcement is not None
        assert (removal.cause, announcement.cause) == (Cause.AGE, Cause.AGE)
