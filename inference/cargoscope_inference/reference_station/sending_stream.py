"""Sends a scan while it grows, each view as a resumable upload (docs/protocol-streaming.md)."""

import json
from enum import Enum, auto

from cargoscope_inference.reference_station.entry import Entry, Part, Progress
from cargoscope_inference.reference_station.line import Answer, Line
from cargoscope_inference.reference_station.sending_file import read_pieces, repr_digest
from cargoscope_inference.reference_station.spool import Spool
from cargoscope_inference.reference_station.verdict import Closed, TryLater, check

MOST_BYTES = 4 << 20
"""Of one PATCH. What it brought is on the service's disk once it is answered, and need never be sent again."""
PARTIAL = "application/partial-upload"


class Step(Enum):
    """What became of a scan when it was moved on."""

    SENT = auto()
    NOTHING_NEW = auto()
    HELD = auto()


class Stream:
    """The uploads of one scan, one a view.

    Args:
        spool: where its bytes are.
        line: to the service.

    Attributes:
        closed: the service has closed it, and what came is with a person.
    """

    def __init__(self, spool: Spool, line: Line) -> None:
        self._spool = spool
        self._line = line
        self._offsets: dict[str, int] = {}
        self._held: set[str] = set()
        self.closed = False

    def lost_line(self) -> None:
        """How far the uploads are is no longer known; the service is asked before the next byte."""
        self._offsets.clear()

    def has_news(self, entry: Entry) -> bool:
        """Whether a scan that grows has grown."""
        if self.closed:
            return False
        return any(self._size(entry, part) > self._offsets.get(part.file, -1) for part in entry.parts)

    def move_on(self, entry: Entry) -> Step:
        """Send the next bytes of every view.

        Raises:
            LineDown: no answer came.
            TryLater: it was not taken in this time.
            NeverTaken: it never will be.
            Closed: the scan needs a new id.
        """
        sent = False
        for part in entry.parts:
            if part.file not in self._held:
                sent |= self._move(entry, part)
        if entry.progress is Progress.INTERRUPTED and not sent:
            self._hand_over(entry)
            return Step.HELD
        if len(self._held) == len(entry.parts):
            return Step.HELD
        return Step.SENT if sent else Step.NOTHING_NEW

    def _move(self, entry: Entry, part: Part) -> bool:
        """Send the next bytes of one view; returns whether there were any, or whether it was completed."""
        offset = self._offsets.get(part.file)
        if offset is None:
            offset = self._ask(entry, part)
            if part.file in self._held:
                return True
        left = self._size(entry, part) - offset
        if left < 0 and entry.progress is Progress.COMPLETE:
            raise Closed("the service holds more bytes than this scan has")
        last = entry.progress is Progress.COMPLETE and left <= MOST_BYTES
        if left <= 0 and not last:
            return False
        answer = self._append(entry, part, offset, min(left, MOST_BYTES), last=last)
        if answer.status == 409 and answer.offset is not None:
            self._offsets[part.file] = answer.offset
            return True
        if answer.status == 400 and answer.headers.get("Upload-Complete") == "?1":
            raise Closed(answer.detail)
        check(answer)
        if last:
            self._confirm(part, answer)
        self._offsets[part.file] = offset + min(left, MOST_BYTES) if answer.offset is None else answer.offset
        return True

    def _ask(self, entry: Entry, part: Part) -> int:
        """How far the upload of a view is; opens it where there is none."""
        answer = self._line.request("HEAD", _place(entry, part))
        if answer.status == 404:
            headers = {"Content-Type": entry.media_type, "Upload-Complete": "?0"}
            answer = self._line.request("POST", f"/v1/scans/{entry.id}/upload?view={part.view}", headers)
        check(answer)
        if answer.headers.get("Upload-Complete") == "?1":
            self._confirm(part, answer)
        if answer.offset is None:
            raise TryLater("the service did not say how much it holds", scan=True)
        self._offsets[part.file] = answer.offset
        return answer.offset

    def _append(self, entry: Entry, part: Part, offset: int, size: int, *, last: bool) -> Answer:
        headers = {"Content-Type": PARTIAL, "Upload-Offset": str(offset), "Upload-Complete": "?1" if last else "?0"}
        if last:
            assert part.sha256 is not None
            headers["Repr-Digest"] = repr_digest(part.sha256)
        body = read_pieces(self._spool.path(entry, part), offset, size)
        return self._line.request("PATCH", _place(entry, part), headers, body, size=size)

    def _confirm(self, part: Part, answer: Answer) -> None:
        if part.sha256 is None or answer.sha256 != part.sha256:
            raise Closed("the service holds other bytes under this id")
        self._held.add(part.file)

    def is_held(self, entry: Entry) -> bool:
        """Whether the service, which closed the streams of this scan, holds all of what is here.

        Raises:
            LineDown: no answer came.
            TryLater: the service is busy.
        """
        answer = check(self._line.request("GET", f"/v1/scans/{entry.id}"))
        try:
            held = {part["view"]: (part["sha256"], part["bytes"]) for part in json.loads(answer.body)["parts"]}
        except (ValueError, KeyError, TypeError):
            return False
        return all(part.view in held and _covers(*held[part.view], part) for part in entry.parts)

    def _hand_over(self, entry: Entry) -> None:
        """No more of this scan will come: the service is to hand what it has to a person."""
        for part in entry.parts:
            answer = self._line.request("DELETE", _place(entry, part))
            if answer.status not in (404, 410):
                check(answer)
        if not self.is_held(entry):
            raise Closed("the service holds other bytes under this id")

    def _size(self, entry: Entry, part: Part) -> int:
        return self._spool.path(entry, part).stat().st_size if part.size is None else part.size


def _covers(sha256: str, size: int, part: Part) -> bool:
    """Whether what the service holds of a view is what is here, or goes on where a power cut has ended that."""
    return sha256 == part.sha256 or size > (part.size or 0)


def _place(entry: Entry, part: Part) -> str:
    return f"/v1/scans/{entry.id}/upload/{part.view}"
