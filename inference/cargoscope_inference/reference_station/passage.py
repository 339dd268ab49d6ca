"""Plays `.columns` files as a vehicle that passes: column after column, as fast as it drives."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Any

from cargoscope_datasets.decoding.columns_header import LONGEST_LINE, ColumnsHeader, split_header
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import ScanUnreadable, SpoolFull
from cargoscope_inference.media import COLUMNS
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.spool import Spool

TICK_SECONDS = 0.1
FULL_SECONDS = 1.0
UNKNOWN_PITCH_MM = 6.0
KMH_IN_MM_A_SECOND = 1e6 / 3600


@dataclass(frozen=True, slots=True)
class _Arriving:
    """One view of a vehicle that passes."""

    content: bytes
    first_column: int
    column_bytes: int
    columns_a_second: float

    def until(self, seconds: float) -> int:
        """Where the bytes end that have arrived after so long."""
        return min(len(self.content), self.first_column + int(seconds * self.columns_a_second) * self.column_bytes)


class Passage:
    """Lets vehicles pass, and writes their columns into the spool.

    Args:
        spool: of the station.
        narrator: told what goes on.
        speed_kmh: of the vehicles.
        stopping: ends a passage half-way.
    """

    def __init__(self, spool: Spool, narrator: Narrator, stopping: Event, *, speed_kmh: float) -> None:
        self._spool = spool
        self._narrator = narrator
        self._stopping = stopping
        self._speed = speed_kmh * KMH_IN_MM_A_SECOND

    def play(self, contents: Sequence[bytes], name: str, metadata: Mapping[str, Any]) -> str | None:
        """Let one vehicle pass; returns when it has.

        Args:
            contents: the `.columns` file of each view.
            name: for people.
            metadata: what the service is told; when the passage began and ended is added.

        Returns:
            The scan's id; None where the passage was stopped half-way.

        Raises:
            ScanError: a file is none of this kind, or two are of one view.
            SpoolFull: there is no room for the whole of it.
        """
        arriving = self._read(contents, name)
        known = {"reference": name, **metadata, "started_at": _now()}
        entry = self._spool.begin(
            str(uuid.uuid4()),
            name=name,
            media_type=COLUMNS,
            views=list(arriving),
            metadata=known,
            room=sum(map(len, contents)),
        )
        begun = time.monotonic()
        written = dict.fromkeys(arriving, 0)
        while any(written[view] < len(each.content) for view, each in arriving.items()):
            for part in entry.parts:
                assert part.view is not None
                each = arriving[part.view]
                start, end = written[part.view], each.until(time.monotonic() - begun)
                if end > start:
                    piece = each.content[start:end]
                    self._insist(lambda part=part, piece=piece: self._spool.append(entry, part, piece))  # type: ignore[misc]
                    written[part.view] = end
            if self._stopping.wait(TICK_SECONDS):
                return None
        self._insist(lambda: self._spool.complete(entry, {**known, "finished_at": _now()}))
        return entry.id

    def _read(self, contents: Sequence[bytes], name: str) -> dict[str, _Arriving]:
        arriving: dict[str, _Arriving] = {}
        for content in contents:
            header, first_column = split_header(content[:LONGEST_LINE], Limits())
            if header.view in arriving:
                raise ScanUnreadable(f"has two files of the view {header.view} ({name}); a view has one")
            a_second = self._speed / _column_mm(header)
            arriving[header.view] = _Arriving(content, first_column, header.column_bytes, a_second)
        return arriving

    def _insist(self, write: Callable[[], object]) -> None:
        """Write, however long the disk is full: what the scanner has measured is not measured again."""
        said = False
        while not self._stopping.is_set():
            try:
                write()
            except SpoolFull as full:
                if not said:
                    self._narrator.note(f"{full}; the vehicle that passes waits")
                said = True
                self._stopping.wait(FULL_SECONDS)
            else:
                return


def _column_mm(header: ColumnsHeader) -> float:
    return UNKNOWN_PITCH_MM if header.pitch_mm is None else header.pitch_mm[1]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
