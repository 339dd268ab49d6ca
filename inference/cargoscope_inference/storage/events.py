"""The audit trail: what happened, in order, and who did it. Only ever added to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.tables import events

SERVICE = "service"
"""Actor of what no person and no station did."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        id: grows with time.
        at: when.
        kind: such as "scan.received".
        actor: "station NAME", "account NAME" or "service".
        scan_id: of the scan that it is about, if of one.
        details: whatever else belongs to it.
    """

    id: int
    at: str
    kind: str
    actor: str
    scan_id: str | None
    details: Mapping[str, Any]


def record(connection: Connection, kind: str, actor: str, scan_id: str | None = None, **details: Any) -> None:
    """Add an event; it stands or falls with the transaction that it belongs to."""
    row = {"at": now(), "kind": kind, "actor": actor, "scan_id": scan_id, "details": json.dumps(details)}
    connection.execute(insert(events).values(row))


def events_after(connection: Connection, last: int, *, most: int) -> list[Event]:
    """The next events about scans after one that is known."""
    query = select(events).where(events.c.id > last, events.c.scan_id.is_not(None)).order_by(events.c.id).limit(most)
    return [_event(row) for row in connection.execute(query)]


def events_of(connection: Connection, scan_id: str) -> list[Event]:
    """All that happened to one scan, oldest first."""
    query = select(events).where(events.c.scan_id == scan_id).order_by(events.c.id)
    return [_event(row) for row in connection.execute(query)]


def newest_event(connection: Connection) -> int:
    """Id of the newest event, 0 where nothing has happened yet."""
    return int(connection.execute(select(func.coalesce(func.max(events.c.id), 0))).scalar_one())


def _event(row: Any) -> Event:
    return Event(row.id, row.at, row.kind, row.actor, row.scan_id, json.loads(row.details))
