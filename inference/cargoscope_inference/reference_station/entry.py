"""One scan in the spool, as its file `entry.json` says."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

NAME = "entry.json"


class Progress(StrEnum):
    """How far the source has come with a scan."""

    GROWING = "growing"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    """The station ended while the scan grew: no more of it will ever come."""


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes of one view, or of a whole file.

    Attributes:
        view: its name, or None for a file that is sent in one request.
        file: name within the entry's folder.
        sha256: hex, once complete or interrupted.
        size: number of bytes, once complete or interrupted.
    """

    view: str | None
    file: str
    sha256: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One scan in the spool.

    Attributes:
        sequence: grows in the order in which scans were taken; names the entry's folder.
        id: UUID of the scan.
        name: for people.
        media_type: of every part.
        progress: of the source.
        parts: one, or one a view.
        metadata: what the service is told of it.
        origin: where its file lies now, for one that came out of a watched folder.
        view: of which its one file is; None where it is the whole scan, or where every part names its own.
    """

    sequence: int
    id: str
    name: str
    media_type: str
    progress: Progress
    parts: tuple[Part, ...]
    metadata: Mapping[str, Any]
    origin: str | None = None
    view: str | None = None

    @property
    def streamed(self) -> bool:
        """Whether it is sent column by column."""
        return self.parts[0].view is not None

    @property
    def size(self) -> int:
        """Bytes of all parts that are known already."""
        return sum(part.size or 0 for part in self.parts)

    def to_json(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), allow_nan=False).encode()


def read_entry(folder: Path) -> Entry:
    """The entry in a folder.

    Raises:
        ValueError: there is none that could be understood.
        OSError: it cannot be read.
    """
    fields: dict[str, Any] = json.loads((folder / NAME).read_bytes())
    try:
        parts = tuple(Part(**part) for part in fields["parts"])
        return Entry(**fields | {"parts": parts, "progress": Progress(fields["progress"])})
    except (TypeError, KeyError) as error:
        raise ValueError(f"{folder / NAME} is no entry of a spool") from error
