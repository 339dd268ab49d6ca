from dataclasses import replace
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.accounts import Role, add_account, find_account
from cargoscope_inference.storage.analyses import Analysis, find_analysis, late_pitch, reconsider, save_analysis
from cargoscope_inference.storage.claims import count_failure, give_back, hand_over, take_next
from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.decisions import decide, decisions_of
from cargoscope_inference.storage.events import events_of
from cargoscope_inference.storage.inspections import (
    Inspection,
    Place,
    State,
    Verdict,
    find_inspection,
    page_of_inspections,
)
from cargoscope_inference.storage.scans import StoredScan, add_description, add_scan
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.stations import Station, add_station, station_of_key
from cargoscope_models.policy import Policy, Rule

POLICY = Policy((Rule("cigarettes", ("2402",), flag=False, threshold=None),), 0.2)


def receive(connection: Connection, station: Station) -> StoredScan:
    return add_scan(connection, station, str(uuid4()), sha256="00" * 32, size=1, media_type="image/tiff")


def analysis(*found: str, not_penetrated: float = 0.0) -> Analysis:
    detections = [
        {"label": label, "score": 0.9, "box": [1, 2, 3, 4], "view": "side", "threshold": 0.5, "flagged": True}
        | {"facts": {"width_mm": 210.0}}
        for label in found
    ]
    view = {"name": "side", "quality": {"not_penetrated": not_penetrated}}
    thresholds = {"pistol": 0.5, "cigarettes": 0.5}
    return Analysis("ab" * 32, "second-light", "CPU", thresholds, list(thresholds), [view], detections, [{}], 12.0)


def wait_with(connection: Connection, station: Station, *found: str, not_penetrated: float = 0.0) -> Inspection:
    scan = receive(connection, station)
    taken = take_next(connection, "worker")
    assert taken == scan
    save_analysis(connection, scan, "worker", analysis(*found, not_penetrated=not_penetrated), POLICY)
    return look(connection, scan)


def look(connection: Connection, scan: StoredScan) -> Inspection:
    inspection = find_inspection(connection, scan.id)
    assert inspection is not None
    return inspection


@pytest.fixture
def officer(connection: Connection) -> Officer:
    add_account(connection, "ines", Role.OFFICER)
    account = find_account(connection, "ines")
    assert account is not None
    return Officer(account.id, account.name, account.role)


def test_scans_are_taken_in_the_order_in_which_they_came(connection: Connection, station: Station) -> None:
    first, second = receive(connection, station), receive(connection, station)
    assert [take_next(connection, "worker"), take_next(connection, "worker"), take_next(connection, "worker")] == [
        first,
        second,
        None,
    ]


def test_no_two_workers_take_the_same_scan(database: Database) -> None:
    with database.write() as connection:
        station = station_of_key(connection, add_station(connection, "gate-1"))
        assert station is not None
        for _ in range(20):
            receive(connection, station)
    start, taken = Barrier(4), []

    def work(claim: str) -> None:
        start.wait()
        for _ in range(5):
            with database.write() as connection:
                scan = take_next(connection, claim)
            assert scan is not None
            taken.append(scan.id)

    workers = [Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(taken)) == len(taken) == 20


def test_a_scan_without_flags_waits_for_an_officer(connection: Connection, station: Station) -> None:
    inspection = wait_with(connection, station)
    assert (inspection.state, inspection.flags, inspection.verdict) == (State.WAITING, [], None)


def test_what_was_not_penetrated_is_a_flag_of_its_own(connection: Connection, station: Station) -> None:
    inspection = wait_with(connection, station, not_penetrated=0.4)
    assert [(flag["label"], flag["score"], flag["box"]) for flag in inspection.flags] == [("not_penetrated", 0.4, None)]
    assert inspection.urgent


def test_a_worker_thought_dead_writes_no_second_result(connection: Connection, station: Station) -> None:
    scan = receive(connection, station)
    take_next(connection, "first worker")
    give_back(connection, "first worker")
    take_next(connection, "second worker")
    assert save_analysis(connection, scan, "first worker", analysis("pistol"), POLICY) is None
    assert look(connection, scan).state is State.ANALYSING
    assert save_analysis(connection, scan, "second worker", analysis(), POLICY) == ()
    assert not hand_over(connection, scan.id, "first worker", "is damaged")
    assert look(connection, scan).problem is None


def test_a_stop_of_the_service_is_no_failure(connection: Connection, station: Station) -> None:
    scan = receive(connection, station)
    for _ in range(5):
        take_next(connection, "worker")
        assert give_back(connection) == [scan.id]
    assert (look(connection, scan).state, look(connection, scan).failures) == (State.RECEIVED, 0)


def test_the_second_death_on_a_scan_hands_it_to_a_person(connection: Connection, station: Station) -> None:
    scan = receive(connection, station)
    take_next(connection, "worker 1")
    first = count_failure(connection, "worker 1", "the worker was ended by SIGSEGV")
    assert first is not None
    assert not first.handed_over
    take_next(connection, "worker 2")
    second = count_failure(connection, "worker 2", "the worker was ended by SIGKILL")
    assert second is not None
    assert second.handed_over
    inspection = look(connection, scan)
    assert (inspection.state, inspection.urgent) == (State.WAITING, True)
    assert inspection.problem == "analysis was tried 2 times; the last time the worker was ended by SIGKILL"
    assert find_analysis(connection, scan.id) is None


def test_a_death_without_a_scan_is_nobodys_failure(connection: Connection, station: Station) -> None:
    receive(connection, station)
    assert count_failure(connection, "worker", "the worker was ended by SIGKILL") is None


def test_the_queue_is_flagged_first_then_by_arrival(connection: Connection, station: Station) -> None:
    quiet = [wait_with(connection, station) for _ in range(3)]
    flagged = [wait_with(connection, station, "pistol") for _ in range(3)]
    expected = [inspection.scan.id for inspection in (*flagged, *quiet)]
    seen: list[str] = []
    after = None
    while page := page_of_inspections(connection, [State.WAITING], verdict=None, after=after, most=2):
        seen += [inspection.scan.id for inspection in page]
        after = Place(page[-1].urgent, page[-1].scan.sequence)
    assert seen == expected


def test_a_later_declaration_changes_the_flags(connection: Connection, station: Station) -> None:
    inspection = wait_with(connection, station, "cigarettes")
    assert inspection.urgent
    add_description(connection, station, inspection.scan.id, {"consignments": [{"hs": ["2402.20"]}]}, [])
    assert reconsider(connection, inspection, POLICY, because="declared anew")
    assert (look(connection, inspection.scan).flags, look(connection, inspection.scan).urgent) == ([], False)
    assert events_of(connection, inspection.scan.id)[-1].kind == "flags.changed"


def test_a_pitch_that_comes_late_has_the_scan_analysed_again(connection: Connection, station: Station) -> None:
    before = wait_with(connection, station, "pistol")
    scan = before.scan
    said = add_description(connection, station, scan.id, {"pitch": [4.1, 6.4]}, [])
    assert reconsider(connection, before, POLICY, because="said anew")
    taken_back = look(connection, scan)
    assert (taken_back.state, taken_back.flags) == (State.RECEIVED, before.flags)
    assert take_next(connection, "worker") == scan
    again = replace(analysis("pistol"), metadata_version=said.version, number=2)
    assert save_analysis(connection, scan, "worker", again, POLICY)
    after = look(connection, scan)
    assert (after.state, after.waiting_since) == (State.WAITING, before.waiting_since)
    # The same flags, but whoever has seen the old ones has to look again: what was measured is new.
    assert after.flags == before.flags
    assert after.flags_key != before.flags_key
    latest = find_analysis(connection, scan.id)
    assert latest is not None
    assert (latest.number, latest.metadata_version) == (2, said.version)
    assert not reconsider(connection, after, POLICY, because="said anew")


def test_a_pitch_that_comes_while_a_scan_is_analysed_is_not_lost(connection: Connection, station: Station) -> None:
    scan = receive(connection, station)
    take_next(connection, "worker")
    add_description(connection, station, scan.id, {"pitch": [4.1, 6.4]}, [])
    save_analysis(connection, scan, "worker", analysis(), POLICY)
    assert look(connection, scan).state is State.RECEIVED


@pytest.mark.parametrize("said", [{"lane": "2"}, {"pitch": [0.1, 0.1]}])
def test_what_tells_no_pitch_is_no_reason_to_analyse_again(
    connection: Connection, station: Station, said: dict[str, object]
) -> None:
    inspection = wait_with(connection, station, "pistol")
    add_description(connection, station, inspection.scan.id, said, [])
    assert not reconsider(connection, inspection, POLICY, because="said anew")
    assert look(connection, inspection.scan) == inspection


def test_a_pitch_that_comes_after_the_decision_is_told_and_not_used(
    connection: Connection, station: Station, officer: Officer
) -> None:
    inspection = wait_with(connection, station)
    key = inspection.flags_key
    decide(connection, inspection, officer, Verdict.HOLD, "seen", flags_key=key, confirmed={})
    add_description(connection, station, inspection.scan.id, {"pitch": [4.1, 6.4]}, [])
    decided = look(connection, inspection.scan)
    assert not reconsider(connection, decided, POLICY, because="said anew")
    latest = find_analysis(connection, decided.scan.id)
    assert latest is not None
    assert late_pitch(connection, decided.scan, latest) is not None


def test_flags_stay_where_the_second_analysis_fails(connection: Connection, station: Station) -> None:
    before = wait_with(connection, station, "pistol")
    add_description(connection, station, before.scan.id, {"pitch": [4.1, 6.4]}, [])
    reconsider(connection, before, POLICY, because="said anew")
    take_next(connection, "worker")
    assert hand_over(connection, before.scan.id, "worker", "is too large at this pitch")
    after = look(connection, before.scan)
    assert (after.state, after.urgent, after.problem) == (State.WAITING, True, "is too large at this pitch")
    assert (after.flags, after.flags_key) == (before.flags, before.flags_key)


def test_every_version_of_a_description_is_kept(connection: Connection, station: Station) -> None:
    versions = [
        add_description(connection, station, "a scan to come", body, []).version
        for body in ({"lane": "1"}, {"lane": "2"}, {"lane": "2"}, {"lane": "1"})
    ]
    assert versions == [1, 2, 2, 3]


def test_a_decision_keeps_what_was_confirmed(connection: Connection, station: Station, officer: Officer) -> None:
    inspection = wait_with(connection, station, "pistol", "cigarettes")
    decide(
        connection,
        inspection,
        officer,
        Verdict.HOLD,
        "looks like a pistol behind the door",
        flags_key=inspection.flags_key,
        confirmed={0: True},
    )
    (decision,) = decisions_of(connection, inspection.scan.id)
    assert [flag["confirmed"] for flag in decision.flags] == [True, None]
    after = look(connection, inspection.scan)
    assert (after.state, after.verdict) == (State.DECIDED, Verdict.HOLD)


def test_nothing_is_cleared_with_a_flag_left_open(connection: Connection, station: Station, officer: Officer) -> None:
    inspection = wait_with(connection, station, "pistol", "cigarettes")
    with pytest.raises(Refusal, match="flag 2 is neither confirmed nor rejected"):
        decide(
            connection,
            inspection,
            officer,
            Verdict.CLEAR,
            "nothing",
            flags_key=inspection.flags_key,
            confirmed={0: False},
        )


def test_flags_that_changed_meanwhile_are_looked_at_again(
    connection: Connection, station: Station, officer: Officer
) -> None:
    inspection = wait_with(connection, station, "pistol")
    with pytest.raises(Refusal, match="the flags have changed"):
        decide(connection, inspection, officer, Verdict.HOLD, "pistol", flags_key="another", confirmed={})


def test_only_a_referred_scan_is_decided_again(connection: Connection, station: Station, officer: Officer) -> None:
    inspection = wait_with(connection, station)
    for verdict in (Verdict.REFER, Verdict.CLEAR):
        now = look(connection, inspection.scan)
        decide(connection, now, officer, verdict, "seen", flags_key=now.flags_key, confirmed={})
    now = look(connection, inspection.scan)
    with pytest.raises(Refusal, match=r"ines has decided on this scan already \(clear\)"):
        decide(connection, now, officer, Verdict.HOLD, "seen", flags_key=now.flags_key, confirmed={})
