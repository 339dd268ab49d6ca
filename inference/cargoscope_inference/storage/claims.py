"""Which scan is being analysed by whom.

A worker takes a scan under its claim, a name that no other worker ever had. Only who holds the claim can hand the scan
on, so a worker that was thought dead cannot write a second result.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.inspections import set_waiting_unanalysed
from cargoscope_inference.storage.scans import StoredScan, find_scan
from cargoscope_inference.storage.tables import inspections

MOST_FAILURES = 2
"""A scan that ended the worker twice is not tried again."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A scan whose analysis ended without a result, and whether it was handed to a person for that."""

    scan_id: str
    handed_over: bool


def take_next(connection: Connection, claim: str) -> StoredScan | None:
    """Take the scan that came first of those that nobody has looked at."""
    first = (
        select(inspections.c.scan_id)
        .where(inspections.c.state == "received")
        .order_by(inspections.c.sequence)
        .limit(1)
        .scalar_subquery()
    )
    change = update(inspections).where(inspections.c.scan_id == first)
    query = change.values({"state": "analysing", "claim": claim}).returning(inspections.c.scan_id)
    scan_id = connection.execute(query).scalar_one_or_none()
    return None if scan_id is None else find_scan(connection, scan_id)


def is_any_waiting(connection: Connection) -> bool:
    """Whether there is a scan that nobody has looked at."""
    query = select(inspections.c.scan_id).where(inspections.c.state == "received").limit(1)
    return connection.execute(query).one_or_none() is not None


def give_back(connection: Connection, claim: str | None = None) -> list[str]:
    """Put scans whose analysis was cut off through no fault of theirs back to where they were.

    Args:
        connection: to write by.
        claim: whose; None for everybody's, at the start of the service.

    Returns:
        Their ids.
    """
    held = inspections.c.state == "analysing"
    if claim is not None:
        held &= inspections.c.claim == claim
    change = update(inspections).where(held).values({"state": "received", "claim": None})
    scan_ids = list(connection.execute(change.returning(inspections.c.scan_id)).scalars())
    for scan_id in scan_ids:
        record(connection, "scan.given-back", SERVICE, scan_id)
    return scan_ids


def take_back(connection: Connection, scan_id: str, because: str) -> bool:
    """Have a scan that waits for an officer analysed once more; its flags stay until then.

    Returns:
        Whether it did wait; nothing was changed otherwise.
    """
    waits = (inspections.c.scan_id == scan_id) & (inspections.c.state == "waiting")
    change = update(inspections).where(waits).values({"state": "received", "failures": 0})
    if connection.execute(change).rowcount != 1:
        return False
    record(connection, "scan.taken-back", SERVICE, scan_id, because=because)
    return True


def count_failure(connection: Connection, claim: str, reason: str) -> Failure | None:
    """Note that a worker died on the scan that it held; the second time, hand the scan to a person.

    Args:
        connection: to write by.
        claim: of the worker that died.
        reason: how it ended, in words.

    Returns:
        What became of the scan, or None where the worker held none.
    """
    held = (inspections.c.state == "analysing") & (inspections.c.claim == claim)
    counted = update(inspections).where(held).values({"failures": inspections.c.failures + 1})
    row = connection.execute(counted.returning(inspections.c.scan_id, inspections.c.failures)).one_or_none()
    if row is None:
        return None
    record(connection, "scan.failed", SERVICE, row.scan_id, reason=reason, failures=row.failures)
    if row.failures < MOST_FAILURES:
        give_back(connection, claim)
        return Failure(row.scan_id, handed_over=False)
    hand_over(connection, row.scan_id, claim, f"analysis was tried {row.failures} times; the last time {reason}")
    return Failure(row.scan_id, handed_over=True)


def hand_over(connection: Connection, scan_id: str, claim: str, problem: str) -> bool:
    """Hand a scan that cannot be analysed to a person.

    Returns:
        Whether the claim still held; nothing was changed otherwise.
    """
    if not set_waiting_unanalysed(connection, scan_id, claim, problem):
        return False
    record(connection, "scan.handed-over", SERVICE, scan_id, problem=problem)
    return True
