"""Sends a scan that is one finished file, in one request."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.line import Line
from cargoscope_inference.reference_station.spool import Spool
from cargoscope_inference.reference_station.verdict import TryLater, check

PIECE_BYTES = 256 << 10


def send_file(spool: Spool, line: Line, entry: Entry) -> None:
    """Send a file; returns once the service has named the sha256 of what it holds, and that is ours.

    Raises:
        LineDown: no answer came.
        TryLater: it was not taken in this time.
        NeverTaken: it never will be.
    """
    (part,) = entry.parts
    assert part.sha256 is not None
    assert part.size is not None
    headers = {"Content-Type": entry.media_type, "Repr-Digest": repr_digest(part.sha256)}
    body = read_pieces(spool.path(entry, part), 0, part.size)
    place = f"/v1/scans/{entry.id}" if entry.view is None else f"/v1/scans/{entry.id}?view={entry.view}"
    answer = check(line.request("PUT", place, headers, body, size=part.size))
    try:
        held = json.loads(answer.body)["sha256"]
    except (ValueError, KeyError, TypeError):
        held = None
    if held != part.sha256:
        raise TryLater("the service did not say that it holds these bytes", scan=True)


def repr_digest(sha256: str) -> str:
    """The header Repr-Digest (RFC 9530) of bytes whose hex sha256 is known."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def read_pieces(path: Path, start: int, size: int) -> Iterator[bytes]:
    """Some bytes of a file, in pieces.

    Raises:
        TryLater: they cannot be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            while size > 0 and (piece := file.read(min(size, PIECE_BYTES))):
                size -= len(piece)
                yield piece
    except OSError as error:
        raise TryLater(f"its bytes cannot be read from the spool ({error}).", scan=True) from error
    if size > 0:
        raise TryLater(f"{path} has {size:,} bytes fewer than it had.", scan=True)
