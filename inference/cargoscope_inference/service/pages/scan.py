"""The page of one scan."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.pages.reasons import LONGEST_NOTE, OWN_WORDS, REASONS
from cargoscope_inference.service.pages.templates import page, signed_in, to_sign_in
from cargoscope_inference.service.presenting import present_description, present_scan, present_streams
from cargoscope_inference.storage.analyses import find_analysis, late_pitch
from cargoscope_inference.storage.events import newest_event
from cargoscope_inference.storage.inspections import State, Verdict, find_inspection
from cargoscope_inference.storage.scans import latest_description
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.uploads import uploads_of

router = APIRouter()


@router.get("/scans/{scan_id}")
def show_scan(request: Request, scan_id: UUID, service: ServiceDep) -> Response:
    """The picture of a scan, what is flagged on it, and the decision."""
    officer = signed_in(request, service)
    if officer is None:
        return to_sign_in()
    with service.store.database.read() as connection:
        inspection = find_inspection(connection, str(scan_id))
        if inspection is None:
            return _arriving(request, service, officer, connection, str(scan_id))
        seen = newest_event(connection)
        shown = present_scan(connection, inspection, with_decisions=True).model_dump(mode="json")
        analysis = find_analysis(connection, str(scan_id))
        late = None if analysis is None else late_pitch(connection, inspection.scan, analysis)
    return page(
        request,
        service,
        "scan.html",
        officer,
        seen=seen,
        scan=shown,
        frames=[] if analysis is None else analysis.frames,
        late=late,
        is_open=inspection.state is State.WAITING or inspection.verdict is Verdict.REFER,
        reasons=REASONS,
        own_words=OWN_WORDS,
        longest_note=LONGEST_NOTE,
    )


def _arriving(request: Request, service: Service, officer: Officer, connection: Connection, scan_id: str) -> Response:
    """What is known of a scan that is not in the queue yet."""
    streams = uploads_of(connection, scan_id)
    if not streams:
        return page(request, service, "absent.html", officer, status=404, scan_id=scan_id)
    shown = present_streams(connection, streams, service.policy)
    metadata = present_description(latest_description(connection, streams[0].station_id, scan_id))
    said = None if metadata is None else metadata.model_dump(mode="json")
    seen = newest_event(connection)
    return page(request, service, "arriving.html", officer, seen=seen, scan=shown, metadata=said)
