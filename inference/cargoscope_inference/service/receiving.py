"""Takes in a scan: bytes to a file, file to its place, row to the database; only then is it acknowledged."""

import errno
from uuid import UUID

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from cargoscope_inference.service.body import read_pieces
from cargoscope_inference.service.context import Service
from cargoscope_inference.service.digest import EXAMPLE, header_of_sha256, sha256_of_header
from cargoscope_inference.service.media import ACCEPTED, LONGEST_START, media_type
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.service.security import station_clock
from cargoscope_inference.storage.clock import ClockReading
from cargoscope_inference.storage.originals import Incoming
from cargoscope_inference.storage.scans import StoredScan, add_scan, find_scan
from cargoscope_inference.storage.stations import Station

FULL = {errno.ENOSPC, errno.EDQUOT}
RETRY_LATER = {"Retry-After": "30"}


async def receive_scan(request: Request, service: Service, station: Station, scan_id: UUID) -> tuple[StoredScan, bool]:
    """Take in the body of a request as a scan.

    Returns:
        The scan, and whether it is new.

    Raises:
        Problem: it is not taken in.
    """
    coding = request.headers.get("content-encoding", "identity")
    if coding != "identity":
        raise Problem(415, f"The body is coded as {coding!r}. Send the scan's own bytes, without Content-Encoding.")
    # Before the body, which may take its time; the station's clock is read against ours at this moment.
    clock = station_clock(request)
    await run_in_threadpool(admit, service, station, scan_id)
    try:
        with service.store.originals.receive() as incoming:
            kind = await _receive_bytes(request, service, incoming, most=largest_scan(service, station))
            wanted = _wanted_sha256(request)
            if kind is None:
                raise Problem(415, f"Neither the Content-Type nor the first bytes are those of a scan; {ACCEPTED}.")
            _compare(incoming, wanted)
            return await run_in_threadpool(_keep, service, station, str(scan_id), incoming, kind, clock)
    except OSError as error:
        if error.errno in FULL:
            raise Problem(507, "The disk is full. Keep the scan, and send it again later.", RETRY_LATER) from error
        raise
    except OperationalError as error:
        raise Problem(503, f"The scan cannot be entered now ({error.orig}). Send it again.", RETRY_LATER) from error


def admit(service: Service, station: Station, scan_id: UUID) -> None:
    """Count a scan that a station begins to send, unless it is known already.

    Raises:
        Problem: the station has begun as many as it may (429).
    """
    with service.store.database.read() as connection:
        known = find_scan(connection, str(scan_id))
    if known is None:
        service.pace.admit(station, scan_id)


def largest_scan(service: Service, station: Station) -> int:
    """Bytes of the largest scan that this station may send."""
    most = station.limits.largest_scan
    return service.settings.largest_scan if most is None else min(most, service.settings.largest_scan)


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
            await run_in_threadpool(incoming.write, piece)
    return kind


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
    service: Service, station: Station, scan_id: str, incoming: Incoming, kind: str, clock: ClockReading | None
) -> tuple[StoredScan, bool]:
    database = service.store.database
    with database.read() as connection:
        known = find_scan(connection, scan_id)
    if known is None:
        # The file first: a row never points to bytes that a power cut could take away.
        incoming.keep()
        with database.write() as connection:
            known = find_scan(connection, scan_id)
            if known is None:
                added = add_scan(
                    connection,
                    station,
                    scan_id,
                    sha256=incoming.sha256,
                    size=incoming.size,
                    media_type=kind,
                    clock=clock,
                )
        if known is None:
            return added, True
    if known.station_id != station.id or known.sha256 != incoming.sha256:
        raise Problem(409, f"The id {scan_id} is taken by another scan. Make a new UUID for this one.")
    return known, False
