"""Opens the stream of a view."""

from uuid import UUID

from sqlalchemy import Connection

from cargoscope_inference.media import COLUMNS
from cargoscope_inference.service.context import Service
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.service.room import check_disk, check_queue
from cargoscope_inference.service.shapes import MOST_VIEWS
from cargoscope_inference.service.upload_headers import limit_header
from cargoscope_inference.storage.clock import ClockReading
from cargoscope_inference.storage.scans import find_scan
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.uploads import Upload, UploadState, count_open, find_upload, open_upload, uploads_of

MOST_OPEN = 16
"""Streams of one station that may be open at once: eight lanes of two views."""
RETRY = {"Retry-After": "10"}


def open_stream(
    service: Service,
    station: Station,
    scan_id: str,
    view: str,
    length: int | None,
    clock: ClockReading | None,
) -> tuple[Upload, bool]:
    """Open the stream of a view, unless it is open already.

    Returns:
        The upload, and whether it is new.

    Raises:
        Problem: it cannot be opened.
    """
    largest = service.largest_scan(station)
    if length is not None and length > largest:
        raise Problem(
            413,
            f"A stream of {length:,} bytes is larger than the {largest:,} that are accepted here.",
            limit_header(largest, service.streams.silent_seconds),
        )
    with service.store.database.read() as connection:
        known = _known(connection, station, scan_id, view)
        if known is not None:
            return known, False
        _check_new(connection, station, scan_id)
    check_disk(service, length or 0)
    check_queue(service)
    service.pace.admit(station, UUID(scan_id))
    # The file first: a row never points to one that a power cut could take away.
    service.store.streams.make(scan_id, view)
    with service.store.database.write() as connection:
        known = _known(connection, station, scan_id, view)
        if known is not None:
            return known, False
        _check_new(connection, station, scan_id)
        return open_upload(connection, station, scan_id, view, media_type=COLUMNS, length=length, clock=clock), True


def own_upload(service: Service, station: Station, scan_id: str, view: str) -> Upload:
    """The stream of a view that this station sends.

    Raises:
        Problem: there is none (404).
    """
    with service.store.database.read() as connection:
        upload = find_upload(connection, scan_id, view)
    if upload is None or upload.station_id != station.id:
        raise Problem(404, f"You have opened no stream {view} of scan {scan_id}. Open it: POST /v1/scans/{{id}}/upload")
    return upload


def find_view(connection: Connection, station: Station, scan_id: str, view: str) -> Upload | None:
    """The view of a scan that came in one piece, or in a stream that has ended, if there is one.

    Raises:
        Problem: it is another station's, or it cannot be added.
    """
    known = _known(connection, station, scan_id, view)
    if known is None:
        _check_room_in(connection, station, scan_id)
    elif known.state is UploadState.OPEN:
        raise Problem(409, f"The view {view} of this scan is coming in as a stream. Complete that one.")
    return known


def _known(connection: Connection, station: Station, scan_id: str, view: str) -> Upload | None:
    upload = find_upload(connection, scan_id, view)
    if upload is not None and upload.station_id != station.id:
        raise taken(scan_id)
    return upload


def _check_new(connection: Connection, station: Station, scan_id: str) -> None:
    _check_room_in(connection, station, scan_id)
    if count_open(connection, station.id) >= MOST_OPEN:
        raise Problem(
            429, f"{MOST_OPEN} streams of this station are open already. Complete some, then open others.", RETRY
        )


def _check_room_in(connection: Connection, station: Station, scan_id: str) -> None:
    scan, streams = find_scan(connection, scan_id), uploads_of(connection, scan_id)
    owners = {upload.station_id for upload in streams} | ({scan.station_id} if scan else set())
    if owners - {station.id}:
        raise taken(scan_id)
    if scan is not None:
        raise Problem(
            409,
            f"The scan {scan_id} is complete without this view. "
            "Make a new UUID for another; and name all views in the metadata first.",
        )
    if len(streams) >= MOST_VIEWS:
        raise Problem(409, f"The scan {scan_id} has {len(streams)} views already; accepted are up to {MOST_VIEWS}.")


def taken(scan_id: str) -> Problem:
    """The answer to an id that another scan has."""
    return Problem(409, f"The id {scan_id} is taken by another scan. Make a new UUID for this one.")
