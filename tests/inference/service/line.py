"""A station's side of a stream, with nothing clever in it."""

import base64
import hashlib
from typing import Any
from uuid import uuid4

import httpx
import numpy as np

from cargoscope_datasets.decoding.columns import encode_columns
from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample

COLUMNS = "application/vnd.cargoscope.columns"
ROWS = 128


def stream_of(*, view: str = "side", columns: int = 256, seed: int = 1) -> bytes:
    """A small scan with a dark square in air, as a station streams it."""
    signal = np.full((ROWS, columns), 60_000.0)
    signal[30:110, 40 : columns - 26] *= 0.7
    signal[50:90, 100:140] *= 0.1
    noisy = np.random.default_rng(seed).normal(signal, 60.0).clip(0, 65_535).astype(np.uint16)
    air = np.full((1, ROWS), 60_000, np.float32)
    header = ColumnsHeader(view, ROWS, RowOrder.TOP_DOWN, (6.0,), Sample.U16, air=air, pitch_mm=(6.0, 6.0))
    return header.line() + encode_columns(noisy[None], header)


def digest(content: bytes) -> dict[str, str]:
    """The header that says what the bytes of a stream hash to."""
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"}


class Line:
    """One stream of a station."""

    def __init__(self, station: httpx.Client, scan_id: str | None = None, view: str = "side") -> None:
        self.station = station
        self.scan_id = scan_id or str(uuid4())
        self.view = view

    @property
    def place(self) -> str:
        """Address of the stream."""
        return f"/v1/scans/{self.scan_id}/upload/{self.view}"

    def open(self, **headers: str) -> httpx.Response:
        """Open it."""
        return self.station.post(
            f"/v1/scans/{self.scan_id}/upload?view={self.view}", headers={"Content-Type": COLUMNS} | headers
        )

    def append(self, offset: int, body: Any, **headers: str) -> httpx.Response:
        """Send bytes from an offset on."""
        told = {"Content-Type": "application/partial-upload", "Upload-Offset": str(offset), "Upload-Complete": "?0"}
        return self.station.patch(self.place, content=body, headers=told | headers)

    def end(self, content: bytes, offset: int) -> httpx.Response:
        """Send what is left of all the content, and say that it is all."""
        return self.append(offset, content[offset:], **{"Upload-Complete": "?1"}, **digest(content))

    def ask(self) -> httpx.Response:
        """Ask how far it is."""
        return self.station.head(self.place)

    def send(self, content: bytes) -> httpx.Response:
        """Send all of it at once."""
        assert self.open().status_code == 201
        return self.end(content, 0)
