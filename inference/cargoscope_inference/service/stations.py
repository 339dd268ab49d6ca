"""The route by which a station says that it lives."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from cargoscope_inference.service.body import read_json
from cargoscope_inference.service.context import ServiceDep
from cargoscope_inference.service.problems import documented
from cargoscope_inference.service.security import StationDep, station_clock
from cargoscope_inference.service.shapes import Acquaintance, SignOfLife
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.signs_of_life import Report

router = APIRouter(prefix="/v1/station", tags=["stations"])

SIGN_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SignOfLife"}}},
    }
}


@router.put("/sign-of-life", openapi_extra=SIGN_BODY, responses=documented(400, 401, 403, 408, 413, 422))
async def put_sign_of_life(request: Request, station: StationDep, service: ServiceDep) -> Acquaintance:
    """Say that the station lives, and when it will say so again; administrators are warned when it does not.

    The answer tells what the key may send, and how the station's clock stands to the service's.
    """
    reading = station_clock(request)
    said = await read_json(request, SignOfLife, idle_seconds=service.settings.idle_seconds)
    report = Report(said.doing, said.waiting, said.refused, said.next_within_seconds)
    await run_in_threadpool(service.attendance.note, station, reading, report)
    return Acquaintance(
        station=station.name,
        scans_per_hour=station.limits.scans_per_hour,
        largest_scan=service.largest_scan(station),
        received_at=now(),
        clock_offset=None if reading is None else reading.offset,
    )
