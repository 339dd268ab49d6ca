"""Stations that send as fast as they can, and note in a ledger what was acknowledged to them."""

import base64
import hashlib
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from uuid import UUID, uuid4

import httpx
import numpy as np

from cargoscope_datasets.decoding.columns import encode_columns
from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_tiff

from .box import Box
from .ledger import Ledger

SHAPES = {"small": (128, 256), "large": (600, 1400), "stream": (128, 256)}
"""(rows, columns) of the kinds of scan; the body of a large one takes long enough to be cut in the middle."""
SHARES = {"small": 0.4, "large": 0.15, "stream": 0.45}
COLUMNS = "application/vnd.cargoscope.columns"
PIECES = 6
"""In which a stream is sent, a request each."""
BREATH_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Told:
    """What the server has said of a scan.

    Attributes:
        offset: bytes that are on disk.
        complete: all of it is kept.
    """

    offset: int
    complete: bool


def make_scans() -> Mapping[str, bytes]:
    """A file of every kind; each is of one seed, so that a run that goes on sends the same bytes again."""
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed, (kind, shape) in enumerate(SHAPES.items()):
            signal = np.full(shape, 60_000.0)
            signal[30:110, 40:230] *= 0.5
            noisy = np.random.default_rng(seed).normal(signal, 400.0).clip(0, 65_535).astype(np.uint16)
            if kind == "stream":
                air = np.full((1, shape[0]), 60_000, np.float32)
                header = ColumnsHeader(
                    "side", shape[0], RowOrder.TOP_DOWN, (6.0,), Sample.U16, air=air, pitch_mm=(6.0, 6.0)
                )
                made[kind] = header.line() + encode_columns(noisy[None], header)
            else:
                path = Path(folder) / f"{kind}.tif"
                write_tiff(path, noisy[None], Pitch(6.0, 6.0, PitchSource.FILE))
                made[kind] = path.read_bytes()
    return made


def content_of(scans: Mapping[str, bytes], kind: str, scan_id: str) -> bytes:
    """The bytes of one scan. No two are alike."""
    mark = UUID(scan_id).bytes
    if kind == "stream":
        # Eight pixels of the last column.
        return scans[kind][: -len(mark)] + mark
    # What follows the last page of a TIFF is not read.
    return scans[kind] + mark


def send(client: httpx.Client, kind: str, scan_id: str, content: bytes) -> Iterator[Told]:
    """Send a scan, or go on with one; a request a step, until it is complete or the server cannot.

    Raises:
        AssertionError: it was refused for good, or the acknowledgement is for other bytes.
    """
    try:
        yield from _stream(client, scan_id, content) if kind == "stream" else _put(client, scan_id, content)
    except (httpx.HTTPError, _Later):
        return


class _Later(Exception):
    """The server cannot at this moment."""


def _put(client: httpx.Client, scan_id: str, content: bytes) -> Iterator[Told]:
    answer = client.put(f"/v1/scans/{scan_id}", content=content, headers=_digest(content))
    yield _receipt(_check(answer, 201), content)


def _stream(client: httpx.Client, scan_id: str, content: bytes) -> Iterator[Told]:
    opened = _check(client.post(f"/v1/scans/{scan_id}/upload", headers={"Content-Type": COLUMNS}), 201)
    offset = int(opened.headers["Upload-Offset"])
    yield Told(offset, complete=False)
    piece = -(-len(content) // PIECES)
    while True:
        end = min(offset + piece, len(content))
        headers = {"Content-Type": "application/partial-upload", "Upload-Offset": str(offset)}
        headers["Upload-Complete"] = "?1" if end == len(content) else "?0"
        if end == len(content):
            headers |= _digest(content)
        answer = client.patch(f"/v1/scans/{scan_id}/upload/side", content=content[offset:end], headers=headers)
        if end == len(content):
            yield _receipt(_check(answer, 200), content)
            return
        offset = int(_check(answer, 204).headers["Upload-Offset"])
        yield Told(offset, complete=False)


def _check(answer: httpx.Response, expected: int) -> httpx.Response:
    if answer.status_code >= 500 or answer.status_code == 429:
        raise _Later
    assert answer.status_code == expected, f"{answer.status_code}: {answer.text}"
    return answer


def _receipt(answer: httpx.Response, content: bytes) -> Told:
    assert answer.json()["sha256"] == hashlib.sha256(content).hexdigest(), "the acknowledgement is for other bytes"
    return Told(len(content), complete=True)


def _digest(content: bytes) -> dict[str, str]:
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"}


class Senders:
    """Stations that send new scans until they are told to stop.

    Args:
        box: to which.
        key: of the station.
        scans: from `make_scans`.
        ledger: what was acknowledged.
        most: scans that are sent at most.

    Attributes:
        under_way: by kind, how many requests are unanswered at this moment.
        late: acknowledgements that came after the power went, of what was sent before. No machine without power gives
            any. The one that stands in for it here may: what was being synced at that moment seems to have succeeded.
            The station counts them for nothing, and sends again.
    """

    def __init__(self, box: Box, key: str, scans: Mapping[str, bytes], ledger: Ledger, *, most: int) -> None:
        self._box, self._key, self._scans, self._ledger = box, key, scans, ledger
        self._left = most
        self._stopping = Event()
        self._lock = Lock()
        self._going = Event()
        self._gone = Event()
        self.under_way: Counter[str] = Counter()
        self.late = 0
        self.wrong: list[AssertionError] = []

    @contextmanager
    def sending(self, *, stations: int) -> Iterator[None]:
        """Send while the block runs."""
        threads = [Thread(target=self._keep_sending) for _ in range(stations)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join()
        if self.wrong:
            raise self.wrong[0]

    @contextmanager
    def without_power(self) -> Iterator[None]:
        """The power goes in this block, and stays away."""
        self._going.set()
        yield
        self._gone.set()

    def _keep_sending(self) -> None:
        choose = random.Random(uuid4().int)
        try:
            with self._box.client(self._key) as client:
                while not self._stopping.is_set() and self._take_one():
                    (kind,) = choose.choices(list(SHARES), list(SHARES.values()))
                    self._send_new(client, kind)
                    self._stopping.wait(choose.random() * BREATH_SECONDS)
        except AssertionError as error:
            self.wrong.append(error)

    def _take_one(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def _send_new(self, client: httpx.Client, kind: str) -> None:
        scan_id = str(uuid4())
        content = content_of(self._scans, kind, scan_id)
        self._ledger.sending(scan_id, hashlib.sha256(content).hexdigest(), kind)
        steps = send(client, kind, scan_id, content)
        while (told := self._take_step(steps, kind)) is not None:
            if told.complete:
                self._ledger.acknowledged(scan_id)
            else:
                self._ledger.told(scan_id, told.offset)

    def _take_step(self, steps: Iterator[Told], kind: str) -> Told | None:
        """Make one request; returns what it told, if that counts."""
        in_the_dark = self._gone.is_set()
        with self._lock:
            self.under_way[kind] += 1
        try:
            told = next(steps, None)
        finally:
            with self._lock:
                self.under_way[kind] -= 1
        if told is None:
            return None
        assert not in_the_dark, "a box without power has acknowledged something"
        if self._going.is_set():
            with self._lock:
                self.late += 1
            return None
        return told
