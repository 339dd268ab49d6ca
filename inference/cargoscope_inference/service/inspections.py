"""The routes of the queue: officers read it, and decide."""

import base64
import binascii
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from cargoscope_inference.service.body import read_json
from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.presenting import present_inspection
from cargoscope_inference.service.problems import Problem, documented
from cargoscope_inference.service.security import OfficerDep
from cargoscope_inference.service.shapes import DecisionRequest, DecisionShape, InspectionPage
from cargoscope_inference.storage.decisions import Decision, decide
from cargoscope_inference.storage.inspections import (
    Place,
    State,
    Verdict,
    find_inspection,
    page_of_inspections,
)
from cargoscope_inference.storage.sessions import Officer

router = APIRouter(prefix="/v1/inspections", tags=["queue"])

DECISION_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DecisionRequest"}}},
    }
}


@router.get("", responses=documented(400, 401, 403, 422))
def list_inspections(
    officer: OfficerDep,  # noqa: ARG001 - asked for, so that only officers get here
    service: ServiceDep,
    state: Annotated[list[State] | None, Query(description="Only those in one of these states.")] = None,
    verdict: Annotated[Verdict | None, Query(description="Only those with this verdict.")] = None,
    cursor: Annotated[str | None, Query(max_length=64, description="`next` of the part before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> InspectionPage:
    """Part of the queue: flagged first, then by arrival."""
    after = None if cursor is None else place_of_cursor(cursor)
    with service.store.database.read() as connection:
        found = page_of_inspections(connection, state or list(State), verdict=verdict, after=after, most=limit + 1)
        items = [present_inspection(connection, inspection) for inspection in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    return InspectionPage(
        items=items, next=None if last is None else cursor_of_place(Place(last.urgent, last.scan.sequence))
    )


@router.post(
    "/{scan_id}/decision",
    openapi_extra=DECISION_BODY,
    responses=documented(400, 401, 403, 404, 408, 409, 413, 422),
)
async def post_decision(scan_id: UUID, request: Request, officer: OfficerDep, service: ServiceDep) -> DecisionShape:
    """Decide on a scan: clear, hold or refer, with a reason. To clear it, each flag is confirmed or rejected first."""
    asked = await read_json(request, DecisionRequest, idle_seconds=service.settings.idle_seconds)
    decision = await run_in_threadpool(_decide, service, officer, scan_id, asked)
    service.tell()
    return DecisionShape(
        verdict=decision.verdict,
        reason=decision.reason,
        officer=decision.officer,
        decided_at=decision.decided_at,
        flags=[dict(flag) for flag in decision.flags],
    )


def cursor_of_place(place: Place) -> str:
    """A place in the queue as a word that clients hand back."""
    return base64.urlsafe_b64encode(f"{int(place.urgent)}.{place.sequence}".encode()).decode().rstrip("=")


def place_of_cursor(cursor: str) -> Place:
    """Reads what `cursor_of_place` wrote.

    Raises:
        Problem: it is something else (400).
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        urgent, _, sequence = text.partition(".")
        # SQLite counts in 64 bits.
        if urgent in ("0", "1") and sequence.isdecimal() and len(sequence) < 19:
            return Place(urgent == "1", int(sequence))
    except (binascii.Error, ValueError):
        pass
    raise Problem(400, f"The cursor {cursor!r} is none that was given out here. Begin anew without one.")


def _decide(service: Service, officer: Officer, scan_id: UUID, asked: DecisionRequest) -> Decision:
    with service.store.database.write() as connection:
        inspection = find_inspection(connection, str(scan_id))
        if inspection is None:
            raise Problem(404, f"There is no scan {scan_id}.")
        return decide(
            connection,
            inspection,
            officer,
            asked.verdict,
            asked.reason,
            flags_key=asked.flags_key,
            confirmed=asked.confirmed,
        )
