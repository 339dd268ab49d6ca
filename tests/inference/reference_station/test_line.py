import shutil
import socket
import ssl
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from cargoscope_datasets.errors import SettingsError
from cargoscope_inference.reference_station.line import Line, LineDown

Serve = Callable[[Callable[[socket.socket], None]], str]
Call = Callable[..., Line]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
TOO_LARGE = (
    b'HTTP/1.1 413 Large\r\nContent-Type: application/problem+json\r\nContent-Length: 16\r\n\r\n{"detail": "no"}'
)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a service that does with every connection what it is told, one after the other."""
    opened: list[socket.socket] = []

    def begin(handle: Callable[[socket.socket], None]) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        opened.append(listening)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    handle(connection)

        Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield begin
    for each in opened:
        each.shutdown(socket.SHUT_RDWR)
        each.close()


@pytest.fixture
def call() -> Iterator[Callable[..., Line]]:
    """Makes lines, and hangs them up in the end."""
    lines: list[Line] = []

    def make(url: str, **options: float) -> Line:
        lines.append(Line(url, "cgs_key", **options))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


def read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(4096)
    return head


def test_every_request_says_who_and_when(serve: Serve, call: Call) -> None:
    heads = []

    def handle(connection: socket.socket) -> None:
        heads.append(read_head(connection))
        connection.sendall(OK)

    assert call(serve(handle)).request("GET", "/v1").body == b"ok"
    assert b"Authorization: Bearer cgs_key\r\n" in heads[0]
    assert b"\r\nDate: " in heads[0]


def test_a_refusal_before_the_end_of_the_body_is_heard(serve: Serve, call: Call) -> None:
    def handle(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(TOO_LARGE)

    def endless() -> Iterator[bytes]:
        for _ in range(4000):
            yield bytes(1 << 16)

    line = call(serve(handle))
    for _ in range(5):
        answer = line.request("PUT", "/v1/scans/1", body=endless(), size=4000 << 16)
        assert (answer.status, answer.detail) == (413, "no")


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", b"SSH-2.0-OpenSSH\r\n"])
def test_an_answer_that_is_none_or_half_is_a_line_that_is_down(serve: Serve, call: Call, said: bytes) -> None:
    def handle(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(said)

    with pytest.raises(LineDown):
        call(serve(handle)).request("GET", "/")


def test_a_line_that_was_cut_is_made_anew(serve: Serve, call: Call) -> None:
    cuts = iter([True, True, False])

    def handle(connection: socket.socket) -> None:
        read_head(connection)
        if next(cuts):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            connection.sendall(OK)

    line = call(serve(handle))
    for _ in range(2):
        with pytest.raises(LineDown):
            line.request("PUT", "/", body=[b"abc"], size=3)
    assert line.request("PUT", "/", body=[b"abc"], size=3).status == 200


def test_a_service_that_says_nothing_is_given_up(serve: Serve, call: Call) -> None:
    def handle(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.recv(1)

    with pytest.raises(LineDown, match="timed out"):
        call(serve(handle), timeout=0.1).request("GET", "/")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A service's side of TLS, by a certificate that this process trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(chain)]
    subprocess.run([*making, *names], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


def test_a_body_goes_whole_by_tls(serve: Serve, call: Call, certificate: ssl.SSLContext) -> None:
    received = []

    def handle(connection: socket.socket) -> None:
        with certificate.wrap_socket(connection, server_side=True) as secured:
            head, wanted = read_head(secured), 100 * 65_536
            body = head.partition(b"\r\n\r\n")[2]
            while len(body) < wanted and (more := secured.recv(1 << 16)):
                body += more
            received.append(len(body))
            secured.sendall(OK)

    pieces = (bytes(65_536) for _ in range(100))
    url = serve(handle).replace("http://", "https://")
    assert call(url).request("PUT", "/", body=pieces, size=100 * 65_536).status == 200
    assert received == [100 * 65_536]


def test_a_certificate_that_is_not_trusted_is_a_line_that_is_down(
    serve: Serve, call: Call, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    def handle(connection: socket.socket) -> None:
        with suppress(ssl.SSLError, OSError), certificate.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    with pytest.raises(LineDown, match="certificate"):
        call(serve(handle).replace("http://", "https://")).request("GET", "/")


def test_nobody_there_is_a_line_that_is_down(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(LineDown, match="refused"):
        call(f"http://127.0.0.1:{port}").request("GET", "/")


@pytest.mark.parametrize("url", ["box:8420", "ftp://box", "http://", "http://box/v1/scans", "http://box?x=1"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="is no address of a service; give for example"):
        Line(url, "key")


@pytest.mark.parametrize("key", ["", "cgs_\r\nX: y", "schlüssel"])
def test_a_key_that_is_none_is_refused_here(key: str) -> None:
    with pytest.raises(SettingsError, match="copy it once more"):
        Line("http://box", key)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [("30", 30, 30), ("", 0, 0), ("soon", 0, 0), ("-5", 0, 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0)],
)
def test_retry_after_is_a_number_or_a_time(serve: Serve, call: Call, header: str, least: float, most: float) -> None:
    def handle(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(f"HTTP/1.1 503 Busy\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n".encode())

    assert least <= call(serve(handle)).request("GET", "/").retry_after <= most
