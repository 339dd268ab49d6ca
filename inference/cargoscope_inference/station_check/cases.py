"""The awkward cases, one function each: it returns nothing where the server does what the protocol says."""

from collections.abc import Callable, Sequence
from time import monotonic, sleep

import numpy as np

from cargoscope_datasets.decoding.columns import encode_columns
from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_inference.station_check.wire import Answer, Trial, Wire, header_of

ROWS, COLUMNS = 128, 240
ARRIVAL_SECONDS = 10.0
"""Within which the server is to have what was sent on a line that then breaks."""


class MisbehaviourError(Exception):
    """The server does not do what the protocol says; the text says what it does."""


Case = Callable[[Wire], None]


def goes_through(wire: Wire) -> None:
    """A stream in three pieces is stored as it was sent."""
    trial = _opened(wire)
    third = len(trial.content) // 3
    _expect(trial.append(0, third), 204, offset=third)
    _expect(trial.append(third, 2 * third), 204, offset=2 * third)
    _complete(trial, 2 * third)


def is_cut_within_a_column(wire: Wire) -> None:
    """The line is cut in the middle of a column: HEAD says how far it is, and the rest goes on from there."""
    trial = _opened(wire)
    cut = len(trial.content) // 2 + 77
    line = wire.begin(trial.place, 0, len(trial.content), trial.content[:cut])
    line.close()
    offset = _arrived(trial, cut)
    _complete(trial, offset)


def is_cut_within_the_header(wire: Wire) -> None:
    """The line is cut within the header line."""
    trial = _opened(wire)
    _expect(trial.append(0, 20), 204, offset=20)
    _complete(trial, 20)


def is_sent_again(wire: Wire) -> None:
    """Bytes sent again are refused with the right offset (409), and change nothing."""
    trial = _opened(wire)
    _expect(trial.append(0, 5000), 204, offset=5000)
    answer = _expect(trial.append(0, 5000), 409, offset=5000)
    _demand(answer.document.get("expected-offset") == 5000, "the problem names no expected-offset of 5000")
    _complete(trial, 5000)


def leaves_a_gap(wire: Wire) -> None:
    """An offset beyond what is there is refused (409)."""
    trial = _opened(wire)
    _expect(trial.append(0, 5000), 204, offset=5000)
    _expect(trial.append(6000, 7000), 409, offset=5000)
    _complete(trial, 5000)


def is_opened_twice(wire: Wire) -> None:
    """POST again answers the same address, and the offset as it is by then."""
    trial = _opened(wire)
    _expect(trial.append(0, 5000), 204, offset=5000)
    answer = _expect(trial.open(), 201, offset=5000)
    _demand(answer.headers.get("location", "").endswith(trial.place), "the second POST names another Location")
    _complete(trial, 5000)


def is_completed_twice(wire: Wire) -> None:
    """The last PATCH again gets the same answer, and HEAD tells the digest."""
    trial = _opened(wire)
    first = _expect(trial.end(0), 200)
    second = _expect(trial.end(0), 200)
    _demand(first.body == second.body, "the second answer is another than the first")
    asked = _expect(trial.ask(), 204, offset=len(trial.content))
    _demand(asked.headers.get("upload-complete") == "?1", "HEAD does not say Upload-Complete: ?1")
    _demand(asked.headers.get("repr-digest") == header_of(trial.content), "HEAD does not tell the digest")
    _expect(trial.append(len(trial.content), len(trial.content)), 400)


def has_a_wrong_digest(wire: Wire) -> None:
    """Another digest than that of the bytes is refused (400), and the stream is closed (410)."""
    trial = _opened(wire)
    answer = _expect(trial.end(0, content=b"other bytes"), 400)
    _demand(answer.headers.get("upload-complete") == "?1", "the refusal does not say Upload-Complete: ?1")
    _expect(trial.ask(), 410)


def has_no_digest(wire: Wire) -> None:
    """A last PATCH without Repr-Digest is refused (400), and the stream stays open."""
    trial = _opened(wire)
    _expect(trial.append(0, 5000, Upload_Complete="?1"), 400)
    _expect(trial.ask(), 204, offset=0)
    _complete(trial, 0)


def has_two_writers(wire: Wire) -> None:
    """A newer request takes over from one that hangs, and their bytes do not mix."""
    trial = _opened(wire)
    line = wire.begin(trial.place, 0, len(trial.content), trial.content[:4000])
    try:
        offset = _arrived(trial, 4000)
        _expect(trial.append(offset, 9000), 204, offset=9000)
        # What the old one still sends is not to get in.
        try:
            line.send(b"x" * 3000)
        except OSError:
            return
    finally:
        line.close()
        _complete(trial, 9000)


def is_longer_than_it_said(wire: Wire) -> None:
    """Lengths that contradict each other are refused (400)."""
    trial = _opened(wire)
    _expect(trial.append(0, 5000, Upload_Length=str(len(trial.content))), 204, offset=5000)
    _expect(trial.append(5000, 6000, Upload_Length="7"), 400)
    _complete(trial, 5000)


def has_headers_that_make_no_sense(wire: Wire) -> None:
    """A PATCH without offset, or of another type, is refused (400, 415)."""
    trial = _opened(wire)
    _expect(trial.append(0, 100, Upload_Offset="soon"), 400)
    _expect(trial.append(0, 100, Content_Type="application/octet-stream"), 415)
    _complete(trial, 0)


def has_two_views(wire: Wire) -> None:
    """A scan is complete when both views that its metadata names are."""
    side = Trial(wire, make_stream())
    _expect(side.describe(views=["side", "top"]), 200)
    _expect(side.open(), 201)
    first = _expect(side.end(0), 200)
    _demand(first.document.get("awaited") == ["top"], "the answer does not say that the view top is awaited")
    _expect(side.stored(), 404)
    top = Trial(wire, make_stream("top"), side.scan_id, "top")
    _expect(top.open(), 201)
    _complete(top, 0)
    _demand(side.stored().body == side.content, "the stored bytes of the first view are not those that were sent")


def names_a_view_too_late(wire: Wire) -> None:
    """A view that is named after the scan was complete is marked, and cannot be opened (409)."""
    trial = _opened(wire)
    _complete(trial, 0)
    answer = _expect(trial.describe(views=["side", "top"]), 200)
    marked = [mark.get("field") for mark in answer.document.get("marks", [])]
    _demand("views" in marked, "the late view is not marked")
    _expect(Trial(wire, b"", trial.scan_id, "top").open(), 409)


def is_given_up(wire: Wire) -> None:
    """DELETE closes a stream (204, then 410), and its bytes are kept."""
    trial = _opened(wire)
    _expect(trial.append(0, 9000), 204, offset=9000)
    _expect(trial.give_up(), 204)
    _expect(trial.ask(), 410)
    _expect(trial.append(9000, 9100), 410)
    _demand(trial.stored().body == trial.content[:9000], "the bytes of the stream that was given up are not kept")


def was_never_opened(wire: Wire) -> None:
    """A stream that was not opened is not there (404)."""
    trial = Trial(wire, make_stream())
    _expect(trial.ask(), 404)
    _expect(trial.append(0, 100), 404)


CASES: Sequence[Case] = (
    goes_through,
    is_cut_within_a_column,
    is_cut_within_the_header,
    is_sent_again,
    leaves_a_gap,
    is_opened_twice,
    is_completed_twice,
    has_a_wrong_digest,
    has_no_digest,
    has_two_writers,
    is_longer_than_it_said,
    has_headers_that_make_no_sense,
    has_two_views,
    names_a_view_too_late,
    is_given_up,
    was_never_opened,
)


def make_stream(view: str = "side") -> bytes:
    """A small scan of an evenly thin load in air, with noise of its own, so that no two are alike."""
    signal = np.full((1, ROWS, COLUMNS), 60_000.0)
    signal[:, 30:110, 40:200] *= 0.7
    noisy = np.random.default_rng().normal(signal, 60.0).clip(0, 65_535).astype(np.uint16)
    header = ColumnsHeader(view, ROWS, RowOrder.TOP_DOWN, (6.0,), Sample.U16, pitch_mm=(6.0, 6.0))
    return header.line() + encode_columns(noisy, header)


def _opened(wire: Wire) -> Trial:
    trial = Trial(wire, make_stream())
    answer = _expect(trial.open(), 201, offset=0)
    _demand(answer.headers.get("location", "").endswith(trial.place), "POST names no Location of the stream")
    _demand("max-size=" in answer.headers.get("upload-limit", ""), "POST names no Upload-Limit")
    trial.describe()
    return trial


def _complete(trial: Trial, offset: int) -> None:
    """Send the rest, and see that what is stored is what was sent."""
    answer = _expect(trial.end(offset), 200, offset=len(trial.content))
    _demand(answer.headers.get("repr-digest") == header_of(trial.content), "the last answer does not tell the digest")
    _demand(trial.stored().body == trial.content, "the stored bytes are not those that were sent")


def _arrived(trial: Trial, most: int) -> int:
    """How far a stream is after its line was cut, once it is further than nothing."""
    end = monotonic() + ARRIVAL_SECONDS
    while True:
        offset = _expect(trial.ask(), 204).offset
        _demand(offset is not None and offset <= most, f"HEAD says Upload-Offset {offset}, and {most} bytes were sent")
        if offset or monotonic() > end:
            return offset or 0
        sleep(0.1)


def _expect(answer: Answer, status: int, *, offset: int | None = None) -> Answer:
    detail = answer.document.get("detail")
    said = f" ({detail})" if isinstance(detail, str) else ""
    _demand(answer.status == status, f"the answer is {answer.status}, expected is {status}{said}")
    _demand(
        offset is None or answer.offset == offset,
        f"the answer has Upload-Offset {answer.headers.get('upload-offset', 'nothing')}, expected is {offset}",
    )
    return answer


def _demand(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise MisbehaviourError(otherwise)
