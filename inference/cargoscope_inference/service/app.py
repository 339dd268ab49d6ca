"""The application: everything put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from cargoscope_inference.service import events, health, inspections, pages, problems, scans, stations, uploads
from cargoscope_inference.service.announcer import Announcer
from cargoscope_inference.service.attendance import Attendance
from cargoscope_inference.service.context import Service
from cargoscope_inference.service.headers import SecurityHeaders
from cargoscope_inference.service.housekeeping import Housekeeping
from cargoscope_inference.service.keeping_streams import StreamKeeper
from cargoscope_inference.service.limits import Pace
from cargoscope_inference.service.measurements import Measurements
from cargoscope_inference.service.proxy import OnlyThroughProxy
from cargoscope_inference.service.secrets_file import own_secret
from cargoscope_inference.service.security import identify
from cargoscope_inference.service.settings import ServiceSettings, rules_of
from cargoscope_inference.service.shapes import DecisionRequest, ScanMetadata, SignOfLife
from cargoscope_inference.service.streams import Streams
from cargoscope_inference.storage.store import Store
from cargoscope_inference.worker.settings import WorkerSettings
from cargoscope_inference.worker.supervisor import Supervisor
from cargoscope_models.policy import Policy

DESCRIPTION = """Scanner stations send scans; officers look at what was flagged, and decide.

Stations send their key (`Authorization: Bearer KEY`). Officers sign in on the pages; what changes something also needs
the header `X-CSRF-Token`, which stands in every page. Errors are problem documents (RFC 9457). Nothing is ever cleared
by the machine."""


def create_app(settings: ServiceSettings, store: Store, policy: Policy) -> FastAPI:
    """The application of one service.

    Args:
        settings: how it is set up.
        store: locked and migrated.
        policy: read from the settings' file, for the labels of their release.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        announcer = Announcer()
        supervisor = Supervisor(
            WorkerSettings(
                store.folder, settings.release, settings.policy, settings.provider, settings.strict, claim=""
            ),
            store.database,
            announcer.announce,
            seconds=settings.analysis_seconds,
        )
        housekeeping = Housekeeping(store, rules_of(settings))
        secret = own_secret(store.folder) if settings.secret is None else settings.secret.get_secret_value().encode()
        keeper = StreamKeeper(store)
        streams = Streams(keeper, settings.silent_seconds, lambda: service.tell())
        attendance = Attendance(
            store.database, silent_minutes=settings.station_silent_minutes, on_change=announcer.announce
        )
        service = Service(
            settings,
            store,
            policy,
            secret,
            supervisor,
            announcer,
            measurements,
            keeper,
            streams,
            attendance,
            Pace(),
        )
        app.state.service = service
        await run_in_threadpool(supervisor.start)
        # A start that fails half-way has to end the process, not leave the supervisor running in it.
        try:
            await run_in_threadpool(attendance.start)
            await streams.start()
            housekeeping.start()
            yield
            await run_in_threadpool(housekeeping.stop)
            await streams.stop()
            await run_in_threadpool(attendance.stop)
        finally:
            await run_in_threadpool(supervisor.stop)

    measurements = Measurements()
    # FastAPI's own pages of documentation load scripts from elsewhere, which a box at a port cannot; without an address
    # of the document it adds none of its own, which anybody could read.
    app = FastAPI(title="cargoscope", version="1", description=DESCRIPTION, lifespan=lifespan, openapi_url=None)
    problems.install(app)
    if settings.proxies:
        app.add_middleware(OnlyThroughProxy)
    app.add_middleware(SecurityHeaders, measurements=measurements)
    for router in (
        uploads.router,
        scans.router,
        stations.router,
        inspections.router,
        events.router,
        health.router,
    ):
        app.include_router(router)
    pages.install(app)

    @app.get("/openapi.json", include_in_schema=False, dependencies=[Depends(identify)])
    async def describe() -> dict[str, Any]:
        return _openapi(app)

    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's own description, and the forms of the bodies that are read piece by piece."""
    if app.openapi_schema is None:
        described = FastAPI.openapi(app)
        schemas = described["components"]["schemas"]
        for model in (ScanMetadata, SignOfLife, DecisionRequest, problems.ProblemDocument):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(schema.pop("$defs", {}))
            schemas[model.__name__] = schema
    assert app.openapi_schema is not None
    return app.openapi_schema
