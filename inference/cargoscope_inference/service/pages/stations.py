"""The administrator's page of the stations: when each was heard last, what it has sent, and what is odd about it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.pages.templates import page, signed_in, to_sign_in
from cargoscope_inference.service.pages.wording import is_far_off
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.storage.accounts import Role
from cargoscope_inference.storage.clock import now, of_today
from cargoscope_inference.storage.scans import count_since
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.signs_of_life import Sign
from cargoscope_inference.storage.stations import Station, list_stations
from cargoscope_inference.storage.uploads import open_uploads

router = APIRouter()

ADMINISTRATORS_ONLY = "Only an administrator can see the stations."


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station, as the page shows it.

    Attributes:
        station: who it is.
        sign: its latest sign of life, or None where it was never heard.
        silent: it should have been heard again by now.
        today: scans that it has sent since midnight, where the service stands.
        coming: streams of it that are open.
    """

    station: Station
    sign: Sign | None
    silent: bool
    today: int
    coming: int


@router.get("/stations")
def show_stations(request: Request, service: ServiceDep) -> Response:
    """All stations."""
    officer = signed_in(request, service)
    if officer is None:
        return to_sign_in()
    if officer.role != Role.ADMIN:
        return page(request, service, "not_for_you.html", officer, status=403, why=ADMINISTRATORS_ONLY)
    return page(request, service, "stations.html", officer, **_rows(service))


@router.get("/stations/rows")
def show_rows(request: Request, service: ServiceDep) -> Response:
    """The same without the frame around it."""
    officer: Officer | None = signed_in(request, service)
    if officer is None:
        raise Problem(401, "Your session has ended. Sign in again.")
    if officer.role != Role.ADMIN:
        raise Problem(403, ADMINISTRATORS_ONLY)
    return page(request, service, "station_rows.html", officer, **_rows(service))


def _rows(service: Service) -> dict[str, Any]:
    with service.store.database.read() as connection:
        stations, today = list_stations(connection), count_since(connection, of_today())
        coming = Counter(upload.station_id for upload in open_uploads(connection))
    rows = []
    for station in stations:
        presence = service.attendance.presence(station)
        rows.append(StationRow(station, presence.sign, presence.silent, today.get(station.id, 0), coming[station.id]))
    # What needs somebody comes first, what is no longer in use last.
    rows.sort(key=lambda row: (not row.silent, row.station.revoked_at is not None, row.station.name))
    offsets = [row.sign.clock_offset for row in rows if row.sign is not None and row.sign.clock_offset is not None]
    return {
        "rows": rows,
        "silent": sum(row.silent for row in rows),
        "telling": len(offsets),
        "far_off": sum(is_far_off(offset) for offset in offsets),
        "now": now(),
    }
