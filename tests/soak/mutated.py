"""Mutated inputs for every reader and for the streaming endpoint: no crash, no hang, and the next one is served.

    python -m tests.soak.mutated --count 20000 --state FILE

What is done is kept in the state file, so it goes on where it was ended; the same numbers make the same inputs.
"""

import argparse
import http.client
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import httpx
import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

from cargoscope_datasets.errors import CargoscopeError, DecoderKilled
from cargoscope_datasets.reading import Limits, ScanReader
from cargoscope_datasets.writing import write_tiff

from ..inference.conftest import SPECIFICATION, block_finder, write_release
from ..inference.service.conftest import start
from ..inference.service.line import Line, stream_of

LONGEST_SECONDS = 5.0
SAVE_EVERY = 200
HEALTHY_EVERY = 250
ENDPOINT = "endpoint"
MOST_SHOWN = 5
LEAST_ERROR = 500
ODD_VALUES = (
    "",
    "?0",
    "?1",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "sha-256=:AAAA:",
    "\x7f",
    "a" * 5000,
    "0, 0",
    "?2",
)
HEADERS = ("Upload-Offset", "Upload-Complete", "Upload-Length", "Repr-Digest", "Content-Type", "Content-Encoding")


@dataclass
class Tally:
    """What became of the inputs of one part.

    Attributes:
        done: how many were tried.
        read: how many were read, or accepted.
        killed: how many cost a decoder its process.
        slowest: seconds.
        faults: what must not be: a defect's error, a hang, an error of the server, a good stream that failed.
    """

    done: int = 0
    read: int = 0
    killed: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def main() -> None:
    """Try so many inputs of each part; the status says whether one was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="inputs of each part")
    parser.add_argument("--state", type=Path, default=Path("mutated.json"), help="file that keeps what is done")
    parser.add_argument("--seconds", type=float, default=3600.0, help="after which it stops; run it again to go on")
    told = parser.parse_args()
    tallies = run(told.count, told.state, told.seconds)
    for name, tally in tallies.items():
        sys.stdout.write(
            f"{name:9} {tally.done:6,} tried, {tally.read:6,} read, {tally.killed:4,} decoders ended, "
            f"slowest {tally.slowest:.1f} s, {len(tally.faults)} faults\n"
        )
        sys.stdout.writelines(f"          {fault}\n" for fault in tally.faults[:MOST_SHOWN])
    sys.exit(any(tally.faults for tally in tallies.values()))


def run(count: int, state: Path, seconds: float) -> dict[str, Tally]:
    """Try inputs until there are so many of each part, or the time is up."""
    kept = json.loads(state.read_text()) if state.exists() else {}
    tallies = {name: Tally(**kept.get(name, {})) for name in (*samples(), ENDPOINT)}
    end = time.monotonic() + seconds

    def save() -> None:
        state.with_suffix(".new").write_text(json.dumps({name: asdict(each) for name, each in tallies.items()}))
        state.with_suffix(".new").rename(state)

    with tempfile.TemporaryDirectory() as folder, ScanReader(Limits(seconds=LONGEST_SECONDS)) as reader:
        for name, sample in samples().items():
            try_one = partial(_read, reader, sample, Path(folder) / "scan", tallies[name])
            _each(tallies[name], count, end, save, try_one)
        with _serving(Path(folder)) as attacker:
            _each(tallies[ENDPOINT], count, end, save, partial(attacker.attack, tallies[ENDPOINT]))
    save()
    return tallies


def _each(tally: Tally, count: int, end: float, save: Callable[[], None], once: Callable[[int], None]) -> None:
    while tally.done < count and time.monotonic() < end:
        begin = time.monotonic()
        once(tally.done)
        took = time.monotonic() - begin
        tally.slowest = max(tally.slowest, took)
        tally.done += 1
        if tally.done % SAVE_EVERY == 0:
            save()
            sys.stderr.write(f"\r{tally.done:,} of {count:,} ")


def _read(reader: ScanReader, sample: bytes, path: Path, tally: Tally, number: int) -> None:
    path.write_bytes(mutate(sample, random.Random(number)))
    try:
        reader.read([path])
    except DecoderKilled as error:
        tally.killed += 1
        if "took longer" in str(error):
            tally.faults.append(f"input {number} hung: {error}")
    except CargoscopeError as error:
        if "\n" in str(error) or len(str(error)) > 400:
            tally.faults.append(f"input {number}: no line for a person: {str(error)[:200]!r}")
    except Exception as error:
        tally.faults.append(f"input {number}: {type(error).__name__}: {error}")
    else:
        tally.read += 1


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The same with some bytes changed, taken out, doubled or cut off, mostly near its beginning."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not changed:
            break
        near = len(changed) if chance.random() < 0.3 else min(len(changed), 400)
        place = chance.randrange(max(1, near))
        kind = chance.randrange(5)
        if kind == 0:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            changed[place : place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"9999"))
        elif kind == 2:
            del changed[place : place + chance.randrange(1, 64)]
        elif kind == 3:
            changed[place:place] = changed[place : place + chance.randrange(1, 64)]
        else:
            del changed[max(1, place + chance.randrange(len(changed))) :]
    return bytes(changed)


def samples() -> dict[str, bytes]:
    """A small sound file of every format."""
    counts = np.random.default_rng(1).normal(30_000, 200, (1, 64, 80)).astype(np.uint16)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.tif"
        write_tiff(path, counts, None)
        tiff = path.read_bytes()
    npy, npz = BytesIO(), BytesIO()
    np.save(npy, counts[0])
    np.savez_compressed(npz, high=counts[0], air=np.full(64, 40_000.0), pitch_mm=[4.0, 5.0])
    grey = (counts[0] >> 8).astype(np.uint8)
    return {
        "tiff": tiff,
        "png": cv2.imencode(".png", counts[0])[1].tobytes(),
        "jpeg": cv2.imencode(".jpg", grey)[1].tobytes(),
        "npy": npy.getvalue(),
        "npz": npz.getvalue(),
        "dicom": _dicom(counts[0]),
        "columns": stream_of(columns=40),
    }


def _dicom(plane: np.ndarray[Any, np.dtype[np.uint16]]) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["mutated"])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    file.SOPClassUID, file.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    file.Rows, file.Columns = plane.shape
    file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
    file.BitsAllocated = file.BitsStored = 16
    file.HighBit, file.PixelRepresentation = 15, 0
    file.PixelData = plane.tobytes()
    written = BytesIO()
    file.save_as(written, enforce_file_format=True)
    return written.getvalue()


class Attacker:
    """A station that misbehaves at random, and one that does not."""

    def __init__(self, address: str, station: httpx.Client) -> None:
        self._netloc = urlsplit(address).netloc
        self._station = station
        self._key = station.headers["Authorization"]
        self._line = self._fresh()

    def attack(self, tally: Tally, number: int) -> None:
        """One request that is wrong somehow, and now and then a good stream."""
        chance = random.Random(number)
        if number % HEALTHY_EVERY == 0:
            self._stream_well(number, tally)
        begin = time.monotonic()
        try:
            status = self._ask(chance, self._line.place if chance.random() < 0.9 else "/v1/scans/x/upload/side")
        except (OSError, http.client.HTTPException) as error:
            # Python itself refuses to send some headers; a connection that the server closes is an answer.
            if time.monotonic() - begin > LONGEST_SECONDS:
                tally.faults.append(f"request {number} hung: {error}")
            return
        except ValueError:
            return
        if time.monotonic() - begin > LONGEST_SECONDS:
            tally.faults.append(f"request {number} took {time.monotonic() - begin:.1f} s")
        if status >= LEAST_ERROR:
            tally.faults.append(f"request {number} was answered with {status}")
        tally.read += status < http.HTTPStatus.BAD_REQUEST
        if status == http.HTTPStatus.GONE or number % HEALTHY_EVERY == HEALTHY_EVERY - 1:
            self._station.delete(self._line.place)
            self._line = self._fresh()

    def _ask(self, chance: random.Random, path: str) -> int:
        body = mutate(stream_of(columns=20), chance) if chance.random() < 0.7 else b""
        headers: dict[str, str] = {
            "Content-Type": "application/partial-upload",
            "Upload-Offset": self._line.ask().headers.get("Upload-Offset", "0"),
            "Upload-Complete": "?0",
        }
        for _ in range(chance.randrange(4)):
            headers[chance.choice(HEADERS)] = chance.choice(ODD_VALUES)
        method = chance.choice(("PATCH", "PATCH", "PATCH", "POST", "HEAD", "GET", "PUT"))
        line = http.client.HTTPConnection(self._netloc, timeout=2 * LONGEST_SECONDS)
        try:
            line.request(method, path, body, {"Authorization": self._key} | headers)
            return line.getresponse().status
        finally:
            line.close()

    def _fresh(self) -> Line:
        line = Line(self._station)
        line.open()
        return line

    def _stream_well(self, number: int, tally: Tally) -> None:
        content, line = stream_of(seed=number), Line(self._station)
        sent = line.send(content)
        stored = self._station.get(f"/v1/scans/{line.scan_id}/original")
        if sent.status_code != http.HTTPStatus.OK or stored.content != content:
            tally.faults.append(f"after request {number} a good stream failed: {sent.status_code}")


@contextmanager
def _serving(folder: Path) -> Iterator[Attacker]:
    release = write_release(folder / "release", block_finder(SPECIFICATION).SerializeToString())
    running = start(folder / "service", release)
    try:
        with running.station() as station:
            yield Attacker(running.address, station)
    finally:
        running.stop()


if __name__ == "__main__":
    main()
