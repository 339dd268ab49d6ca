"""A station's side of the wire, by Python's own means, that can also misbehave."""

import base64
import hashlib
import http.client
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cargoscope_datasets.errors import SettingsError
from cargoscope_inference.media import COLUMNS

PATIENCE_SECONDS = 30.0
PARTIAL = "application/partial-upload"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        status: of HTTP.
        headers: by lower-case name.
        body: as it came.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def offset(self) -> int | None:
        """What it says is on disk."""
        text = self.headers.get("upload-offset", "")
        return int(text) if text.isdecimal() else None

    @property
    def document(self) -> Mapping[str, Any]:
        """Its body, where that is a JSON object."""
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


class Wire:
    """A server, and the key of a station of it.

    Args:
        url: of the server.
        key: of a station.

    Raises:
        SettingsError: that is no address.
    """

    def __init__(self, url: str, key: str) -> None:
        place = urlsplit(url)
        if place.scheme not in ("http", "https") or not place.netloc:
            raise SettingsError(f"{url!r} is no address of a server; give one such as http://127.0.0.1:8420")
        self._place = place
        self._key = key

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request on a connection of its own.

        Raises:
            OSError: the server cannot be reached, or answers no HTTP.
        """
        with self._connected() as line:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request(method, self._place.path.rstrip("/") + path, body, self._authorized() | named)
            return _read(line)

    def begin(self, path: str, offset: int, announced: int, sent: bytes) -> http.client.HTTPConnection:
        """Begin a PATCH of so many bytes, of which fewer are sent; the caller closes the connection."""
        line = self._connection()
        line.putrequest("PATCH", self._place.path.rstrip("/") + path)
        told = {"Content-Type": PARTIAL, "Upload-Offset": str(offset), "Upload-Complete": "?0"}
        for name, value in (self._authorized() | told | {"Content-Length": str(announced)}).items():
            line.putheader(name, value)
        line.endheaders()
        line.send(sent)
        return line

    @contextmanager
    def _connected(self) -> Iterator[http.client.HTTPConnection]:
        line = self._connection()
        try:
            yield line
        except http.client.HTTPException as error:
            raise OSError(f"the answer is no HTTP ({error})") from error
        finally:
            line.close()

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._place.scheme == "https" else http.client.HTTPConnection
        return kind(self._place.netloc, timeout=PATIENCE_SECONDS)

    def _authorized(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"}


class Trial:
    """A stream of the check's own.

    Args:
        wire: to the server.
        content: all of its bytes.
        scan_id: of the scan; a new one where it is not said.
        view: its name.
    """

    def __init__(self, wire: Wire, content: bytes, scan_id: str | None = None, view: str = "side") -> None:
        self.wire = wire
        self.content = content
        self.scan_id = scan_id or str(uuid.uuid4())
        self.place = f"/v1/scans/{self.scan_id}/upload/{view}"
        self._view = view

    def open(self) -> Answer:
        """Open it."""
        return self.wire.ask("POST", f"/v1/scans/{self.scan_id}/upload?view={self._view}", Content_Type=COLUMNS)

    def append(self, begin: int, end: int, **headers: str) -> Answer:
        """Send these bytes of it."""
        told = {"Content_Type": PARTIAL, "Upload_Offset": str(begin), "Upload_Complete": "?0"} | headers
        return self.wire.ask("PATCH", self.place, self.content[begin:end], **told)

    def end(self, begin: int, content: bytes | None = None) -> Answer:
        """Send all from here on, and the digest of the content, or of another."""
        digest = header_of(self.content if content is None else content)
        return self.append(begin, len(self.content), Upload_Complete="?1", Repr_Digest=digest)

    def ask(self) -> Answer:
        """Ask how far it is."""
        return self.wire.ask("HEAD", self.place)

    def give_up(self) -> Answer:
        """Give it up."""
        return self.wire.ask("DELETE", self.place)

    def describe(self, **said: Any) -> Answer:
        """Say something of the scan."""
        body = json.dumps({"reference": "cargoscope station check", **said}).encode()
        return self.wire.ask("PUT", f"/v1/scans/{self.scan_id}/metadata", body, Content_Type="application/json")

    def stored(self) -> Answer:
        """What the server has stored of this view."""
        return self.wire.ask("GET", f"/v1/scans/{self.scan_id}/original?view={self._view}")


def header_of(content: bytes) -> str:
    """The value of Repr-Digest."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def _read(line: http.client.HTTPConnection) -> Answer:
    answer = line.getresponse()
    body = answer.read()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)
