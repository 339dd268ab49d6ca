"""When each station was heard last, and what it said of itself then."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from cargoscope_inference.storage.tables import signs_of_life


@dataclass(frozen=True, slots=True)
class Report:
    """What a station says of itself.

    Attributes:
        doing: in its words, one line.
        waiting: scans that it holds and the service does not yet.
        refused: scans that the service has refused for good, and that a person has to look after.
        next_within_seconds: it will be heard again within that time.
    """

    doing: str
    waiting: int
    refused: int
    next_within_seconds: float


@dataclass(frozen=True, slots=True)
class Sign:
    """The latest sign of life of a station.

    Attributes:
        seen_at: when it came.
        clock_offset: seconds by which its clock was ahead of ours, or None where it does not tell the time.
        report: what it said of itself, the last time that it did.
    """

    seen_at: str
    clock_offset: float | None = None
    report: Report | None = None


def load_signs(connection: Connection) -> dict[int, Sign]:
    """The latest sign of every station that was ever heard, by the id of the station."""
    return {
        row.station_id: Sign(
            row.seen_at, row.clock_offset, None if row.report is None else Report(**json.loads(row.report))
        )
        for row in connection.execute(select(signs_of_life))
    }


def save_signs(connection: Connection, signs: Mapping[int, Sign], station_ids: Iterable[int]) -> None:
    """Keep the latest signs of some stations."""
    for station_id in station_ids:
        sign = signs[station_id]
        report = None if sign.report is None else json.dumps(asdict(sign.report))
        row = {"seen_at": sign.seen_at, "clock_offset": sign.clock_offset, "report": report}
        query = insert(signs_of_life).values({"station_id": station_id} | row)
        connection.execute(query.on_conflict_do_update(index_elements=["station_id"], set_=row))
