"""Compares what a store holds with a client's ledger. Its own view of the database, not the service's functions."""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from .ledger import Sent


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, one line each; all empty where nothing is.

    Attributes:
        lost: acknowledged, and not there or not with those bytes; of a stream also bytes that its station was told of.
        doubled: there more often than once, received twice, analysed twice, or never sent.
        forgotten: neither analysed nor with a person and the reason.
    """

    lost: Sequence[str]
    doubled: Sequence[str]
    forgotten: Sequence[str]

    @property
    def any(self) -> bool:
        """Whether something is wrong."""
        return bool(self.lost or self.doubled or self.forgotten)


def compare(
    folder: Path,
    sent: Sequence[Sent],
    content_of: Callable[[Sent], bytes],
    *,
    settled: bool,
    newest: int | None = None,
) -> Findings:
    """Compare a store with a ledger.

    Args:
        folder: of the service.
        sent: all that was sent.
        content_of: makes the bytes of a scan anew.
        settled: every scan ought to have left the machine by now.
        newest: of how many of those sent last the bytes are looked at; None for all.
    """
    by_id = {each.id: each for each in sent}
    try:
        short = _short_streams(folder, sent, content_of)
        found = _compare(folder, sent, by_id, settled=settled, newest=newest)
        return replace(found, lost=[*found.lost, *short])
    except sqlite3.DatabaseError as error:
        return Findings(
            [f"{each.id}: the database cannot be read ({error})" for each in sent if each.acknowledged], [], []
        )


def _compare(
    folder: Path, sent: Sequence[Sent], by_id: Mapping[str, Sent], *, settled: bool, newest: int | None
) -> Findings:
    with closing(sqlite3.connect(folder / "cargoscope.sqlite")) as database:
        stored = dict(database.execute("SELECT id, sha256 FROM scans").fetchall())
        twice = database.execute(
            "SELECT scan_id, kind, count(*) FROM events WHERE kind IN ('scan.received', 'scan.analysed') "
            "GROUP BY scan_id, kind HAVING count(*) > 1"
        ).fetchall()
        waiting = {
            scan_id: (state, bool(analysed) or bool(problem))
            for scan_id, state, problem, analysed in database.execute(
                "SELECT i.scan_id, state, problem, a.scan_id FROM inspections i LEFT JOIN analyses a USING (scan_id)"
            )
        }
    lost = [f"{each.id}: no row" for each in sent if each.acknowledged and each.id not in stored]
    looked_at = [each for each in (sent if newest is None else sent[-newest:]) if each.acknowledged]
    lost += [text for each in looked_at if each.id in stored and (text := _why_lost(folder, each, stored[each.id]))]
    doubled = [f"{scan_id}: {kind} {number} times" for scan_id, kind, number in twice]
    doubled += [f"{scan_id}: never sent" for scan_id in stored.keys() - by_id.keys()]
    forgotten = [f"{scan_id}: no place in the queue" for scan_id in stored.keys() - waiting.keys()]
    for scan_id, (state, reasoned) in waiting.items():
        if state == "waiting" and not reasoned:
            forgotten.append(f"{scan_id}: waits without an analysis or a reason")
        elif settled and state != "waiting":
            forgotten.append(f"{scan_id}: still {state}")
    return Findings(lost, doubled, forgotten)


def _short_streams(folder: Path, sent: Sequence[Sent], content_of: Callable[[Sent], bytes]) -> list[str]:
    """Streams that are not complete, of which bytes are missing that their station was told are on disk."""
    short = []
    with closing(sqlite3.connect(folder / "cargoscope.sqlite")) as database:
        query = "SELECT scan_id, state, received FROM uploads WHERE view = 'side'"
        uploads = {scan_id: (state, received) for scan_id, state, received in database.execute(query)}
    for each in sent:
        if each.acknowledged or each.told is None:
            continue
        state, received = uploads.get(each.id, ("absent", -1))
        growing = folder / "streams" / f"{each.id}.side"
        if received < each.told:
            short.append(f"{each.id}: {state}, {received} bytes of {each.told} that were told of")
        elif state == "open" and growing.read_bytes()[: each.told] != content_of(each)[: each.told]:
            short.append(f"{each.id}: of the {each.told} bytes that were told of some are others")
    return short


def unsettled(folder: Path) -> int:
    """How many scans have not left the machine yet."""
    with closing(sqlite3.connect(folder / "cargoscope.sqlite")) as database:
        query = "SELECT count(*) FROM inspections WHERE state IN ('received', 'analysing')"
        return int(database.execute(query).fetchone()[0])


def cut_off(folder: Path) -> int:
    """How many analyses were cut off and begun anew since the store was made."""
    with closing(sqlite3.connect(folder / "cargoscope.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM events WHERE kind = 'scan.given-back'").fetchone()[0])


def _why_lost(folder: Path, sent: Sent, stored: str) -> str | None:
    if stored != sent.sha256:
        return f"{sent.id}: a row for other bytes"
    try:
        content = (folder / "originals" / stored[:2] / stored).read_bytes()
    except FileNotFoundError:
        return f"{sent.id}: no file"
    return None if hashlib.sha256(content).hexdigest() == stored else f"{sent.id}: its file holds other bytes"
