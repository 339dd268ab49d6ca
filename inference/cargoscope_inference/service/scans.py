"""The routes of scans: stations send them and what they know of them; stations and officers read them."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from cargoscope_inference.pictures import Pictures
from cargoscope_inference.service.body import read_json
from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.digest import header_of_sha256
from cargoscope_inference.service.marks import marks_of
from cargoscope_inference.service.media import KNOWN
from cargoscope_inference.service.presenting import present_scan
from cargoscope_inference.service.problems import Problem, Responses, documented
from cargoscope_inference.service.receiving import receive_scan
from cargoscope_inference.service.security import Identity, StationDep
from cargoscope_inference.service.shapes import VIEW_PATTERN, Mark, Receipt, ScanMetadata, ScanShape, StoredMetadata
from cargoscope_inference.storage.analyses import find_analysis, reconsider
from cargoscope_inference.storage.inspections import Inspection, find_inspection
from cargoscope_inference.storage.removals import find_removal
from cargoscope_inference.storage.retention import Cause
from cargoscope_inference.storage.scans import SIDE, Description, add_description, find_scan, parts_of
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.uploads import enter_if_whole

router = APIRouter(prefix="/v1/scans", tags=["scans"])

BYTES = {"schema": {"type": "string", "format": "binary"}}
SCAN_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as it is; its sha256 in the header Repr-Digest (RFC 9530).",
        "content": dict.fromkeys((*sorted(KNOWN), "application/octet-stream"), BYTES),
    },
    "parameters": [
        {"name": "Repr-Digest", "in": "header", "required": True, "schema": {"type": "string"}}
        | {"description": "sha-256=:BASE64: of the body."}
    ],
}
METADATA_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ScanMetadata"}}},
    }
}
ORIGINAL: Responses = {200: {"content": {"*/*": {"schema": BYTES["schema"]}}}}
PICTURE: Responses = {200: {"content": {"image/jpeg": BYTES}}}
FOREVER = {"Cache-Control": "private, max-age=86400, immutable"}
REMOVED = {
    Cause.AGE: "since the days for which this site keeps such scans were over",
    Cause.BUDGET: "to make room for newer ones",
}
ASK_AGAIN = {"Cache-Control": "private, no-cache"}


@router.put(
    "/{scan_id}",
    status_code=201,
    openapi_extra=SCAN_BODY,
    responses=documented(400, 401, 403, 408, 409, 413, 415, 422, 429, 503, 507),
)
async def put_scan(
    scan_id: UUID,
    request: Request,
    response: Response,
    station: StationDep,
    service: ServiceDep,
    view: Annotated[str, Query(pattern=VIEW_PATTERN, description="Name of the view, where there are several.")] = SIDE,
) -> Receipt:
    """Send a scan. `201` means that no power cut can take it away; the same again gives the same answer."""
    kept, is_new = await receive_scan(request, service, station, scan_id, view)
    if is_new:
        service.measurements.scans.inc()
        service.measurements.bytes.inc(kept.received)
    service.tell()
    response.headers["Location"] = f"/v1/scans/{scan_id}"
    return Receipt(
        id=scan_id,
        sha256=str(kept.sha256),
        bytes=kept.received,
        media_type=kept.media_type,
        received_at=str(kept.ended_at),
    )


@router.put(
    "/{scan_id}/metadata",
    openapi_extra=METADATA_BODY,
    responses=documented(400, 401, 403, 408, 409, 413, 422, 503, 507),
)
async def put_metadata(scan_id: UUID, request: Request, station: StationDep, service: ServiceDep) -> StoredMetadata:
    """Say what is known of a scan: before, while or after it is sent. Every version is kept; odd values are marked."""
    said = await read_json(request, ScanMetadata, idle_seconds=service.settings.idle_seconds)
    kept = await run_in_threadpool(_keep_metadata, service, station, str(scan_id), said)
    service.tell()
    marks = [Mark.model_validate(mark) for mark in kept.marks]
    return StoredMetadata(version=kept.version, received_at=kept.received_at, body=dict(kept.body), marks=marks)


@router.get("/{scan_id}", responses=documented(401, 403, 404, 422))
def get_scan(scan_id: UUID, identity: Identity, service: ServiceDep) -> ScanShape:
    """All about a scan: its state, what was found, what is flagged. A station sees its own only."""
    with service.store.database.read() as connection:
        inspection = find_inspection(connection, str(scan_id))
        if inspection is None or not _may_see(identity, inspection):
            raise _absent(scan_id)
        return present_scan(connection, inspection, with_decisions=isinstance(identity, Officer))


@router.get(
    "/{scan_id}/original",
    response_class=FileResponse,
    responses=ORIGINAL | documented(401, 403, 404, 410, 416, 422),
)
def get_original(
    scan_id: UUID,
    identity: Identity,
    service: ServiceDep,
    view: Annotated[str | None, Query(description="Name of the view; the first where it is not said.")] = None,
) -> FileResponse:
    """The bytes of a view just as the station sent them."""
    scan = _with_bytes(service, identity, scan_id).scan
    with service.store.database.read() as connection:
        parts = parts_of(connection, scan.id)
    chosen = [part for part in parts if view in (None, part.view)]
    if not chosen:
        views = ", ".join(part.view for part in parts)
        raise Problem(404, f"This scan has no view {view!r}; it has: {views}.")
    part = chosen[0]
    headers = {"Repr-Digest": header_of_sha256(part.sha256), "X-Content-Type-Options": "nosniff"} | FOREVER
    place = service.store.originals.path(part.sha256)
    name = scan.id if len(parts) == 1 else f"{scan.id}.{part.view}"
    return FileResponse(place, media_type=part.media_type, headers=headers, filename=name)


@router.get(
    "/{scan_id}/{picture}.jpg",
    response_class=FileResponse,
    responses=PICTURE | documented(401, 403, 404, 410, 416, 422),
)
def get_picture(
    scan_id: UUID,
    picture: str,
    identity: Identity,
    service: ServiceDep,
    flags: Annotated[str | None, Query(description="The flags_key for which it is; it may then be cached.")] = None,
    view: Annotated[str | None, Query(description="Name of the view; the first where it is not said.")] = None,
) -> FileResponse:
    """A view with its flags (`annotated`) or without marks (`plain`), or all views small (`thumbnail`)."""
    if picture not in ("annotated", "plain", "thumbnail"):
        raise Problem(404, f"There is no picture {picture}.jpg; there are annotated.jpg, plain.jpg and thumbnail.jpg.")
    inspection = _with_bytes(service, identity, scan_id)
    headers = FOREVER if flags == inspection.flags_key else ASK_AGAIN
    return FileResponse(_picture(service, inspection, picture, view), media_type="image/jpeg", headers=headers)


def _picture(service: Service, inspection: Inspection, name: str, view: str | None) -> Path:
    with service.store.database.read() as connection:
        analysis = find_analysis(connection, inspection.scan.id)
    if analysis is None:
        why = inspection.problem or "it has not been analysed yet"
        raise Problem(404, f"There is no picture of this scan: {why}.")
    views = [each["name"] for each in analysis.views]
    if view is not None and view not in views:
        raise Problem(404, f"This scan has no view {view!r}; it has: {', '.join(views)}.")
    number = 0 if view is None else views.index(view)
    pictures = Pictures(service.store.pictures, inspection.scan.id)
    if name == "plain":
        return pictures.plain(analysis.number, number)
    pictures.draw_flagged(inspection.flags, inspection.flags_key, analysis)
    key = inspection.flags_key
    return pictures.annotated(key, number) if name == "annotated" else pictures.thumbnail(key)


def _keep_metadata(service: Service, station: Station, scan_id: str, said: ScanMetadata) -> Description:
    body = said.model_dump(mode="json", exclude_unset=True)
    with service.store.database.write() as connection:
        scan = find_scan(connection, scan_id)
        if scan is not None and scan.station_id != station.id:
            raise Problem(409, f"The id {scan_id} is taken by another scan. Make a new UUID for yours.")
        arrived = [] if scan is None else [part.view for part in parts_of(connection, scan_id)]
        kept = add_description(connection, station, scan_id, body, marks_of(said, arrived))
        # It may have named a view fewer than before.
        enter_if_whole(connection, scan_id)
        inspection = find_inspection(connection, scan_id)
        if inspection is not None:
            reconsider(connection, inspection, service.policy, because=f"metadata version {kept.version}")
    return kept


def _with_bytes(service: Service, identity: Station | Officer, scan_id: UUID) -> Inspection:
    with service.store.database.read() as connection:
        inspection = find_inspection(connection, str(scan_id))
        removal = find_removal(connection, str(scan_id))
    if inspection is None or not _may_see(identity, inspection):
        raise _absent(scan_id)
    if removal is not None:
        raise Problem(410, f"The bytes of this scan were removed at {removal.removed_at}, {REMOVED[removal.cause]}.")
    return inspection


def _may_see(identity: Station | Officer, inspection: Inspection) -> bool:
    return isinstance(identity, Officer) or identity.id == inspection.scan.station_id


def _absent(scan_id: UUID) -> Problem:
    return Problem(404, f"There is no scan {scan_id} that you may see.")
