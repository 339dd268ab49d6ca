"""Whether the service lives, and how it is."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from starlette.responses import PlainTextResponse, Response

from cargoscope_inference.service.context import ServiceDep
from cargoscope_inference.service.problems import Responses, documented
from cargoscope_inference.service.security import Monitor
from cargoscope_inference.storage.disk import free_bytes
from cargoscope_inference.storage.inspections import State, count_states
from cargoscope_inference.storage.removals import Outlook, outlook

router = APIRouter(tags=["health"])

ONE_WORD: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
WORDS: Responses = {200: ONE_WORD}


@router.get("/healthz", response_class=PlainTextResponse)
def healthz() -> PlainTextResponse:
    """One word: the service answers."""
    return PlainTextResponse("ok")


@router.get("/readyz", response_class=PlainTextResponse, responses={503: {"description": "Not ready"} | ONE_WORD})
def readyz(service: ServiceDep) -> PlainTextResponse:
    """One word: whether scans are taken in and analysed."""
    try:
        with service.store.database.read() as connection:
            connection.execute(text("SELECT 1"))
    except DatabaseError:
        return PlainTextResponse("broken", 503)
    return PlainTextResponse("ready") if service.supervisor.worker else PlainTextResponse("starting", 503)


@router.get("/v1/status", dependencies=[Monitor], responses=documented(401, 403))
def status(service: ServiceDep) -> dict[str, Any]:
    """How the service is: what analyses, and how many scans are where."""
    return {
        "worker": service.supervisor.worker,
        "worker_deaths": service.supervisor.deaths,
        "scans": _states(service),
        "listeners": service.announcer.listeners,
        "disk_free_bytes": free_bytes(service.store.folder),
        "announced_for_removal": asdict(_outlook(service)),
    }


@router.get(
    "/metrics",
    dependencies=[Monitor],
    response_class=Response,
    responses=WORDS | documented(401, 403),
)
def metrics(service: ServiceDep) -> Response:
    """The same for Prometheus."""
    worker = service.supervisor.worker
    content = service.measurements.text(
        _states(service),
        deaths=service.supervisor.deaths,
        silent=service.attendance.silent,
        worker=None if worker is None else dict(worker),
        free=free_bytes(service.store.folder),
        announced=_outlook(service).scans,
    )
    return Response(content, media_type="text/plain; version=0.0.4; charset=utf-8")


def _outlook(service: ServiceDep) -> Outlook:
    with service.store.database.read() as connection:
        return outlook(connection)


def _states(service: ServiceDep) -> dict[State, int]:
    with service.store.database.read() as connection:
        return count_states(connection)
