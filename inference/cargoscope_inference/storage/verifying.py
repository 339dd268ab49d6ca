"""Checks that everything that a store keeps is still what it was."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from cargoscope_inference.progress import OnProgress
from cargoscope_inference.storage.removals import is_wanted
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.tables import parts, removals, scans, stations, uploads


@dataclass(frozen=True, slots=True)
class KeptOriginal:
    """An original that is kept, and the first scan that it is of.

    Attributes:
        sha256: of its bytes.
        size: number of its bytes.
        scan_id: of the scan.
        station: that sent it.
        received_at: when.
    """

    sha256: str
    size: int
    scan_id: str
    station: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found.

    Attributes:
        originals: how many were looked at.
        bytes: of them together.
        problems: one line each; what is wrong, of which scan, and what to do.
    """

    originals: int
    bytes: int
    problems: Sequence[str]


def verify(store: Store, on_progress: OnProgress) -> Verified:
    """Check the database, and every original against its hash.

    Args:
        store: also of a service that is running.
        on_progress: hears how far it has come.
    """
    problems = [f"the database: {text}; restore the latest backup" for text in store.database.damage()]
    with store.database.read() as connection:
        originals = kept_originals(connection)
    total = sum(original.size for original in originals)
    for original in originals:
        problem = _problem(store.originals.path(original.sha256), original.sha256)
        on_progress(original.size, total)
        if problem is not None and _is_kept(store, original.sha256):
            where = f"originals/{original.sha256[:2]}/{original.sha256}"
            whose = f"scan {original.scan_id} of {original.station}, received {original.received_at}"
            problems.append(f"{whose}: its original {problem}; copy {where} from a backup")
    return Verified(len(originals), total, problems)


def kept_originals(connection: Connection) -> list[KeptOriginal]:
    """Every original that some scan keeps, or some view whose scan is not whole yet; once, as they came."""
    kept = (
        select(parts.c.sha256, parts.c.bytes, scans.c.id, stations.c.name, scans.c.received_at)
        .join_from(parts, scans, scans.c.id == parts.c.scan_id)
        .join(stations, stations.c.id == scans.c.station_id)
        .outerjoin(removals, removals.c.scan_id == scans.c.id)
        .where(removals.c.scan_id.is_(None))
        .order_by(scans.c.sequence)
    )
    coming = (
        select(uploads.c.sha256, uploads.c.received, uploads.c.scan_id, stations.c.name, uploads.c.ended_at)
        .join(stations, stations.c.id == uploads.c.station_id)
        .where(uploads.c.is_entered == 0, uploads.c.state != "open")
    )
    found: dict[str, KeptOriginal] = {}
    for query in (kept, coming):
        for row in connection.execute(query):
            found.setdefault(row[0], KeptOriginal(*row))
    return list(found.values())


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _problem(path: Path, sha256: str) -> str | None:
    try:
        found = sha256_of(path)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if found == sha256 else f"has other bytes now (sha256 {found[:12]}…)"


def _is_kept(store: Store, sha256: str) -> bool:
    # It may have been removed, by the rules, while this went on.
    with store.database.read() as connection:
        return is_wanted(connection, sha256)
