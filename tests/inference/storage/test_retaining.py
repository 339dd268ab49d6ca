from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.accounts import Role, add_account, find_account
from cargoscope_inference.storage.claims import hand_over, take_next
from cargoscope_inference.storage.decisions import decide
from cargoscope_inference.storage.events import events_of
from cargoscope_inference.storage.holds import find_hold, place_hold, release_hold, standing_holds
from cargoscope_inference.storage.inspections import Verdict, find_inspection
from cargoscope_inference.storage.removals import find_announcement, find_removal
from cargoscope_inference.storage.retaining import plan_for, retain
from cargoscope_inference.storage.retention import RetentionRules
from cargoscope_inference.storage.scans import Part, StoredScan, add_scan
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.stations import add_station, list_stations, station_of_key
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.tables import parts
from cargoscope_inference.storage.uploads import add_whole
from cargoscope_inference.storage.verifying import verify

RULES = RetentionRules({Verdict.CLEAR: 30}, None, 7)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
Receive = Callable[..., StoredScan]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    store.database.migrate()
    return store


@pytest.fixture
def receive(store: Store) -> Receive:
    """Takes in a scan, and has an officer decide on it."""
    with store.database.write() as connection:
        station = station_of_key(connection, add_station(connection, "gate-1"))
        add_account(connection, "ines", Role.OFFICER)
        account = find_account(connection, "ines")
    assert station is not None
    assert account is not None
    officer = Officer(account.id, account.name, account.role)

    def receive_scan(verdict: Verdict | None = Verdict.CLEAR, content: bytes | None = None) -> StoredScan:
        scan_id = str(uuid4())
        content = content or scan_id.encode()
        sha256 = keep(store, content)
        with store.database.write() as connection:
            size = len(content)
            scan = add_scan(connection, station, scan_id, sha256=sha256, size=size, media_type="image/tiff")
            take_next(connection, "worker")
            hand_over(connection, scan_id, "worker", "the scan is damaged")
            if verdict is not None:
                inspection = find_inspection(connection, scan_id)
                assert inspection is not None
                decide(connection, inspection, officer, verdict, "seen", flags_key="none", confirmed={})
        folder = store.pictures / scan_id[:2]
        folder.mkdir(exist_ok=True)
        (folder / f"{scan_id}.plain.jpg").write_bytes(b"picture")
        return scan

    return receive_scan


def run_daily(store: Store, first: int, last: int) -> int:
    return sum(retain(store, RULES, NOW + day * DAY).removed for day in range(first, last + 1))


def keep(store: Store, content: bytes) -> str:
    with store.originals.receive() as incoming:
        incoming.write(content)
        incoming.keep()
    return incoming.sha256


def original(store: Store, scan: StoredScan) -> Path:
    return store.originals.path(scan.sha256)


def test_a_cleared_scan_is_announced_then_goes_and_its_record_stays(store: Store, receive: Receive) -> None:
    scan = receive()
    assert run_daily(store, 1, 24) == 0
    with store.database.read() as connection:
        announced = find_announcement(connection, scan.id)
    assert announced is not None
    assert original(store, scan).exists()
    assert run_daily(store, 25, 32) == 1
    assert not original(store, scan).exists()
    assert list(store.pictures.rglob("*.jpg")) == []
    with store.database.read() as connection:
        assert find_announcement(connection, scan.id) is None
        assert find_removal(connection, scan.id) is not None
        inspection = find_inspection(connection, scan.id)
        removed = [event for event in events_of(connection, scan.id) if event.kind == "scan.removed"]
    assert inspection is not None
    assert inspection.verdict is Verdict.CLEAR
    assert [event.details["originals"] for event in removed] == [{scan.sha256: scan.size}]
    assert removed[0].details["rule"] == "age"
    assert verify(store, lambda *_: None).problems == []


def test_undecided_referred_and_other_verdicts_stay(store: Store, receive: Receive) -> None:
    kept = [receive(None), receive(Verdict.REFER), receive(Verdict.HOLD)]
    assert run_daily(store, 1, 60) == 0
    assert all(original(store, scan).exists() for scan in kept)


def test_a_hold_keeps_a_scan_and_its_release_announces_it_first(store: Store, receive: Receive) -> None:
    scan = receive()
    run_daily(store, 1, 29)
    with store.database.write() as connection:
        place_hold(connection, scan.id, "case 17", "account ada")
        assert find_announcement(connection, scan.id) is None
        assert [hold.reason for hold in standing_holds(connection)] == ["case 17"]
        with pytest.raises(Refusal, match="under a hold already"):
            place_hold(connection, scan.id, "case 18", "account ada")
    assert run_daily(store, 30, 60) == 0
    with store.database.write() as connection:
        release_hold(connection, scan.id, "account ada")
        assert find_hold(connection, scan.id) is None
        with pytest.raises(Refusal, match="under no hold"):
            release_hold(connection, scan.id, "account ada")
    assert [retain(store, RULES, NOW + day * DAY).removed for day in range(61, 70)] == [0] * 7 + [1, 0]


def test_bytes_that_another_scan_still_needs_stay(store: Store, receive: Receive) -> None:
    first, second = receive(content=b"the same"), receive(None, content=b"the same")
    assert run_daily(store, 1, 40) == 1
    with store.database.read() as connection:
        assert find_removal(connection, first.id) is not None
    assert original(store, second).read_bytes() == b"the same"


def test_all_views_of_a_scan_go_and_a_view_that_still_waits_for_others_keeps_its_bytes(
    store: Store, receive: Receive
) -> None:
    scan = receive(content=b"first view")
    contents = {"top": b"second view", "back": b"also of a scan that is not whole"}
    with store.database.write() as connection:
        for view, content in contents.items():
            sha256 = keep(store, content)
            row = {
                "scan_id": scan.id,
                "view": view,
                "sha256": sha256,
                "bytes": len(content),
                "media_type": "image/tiff",
            }
            connection.execute(insert(parts).values(row))
        (station,) = list_stations(connection)
        sha256 = keep(store, contents["back"])
        add_whole(connection, station, str(uuid4()), Part("side", sha256, len(contents["back"]), "image/tiff"))
    run_daily(store, 1, 40)
    left = [path.read_bytes() for path in (store.folder / "originals").rglob("*") if path.is_file()]
    assert left == [contents["back"]]
    assert verify(store, lambda *_: None).originals == 1


def test_a_clock_that_jumps_ten_years_removes_nothing(store: Store, receive: Receive) -> None:
    scan = receive()
    run_daily(store, 1, 3)
    jumped = retain(store, RULES, NOW + 3650 * DAY)
    assert (jumped.removed, jumped.plan.restarted) == (0, True)
    # It is found out and put right.
    assert retain(store, RULES, NOW + 5 * DAY).removed == 0
    assert original(store, scan).exists()


def test_a_run_that_was_cut_short_is_finished_by_the_next(
    store: Store, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = receive()
    run_daily(store, 1, 30)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            retain(store, RULES, NOW + 31 * DAY)
    assert original(store, scan).exists()
    assert retain(store, RULES, NOW + 32 * DAY).freed > 0
    assert not original(store, scan).exists()


def test_a_dry_run_changes_nothing(store: Store, receive: Receive) -> None:
    scan = receive()
    run_daily(store, 1, 30)
    assert [due.scan.scan_id for due in plan_for(store, RULES, NOW + 31 * DAY).remove] == [scan.id]
    assert original(store, scan).exists()


@pytest.mark.parametrize(
    "change", ["UPDATE removals SET cause = 'budget'", "DELETE FROM removals", "DELETE FROM holds"]
)
def test_what_was_removed_and_held_stays_written_down(store: Store, receive: Receive, change: str) -> None:
    held = receive(None)
    receive()
    run_daily(store, 1, 40)
    with store.database.write() as connection:
        place_hold(connection, held.id, "case 17", "account ada")
    with pytest.raises(IntegrityError, match="as they were written"), store.database.write() as connection:
        connection.execute(text(change))


def test_verify_names_what_is_missing_and_what_is_damaged(store: Store, receive: Receive) -> None:
    missing, damaged, sound = receive(), receive(), receive()
    original(store, missing).unlink()
    original(store, damaged).write_bytes(b"other")
    looked_at: list[int] = []
    found = verify(store, lambda size, _: looked_at.append(size))
    assert (found.originals, sum(looked_at)) == (3, found.bytes)
    assert [problem.partition(":")[0].split()[1] for problem in found.problems] == [missing.id, damaged.id]
    assert "is missing" in found.problems[0]
    assert "has other bytes now" in found.problems[1]
    assert sound.id not in "".join(found.problems)
