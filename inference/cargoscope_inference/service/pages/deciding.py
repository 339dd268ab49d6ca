"""Takes an officer's decision from the page of a scan, and says which scan comes next."""

import re
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.pages.forms import Form, check_token, read_form
from cargoscope_inference.service.pages.reasons import read_reason
from cargoscope_inference.service.pages.templates import page, signed_in, to_sign_in
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.storage.decisions import decide
from cargoscope_inference.storage.inspections import Inspection, Place, State, find_inspection, page_of_inspections
from cargoscope_inference.storage.sessions import Officer

router = APIRouter()

FLAG_FIELD = re.compile(r"flag-([0-9]{1,3})")
ANSWERS = {"confirmed": True, "rejected": False}


@router.post("/scans/{scan_id}/decision")
async def post_decision(request: Request, scan_id: UUID, service: ServiceDep) -> Response:
    """Decide on a scan, and go on to the next one.

    The page's script asks for JSON, so that what the officer has entered stays where the decision is refused. Without
    scripts the browser itself is sent on.
    """
    by_script = request.headers.get("accept") == "application/json"
    officer = await run_in_threadpool(signed_in, request, service)
    if officer is None:
        if by_script:
            raise Problem(401, "Your session has ended. Sign in again in another tab, then decide here.")
        return to_sign_in()
    form = await read_form(request, service)
    try:
        check_token(request, service, form)
        onward = await run_in_threadpool(_decide, service, officer, scan_id, form)
    except (Refusal, Problem) as error:
        if by_script:
            raise
        status = error.status if isinstance(error, Problem) else 409
        return page(request, service, "refused.html", officer, status=status, scan_id=scan_id, why=str(error))
    service.tell()
    return JSONResponse({"next": onward}) if by_script else RedirectResponse(onward, 303)


def _decide(service: Service, officer: Officer, scan_id: UUID, form: Form) -> str:
    """Decide; returns the address of what comes next."""
    verdict, reason = read_reason(form.get("choice", ""), form.get("note", ""))
    with service.store.database.write() as connection:
        inspection = find_inspection(connection, str(scan_id))
        if inspection is None:
            raise Problem(404, f"There is no scan {scan_id}.")
        seen = form.get("flags_key", "")
        decide(connection, inspection, officer, verdict, reason, flags_key=seen, confirmed=_confirmed(form))
        following = next_waiting(connection, inspection)
    return "/queue" if following is None else f"/scans/{following.scan.id}"


def _confirmed(form: Form) -> dict[int, bool]:
    """By the number of a flag, whether the officer confirmed it; those left open are not there."""
    answers = {FLAG_FIELD.fullmatch(name): answer for name, answer in form.items()}
    return {int(field[1]): ANSWERS[answer] for field, answer in answers.items() if field and answer in ANSWERS}


def next_waiting(connection: Connection, decided: Inspection) -> Inspection | None:
    """The scan to look at after this one.

    The next in the queue's order, so that a scan that was passed over is not put before the same officer again and
    again; and from its end back to its beginning. Only what is flagged comes before that.
    """
    place = Place(decided.urgent, decided.scan.sequence)
    onward = _first_waiting(connection, after=place)
    first = _first_waiting(connection, after=None)
    if onward is None or (first is not None and first.urgent and not onward.urgent):
        return first
    return onward


def _first_waiting(connection: Connection, *, after: Place | None) -> Inspection | None:
    found = page_of_inspections(connection, [State.WAITING], verdict=None, after=after, most=1)
    return found[0] if found else None
