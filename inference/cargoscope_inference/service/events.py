"""What happens, as it happens: server-sent events for the officers' pages."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.problems import Problem, Responses, documented
from cargoscope_inference.service.security import COOKIE, OfficerDep, session_officer
from cargoscope_inference.storage.accounts import Role
from cargoscope_inference.storage.events import Event, events_after, newest_event

router = APIRouter(prefix="/v1/events", tags=["queue"])

STREAM: Responses = {200: {"content": {"text/event-stream": {}}}}
HEARTBEAT_SECONDS = 15.0
"""Shorter than the half minute after which many proxies cut a silent connection."""
MOST_AT_ONCE = 200
MOST_LISTENERS = 200
LARGEST_ID = 2**63 - 1


@router.get(
    "",
    response_class=StreamingResponse,
    responses=STREAM | documented(401, 403, 422, 503),
)
async def stream_events(
    request: Request,
    officer: OfficerDep,  # noqa: ARG001 - asked for, so that only officers get here
    service: ServiceDep,
    last_event_id: Annotated[int | None, Header(ge=0, le=LARGEST_ID)] = None,
    after: Annotated[int | None, Query(ge=0, le=LARGEST_ID, description="As Last-Event-ID, for a first call.")] = None,
) -> StreamingResponse:
    """A stream of what happens to scans from now on, or since the event named in `Last-Event-ID`, or else in `after`.

    Administrators are also told, by an event `stations`, that the page of the stations would look different by now.
    """
    if service.announcer.listeners >= MOST_LISTENERS:
        raise Problem(503, f"{MOST_LISTENERS} browsers are listening already. Try again later.", {"Retry-After": "30"})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = _stream(service, request.cookies.get(COOKIE), after if last_event_id is None else last_event_id)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _stream(service: Service, cookie: str | None, last: int | None) -> AsyncIterator[str]:
    announcer = service.announcer
    with announcer.listening():
        if last is None:
            last = await run_in_threadpool(_newest, service)
        # Something to send at once tells the browser that the stream is open.
        yield f"id: {last}\nevent: hello\ndata: {{}}\n\n"
        stations = service.attendance.version
        while not announcer.closed:
            news = announcer.next_news
            # Not only at the start: who is signed out learns no more.
            officer = await run_in_threadpool(session_officer, service, cookie)
            if officer is None:
                return
            if officer.role == Role.ADMIN and stations != service.attendance.version:
                stations = service.attendance.version
                yield "event: stations\ndata: {}\n\n"
            events = await run_in_threadpool(_after, service, last)
            for event in events:
                last = event.id
                yield _message(event)
            if events:
                continue
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await news.wait()
            except TimeoutError:
                yield ": still here\n\n"


def _newest(service: Service) -> int:
    with service.store.database.read() as connection:
        return newest_event(connection)


def _after(service: Service, last: int) -> list[Event]:
    with service.store.database.read() as connection:
        return events_after(connection, last, most=MOST_AT_ONCE)


def _message(event: Event) -> str:
    data = json.dumps({"at": event.at, "kind": event.kind, "scan": event.scan_id, "details": event.details})
    return f"id: {event.id}\nevent: scan\ndata: {data}\n\n"
