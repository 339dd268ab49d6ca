"""What was seen of a stream while it still came in. It is provisional, and counts for nothing once all is there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.tables import looks
from cargoscope_inference.storage.uploads import Upload


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a stream so far.

    Attributes:
        columns: how many columns were looked at.
        is_under_way: a worker looks, or died of it.
        detections: as in the JSON of `cargoscope detect`.
    """

    columns: int
    is_under_way: bool
    detections: Sequence[Mapping[str, Any]]


NOTHING = Look(0, is_under_way=False, detections=())


def find_look(connection: Connection, scan_id: str, view: str) -> Look:
    """What was seen of a stream last."""
    query = select(looks).where(looks.c.scan_id == scan_id, looks.c.view == view)
    row = connection.execute(query).one_or_none()
    return NOTHING if row is None else Look(row.columns, bool(row.is_under_way), json.loads(row.detections))


def start_look(connection: Connection, upload: Upload) -> None:
    """Note that a worker looks at a stream; should it die of that, no other looks before all is there."""
    _save(connection, upload, is_under_way=1)


def stop_look(connection: Connection, upload: Upload) -> None:
    """Note that a worker looks no longer; what was seen before stays."""
    _save(connection, upload, is_under_way=0)


def forgive_looks(connection: Connection) -> None:
    """Looks that were cut off by the end of the service say nothing against their streams."""
    connection.execute(update(looks).where(looks.c.is_under_way == 1).values({"is_under_way": 0}))


def save_look(connection: Connection, upload: Upload, columns: int, detections: Sequence[Mapping[str, Any]]) -> None:
    """Keep what was seen of a stream."""
    _save(connection, upload, is_under_way=0, columns=columns, detections=json.dumps(detections, allow_nan=False))
    labels = [each["label"] for each in detections if each["flagged"]]
    record(connection, "stream.seen", SERVICE, upload.scan_id, view=upload.view, columns=columns, flags=labels)


def _save(connection: Connection, upload: Upload, **change: Any) -> None:
    change["looked_at"] = now()
    row = {"scan_id": upload.scan_id, "view": upload.view, "columns": 0, "detections": "[]"} | change
    query = insert(looks).values(row).on_conflict_do_update([looks.c.scan_id, looks.c.view], set_=change)
    connection.execute(query)
