"""Scans whose bytes are gone or are announced to go. Their rows, decisions and events stay for ever."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, union_all, update

from cargoscope_inference.storage.clock import as_text, now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.holds import find_hold
from cargoscope_inference.storage.inspections import Verdict
from cargoscope_inference.storage.retention import Cause, Due, Kept
from cargoscope_inference.storage.tables import (
    announcements,
    events,
    holds,
    inspections,
    parts,
    removals,
    scans,
    uploads,
)
from cargoscope_inference.storage.uploads import EMPTY_SHA256

RAN = "retention.ran"
"""Kind of the event of every run that was done."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A scan whose bytes are going to go.

    Attributes:
        scan_id: which.
        cause: by which rule.
        announced_at: since when it is announced.
        due_at: from when on they may go.
    """

    scan_id: str
    cause: Cause
    announced_at: str
    due_at: str


@dataclass(frozen=True, slots=True)
class Removal:
    """A scan whose bytes are gone.

    Attributes:
        scan_id: which.
        cause: by which rule.
        removed_at: when.
    """

    scan_id: str
    cause: Cause
    removed_at: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is announced at this moment.

    Attributes:
        scans: how many.
        bytes: of their originals.
        first_due_at: when the first goes, or None.
    """

    scans: int
    bytes: int
    first_due_at: str | None


def kept_scans(connection: Connection, picture_bytes: Mapping[str, int]) -> list[Kept]:
    """Every scan whose bytes are kept.

    Args:
        connection: to read by.
        picture_bytes: by scan, size of its pictures together.
    """
    standing = and_(holds.c.scan_id == scans.c.id, holds.c.released_at.is_(None))
    query = (
        select(scans, inspections.c.verdict, inspections.c.decided_at, holds.c.id.label("hold"))
        .add_columns(announcements.c.announced_at)
        .join(inspections, inspections.c.scan_id == scans.c.id)
        .outerjoin(removals, removals.c.scan_id == scans.c.id)
        .outerjoin(holds, standing)
        .outerjoin(announcements, announcements.c.scan_id == scans.c.id)
        .where(removals.c.scan_id.is_(None))
    )
    originals: defaultdict[str, dict[str, int]] = defaultdict(dict)
    kept_parts = (
        select(parts.c.scan_id, parts.c.sha256, parts.c.bytes)
        .outerjoin(removals, removals.c.scan_id == parts.c.scan_id)
        .where(removals.c.scan_id.is_(None))
    )
    for row in connection.execute(kept_parts):
        originals[row.scan_id][row.sha256] = row.bytes
    return [
        Kept(
            row.id,
            originals[row.id],
            picture_bytes.get(row.id, 0),
            datetime.fromisoformat(row.received_at),
            None if row.verdict is None else Verdict(row.verdict),
            None if row.decided_at is None else datetime.fromisoformat(row.decided_at),
            row.hold is not None,
            None if row.announced_at is None else datetime.fromisoformat(row.announced_at),
        )
        for row in connection.execute(query)
    ]


def replace_announcements(connection: Connection, due: Sequence[Due], moment: datetime, *, restarted: bool) -> None:
    """Announce just these; what was announced before keeps its time unless all begins anew."""
    before = select(announcements.c.scan_id, announcements.c.announced_at)
    known = {} if restarted else {row.scan_id: row.announced_at for row in connection.execute(before)}
    connection.execute(delete(announcements))
    # Those, too, that were put under a hold since this was planned are left out.
    held = set(connection.execute(select(holds.c.scan_id).where(holds.c.released_at.is_(None))).scalars())
    rows: list[dict[str, str]] = [
        {"scan_id": each.scan.scan_id, "cause": each.cause.value, "due_at": as_text(each.at)}
        | {"announced_at": known.get(each.scan.scan_id, as_text(moment))}
        for each in due
        if each.scan.scan_id not in held
    ]
    if rows:
        connection.execute(insert(announcements), rows)


def enter_removal(connection: Connection, due: Due) -> bool:
    """Write down that a scan's bytes go; they may be unlinked once this is on disk.

    Returns:
        Whether they do: not where the scan was put under a hold since the plan was made.
    """
    scan = due.scan
    if find_hold(connection, scan.scan_id) is not None:
        return False
    row = {"scan_id": scan.scan_id, "cause": due.cause.value, "removed_at": now()}
    connection.execute(insert(removals).values(row))
    connection.execute(delete(announcements).where(announcements.c.scan_id == scan.scan_id))
    details = {"originals": dict(scan.originals), "verdict": scan.verdict, "rule": due.cause.value}
    record(connection, "scan.removed", SERVICE, scan.scan_id, **details)
    return True


def find_removal(connection: Connection, scan_id: str) -> Removal | None:
    """Whether and why a scan's bytes are gone."""
    row = connection.execute(select(removals).where(removals.c.scan_id == scan_id)).one_or_none()
    return None if row is None else Removal(row.scan_id, Cause(row.cause), row.removed_at)


def find_announcement(connection: Connection, scan_id: str) -> Announcement | None:
    """Whether and why a scan's bytes are going to go."""
    row = connection.execute(select(announcements).where(announcements.c.scan_id == scan_id)).one_or_none()
    return None if row is None else Announcement(row.scan_id, Cause(row.cause), row.announced_at, row.due_at)


def outlook(connection: Connection) -> Outlook:
    """What is announced."""
    number, first = connection.execute(select(func.count(), func.min(announcements.c.due_at))).one()
    size = select(func.coalesce(func.sum(parts.c.bytes), 0)).join_from(
        parts, announcements, parts.c.scan_id == announcements.c.scan_id
    )
    return Outlook(number, connection.execute(size).scalar_one(), first)


def is_wanted(connection: Connection, sha256: str) -> bool:
    """Whether some scan still keeps this original, or some view whose scan is not whole yet."""
    kept = (
        select(parts.c.scan_id)
        .outerjoin(removals, removals.c.scan_id == parts.c.scan_id)
        .where(parts.c.sha256 == sha256, removals.c.scan_id.is_(None))
    )
    coming = select(uploads.c.scan_id).where(uploads.c.is_entered == 0, uploads.c.sha256 == sha256)
    return connection.execute(union_all(kept, coming).limit(1)).one_or_none() is not None


def removals_to_unlink(connection: Connection) -> dict[str, list[str]]:
    """By id, the originals of every scan that is written down as removed and whose bytes may still be there."""
    found: dict[str, list[str]] = {}
    query = select(removals.c.scan_id, parts.c.sha256).join(parts, parts.c.scan_id == removals.c.scan_id)
    for row in connection.execute(query.where(removals.c.unlinked_at.is_(None))):
        # Of a view of which no byte came the file is that of all like it, and frees nothing.
        found.setdefault(row.scan_id, []).extend([row.sha256] if row.sha256 != EMPTY_SHA256 else [])
    return found


def set_unlinked(connection: Connection, scan_id: str) -> None:
    """The bytes of a scan that was removed are no longer there."""
    connection.execute(update(removals).where(removals.c.scan_id == scan_id).values({"unlinked_at": now()}))


def last_run(connection: Connection) -> datetime | None:
    """When the rules were applied last."""
    query = select(events.c.details).where(events.c.kind == RAN).order_by(events.c.id.desc()).limit(1)
    details = connection.execute(query).scalar_one_or_none()
    return None if details is None else datetime.fromisoformat(json.loads(details)["now"])
