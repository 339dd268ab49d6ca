"""Legal holds: as long as one stands, no rule of retention touches the scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import record
from cargoscope_inference.storage.scans import find_scan
from cargoscope_inference.storage.tables import announcements, holds, removals


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold on a scan.

    Attributes:
        scan_id: of the scan.
        reason: in the words of who placed it, such as the number of the case.
        placed_at: when.
        placed_by: actor, as in the record of events.
    """

    scan_id: str
    reason: str
    placed_at: str
    placed_by: str


def place_hold(connection: Connection, scan_id: str, reason: str, actor: str) -> Hold:
    """Keep a scan whatever the rules say, until the hold is released.

    Raises:
        Refusal: there is no such scan, its bytes are gone, it is held already, or there is no reason.
    """
    if not reason.strip():
        raise Refusal("a hold needs a reason, such as the number of the case")
    if find_scan(connection, scan_id) is None:
        raise Refusal(f"there is no scan {scan_id}; its id stands in the address of its page")
    gone = connection.execute(select(removals.c.removed_at).where(removals.c.scan_id == scan_id)).scalar_one_or_none()
    if gone is not None:
        raise Refusal(f"the bytes of scan {scan_id} were removed at {gone}; what can still be had is its record")
    if (standing := find_hold(connection, scan_id)) is not None:
        raise Refusal(f"scan {scan_id} is under a hold already, since {standing.placed_at}: {standing.reason}")
    placed = Hold(scan_id, reason.strip(), now(), actor)
    row = {"scan_id": scan_id, "reason": placed.reason, "placed_at": placed.placed_at, "placed_by": actor}
    connection.execute(insert(holds).values(row))
    connection.execute(delete(announcements).where(announcements.c.scan_id == scan_id))
    record(connection, "hold.placed", actor, scan_id, reason=placed.reason)
    return placed


def release_hold(connection: Connection, scan_id: str, actor: str) -> None:
    """Let the rules of retention apply to a scan again.

    Raises:
        Refusal: it is under no hold.
    """
    standing = (holds.c.scan_id == scan_id) & holds.c.released_at.is_(None)
    released = connection.execute(update(holds).where(standing).values({"released_at": now(), "released_by": actor}))
    if released.rowcount == 0:
        raise Refusal(f"scan {scan_id} is under no hold; to see all that are: cargoscope store holds")
    record(connection, "hold.released", actor, scan_id)


def find_hold(connection: Connection, scan_id: str) -> Hold | None:
    """The hold that a scan is under."""
    query = select(holds).where(holds.c.scan_id == scan_id, holds.c.released_at.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else Hold(row.scan_id, row.reason, row.placed_at, row.placed_by)


def standing_holds(connection: Connection) -> Sequence[Hold]:
    """All holds that stand, oldest first."""
    query = select(holds).where(holds.c.released_at.is_(None)).order_by(holds.c.id)
    return [Hold(row.scan_id, row.reason, row.placed_at, row.placed_by) for row in connection.execute(query)]
