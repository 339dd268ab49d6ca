"""Where every scan stands: received -> analysing -> waiting -> decided.

A scan is handed to a person (state waiting) with flags, without flags, or with the problem that kept it from being
analysed. No function here clears one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, tuple_, update

from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.scans import NO_FLAGS, StoredScan, parts_of, shortfalls
from cargoscope_inference.storage.tables import inspections, scans, stations
from cargoscope_models.policy import Flag


class State(StrEnum):
    """How far a scan has come."""

    RECEIVED = "received"
    ANALYSING = "analysing"
    WAITING = "waiting"
    DECIDED = "decided"


class Verdict(StrEnum):
    """What an officer decides."""

    CLEAR = "clear"
    HOLD = "hold"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Inspection:
    """A row of the queue.

    Attributes:
        scan: what was received.
        state: how far it has come.
        failures: how often analysis has ended without a result, through the scan's own fault.
        problem: why it could not be analysed, or None.
        flags: what the policy raises, as `flag_as_json` writes them.
        flags_key: changes whenever the flags do, or what they were raised by.
        urgent: something is flagged, or it could not be analysed.
        verdict: the latest, once decided.
        waiting_since: when it came to the officers.
        decided_at: when the latest decision was made.
    """

    scan: StoredScan
    state: State
    failures: int
    problem: str | None
    flags: Sequence[Mapping[str, Any]]
    flags_key: str
    urgent: bool
    verdict: Verdict | None
    waiting_since: str | None
    decided_at: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of the queue: flagged first, then by arrival."""

    urgent: bool
    sequence: int


def find_inspection(connection: Connection, scan_id: str) -> Inspection | None:
    """Where one scan stands."""
    row = connection.execute(_query().where(scans.c.id == scan_id)).one_or_none()
    return None if row is None else _inspection(row)


def page_of_inspections(
    connection: Connection, states: Sequence[State], *, verdict: Verdict | None, after: Place | None, most: int
) -> list[Inspection]:
    """Part of the queue, in order.

    Args:
        connection: to read by.
        states: in which the scans are.
        verdict: only those with this one.
        after: the place of the last that is known already.
        most: how many.
    """
    query = _query().where(inspections.c.state.in_([state.value for state in states]))
    if verdict is not None:
        query = query.where(inspections.c.verdict == verdict.value)
    if after is not None:
        place = tuple_(-inspections.c.urgent, inspections.c.sequence)
        query = query.where(place > tuple_(-int(after.urgent), after.sequence))
    query = query.order_by(inspections.c.urgent.desc(), inspections.c.sequence).limit(most)
    return [_inspection(row) for row in connection.execute(query)]


def newest_decided(connection: Connection, *, most: int) -> list[Inspection]:
    """What was decided last, newest first; what was referred is not done with."""
    query = _query().where(inspections.c.state == "decided", inspections.c.verdict != "refer")
    query = query.order_by(inspections.c.decided_at.desc(), inspections.c.sequence.desc()).limit(most)
    return [_inspection(row) for row in connection.execute(query)]


def count_unanalysed(connection: Connection) -> int:
    """How many scans have not left the machine yet."""
    unanalysed = inspections.c.state.in_([State.RECEIVED.value, State.ANALYSING.value])
    return connection.execute(select(func.count()).select_from(inspections).where(unanalysed)).scalar_one()


def count_states(connection: Connection) -> dict[State, int]:
    """How many scans are in each state."""
    rows = connection.execute(select(inspections.c.state, func.count()).group_by(inspections.c.state))
    found = {State(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in State}


def set_waiting(connection: Connection, scan_id: str, claim: str, *, flags: Sequence[Flag], analysis: int) -> bool:
    """Hand a scan that was analysed to a person.

    Args:
        connection: to write by.
        scan_id: which.
        claim: of the worker that analysed it.
        flags: what is flagged.
        analysis: number of the analysis that they come from.

    Returns:
        Whether the claim still held; nothing was changed otherwise.
    """
    written, key = flags_as_text(flags, analysis)
    change = {"problem": None, "flags": written, "flags_key": key, "urgent": int(bool(flags))}
    return _hand_over(connection, scan_id, claim, change)


def set_waiting_unanalysed(connection: Connection, scan_id: str, claim: str, problem: str) -> bool:
    """Hand a scan that could not be analysed to a person; flags of an analysis before stay.

    Returns:
        Whether the claim still held; nothing was changed otherwise.
    """
    return _hand_over(connection, scan_id, claim, {"problem": problem, "urgent": 1})


def _hand_over(connection: Connection, scan_id: str, claim: str, change: dict[str, Any]) -> bool:
    # Who is analysed again has waited since the first time.
    change |= {"state": "waiting", "claim": None, "waiting_since": func.coalesce(inspections.c.waiting_since, now())}
    held = (inspections.c.scan_id == scan_id) & (inspections.c.state == "analysing") & (inspections.c.claim == claim)
    return connection.execute(update(inspections).where(held).values(change)).rowcount == 1


def note_shortfalls(connection: Connection, scan_id: str) -> None:
    """Have a person look first at a scan of which something is missing, whatever was found in the rest."""
    missing = shortfalls(parts_of(connection, scan_id))
    if missing:
        change = {"problem": "not all of this scan came; " + "; ".join(missing), "urgent": 1}
        connection.execute(update(inspections).where(inspections.c.scan_id == scan_id).values(change))


def change_flags(
    connection: Connection, inspection: Inspection, flags: Sequence[Flag], *, analysis: int, because: str
) -> bool:
    """Replace the flags of a waiting scan.

    Args:
        connection: to write by.
        inspection: where the scan stands.
        flags: instead of those that it has.
        analysis: number of the analysis that they come from.
        because: why, in words.

    Returns:
        Whether they differ from those that it had.
    """
    written, key = flags_as_text(flags, analysis)
    if key == inspection.flags_key:
        return False
    change = {"flags": written, "flags_key": key, "urgent": int(bool(flags) or inspection.problem is not None)}
    connection.execute(update(inspections).where(inspections.c.scan_id == inspection.scan.id).values(change))
    labels = [flag.label for flag in flags]
    record(connection, "flags.changed", SERVICE, inspection.scan.id, because=because, flags=labels)
    return True


def flags_as_text(flags: Sequence[Flag], analysis: int) -> tuple[str, str]:
    """Flags as they are stored, and their key.

    The key of each analysis is another, even of the same flags: its pictures are others, and so are its measures.
    """
    again = "" if analysis == 1 else f"-{analysis}"
    if not flags:
        return "[]", NO_FLAGS + again
    written = json.dumps([flag_as_json(flag) for flag in flags], allow_nan=False)
    return written, hashlib.sha256(written.encode()).hexdigest()[:16] + again


def flag_as_json(flag: Flag) -> dict[str, Any]:
    """A flag as a JSON object."""
    box = None if flag.box is None else [round(side, 2) for side in flag.box]
    facts = {name: round(value, 6) for name, value in flag.facts.items()}
    return asdict(flag) | {"score": round(flag.score, 6), "box": box, "facts": facts}


def _query() -> Select[Any]:
    columns = [column for column in inspections.c if column.name != "sequence"]
    joined = inspections.join(scans, scans.c.id == inspections.c.scan_id).join(stations)
    return select(scans, stations.c.name.label("station"), *columns).select_from(joined)


def _inspection(row: Row[Any]) -> Inspection:
    scan = StoredScan(
        row.sequence, row.id, row.station_id, row.station, row.sha256, row.bytes, row.media_type, row.received_at
    )
    return Inspection(
        scan,
        State(row.state),
        row.failures,
        row.problem,
        json.loads(row.flags),
        row.flags_key,
        bool(row.urgent),
        None if row.verdict is None else Verdict(row.verdict),
        row.waiting_since,
        row.decided_at,
    )
