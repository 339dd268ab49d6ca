"""Scanner stations and their keys."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.secret_values import hash_secret, make_secret
from cargoscope_inference.storage.tables import stations

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the key of one station may send; None where only the limits of the service hold.

    Attributes:
        scans_per_hour: new scans in any hour.
        largest_scan: bytes of one scan.
    """

    scans_per_hour: int | None = None
    largest_scan: int | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Station:
    """A scanner that may send.

    Attributes:
        id: within this service.
        name: unique.
        added_at: when it was added.
        key_made_at: when its present key was made.
        revoked_at: when its key was taken away, or None.
        limits: what its key may send.
    """

    id: int
    name: str
    added_at: str
    key_made_at: str
    revoked_at: str | None
    limits: Limits = NO_LIMITS


def add_station(connection: Connection, name: str, limits: Limits = NO_LIMITS) -> str:
    """Add a station.

    Args:
        connection: to write by.
        name: unique.
        limits: what its key may send.

    Returns:
        Its key, which cannot be had again.

    Raises:
        Refusal: the name is taken, or no name.
    """
    check_name(name)
    if _find(connection, name) is not None:
        raise Refusal(f"there is a station {name} already; to give it a new key: cargoscope station rotate {name}")
    key, moment = make_secret("cgs"), now()
    row = {"name": name, "key_hash": hash_secret(key), "added_at": moment, "key_made_at": moment}
    connection.execute(insert(stations).values(row | asdict(limits)))
    record(connection, "station.added", SERVICE, station=name, **asdict(limits))
    return key


def limit_station(connection: Connection, name: str, limits: Limits) -> None:
    """Set what a station's key may send; a service that runs holds it from the station's next request on.

    Raises:
        Refusal: there is no such station.
    """
    find_station(connection, name)
    connection.execute(update(stations).where(stations.c.name == name).values(asdict(limits)))
    record(connection, "station.limited", SERVICE, station=name, **asdict(limits))


def find_station(connection: Connection, name: str) -> Station:
    """The station of this name.

    Raises:
        Refusal: there is none.
    """
    station = _find(connection, name)
    if station is None:
        raise Refusal(f"there is no station {name}; to see all: cargoscope station list")
    return station


def rotate_station(connection: Connection, name: str) -> str:
    """Give a station a new key; the old one stops working at once.

    Raises:
        Refusal: there is no such station.
    """
    find_station(connection, name)
    key = make_secret("cgs")
    change = {"key_hash": hash_secret(key), "key_made_at": now(), "revoked_at": None}
    connection.execute(update(stations).where(stations.c.name == name).values(change))
    record(connection, "station.rotated", SERVICE, station=name)
    return key


def revoke_station(connection: Connection, name: str) -> None:
    """Take a station's key away; what it has sent stays.

    Raises:
        Refusal: there is no such station.
    """
    find_station(connection, name)
    change = {"key_hash": None, "revoked_at": now()}
    connection.execute(update(stations).where(stations.c.name == name).values(change))
    record(connection, "station.revoked", SERVICE, station=name)


def list_stations(connection: Connection) -> list[Station]:
    """All stations by name."""
    return [_station(row) for row in connection.execute(select(stations).order_by(stations.c.name))]


def station_of_key(connection: Connection, key: str) -> Station | None:
    """The station that holds a key."""
    row = connection.execute(select(stations).where(stations.c.key_hash == hash_secret(key))).one_or_none()
    return None if row is None else _station(row)


def check_name(name: str) -> None:
    """Raises unless this may be the name of a station or an account.

    Raises:
        Refusal: it may not.
    """
    if not NAME.fullmatch(name):
        raise Refusal(f"{name!r} is no name; use up to 64 letters, digits, dots, dashes and underscores")


def _find(connection: Connection, name: str) -> Station | None:
    row = connection.execute(select(stations).where(stations.c.name == name)).one_or_none()
    return None if row is None else _station(row)


def _station(row: Any) -> Station:
    limits = Limits(row.scans_per_hour, row.largest_scan)
    return Station(row.id, row.name, row.added_at, row.key_made_at, row.revoked_at, limits)
