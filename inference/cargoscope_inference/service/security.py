"""Who is asking: a station by its key, or an officer by the cookie of a session."""

import hashlib
import hmac
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.storage.accounts import Role
from cargoscope_inference.storage.clock import ClockReading, read_clock
from cargoscope_inference.storage.sessions import Officer, officer_of_session
from cargoscope_inference.storage.stations import Station, station_of_key

COOKIE = "cargoscope_session"
TOKEN_HEADER = "X-CSRF-Token"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="The key of a station: Authorization: Bearer KEY")
_cookie = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description=f"An officer's session. What changes something also needs the header {TOKEN_HEADER}.",
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
Cookie = Annotated[str | None, Security(_cookie)]


def identify(request: Request, service: ServiceDep, bearer: Bearer, cookie: Cookie) -> Station | Officer:
    """The station or the officer that is asking.

    Raises:
        Problem: neither is known (401), or an officer's request may come from elsewhere (403).
    """
    if bearer is not None:
        with service.store.database.read() as connection:
            station = station_of_key(connection, bearer.credentials)
        if station is None:
            raise _unknown("This key is not known. It may have been rotated or revoked; ask the administrator.")
        service.attendance.note(station, station_clock(request))
        return station
    officer = session_officer(service, cookie)
    if officer is None:
        raise _unknown("Send a station's key (Authorization: Bearer KEY), or sign in.")
    if request.method not in SAFE_METHODS:
        check_origin(request)
        sent = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(sent.encode(), csrf_token(service, cookie or "").encode()):
            raise Problem(403, f"The header {TOKEN_HEADER} is missing or out of date. Load the page again.")
    return officer


def session_officer(service: Service, cookie: str | None) -> Officer | None:
    """Who is signed in by this cookie."""
    if not cookie:
        return None
    with service.store.database.read() as connection:
        return officer_of_session(connection, cookie)


def csrf_token(service: Service, cookie: str) -> str:
    """What a page of ours sends along to show that it is one; another site can neither read nor guess it."""
    return hmac.new(service.secret, cookie.encode(), hashlib.sha256).hexdigest()


def check_origin(request: Request) -> None:
    """Raises where a browser says that another site made it send this.

    Raises:
        Problem: it does (403).
    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem(403, "This request comes from another site. Open cargoscope itself.")


def station_clock(request: Request) -> ClockReading | None:
    """What the sender's clock says, by the header Date; None where it does not say."""
    try:
        sent = parsedate_to_datetime(request.headers["date"])
        return read_clock(sent if sent.tzinfo is not None else sent.replace(tzinfo=UTC))
    except (KeyError, ValueError, OverflowError):
        return None


Identity = Annotated[Station | Officer, Depends(identify)]


def _station(identity: Identity) -> Station:
    if not isinstance(identity, Station):
        raise Problem(403, "Only a station can do this, by its key.")
    return identity


def _officer(identity: Identity) -> Officer:
    if not isinstance(identity, Officer):
        raise Problem(403, "Only an officer who is signed in can do this.")
    return identity


def _monitor(service: ServiceDep, bearer: Bearer, cookie: Cookie) -> None:
    key = service.settings.monitor_key
    sent = None if bearer is None else bearer.credentials
    if sent and key is not None and hmac.compare_digest(sent.encode(), key.get_secret_value().encode()):
        return
    officer = session_officer(service, cookie)
    if officer is None:
        raise _unknown("Send the monitor's key (Authorization: Bearer KEY), or sign in as an administrator.")
    if officer.role != Role.ADMIN:
        raise Problem(403, "Only an administrator can see this.")


def _unknown(detail: str) -> Problem:
    return Problem(401, detail, {"WWW-Authenticate": "Bearer"})


StationDep = Annotated[Station, Depends(_station)]
OfficerDep = Annotated[Officer, Depends(_officer)]
Monitor = Depends(_monitor)
