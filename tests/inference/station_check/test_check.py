import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from ..service.conftest import COMMAND, Running, start

WORDS = [*COMMAND, "station", "check"]


def check(address: str, key: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CARGOSCOPE_STATION_KEY": key, "COLUMNS": "200"}
    return subprocess.run([*WORDS, address], capture_output=True, text=True, env=environment, timeout=300)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, release_folder: Path) -> Iterator[Running]:
    running = start(tmp_path_factory.mktemp("checked") / "folder", release_folder)
    yield running
    assert running.stop() == 0


def test_this_service_keeps_to_the_protocol(server: Running) -> None:
    with server.station() as station:
        key = station.headers["Authorization"].removeprefix("Bearer ")
    done = check(server.address, key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" right ") == 16
    assert "has two writers" in done.stdout


class Careless(BaseHTTPRequestHandler):
    """A server that says yes to all, and keeps nothing."""

    def answer(self) -> None:
        self.send_response(204)
        self.send_header("Upload-Offset", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quietly."""


for method in ("POST", "PATCH", "HEAD", "DELETE", "PUT", "GET"):
    setattr(Careless, f"do_{method}", Careless.answer)


def test_a_service_that_does_not_is_found_out() -> None:
    with HTTPServer(("127.0.0.1", 0), Careless) as careless:
        Thread(target=careless.serve_forever, daemon=True).start()
        done = check(f"http://127.0.0.1:{careless.server_port}", "any key")
        careless.shutdown()
    assert done.returncode == 2
    assert "the answer is 204, expected is 201" in done.stdout
    assert "cargoscope: the service misbehaves in 16 of 16 cases" in done.stderr


def test_a_service_that_is_not_there_is_said_to_be() -> None:
    done = check("http://127.0.0.1:9", "any key")
    assert done.returncode == 2
    assert "no answer" in done.stdout
    assert sys.executable not in done.stderr


def test_without_a_key_it_says_what_to_do() -> None:
    done = check("http://127.0.0.1:9", "")
    assert "set CARGOSCOPE_STATION_KEY" in done.stderr
