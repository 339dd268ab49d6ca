"""The examples of docs/guide-station.md, as whoever copies them runs them."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from ...conftest import REPOSITORY
from .between import Between
from .conftest import COMMAND, SECRET
from .line import stream_of

GUIDE = (REPOSITORY / "docs" / "guide-station.md").read_text()
SETTINGS = "export SERVER=http://127.0.0.1:8420 KEY=cgs_...\n"
PATIENCE_SECONDS = 90


def blocks(heading: str, language: str) -> list[str]:
    """The code under a heading of the guide."""
    _, _, below = GUIDE.partition(f"\n## {heading}\n")
    return re.findall(rf"^```{language}\n(.*?)^```$", below.partition("\n## ")[0], re.DOTALL | re.MULTILINE)


def run(words: list[str], folder: Path, **environment: str) -> str:
    """Run an example to its end; returns what it says."""
    ended = subprocess.run(
        words,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout + ended.stderr
    return ended.stdout


def access(running: Any) -> dict[str, str]:
    """The address of a server, and the key of a new station of it."""
    with running.station() as station:
        return {"SERVER": running.address, "KEY": station.headers["Authorization"].removeprefix("Bearer ")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, truck: bytes) -> Path:
    """Where whoever tries the examples has scans."""
    made = tmp_path_factory.mktemp("trying")
    (made / "scan.tif").write_bytes(truck)
    (made / "scan.columns").write_bytes(stream_of(columns=700))
    for number, text in enumerate(blocks("With Python", "python") + blocks("Stream while the vehicle moves", "python")):
        (made / f"{number}.py").write_text(text)
    return made


@pytest.fixture(params=["http", "https"])
def settings(request: pytest.FixtureRequest, start_server: Any, certificate: tuple[Path, Path]) -> dict[str, str]:
    """Of the examples: for a server without TLS, and for one whose certificate is from an authority of its own."""
    if request.param == "http":
        return access(start_server())
    made, key = map(str, certificate)
    running = start_server(CARGOSCOPE_TLS_CERT=made, CARGOSCOPE_TLS_KEY=key, CARGOSCOPE_SECRET=SECRET)
    return access(running) | {"SSL_CERT_FILE": made, "CURL_CA_BUNDLE": made}


def test_all_examples_run_as_they_stand(settings: dict[str, str], folder: Path) -> None:
    assert settings["SERVER"].startswith("https://" if "SSL_CERT_FILE" in settings else "http://")
    first, *others = blocks("With curl", "sh")
    assert SETTINGS in first
    streaming, *_ = [block for block in blocks("Stream while the vehicle moves", "sh") if "PATCH" in block]
    (folder / "annotated.jpg").unlink(missing_ok=True)
    said = run(["sh", "-euc", "\n".join([first.replace(SETTINGS, ""), *others])], folder, **settings)
    assert '"state":"waiting"' in said
    assert (folder / "annotated.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    assert '"awaited":[]' in run(["sh", "-euc", streaming], folder, **settings)
    assert re.fullmatch(r"[0-9a-f-]{36} \S+Z\n", run([sys.executable, "0.py", "scan.tif"], folder, **settings))
    assert re.fullmatch(r"[0-9a-f-]{36} \d+\n", run([sys.executable, "1.py"], folder, **settings))


def test_the_reference_station_trusts_whom_the_examples_trust(
    settings: dict[str, str], folder: Path, tmp_path: Path
) -> None:
    words = ["station", "run", "scan.tif", "--url", settings["SERVER"], "--spool", str(tmp_path / "spool")]
    assert "the service holds it" in run([*COMMAND, *words], folder, **settings, CARGOSCOPE_STATION_KEY=settings["KEY"])


class Halving(Between):
    """Stands before a server, and breaks the answers to the first requests of a kind off after so many bytes."""

    def __init__(self, address: str, cuts: dict[bytes, list[int]]) -> None:
        self._cuts = cuts
        self.made = 0
        super().__init__(address)

    def _take(self, near: socket.socket) -> None:
        Thread(target=self._answer, args=(near,), daemon=True).start()

    def _answer(self, near: socket.socket) -> None:
        with near, socket.create_connection(self._target) as far:
            asked = near.recv(1 << 16)
            far.sendall(asked)
            Thread(target=self._hand_on, args=(near, far), daemon=True).start()
            cuts = next((cuts for kind, cuts in self._cuts.items() if kind in asked), [])
            room = cuts.pop(0) if cuts else 1 << 20
            while room > 0 and (data := far.recv(1 << 16)):
                near.sendall(data[:room])
                room -= len(data)
            self.made += room < 0
            with suppress(OSError):
                # Closing alone waits for the other thread, which waits for more.
                near.shutdown(socket.SHUT_RDWR)

    def _hand_on(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(1 << 16):
                far.sendall(data)
            far.shutdown(socket.SHUT_WR)


@pytest.fixture
def halving(server: Any) -> Iterator[Halving]:
    # Within the version, before the first header that counts, and within the body of the last answer.
    cuts = {b"Upload-Complete: ?1": [5, 30, 600], b"PATCH ": [5, 30], b"HEAD ": [5, 30], b"POST ": [5, 30]}
    made = Halving(server.address, cuts)
    yield made
    made.close()


def test_an_answer_that_is_cut_in_half_ends_no_stream(server: Any, folder: Path, halving: Halving) -> None:
    said = run([sys.executable, "1.py"], folder, **access(server) | {"SERVER": halving.address})
    assert halving.made == 9
    scan_id = said.split()[0]
    with server.officer() as officer:
        assert officer.get(f"/v1/scans/{scan_id}").status_code == 200
