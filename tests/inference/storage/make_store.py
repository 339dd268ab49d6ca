"""Makes a small store of one version of the tables, for the tests that a later version opens it.

    python -m tests.inference.storage.make_store 0005

Writes `store-0005.tar.xz` beside itself. To be run when a version of the tables is new, and never again for that one:
what is opened later is to have been written by the code of then. (0004 is an exception: its store was made when 0005
was there already, by the code of 0005 on the tables of 0004. For older tables that code does not fit.)
"""

import sys
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config

from cargoscope_inference.service.keeping_streams import StreamKeeper
from cargoscope_inference.storage import migrations
from cargoscope_inference.storage.accounts import Role, add_account, find_account
from cargoscope_inference.storage.analyses import Analysis, reconsider, save_analysis
from cargoscope_inference.storage.claims import hand_over, take_next
from cargoscope_inference.storage.clock import ClockReading
from cargoscope_inference.storage.decisions import decide
from cargoscope_inference.storage.holds import place_hold
from cargoscope_inference.storage.inspections import Verdict, find_inspection
from cargoscope_inference.storage.looks import save_look
from cargoscope_inference.storage.retaining import retain
from cargoscope_inference.storage.retention import RetentionRules
from cargoscope_inference.storage.scans import Part, add_description
from cargoscope_inference.storage.sessions import Officer, start_session
from cargoscope_inference.storage.signs_of_life import Report, Sign, save_signs
from cargoscope_inference.storage.stations import Limits, Station, add_station, find_station, revoke_station
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.uploads import Upload, add_whole, enter_if_whole, find_upload, open_upload
from cargoscope_models.policy import Policy

TWO_VIEWS, DAMAGED, GROWING, CLEARED, GONE, ANNOUNCED = (
    f"5d1d1c0e-8a54-4f0c-9a0c-7a2b1f0e6c0{number}" for number in range(6)
)
"""Scans: of two views, held; that cannot be analysed; still coming in; cleared. From 0005 on also one whose bytes a
rule has removed, and one whose bytes are going to go."""
HOLDS_SINCE = "0005"
LIMITS = Limits(scans_per_hour=120, largest_scan=5_000_000)
REPORT = Report("sends", 2, 1, 60.0)
CLOCK = ClockReading("2026-11-27T08:00:00.000000Z", -1.5)
FIRST, SECOND, TOP = b"the first columns, ", b"and the rest of them", b"half of the view from above"
CUT_SHORT = "the station gave it up"
COLUMNS = "application/vnd.cargoscope.columns"
CASE = "case 7 of the court of Lindau"
POLICY = Policy((), 0.5)
MARK = {"field": "pitch", "text": "it came late"}
FOUND = {"label": "pistol", "score": 0.9, "box": [1, 2, 3, 4], "view": "side", "threshold": 0.5, "facts": {}}


def main(revision: str) -> None:
    """Make the store of one version."""
    with tempfile.TemporaryDirectory() as folder:
        with closing(Store(Path(folder) / "store")) as store:
            _make_tables(store, revision)
            fill(store, revision)
        for lock in Path(folder).rglob("*.lock"):
            lock.unlink()
        with tarfile.open(Path(__file__).with_name(f"store-{revision}.tar.xz"), "w:xz") as archive:
            archive.add(Path(folder) / "store", "store")


def _make_tables(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    with store.database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def fill(store: Store, revision: str) -> None:
    """Put in something of everything that this version of the tables can hold."""
    with store.database.write() as connection:
        add_station(connection, "gate-1", LIMITS)
        add_station(connection, "gate-2")
        revoke_station(connection, "gate-2")
        add_account(connection, "ines", Role.OFFICER)
        account, gate = find_account(connection, "ines"), find_station(connection, "gate-1")
        assert account is not None
        start_session(connection, account.id, account.name)
        save_signs(connection, {gate.id: Sign(CLOCK.sent_at, CLOCK.offset, REPORT)}, [gate.id])
    officer = Officer(account.id, account.name, account.role)
    _two_views(store, gate, officer)
    _whole(store, gate, DAMAGED)
    _whole(store, gate, CLEARED, officer)
    _stream(store, gate, GROWING, "side", FIRST)
    with store.database.write() as connection:
        save_look(connection, _upload(store, GROWING, "side"), 12, [FOUND | {"flagged": True}])
    if revision >= HOLDS_SINCE:
        _under_rules(store, gate, officer)


def _two_views(store: Store, gate: Station, officer: Officer) -> None:
    """Streams of two views, one of which was given up; described and analysed twice; held."""
    keeper, described = StreamKeeper(store), {"views": ["side", "top"]}
    with store.database.write() as connection:
        add_description(connection, gate, TWO_VIEWS, described, [])
    _stream(store, gate, TWO_VIEWS, "side", FIRST, SECOND)
    _stream(store, gate, TWO_VIEWS, "top", TOP)
    side, top = (_upload(store, TWO_VIEWS, view) for view in ("side", "top"))
    keeper.complete(side, keeper.open_file(side, None))
    keeper.close(top, None, CUT_SHORT)
    _analyse(store, TWO_VIEWS, number=1)
    with store.database.write() as connection:
        add_description(connection, gate, TWO_VIEWS, described | {"pitch": [4.0, 5.0]}, [MARK])
        waiting = find_inspection(connection, TWO_VIEWS)
        assert waiting is not None
        reconsider(connection, waiting, POLICY, because="the pitch")
    _analyse(store, TWO_VIEWS, number=2)
    _decide(store, TWO_VIEWS, officer, Verdict.HOLD, {0: True})


def _under_rules(store: Store, gate: Station, officer: Officer) -> None:
    """One scan under a hold, one that a rule has removed, one that is announced."""
    rules, now = RetentionRules({Verdict.CLEAR: 30}, None, 7), datetime.now(UTC)
    with store.database.write() as connection:
        place_hold(connection, CLEARED, CASE, "account ines")
    _whole(store, gate, GONE, officer)
    for days in range(1, 40):
        retain(store, rules, now + timedelta(days=days))
    _whole(store, gate, ANNOUNCED, officer)
    retain(store, rules, now + timedelta(days=40))


def _whole(store: Store, gate: Station, scan_id: str, officer: Officer | None = None) -> None:
    """A scan in one piece that cannot be analysed; cleared where an officer is named."""
    with store.originals.receive() as incoming:
        incoming.write(scan_id.encode())
        incoming.keep()
    with store.database.write() as connection:
        add_whole(connection, gate, scan_id, Part("side", incoming.sha256, incoming.size, "image/tiff"), CLOCK)
        enter_if_whole(connection, scan_id)
        take_next(connection, "worker")
        hand_over(connection, scan_id, "worker", "the scan is damaged")
    if officer is not None:
        _decide(store, scan_id, officer, Verdict.CLEAR, {})


def _stream(store: Store, gate: Station, scan_id: str, view: str, *pieces: bytes) -> None:
    """A stream with these pieces on disk."""
    keeper = StreamKeeper(store)
    store.streams.make(scan_id, view)
    with store.database.write() as connection:
        open_upload(connection, gate, scan_id, view, media_type=COLUMNS, length=None, clock=CLOCK)
    for piece in pieces:
        upload = _upload(store, scan_id, view)
        with keeper.open_file(upload, None) as file:
            file.write(piece)
            keeper.commit(upload, file)


def _upload(store: Store, scan_id: str, view: str) -> Upload:
    with store.database.read() as connection:
        upload = find_upload(connection, scan_id, view)
    assert upload is not None
    return upload


def _analyse(store: Store, scan_id: str, *, number: int) -> None:
    views = [{"name": view, "quality": {"not_penetrated": 0.1}} for view in ("side", "top")]
    frames = [{"width": 40, "height": 30, "scale": 1.0}] * 2
    analysis = Analysis(
        "ab" * 32, "third-light", "CPU", {"pistol": 0.5}, ["pistol"], views, [FOUND], frames, 12.5, number, number
    )
    with store.database.write() as connection:
        scan = take_next(connection, "worker")
        assert scan is not None
        assert scan.id == scan_id
        assert save_analysis(connection, scan, "worker", analysis, POLICY) is not None


def _decide(store: Store, scan_id: str, officer: Officer, verdict: Verdict, confirmed: dict[int, bool]) -> None:
    with store.database.write() as connection:
        waiting = find_inspection(connection, scan_id)
        assert waiting is not None
        decide(connection, waiting, officer, verdict, "seen", flags_key=waiting.flags_key, confirmed=confirmed)


if __name__ == "__main__":
    main(sys.argv[1])
