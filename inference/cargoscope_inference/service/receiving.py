"""Takes in a scan: bytes to a file, file to its place, row to the database; only then is it acknowledged."""

from uuid import UUID

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from cargoscope_inference.service.body import read_pieces
from cargoscope_inference.service.context import Service
from cargoscope_inference.service.digest import EXAMPLE, header_of_sha256, sha256_of_header
from cargoscope_inference.service.media import ACCEPTED, LONGEST_START, media_type
from cargoscope_inference.service.opening import find_view, taken
from cargoscope_inference.service.problems import RETRY_LATER, Problem
from cargoscope_inference.service.room import check_disk, check_queue, disk_full
from cargoscope_inference.service.security import station_clock
from cargoscope_inference.storage.clock import ClockReading
from cargoscope_inference.storage.disk import is_full
from cargoscope_inference.storage.originals import Incoming
from cargoscope_inference.storage.scans import Part, find_scan
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.uploads import Upload, add_whole, enter_if_whole, find_upload, uploads_of


async def receive_scan(
    request: Request, service: Service, station: Station, scan_id: UUID, view: str
) -> tuple[Upload, bool]:
    """Take in the body of a request as one view of a scan.

    Returns:
        The view, and whether it is new.

    Raises:
        Problem: it is not taken in.
    """
    coding = request.headers.get("content-encoding", "identity")
    if coding != "identity":
        raise Problem(415, f"The body is coded as {coding!r}. Send the scan's own bytes, without Content-Encoding.")
    # Before the body, which may take its time.
    clock = station_clock(request)
    announced = request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else 0
    await run_in_threadpool(_admit, service, station, scan_id, view, size)
    try:
        with service.store.originals.receive() as incoming:
            kind = await _receive_bytes(request, service, incoming, most=service.largest_scan(station))
            wanted = _wanted_sha256(request)
            if kind is None:
                raise Problem(415, f"Neither the Content-Type nor the first bytes are those of a scan; {ACCEPTED}.")
            _compare(incoming, wanted)
            return await run_in_threadpool(_keep, service, station, str(scan_id), view, incoming, kind, clock)
    except OSError as error:
        if is_full(error):
            raise disk_full() from error
        raise
    except OperationalError as error:
        if is_full(error):
            raise disk_full() from error
        raise Problem(503, f"The scan cannot be entered now ({error.orig}). Send it again.", RETRY_LATER) from error


def _admit(service: Service, station: Station, scan_id: UUID, view: str, size: int) -> None:
    """Make sure of room for a view, and count a scan that a station begins to send.

    What is kept already needs no room, and its station has to learn so.
    """
    with service.store.database.read() as connection:
        view_known = find_upload(connection, str(scan_id), view) is not None
        scan_known = find_scan(connection, str(scan_id)) is not None or uploads_of(connection, str(scan_id))
    if not view_known:
        check_disk(service, min(size, service.largest_scan(station)))
        check_queue(service)
    if not scan_known:
        service.pace.admit(station, scan_id)


async def _receive_bytes(request: Request, service: Service, incoming: Incoming, *, most: int) -> str | None:
    """Write the body to the file, and return what it is.

    Of what nothing is known no byte is written, but all are read: who is cut off while sending never sees the answer.
    """
    declared = request.headers.get("content-type")
    kind = media_type(b"", declared)
    first = True
    async for piece in read_pieces(request, most=most, idle_seconds=service.settings.idle_seconds):
        if first:
            kind, first = media_type(piece[:LONGEST_START], declared), False
        if kind is not None:
            await run_in_threadpool(_write, service, incoming, piece)
    return kind


def _write(service: Service, incoming: Incoming, piece: bytes) -> None:
    check_disk(service, len(piece))
    incoming.write(piece)


def _wanted_sha256(request: Request) -> str:
    header = request.headers.get("repr-digest")
    wanted = sha256_of_header(header)
    if wanted is None:
        what = "is missing" if header is None else "has no well-formed sha-256"
        raise Problem(400, f"The header Repr-Digest {what}. Send for example: {EXAMPLE}")
    return wanted


def _compare(incoming: Incoming, wanted: str) -> None:
    if wanted != incoming.sha256:
        raise Problem(
            400,
            f"Repr-Digest does not fit: the {incoming.size:,} bytes that came in have "
            f"{header_of_sha256(incoming.sha256)} Something was lost or changed on the way; send the scan again.",
        )


def _keep(
    service: Service,
    station: Station,
    scan_id: str,
    view: str,
    incoming: Incoming,
    kind: str,
    clock: ClockReading | None,
) -> tuple[Upload, bool]:
    database = service.store.database
    with database.read() as connection:
        known = find_view(connection, station, scan_id, view)
    if known is None:
        # The file first: a row never points to bytes that a power cut could take away.
        place = incoming.keep()
        with database.write() as connection:
            known = find_view(connection, station, scan_id, view)
            if known is None and not place.exists():
                # The same bytes as those of a scan that was being removed.
                raise Problem(503, "The scan cannot be kept at this moment. Send it again.", RETRY_LATER)
            if known is None:
                part = Part(view, incoming.sha256, incoming.size, kind)
                added = add_whole(connection, station, scan_id, part, clock)
                enter_if_whole(connection, scan_id)
        if known is None:
            return added, True
    if known.sha256 != incoming.sha256:
        raise taken(scan_id)
    return known, False
