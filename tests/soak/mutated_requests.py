"""Requests to the streaming endpoint that are wrong somehow, and good streams between them."""

import http.client
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from ..inference.conftest import SPECIFICATION, block_finder, write_release
from ..inference.service.conftest import start
from ..inference.service.line import Line, stream_of
from .mutated_inputs import mutate
from .tally import HEALTHY_EVERY, LONGEST_SECONDS, Tally

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


class Attacker:
    """A station that misbehaves at random, and one that does not.

    Args:
        address: of the service.
        station: a client with a key.
        tally: what becomes of the requests.
    """

    def __init__(self, address: str, station: httpx.Client, tally: Tally) -> None:
        self._netloc = urlsplit(address).netloc
        self._station = station
        self._tally = tally
        self._key = station.headers["Authorization"]
        self._line = self._fresh()

    def attack(self, number: int) -> float:
        """One request that is wrong somehow, and now and then a good stream; seconds of the former."""
        if number % HEALTHY_EVERY == 0:
            self.stream_well(number)
        begin = time.monotonic()
        status = self._answer(number)
        took = time.monotonic() - begin
        if took > LONGEST_SECONDS:
            self._tally.faults.append(f"request {number} took {took:.1f} s")
        if status is not None and status >= LEAST_ERROR:
            self._tally.faults.append(f"request {number} was answered with {status}")
        self._tally.read += status is not None and status < http.HTTPStatus.BAD_REQUEST
        if status == http.HTTPStatus.GONE or number % HEALTHY_EVERY == HEALTHY_EVERY - 1:
            self._station.delete(self._line.place)
            self._line = self._fresh()
        return took

    def stream_well(self, number: int) -> None:
        """A good stream has to be taken in whole."""
        content, line = stream_of(seed=number), Line(self._station)
        sent = line.send(content)
        stored = self._station.get(f"/v1/scans/{line.scan_id}/original")
        if sent.status_code != http.HTTPStatus.OK or stored.content != content:
            self._tally.faults.append(f"after request {number} a good stream failed: {sent.status_code}")

    def _answer(self, number: int) -> int | None:
        chance = random.Random(number)
        try:
            return self._ask(chance, self._line.place if chance.random() < 0.9 else "/v1/scans/x/upload/side")
        except (OSError, http.client.HTTPException, ValueError):
            # Python itself refuses to send some headers; a connection that the server closes is an answer.
            return None

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


@contextmanager
def attacking(folder: Path, tally: Tally) -> Iterator[Attacker]:
    """A service of its own, and who attacks it."""
    release = write_release(folder / "release", block_finder(SPECIFICATION).SerializeToString())
    running = start(folder / "service", release)
    try:
        with running.station() as station:
            yield Attacker(running.address, station, tally)
    finally:
        running.stop()
