"""Stations that send as fast as they can, and note in a ledger what was acknowledged to them."""

import base64
import hashlib
import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from uuid import UUID, uuid4

import httpx
import numpy as np

from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_tiff

from .box import Box
from .ledger import Ledger

SHAPES = {"small": (128, 256), "large": (600, 1400)}
"""(rows, columns) of the kinds of scan; the body of a large one takes long enough to be cut in the middle."""
LARGE_SHARE = 0.15
BREATH_SECONDS = 0.02


def make_scans() -> Mapping[str, bytes]:
    """A file of every kind; each is of one seed, so that a run that goes on sends the same bytes again."""
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed, (kind, shape) in enumerate(SHAPES.items()):
            signal = np.full(shape, 60_000.0)
            signal[30:110, 40:230] *= 0.5
            noisy = np.random.default_rng(seed).normal(signal, 400.0).clip(0, 65_535).astype(np.uint16)
            path = Path(folder) / f"{kind}.tif"
            write_tiff(path, noisy[None], Pitch(6.0, 6.0, PitchSource.FILE))
            made[kind] = path.read_bytes()
    return made


def content_of(scans: Mapping[str, bytes], kind: str, scan_id: str) -> bytes:
    """The bytes of one scan. No two are alike: what follows the last page of a TIFF is not read."""
    return scans[kind] + UUID(scan_id).bytes


def send(client: httpx.Client, scan_id: str, content: bytes) -> bool:
    """Send a scan; returns whether it was acknowledged.

    Raises:
        AssertionError: it was refused for good, or the acknowledgement is for other bytes.
    """
    sha256 = hashlib.sha256(content)
    digest = {"Repr-Digest": f"sha-256=:{base64.b64encode(sha256.digest()).decode()}:"}
    try:
        answer = client.put(f"/v1/scans/{scan_id}", content=content, headers=digest)
    except httpx.HTTPError:
        return False
    if answer.status_code == 201:
        assert answer.json()["sha256"] == sha256.hexdigest(), "the acknowledgement is for other bytes"
        return True
    assert answer.status_code >= 500 or answer.status_code == 429, f"{answer.status_code}: {answer.text}"
    return False


class Senders:
    """Stations that send new scans until they are told to stop.

    Args:
        box: to which.
        key: of the station.
        scans: from `make_scans`.
        ledger: what was acknowledged.
        most: scans that are sent at most.

    Attributes:
        under_way: how many requests are unanswered at this moment.
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
        self.under_way = 0
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
                    kind = "large" if choose.random() < LARGE_SHARE else "small"
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
        in_the_dark = self._gone.is_set()
        with self._lock:
            self.under_way += 1
        try:
            answered = send(client, scan_id, content)
        finally:
            with self._lock:
                self.under_way -= 1
        if not answered:
            return
        assert not in_the_dark, f"{scan_id} was acknowledged by a box without power"
        if self._going.is_set():
            with self._lock:
                self.late += 1
        else:
            self._ledger.acknowledged(scan_id)
