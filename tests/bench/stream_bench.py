"""How soon after the last column of a stream its flags are there; run by `make bench`.

A real server in a process of its own, on loopback. A station streams a simulated truck of 3000 x 1200 pixels of 16 bit
at 3.2 x 4.6 mm, with the air by row in its header, at the pace of a slow truck: 300 columns a second, in PATCHes of a
fifth of a second. The clock runs from the moment at which the last byte has left until the API shows the flags. They
have to be those that `cargoscope detect` finds in the stored file, to the last digit; where not, it ends with what
differs.
"""

import argparse
import base64
import hashlib
import http.client
import json
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np
from queue_bench import COLUMNS, PATIENCE_SECONDS, PICTURES_SECONDS, PITCH, ROWS, Queue, serving, until
from same_flags import check_same, detected
from table import Row, print_rows

from cargoscope_datasets.decoding.columns import encode_columns
from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_inference.storage.stations import add_station
from cargoscope_inference.storage.store import Store
from cargoscope_models.release import shipped_release

TRUCKS, WARM_UP = 8, 2
COLUMNS_A_SECOND, COLUMNS_A_PATCH = 300, 60
UNASKED_SECONDS = 0.4
"""Who asks takes time from what is measured, so nobody asks sooner; what is there sooner counts as this."""
GOALS = {"last column to flags in the API": 500.0}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, default=shipped_release(), help="folder of the release to run")
    parser.add_argument("--trucks", type=int, default=TRUCKS, help="how many are streamed")
    parser.add_argument("--markdown", action="store_true", help="print what goes into docs/benchmarks.md")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "queue", told.release) as queue:
        station = Streaming(queue)
        results = [station.pass_truck(seed) for seed in range(1, WARM_UP + told.trucks + 1)][WARM_UP:]
        _compare(station, Path(folder), told.release)
    acknowledged, flagged, inside, seen = zip(*results, strict=True)
    rows: list[Row] = [
        ("last column to its acknowledgement", acknowledged, "ms"),
        ("last column to flags in the API", flagged, "ms"),
        ("of that: from the stored file to detections", inside, "ms"),
        ("columns that were looked at before the last", seen, "columns"),
    ]
    print_rows(rows, GOALS, told.release, markdown=told.markdown, note=f"{told.trucks} trucks streamed")


def _compare(station: "Streaming", folder: Path, release: Path) -> None:
    """Hold what the API says of every truck against `cargoscope detect` on its stored file; after all was timed."""
    files = []
    for scan_id in station.passed:
        files.append(folder / f"{scan_id}.columns")
        files[-1].write_bytes(station.stored(scan_id))
    found = detected(files, release, folder / "detected")
    flags = [check_same(station.told(scan_id), each) for scan_id, each in zip(station.passed, found, strict=True)]
    detections = sum(len(each["detections"]) for each in found)
    sys.stdout.write(
        f"{len(flags)} trucks: {detections} detections and {sum(flags)} flags in the API, and the same by "
        "`cargoscope detect` in the stored files\n\n"
    )


class Streaming:
    """A station that streams.

    Attributes:
        passed: ids of the trucks that have passed.
    """

    def __init__(self, queue: Queue) -> None:
        self._line = http.client.HTTPConnection(urlsplit(queue.address).netloc, timeout=PATIENCE_SECONDS)
        with Store(queue.folder).database.write() as connection:
            self._key = add_station(connection, f"bench-{uuid.uuid4().hex[:8]}")
        self.passed: list[str] = []

    def pass_truck(self, seed: int) -> tuple[float, float, float, float]:
        """Stream one truck; returns three times in ms, and how many columns were looked at before the last."""
        stream, begin = _stream(seed)
        scan_id, column_bytes = str(uuid.uuid4()), 2 * ROWS
        self._ask("POST", f"/v1/scans/{scan_id}/upload", {"Content-Type": "application/vnd.cargoscope.columns"})
        place, offset, start = f"/v1/scans/{scan_id}/upload/side", 0, time.perf_counter()
        last = begin + (COLUMNS - COLUMNS_A_PATCH) * column_bytes
        for end in range(begin + COLUMNS_A_PATCH * column_bytes, last + 1, COLUMNS_A_PATCH * column_bytes):
            due = start + (end - begin) / column_bytes / COLUMNS_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            self._append(place, offset, stream[offset:end])
            offset = end
        seen = json.loads(self._ask("GET", f"/v1/scans/{scan_id}/upload", {}))["streams"][0]["columns"]
        time.sleep(COLUMNS_A_PATCH / COLUMNS_A_SECOND)
        digest = base64.b64encode(hashlib.sha256(stream).digest()).decode()
        before = time.perf_counter()
        self._append(place, offset, stream[offset:], **{"Repr-Digest": f"sha-256=:{digest}:"})
        acknowledged = time.perf_counter()
        time.sleep(UNASKED_SECONDS)
        until(lambda: bool(self.told(scan_id)))
        flagged = time.perf_counter()
        inside = self.told(scan_id)["analysis"]["milliseconds"]
        time.sleep(PICTURES_SECONDS)
        self.passed.append(scan_id)
        return (acknowledged - before) * 1e3, (flagged - before) * 1e3, float(inside), float(seen)

    def _append(self, place: str, offset: int, body: bytes, **more: str) -> None:
        headers = {"Upload-Offset": str(offset), "Upload-Complete": "?1" if more else "?0"}
        self._ask("PATCH", place, headers | {"Content-Type": "application/partial-upload"} | more, body)

    def stored(self, scan_id: str) -> bytes:
        """The file of a scan, as the service keeps it."""
        return self._ask("GET", f"/v1/scans/{scan_id}/original", {})

    def told(self, scan_id: str) -> dict[str, Any]:
        """What the API says of a scan once it is analysed, or nothing."""
        try:
            told: dict[str, Any] = json.loads(self._ask("GET", f"/v1/scans/{scan_id}", {}))
        except NotThereError:
            return {}
        return told if told["state"] == "waiting" else {}

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        self._line.request(method, path, body, {"Authorization": f"Bearer {self._key}", **headers})
        answer = self._line.getresponse()
        text = answer.read()
        if answer.status == http.HTTPStatus.NOT_FOUND:
            raise NotThereError
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise SystemExit(f"{method} {path} was answered with {answer.status}: {text.decode(errors='replace')}")
        return text


class NotThereError(Exception):
    """There is no such scan yet."""


def _stream(seed: int) -> tuple[bytes, int]:
    """A truck as a stream, and where its first column begins."""
    scan = simulate(seed, ("pistol", "person"))
    plane = np.asarray(cv2.resize(scan.counts[0], (COLUMNS, ROWS)), np.uint16)
    air = np.asarray(cv2.resize(scan.air[:1], (ROWS, 1)), np.float32)
    pitch = (PITCH.row_mm, PITCH.column_mm)
    header = ColumnsHeader("side", ROWS, RowOrder.TOP_DOWN, (6.0,), Sample.U16, air=air, pitch_mm=pitch)
    line = header.line()
    return line + encode_columns(plane[None], header), len(line)


if __name__ == "__main__":
    main()
