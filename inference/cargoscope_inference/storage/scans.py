"""Scans as they were received, and what their stations said of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import record
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.tables import descriptions, inspections, parts, scans
from cargoscope_inference.storage.tables import stations as station_table

NO_FLAGS = "none"
"""Key of an empty list of flags."""
SIDE = "side"
"""The view that a scan has where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Part:
    """The file of one view of a scan.

    Attributes:
        view: name of the view.
        sha256: of its bytes, hex.
        size: number of its bytes.
        media_type: what its bytes are.
        problem: why it is not all that the scanner saw, in words, or None where it is.
    """

    view: str
    sha256: str
    size: int
    media_type: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class StoredScan:
    """A scan whose bytes are kept.

    Attributes:
        sequence: grows in the order of arrival.
        id: the UUID that the station made, in its usual lower-case form.
        station_id: who sent it.
        station: name of who sent it.
        sha256: of the bytes of its first view, hex; `parts_of` has all.
        size: number of its bytes.
        media_type: what its bytes are.
        received_at: when it was acknowledged first, and complete.
    """

    sequence: int
    id: str
    station_id: int
    station: str
    sha256: str
    size: int
    media_type: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Description:
    """One version of what a station said of a scan.

    Attributes:
        version: 1 is the first.
        body: the JSON object, as sent.
        marks: what is odd about it: objects with "field" and "text".
        received_at: when it came.
    """

    version: int
    body: Mapping[str, Any]
    marks: Sequence[Mapping[str, str]]
    received_at: str


def find_scan(connection: Connection, scan_id: str) -> StoredScan | None:
    """The scan of this id, whoever sent it."""
    query = select(scans, station_table.c.name.label("station")).join(station_table).where(scans.c.id == scan_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return StoredScan(
        row.sequence, row.id, row.station_id, row.station, row.sha256, row.bytes, row.media_type, row.received_at
    )


def add_scan(
    connection: Connection, station: Station, scan_id: str, *, sha256: str, size: int, media_type: str
) -> StoredScan:
    """Enter a scan of one view whose bytes are kept already; it is in the queue from now on.

    Raises:
        IntegrityError: there is one of this id.
    """
    return enter_scan(connection, station.id, station.name, scan_id, [Part(SIDE, sha256, size, media_type)])


def enter_scan(
    connection: Connection, station_id: int, station: str, scan_id: str, views: Sequence[Part]
) -> StoredScan:
    """Enter a scan whose bytes are kept already; it is in the queue from now on.

    Raises:
        IntegrityError: there is one of this id.
    """
    moment, first = now(), views[0]
    row = {"id": scan_id, "station_id": station_id, "sha256": first.sha256, "bytes": first.size}
    row |= {"media_type": first.media_type, "received_at": moment}
    sequence = connection.execute(insert(scans).values(row).returning(scans.c.sequence)).scalar_one()
    place = {"scan_id": scan_id, "sequence": sequence, "state": "received", "failures": 0}
    place |= {"flags": "[]", "flags_key": NO_FLAGS, "urgent": 0}
    connection.execute(insert(inspections).values(place))
    for part in views:
        files = {"scan_id": scan_id, "view": part.view, "sha256": part.sha256, "bytes": part.size}
        files |= {"media_type": part.media_type, "problem": part.problem}
        connection.execute(insert(parts).values(files))
    told = {part.view: {"sha256": part.sha256, "bytes": part.size, "problem": part.problem} for part in views}
    record(
        connection, "scan.received", f"station {station}", scan_id, sha256=first.sha256, bytes=first.size, views=told
    )
    return StoredScan(sequence, scan_id, station_id, station, first.sha256, first.size, first.media_type, moment)


def parts_of(connection: Connection, scan_id: str) -> list[Part]:
    """The files of a scan, the side view first."""
    query = select(parts).where(parts.c.scan_id == scan_id).order_by(parts.c.view != SIDE, parts.c.view)
    return [Part(row.view, row.sha256, row.bytes, row.media_type, row.problem) for row in connection.execute(query)]


def shortfalls(views: Sequence[Part]) -> list[str]:
    """What is missing of a scan, in words."""
    return [f"{part.view}: {part.problem}" for part in views if part.problem is not None]


def latest_description(connection: Connection, station_id: int, scan_id: str) -> Description | None:
    """The newest of what a station said of a scan."""
    query = (
        select(descriptions)
        .where(descriptions.c.station_id == station_id, descriptions.c.scan_id == scan_id)
        .order_by(descriptions.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _description(row)


def description_of_version(connection: Connection, station_id: int, scan_id: str, version: int) -> Description | None:
    """What a station had said of a scan by this version; None for version 0, before it said anything."""
    own = (descriptions.c.station_id == station_id) & (descriptions.c.scan_id == scan_id)
    row = connection.execute(select(descriptions).where(own, descriptions.c.version == version)).one_or_none()
    return None if row is None else _description(row)


def add_description(
    connection: Connection, station: Station, scan_id: str, body: Mapping[str, Any], marks: Sequence[Mapping[str, str]]
) -> Description:
    """Keep what a station says of a scan, as a new version unless it said just that already."""
    latest = latest_description(connection, station.id, scan_id)
    if latest is not None and latest.body == body:
        return latest
    version, moment = 1 if latest is None else latest.version + 1, now()
    row = {"station_id": station.id, "scan_id": scan_id, "version": version, "received_at": moment}
    row |= {"body": json.dumps(body, allow_nan=False), "marks": json.dumps(marks)}
    connection.execute(insert(descriptions).values(row))
    record(connection, "scan.described", f"station {station.name}", scan_id, version=version)
    return Description(version, body, marks, moment)


def _description(row: Any) -> Description:
    return Description(row.version, json.loads(row.body), json.loads(row.marks), row.received_at)
