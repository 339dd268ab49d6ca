"""Scanner stations and their keys."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.secret_values import hash_secret, make_secret
from cargoscope_inference.storage.tables import stations

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Station:
    """A scanner that may send.

    Attributes:
        id: within this service.
        name: unique.
        added_at: when it was added.
        key_made_at: when its present key was made.
        revoked_at: when its key was taken away, or None.
    """

    id: int
    name: str
    added_at: str
    key_made_at: str
    revoked_at: str | None


def add_station(connection: Connection, name: str) -> str:
    """Add a station.

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
    connection.execute(insert(stations).values(row))
    record(connection, "station.added", SERVICE, station=name)
    return key


def rotate_station(connection: Connection, name: str) -> str:
    """Give a station a new key; the old one stops working at once.

    Raises:
        Refusal: there is no such station.
    """
    _demand(connection, name)
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
    _demand(connection, name)
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


def _demand(connection: Connection, name: str) -> None:
    if _find(connection, name) is None:
        raise Refusal(f"there is no station {name}; to see all: cargoscope station list")


def _station(row: Any) -> Station:
    return Station(row.id, row.name, row.added_at, row.key_made_at, row.revoked_at)
