"""The routes of streams: columns come while the vehicle moves. `docs/protocol-streaming.md` is the contract."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from cargoscope_inference.media import COLUMNS
from cargoscope_inference.service.appending import append_bytes, finish
from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.opening import open_stream, own_upload
from cargoscope_inference.service.presenting import present_streams
from cargoscope_inference.service.problems import Problem, Responses, documented
from cargoscope_inference.service.security import Identity, StationDep
from cargoscope_inference.service.shapes import VIEW_PATTERN, StreamReceipt, StreamsShape
from cargoscope_inference.service.upload_headers import (
    PARTIAL,
    check_opening,
    completed,
    limit_header,
    read_append,
    read_length,
    state_headers,
)
from cargoscope_inference.storage.scans import SIDE
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.uploads import Upload, UploadState, awaited_views, uploads_of

router = APIRouter(prefix="/v1/scans", tags=["streams"])

View = Annotated[str, Path(pattern=VIEW_PATTERN)]


def _header(name: str, kind: str, text: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": {"type": kind}, "description": text}


STATE: dict[str, Any] = {
    "headers": {name: {"schema": {"type": "string"}} for name in ("Upload-Offset", "Upload-Complete", "Upload-Limit")}
}
GONE_ON: Responses = {204: STATE}
OPENED: Responses = {201: STATE}
COMPLETED: Responses = {
    200: {"model": StreamReceipt, "description": "With the last bytes: the view is complete, and kept."}
}
LENGTH = _header("Upload-Length", "string", "Bytes of the whole stream, where they are known.")
OPENING: dict[str, Any] = {
    "parameters": [
        _header("Content-Type", "string", f"{COLUMNS}; the body is empty."),
        _header("Upload-Complete", "string", "?0, or nothing."),
        LENGTH,
    ]
}
APPENDING: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the stream from Upload-Offset on; their number is free.",
        "content": {PARTIAL: {"schema": {"type": "string", "format": "binary"}}},
    },
    "parameters": [
        _header("Upload-Offset", "string", "Of the first byte of the body.", required=True),
        _header("Upload-Complete", "string", "?1 with the last bytes, ?0 with those before.", required=True),
        _header("Repr-Digest", "string", "With ?1: sha-256=:BASE64: of the whole stream."),
        LENGTH,
    ],
}


@router.post(
    "/{scan_id}/upload",
    status_code=201,
    response_class=Response,
    openapi_extra=OPENING,
    responses=OPENED | documented(400, 401, 403, 409, 413, 415, 422, 429, 503, 507),
)
async def post_upload(
    scan_id: UUID,
    request: Request,
    station: StationDep,
    service: ServiceDep,
    view: Annotated[str, Query(pattern=VIEW_PATTERN, description="Name of the view.")] = SIDE,
) -> Response:
    """Open the stream of a view. The same again answers the same, with the offset as it is by then."""
    check_opening(request.headers)
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if named != COLUMNS:
        raise Problem(415, f"A stream is of Content-Type: {COLUMNS}. Whole files of other kinds go by PUT.")
    length = read_length(request.headers)
    upload, is_new = await run_in_threadpool(open_stream, service, station, str(scan_id), view, length)
    if is_new:
        service.tell()
    headers = state_headers(upload) | _limits(service)
    return Response(status_code=201, headers=headers | {"Location": f"/v1/scans/{scan_id}/upload/{view}"})


@router.head(
    "/{scan_id}/upload/{view}",
    status_code=204,
    response_class=Response,
    responses=GONE_ON | documented(401, 403, 404, 409, 410, 422),
)
async def head_upload(scan_id: UUID, view: View, station: StationDep, service: ServiceDep) -> Response:
    """How many bytes are on disk. Ends a PATCH that is under way: whoever asks has lost it."""
    upload = await run_in_threadpool(own_upload, service, station, str(scan_id), view)
    if upload.state is UploadState.OPEN:
        async with service.streams.turn(upload) as (_, _, current):
            upload = current
    _refuse_closed(upload)
    return Response(status_code=204, headers=state_headers(upload) | _limits(service))


@router.patch(
    "/{scan_id}/upload/{view}",
    status_code=204,
    response_class=Response,
    openapi_extra=APPENDING,
    responses=COMPLETED | GONE_ON | documented(400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 503, 507),
)
async def patch_upload(
    scan_id: UUID, view: View, request: Request, station: StationDep, service: ServiceDep
) -> Response:
    """Append bytes to a stream. What is answered as received is on disk."""
    append = read_append(request.headers)
    upload = await run_in_threadpool(own_upload, service, station, str(scan_id), view)
    if upload.state is UploadState.OPEN:
        async with service.streams.turn(upload) as (stream, over, upload):
            if upload.state is UploadState.OPEN:
                upload = await append_bytes(request, service, append, upload, stream, over)
                if not append.is_last:
                    return Response(status_code=204, headers=state_headers(upload))
                upload = await finish(service, append, upload, stream)
                return await _receipt(service, station, upload)
    _refuse_closed(upload)
    if append.is_last and append.sha256 == upload.sha256:
        # Its answer was lost; the body, if it has one, was here before.
        return await _receipt(service, station, upload)
    raise completed()


@router.delete(
    "/{scan_id}/upload/{view}",
    status_code=204,
    response_class=Response,
    responses=documented(400, 401, 403, 404, 409, 410, 422, 503, 507),
)
async def delete_upload(scan_id: UUID, view: View, station: StationDep, service: ServiceDep) -> Response:
    """Give a stream up. Nothing is removed: what came goes to a person."""
    upload = await run_in_threadpool(own_upload, service, station, str(scan_id), view)
    if upload.state is UploadState.OPEN:
        async with service.streams.turn(upload) as (stream, _, upload):
            if upload.state is UploadState.OPEN:
                problem = f"the station gave the stream up after {upload.received:,} bytes"
                await service.streams.close(stream, upload, problem)
                return Response(status_code=204)
    _refuse_closed(upload)
    raise completed()


@router.get("/{scan_id}/upload", responses=documented(401, 403, 404, 422))
def get_uploads(scan_id: UUID, identity: Identity, service: ServiceDep) -> StreamsShape:
    """A scan as it comes in: its streams, and what is flagged so far, which does not count yet."""
    with service.store.database.read() as connection:
        streams = uploads_of(connection, str(scan_id))
        if not streams or (isinstance(identity, Station) and identity.id != streams[0].station_id):
            raise Problem(404, f"There is no stream of scan {scan_id} that you may see.")
        return present_streams(connection, streams, service.policy)


async def _receipt(service: Service, station: Station, upload: Upload) -> Response:
    awaited = await run_in_threadpool(_awaited, service, station, upload.scan_id)
    receipt = StreamReceipt(
        id=UUID(upload.scan_id),
        view=upload.view,
        sha256=str(upload.sha256),
        bytes=upload.received,
        media_type=upload.media_type,
        received_at=str(upload.ended_at),
        awaited=awaited,
    )
    headers = state_headers(upload) | {"Location": f"/v1/scans/{upload.scan_id}"}
    return JSONResponse(receipt.model_dump(mode="json"), 200, headers)


def _awaited(service: Service, station: Station, scan_id: str) -> list[str]:
    with service.store.database.read() as connection:
        if uploads_of(connection, scan_id)[0].is_entered:
            return []
        return awaited_views(connection, station.id, scan_id)


def _refuse_closed(upload: Upload) -> None:
    if upload.state is UploadState.CLOSED:
        raise Problem(
            410,
            f"This stream is closed ({upload.problem}), and with a person. "
            "Have you all of the scan, send it again under a new UUID.",
        )


def _limits(service: Service) -> dict[str, str]:
    return limit_header(service.settings.largest_scan, service.streams.silent_seconds)
