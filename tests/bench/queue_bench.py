"""How fast the queue takes scans in and flags them, and how much memory that takes; run by `make bench`.

A real server in a process of its own, on loopback, with a folder that is gone afterwards. Stations send ready-made
scans of simulated trucks, 3000 x 1200 pixels of 16 bit, not compressed (7.2 MB), at 3.2 x 4.6 mm.
"""

import argparse
import base64
import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
import tifffile
from memory import sampled_memory
from table import Row, print_rows

from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_datasets.writing import write_tiff
from cargoscope_inference.storage.stations import add_station
from cargoscope_inference.storage.store import Store
from cargoscope_models.release import shipped_release

ROWS, COLUMNS = 1200, 3000
PITCH = Pitch(3.2, 4.6, PitchSource.FILE)
STARTS, WARM_UP, PUTS = 3, 3, 40
STATIONS, PERIOD_SECONDS, ROUNDS = 10, 15.0, 6
POLL_SECONDS = 0.02
SAMPLING_SECONDS, FINE_SAMPLING_SECONDS = 0.5, 0.02
PICTURES_SECONDS = 1.0
"""The annotated pictures come after the flags; then the box is idle again."""
PATIENCE_SECONDS = 120.0
GOALS = {
    "from `serve` to ready": 10_000.0,
    "201, beyond write and fsync": 40.0,
    "ten stations: last byte to flags in the API": 1_500.0,
    "ten stations: memory of server, worker, decoder": 900.0,
}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, default=shipped_release(), help="folder of the release to run")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="scans that each of the ten stations sends")
    parser.add_argument("--markdown", action="store_true", help="print what goes into docs/benchmarks.md")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows: list[Row] = [("from `serve` to ready", _starts(place, told.release), "ms")]
        scans = [ready_made(place, seed) for seed in range(1, STATIONS + 1)]
        with serving(place / "queue", told.release) as queue:
            rows += _puts(queue, scans, place)
            rows += _ten_stations(queue, scans, told.rounds)
            rows.append(("memory with the largest scan", _largest(queue, place), "MB"))
    note = f"{PUTS} single scans, {told.rounds} from each of {STATIONS} stations"
    print_rows(rows, GOALS, told.release, markdown=told.markdown, note=note)


@dataclass(frozen=True, slots=True)
class Queue:
    """A running server."""

    folder: Path
    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def serving(folder: Path, release: Path) -> Iterator[Queue]:
    """A server that is ready; stopped at the end of the block."""
    words = ["serve", "--folder", str(folder), "--release", str(release), "--port", "0"]
    process = subprocess.Popen([sys.executable, "-m", "cargoscope_inference.cli", *words], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        address = next(found[0].decode() for line in process.stdout if (found := re.search(rb"http://[0-9.:]+", line)))
        until(lambda: _get(address, "/readyz") == b"ready")
        yield Queue(folder, address, process)
    finally:
        process.send_signal(signal.SIGINT)
        with process:
            process.wait(PATIENCE_SECONDS)


class Station:
    """A scanner station with a key, and a connection that it keeps."""

    def __init__(self, queue: Queue) -> None:
        self._line = http.client.HTTPConnection(urlsplit(queue.address).netloc, timeout=PATIENCE_SECONDS)
        with Store(queue.folder).database.write() as connection:
            self._key = add_station(connection, f"bench-{uuid.uuid4().hex[:8]}")

    def close(self) -> None:
        """Close its connection."""
        self._line.close()

    def put(self, scan: bytes) -> tuple[str, float]:
        """Send a scan; returns its id and when its last byte left, on the clock of `time.perf_counter`."""
        scan_id = str(uuid.uuid4())
        digest = base64.b64encode(hashlib.sha256(scan).digest()).decode()
        self._line.putrequest("PUT", f"/v1/scans/{scan_id}")
        headers = {"Authorization": f"Bearer {self._key}", "Repr-Digest": f"sha-256=:{digest}:"}
        for name, value in {**headers, "Content-Type": "image/tiff", "Content-Length": str(len(scan))}.items():
            self._line.putheader(name, value)
        self._line.endheaders()
        self._line.send(scan)
        last_byte = time.perf_counter()
        answer = self._line.getresponse()
        text = answer.read()
        if answer.status != 201:
            raise SystemExit(f"a scan was answered with {answer.status}: {text.decode(errors='replace')}")
        return scan_id, last_byte

    def is_flagged(self, scan_id: str) -> bool:
        """Whether the API shows what became of a scan."""
        self._line.request("GET", f"/v1/scans/{scan_id}", headers={"Authorization": f"Bearer {self._key}"})
        told = json.loads(self._line.getresponse().read())
        if told["problem"]:
            raise SystemExit(f"a scan was not analysed: {told['problem']}")
        return bool(told["state"] == "waiting")

    def wait_for_flags(self, scan_id: str) -> None:
        """Wait until the API shows them."""
        until(lambda: self.is_flagged(scan_id))


def _starts(place: Path, release: Path) -> list[float]:
    """Milliseconds from the command to the word that scans are taken in and analysed, each time with a new folder."""
    took = []
    for number in range(STARTS):
        start = time.perf_counter()
        with serving(place / f"start-{number}", release):
            took.append((time.perf_counter() - start) * 1e3)
    return took


def _puts(queue: Queue, scans: Sequence[bytes], place: Path) -> list[Row]:
    """One scan after the other, each on an idle box; and the same bytes written and synced."""
    station = Station(queue)
    written, answered = [], []
    for number in range(WARM_UP + PUTS):
        scan = _another(scans[number % len(scans)])
        written.append(_write_and_sync(place / "bare", scan))
        scan_id, last_byte = station.put(scan)
        answered.append((time.perf_counter() - last_byte) * 1e3)
        station.wait_for_flags(scan_id)
        time.sleep(PICTURES_SECONDS)
    written, answered = written[WARM_UP:], answered[WARM_UP:]
    beyond = [whole - bare for whole, bare in zip(answered, written, strict=True)]
    return [
        ("bare write and fsync", written, "ms"),
        ("last byte to 201", answered, "ms"),
        ("201, beyond write and fsync", beyond, "ms"),
    ]


def _ten_stations(queue: Queue, scans: Sequence[bytes], rounds: int) -> list[Row]:
    """Ten stations with evenly spread phases; a round before those that count warms up."""
    begin = time.perf_counter() + 1.0
    with (
        sampled_memory(queue.process, SAMPLING_SECONDS) as memory,
        ThreadPoolExecutor(STATIONS) as lanes,
    ):
        starts = [begin + number * PERIOD_SECONDS / STATIONS for number in range(STATIONS)]
        running = [
            lanes.submit(one_lane, Station(queue), scan, start, rounds)
            for scan, start in zip(scans, starts, strict=True)
        ]
        results = [result for each in running for result in each.result()]
    acknowledged, flagged = zip(*results, strict=True)
    return [
        ("ten stations: last byte to 201", acknowledged, "ms"),
        ("ten stations: last byte to flags in the API", flagged, "ms"),
        ("ten stations: memory of server, worker, decoder", [max(memory)], "MB"),
    ]


def one_lane(
    station: Station, scan: bytes, start: float, rounds: int, period: float = PERIOD_SECONDS
) -> list[tuple[float, float]]:
    """Of every scan but the first, milliseconds from its last byte to 201, and to flags; the station is closed then."""
    with closing(station):
        return [_timed(station, scan, start + number * period) for number in range(1 + rounds)][1:]


def _timed(station: Station, scan: bytes, due: float) -> tuple[float, float]:
    """Milliseconds from the last byte of a scan that is sent at its time to 201, and to flags."""
    fresh = _another(scan)
    time.sleep(max(0.0, due - time.perf_counter()))
    scan_id, last_byte = station.put(fresh)
    acknowledged = time.perf_counter()
    station.wait_for_flags(scan_id)
    flagged = time.perf_counter()
    return (acknowledged - last_byte) * 1e3, (flagged - last_byte) * 1e3


def _largest(queue: Queue, place: Path) -> list[float]:
    """Peak in MB with a scan of two energies, as wide and as many pixels as are accepted."""
    limits = Limits()
    truck = simulate(1, dual_energy=True).counts
    size = limits.columns, limits.pixels // limits.columns
    path = place / "largest.tif"
    write_tiff(path, np.stack([np.asarray(cv2.resize(plane, size), np.uint16) for plane in truck]), PITCH)
    station = Station(queue)
    with sampled_memory(queue.process, FINE_SAMPLING_SECONDS) as memory:
        scan_id, _ = station.put(path.read_bytes())
        station.wait_for_flags(scan_id)
        time.sleep(PICTURES_SECONDS)
    return [max(memory)]


def ready_made(place: Path, seed: int, size: tuple[int, int] = (COLUMNS, ROWS)) -> bytes:
    """The file of a simulated truck, as a station would have it; of so many columns and rows."""
    counts = simulate(seed, ("pistol", "person")).counts[0]
    path = place / f"{seed}.tif"
    resolution = (10 / PITCH.column_mm, 10 / PITCH.row_mm)
    plane = np.asarray(cv2.resize(counts, size), np.uint16)
    tifffile.imwrite(
        path, plane, photometric="minisblack", metadata=None, resolution=resolution, resolutionunit="centimeter"
    )
    return path.read_bytes()


def _another(scan: bytes) -> bytes:
    """The same scan with other last pixels, so that its bytes are new to the store."""
    return scan[:-8] + os.urandom(8)


def _write_and_sync(path: Path, content: bytes) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    took = (time.perf_counter() - start) * 1e3
    path.unlink()
    return took


def _get(address: str, path: str) -> bytes:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_SECONDS)
    try:
        line.request("GET", path)
        return line.getresponse().read()
    finally:
        line.close()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so.

    Raises:
        SystemExit: it never came to be.
    """
    end = time.perf_counter() + PATIENCE_SECONDS
    while not true():
        if time.perf_counter() > end:
            raise SystemExit(f"nothing came of it within {PATIENCE_SECONDS:g} s")
        time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main()
