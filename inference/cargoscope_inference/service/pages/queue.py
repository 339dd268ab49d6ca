"""The page of the queue. Its rows are made here alone; the script only asks for them again."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.pages.templates import page, signed_in, to_sign_in
from cargoscope_inference.service.presenting import present_inspection, present_streams
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.service.shapes import InspectionShape, StreamsShape
from cargoscope_inference.storage.inspections import (
    Place,
    State,
    Verdict,
    count_states,
    newest_decided,
    page_of_inspections,
)
from cargoscope_inference.storage.uploads import unentered_scans, uploads_of

router = APIRouter()

MOST_ROWS = 100
MOST_DECIDED = 5
BEFORE_THE_QUIET = Place(urgent=True, sequence=2**62)


@router.get("/queue")
def show_queue(request: Request, service: ServiceDep) -> Response:
    """What waits for an officer."""
    officer = signed_in(request, service)
    if officer is None:
        return to_sign_in()
    return page(request, service, "queue.html", officer, **_sections(service))


@router.get("/queue/rows")
def show_rows(request: Request, service: ServiceDep) -> Response:
    """The same without the frame around it."""
    officer = signed_in(request, service)
    if officer is None:
        raise Problem(401, "Your session has ended. Sign in again.")
    return page(request, service, "rows.html", officer, **_sections(service))


def _sections(service: Service) -> dict[str, Any]:
    with service.store.database.read() as connection:
        urgent = [row for row in _page(connection, State.WAITING, None, None) if row.flags or row.problem]
        return {
            "problems": [row for row in urgent if row.problem],
            "flagged": [row for row in urgent if not row.problem],
            "more_urgent": len(urgent) == MOST_ROWS,
            "quiet": _page(connection, State.WAITING, None, BEFORE_THE_QUIET),
            "referred": _page(connection, State.DECIDED, Verdict.REFER, None),
            "decided": [present_inspection(connection, each) for each in newest_decided(connection, most=MOST_DECIDED)],
            "counts": count_states(connection),
            "arriving": _arriving(connection, service),
            "most": MOST_ROWS,
            "working": service.supervisor.worker is not None,
        }


def _arriving(connection: Connection, service: Service) -> list[StreamsShape]:
    streams = [uploads_of(connection, scan_id) for scan_id in unentered_scans(connection)]
    return [present_streams(connection, each, service.policy) for each in streams]


def _page(connection: Connection, state: State, verdict: Verdict | None, after: Place | None) -> list[InspectionShape]:
    found = page_of_inspections(connection, [state], verdict=verdict, after=after, most=MOST_ROWS)
    return [present_inspection(connection, each) for each in found]
