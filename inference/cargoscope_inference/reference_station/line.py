"""The line to the service: one HTTP connection, kept from request to request, made anew when it broke."""

import base64
import http.client
import json
import select
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import urlsplit

from cargoscope_datasets.errors import SettingsError

TIMEOUT_SECONDS = 30.0
IDLE_SECONDS = 30.0
"""After which a connection is not trusted any more: the service closes it after 65 s, a firewall perhaps earlier."""
LARGEST_ANSWER = 1 << 20
PROBLEM = "application/problem+json"


class LineDown(Exception):
    """No answer came; what became of the request is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered.

    Attributes:
        status: of HTTP.
        headers: names in any case.
        body: of at most `LARGEST_ANSWER` bytes.
    """

    status: int
    headers: Message
    body: bytes

    @property
    def went_well(self) -> bool:
        """Whether the service did what it was asked for."""
        return 200 <= self.status < 300

    @property
    def is_ours(self) -> bool:
        """Whether it comes from cargoscope, and not from some proxy on the way."""
        return self.went_well or self.headers.get_content_type() == PROBLEM

    @property
    def detail(self) -> str:
        """Why not, in the service's words."""
        try:
            return str(json.loads(self.body)["detail"])
        except (ValueError, KeyError, TypeError):
            return f"{self.status} {http.client.responses.get(self.status, '')}".strip()

    @property
    def retry_after(self) -> float:
        """Seconds that the service asks to wait."""
        said = self.headers.get("Retry-After", "")
        if said.isdecimal():
            return float(said)
        try:
            return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
        except (ValueError, OverflowError):
            return 0.0

    @property
    def sha256(self) -> str | None:
        """The hex sha256 of what the service holds, by its Repr-Digest."""
        said = self.headers.get("Repr-Digest", "")
        coded = said.removeprefix("sha-256=:").partition(":")[0]
        try:
            return base64.b64decode(coded, validate=True).hex() or None
        except ValueError:
            return None

    @property
    def offset(self) -> int | None:
        """How far an upload is."""
        said = self.headers.get("Upload-Offset", "")
        return int(said) if said.isdecimal() else None


class Line:
    """A connection to the service, for one thread.

    Args:
        url: such as https://box:8420.
        key: of the station.
        timeout: seconds for each step of a request.

    Raises:
        SettingsError: the URL is none.
    """

    def __init__(self, url: str, key: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        place = urlsplit(url)
        if place.scheme not in ("http", "https") or not place.hostname or place.path.strip("/") or place.query:
            raise SettingsError(f"{url} is no address of a service; give for example http://127.0.0.1:8420")
        if not key.isascii() or not key.isprintable() or not key:
            raise SettingsError("the station's key is empty, or has signs that no key has; copy it once more")
        self._key = key
        self._connection: http.client.HTTPConnection
        if place.scheme == "https":
            self._connection = http.client.HTTPSConnection(
                place.hostname, place.port, timeout=timeout, context=ssl.create_default_context()
            )
        else:
            self._connection = http.client.HTTPConnection(place.hostname, place.port, timeout=timeout)
        self._used = time.monotonic()

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: Iterable[bytes] = (),
        *,
        size: int = 0,
    ) -> Answer:
        """Ask, and wait for the answer.

        Args:
            method: of HTTP.
            path: on the service.
            headers: besides those that every request has.
            body: in pieces.
            size: bytes of the body.

        Raises:
            LineDown: no whole answer came.
        """
        if time.monotonic() - self._used > IDLE_SECONDS:
            self.close()
        try:
            self._begin(method, path, headers or {}, size)
            unsent = self._send(body)
            answer = self._read_answer()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise LineDown(str(error) or type(error).__name__) from error
        except BaseException:
            # Half a request is on the line, because its body could not be read.
            self.close()
            raise
        self._used = time.monotonic()
        if unsent:
            # The service waits for a rest that it will not get.
            self.close()
        return answer

    def close(self) -> None:
        """Hang up; the next request calls again."""
        self._connection.close()

    def _begin(self, method: str, path: str, headers: Mapping[str, str], size: int) -> None:
        self._connection.putrequest(method, path, skip_accept_encoding=True)
        # By this the service learns how this machine's clock stands to its own.
        sent = {"Authorization": f"Bearer {self._key}", "Date": formatdate(usegmt=True), "Content-Length": str(size)}
        for name, value in {**sent, **headers}.items():
            self._connection.putheader(name, value)
        self._connection.endheaders()

    def _send(self, body: Iterable[bytes]) -> bool:
        """Send the body, or as much as the service wants to have; returns whether some was left unsent."""
        for piece in body:
            if self._is_answered():
                return True
            try:
                self._connection.send(piece)
            except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                # It may have said why before it hung up.
                return True
        return False

    def _is_answered(self) -> bool:
        opened: socket.socket | None = self._connection.sock
        if opened is None or isinstance(opened, ssl.SSLSocket):
            # What comes in by TLS need not be an answer: the other side sends tickets of its own accord.
            return False
        return bool(select.select([opened], [], [], 0)[0])

    def _read_answer(self) -> Answer:
        with self._connection.getresponse() as response:
            body = response.read(LARGEST_ANSWER + 1)
            if response.length and len(body) <= LARGEST_ANSWER:
                raise http.client.HTTPException("the answer was cut short")
        if len(body) > LARGEST_ANSWER:
            raise http.client.HTTPException("the answer is too long")
        return Answer(response.status, response.headers, body)
