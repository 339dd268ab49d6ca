"""Streams of columns: how far each has come, and when their scan is whole.

An upload is open while its bytes come in. It ends complete, or closed: then with the problem for which a person has to
look. When all views of a scan have ended it is entered, and stands in the queue like any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import record
from cargoscope_inference.storage.scans import SIDE, Part, StoredScan, enter_scan, find_scan, latest_description
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.tables import stations, uploads

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
NEVER_OPENED = "no stream of this view was opened, though the station has named it"


class UploadState(StrEnum):
    """How far a stream has come."""

    OPEN = "open"
    COMPLETE = "complete"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Upload:
    """One view of a scan, as it comes in or came in.

    Attributes:
        scan_id: of the scan, which may not be entered yet.
        view: name of the view.
        station_id: who sends it.
        station: name of who sends it.
        state: how far it has come.
        media_type: what its bytes are.
        received: bytes that are on disk.
        length: bytes that the station said it would send, or None.
        sha256: of all bytes, hex, once it has ended.
        problem: why it was closed.
        opened_at: when it was opened.
        ended_at: when it ended.
        is_entered: whether its scan is in the queue.
    """

    scan_id: str
    view: str
    station_id: int
    station: str
    state: UploadState
    media_type: str
    received: int
    length: int | None
    sha256: str | None
    problem: str | None
    opened_at: str
    ended_at: str | None
    is_entered: bool


def find_upload(connection: Connection, scan_id: str, view: str) -> Upload | None:
    """The stream of a view, whoever sends it."""
    found = _uploads(connection, (uploads.c.scan_id == scan_id) & (uploads.c.view == view))
    return found[0] if found else None


def uploads_of(connection: Connection, scan_id: str) -> list[Upload]:
    """All streams of a scan, the side view first."""
    return _uploads(connection, uploads.c.scan_id == scan_id)


def open_uploads(connection: Connection) -> list[Upload]:
    """All streams that are open, the one opened first at the head."""
    return _uploads(connection, (uploads.c.is_entered == 0) & (uploads.c.state == "open"))


def unentered_scans(connection: Connection) -> list[str]:
    """Ids of scans of which something came, and which are not in the queue."""
    query = select(uploads.c.scan_id).where(uploads.c.is_entered == 0).distinct()
    return list(connection.execute(query).scalars())


def count_open(connection: Connection, station_id: int) -> int:
    """How many streams of a station are open."""
    own = (uploads.c.is_entered == 0) & (uploads.c.state == "open") & (uploads.c.station_id == station_id)
    return int(connection.execute(select(func.count()).select_from(uploads).where(own)).scalar_one())


def open_upload(
    connection: Connection, station: Station, scan_id: str, view: str, *, media_type: str, length: int | None
) -> Upload:
    """Open the stream of a view.

    Raises:
        IntegrityError: there is one.
    """
    row = {"scan_id": scan_id, "view": view, "station_id": station.id, "state": "open", "media_type": media_type}
    row |= {"received": 0, "length": length, "opened_at": now(), "is_entered": 0}
    connection.execute(insert(uploads).values(row))
    record(connection, "stream.opened", f"station {station.name}", scan_id, view=view)
    return _demand(connection, scan_id, view)


def set_received(connection: Connection, upload: Upload, received: int) -> None:
    """Note how many bytes are on disk; they have to be."""
    connection.execute(update(uploads).where(_open(upload)).values({"received": received}))


def set_length(connection: Connection, upload: Upload, length: int) -> None:
    """Note how many bytes the station says that it will send."""
    connection.execute(update(uploads).where(_open(upload)).values({"length": length}))


def end_upload(
    connection: Connection, upload: Upload, *, sha256: str, received: int, problem: str | None = None
) -> Upload:
    """End a stream whose bytes are kept as an original: complete, or closed for a problem.

    What has ended already stays as it is.
    """
    state = UploadState.COMPLETE if problem is None else UploadState.CLOSED
    change = {"state": state.value, "sha256": sha256, "received": received, "problem": problem, "ended_at": now()}
    if connection.execute(update(uploads).where(_open(upload)).values(change)).rowcount:
        actor = f"station {upload.station}"
        record(connection, f"stream.{state}", actor, upload.scan_id, view=upload.view, bytes=received, problem=problem)
    return _demand(connection, upload.scan_id, upload.view)


def add_whole(connection: Connection, station: Station, scan_id: str, part: Part) -> Upload:
    """Enter a view that came in one piece.

    Raises:
        IntegrityError: there is one of this view.
    """
    moment = now()
    row = {"scan_id": scan_id, "view": part.view, "station_id": station.id, "state": "complete"}
    row |= {"media_type": part.media_type, "received": part.size, "sha256": part.sha256}
    row |= {"opened_at": moment, "ended_at": moment, "is_entered": 0}
    connection.execute(insert(uploads).values(row))
    return _demand(connection, scan_id, part.view)


def awaited_views(connection: Connection, station_id: int, scan_id: str) -> list[str]:
    """Views of a scan that have not ended: those that were opened, and those that the metadata names."""
    known = {upload.view: upload for upload in uploads_of(connection, scan_id)}
    opened = [view for view, upload in known.items() if upload.state is UploadState.OPEN]
    return sorted({*opened, *(view for view in _named(connection, station_id, scan_id) if view not in known)})


def enter_if_whole(connection: Connection, scan_id: str, *, without: Iterable[str] = ()) -> StoredScan | None:
    """Put a scan into the queue if all of its views have ended.

    Args:
        connection: to write by.
        scan_id: of the scan.
        without: views that are waited for no longer; they never were opened.

    Returns:
        The scan where this entered it; None where it was entered before, or is not whole.
    """
    streams = uploads_of(connection, scan_id)
    if not streams or streams[0].is_entered:
        return None
    first = streams[0]
    given_up = [view for view in without if view not in {upload.view for upload in streams}]
    if set(awaited_views(connection, first.station_id, scan_id)) - set(given_up):
        return None
    views = [_part(upload) for upload in streams]
    views += [Part(view, EMPTY_SHA256, 0, first.media_type, NEVER_OPENED) for view in given_up]
    connection.execute(update(uploads).where(uploads.c.scan_id == scan_id).values({"is_entered": 1}))
    if find_scan(connection, scan_id) is not None:
        return None
    return enter_scan(connection, first.station_id, first.station, scan_id, _side_first(views))


def _named(connection: Connection, station_id: int, scan_id: str) -> Sequence[str]:
    description = latest_description(connection, station_id, scan_id)
    return [] if description is None else description.body.get("views") or []


def _part(upload: Upload) -> Part:
    assert upload.sha256 is not None
    return Part(upload.view, upload.sha256, upload.received, upload.media_type, upload.problem)


def _side_first(views: Sequence[Part]) -> list[Part]:
    return sorted(views, key=lambda part: (part.view != SIDE, part.view))


def _open(upload: Upload) -> Any:
    return (uploads.c.scan_id == upload.scan_id) & (uploads.c.view == upload.view) & (uploads.c.state == "open")


def _demand(connection: Connection, scan_id: str, view: str) -> Upload:
    (upload,) = _uploads(connection, (uploads.c.scan_id == scan_id) & (uploads.c.view == view))
    return upload


def _uploads(connection: Connection, which: Any) -> list[Upload]:
    query = select(uploads, stations.c.name.label("station")).join(stations).where(which)
    query = query.order_by(uploads.c.view != SIDE, uploads.c.view, uploads.c.opened_at)
    return [
        Upload(
            row.scan_id,
            row.view,
            row.station_id,
            row.station,
            UploadState(row.state),
            row.media_type,
            row.received,
            row.length,
            row.sha256,
            row.problem,
            row.opened_at,
            row.ended_at,
            bool(row.is_entered),
        )
        for row in connection.execute(query)
    ]
