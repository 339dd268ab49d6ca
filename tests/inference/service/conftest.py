import base64
import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
import pytest

from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_tiff
from cargoscope_inference.storage.accounts import Role, find_account
from cargoscope_inference.storage.sessions import make_ticket
from cargoscope_inference.storage.stations import add_station
from cargoscope_inference.storage.store import Store

MONITOR_KEY = "a key for the monitor of these tests only"
COMMAND = [sys.executable, "-c", "from cargoscope_inference.cli import main; main()"]
PATIENCE_SECONDS = 60
SECRET = "only for these tests, forty characters.."


@dataclass
class Running:
    """A server in a process of its own."""

    folder: Path
    address: str
    process: subprocess.Popen[str]
    output: list[str] = field(default_factory=list)

    def station(self, name: str | None = None) -> httpx.Client:
        """A client with the key of a new station."""
        with closing(Store(self.folder)) as store, store.database.write() as connection:
            key = add_station(connection, name or f"gate-{uuid4().hex[:8]}")
        return httpx.Client(base_url=self.address, headers={"Authorization": f"Bearer {key}"}, timeout=30)

    def ticket(self) -> str:
        """A sign-in for the administrator that works once."""
        with closing(Store(self.folder)) as store, store.database.write() as connection:
            account = find_account(connection, "admin")
            assert account is not None
            assert account.role is Role.ADMIN
            return make_ticket(connection, account.id)

    def officer(self) -> httpx.Client:
        """A client that is signed in, with the token of its pages."""
        with httpx.Client(base_url=self.address, timeout=30) as browser:
            assert browser.post(f"/sign-in/{self.ticket()}").status_code == 303
            match = re.search(r'<meta name="csrf" content="(\w+)">', browser.get("/queue").text)
            assert match is not None
            cookies = dict(browser.cookies)
        return httpx.Client(base_url=self.address, timeout=30, cookies=cookies, headers={"X-CSRF-Token": match[1]})

    def stop(self) -> int:
        """Stop it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> int:
        """Wait until it has ended."""
        with self.process:
            return self.process.wait(PATIENCE_SECONDS)


StartServer = Callable[..., Running]


def start(folder: Path, release: Path, **environment: str) -> Running:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--folder", str(folder), "--release", str(release), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"CARGOSCOPE_MONITOR_KEY": MONITOR_KEY} | environment,
    )
    output: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        output.append(line)
        if match := re.search(r"https?://\S+", line):
            return Running(folder, match[0], process, output)
    raise AssertionError(f"the server did not start: {output}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, release_folder: Path) -> Iterator[Running]:
    """A server for all tests that leave it as it is."""
    running = start(tmp_path_factory.mktemp("service") / "folder", release_folder)
    yield running
    assert running.stop() == 0


@pytest.fixture
def start_server(tmp_path: Path, release_folder: Path) -> Iterator[StartServer]:
    """Starts servers on one folder, one after the other."""
    started: list[Running] = []

    def begin(**environment: str) -> Running:
        started.append(start(tmp_path / "folder", release_folder, **environment))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.end()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that was made for these tests, and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "20")


def make_certificate(folder: Path, days: str) -> tuple[Path, Path]:
    made, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(made), "-days", days, "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    key.chmod(0o600)
    return made, key


@pytest.fixture(scope="session")
def truck(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small scan with a dark square in air, which the hand-made release flags as a block."""
    return _truck(tmp_path_factory.mktemp("trucks") / "truck.tif", dark=True)


@pytest.fixture(scope="session")
def empty_truck(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small scan of an evenly thin load, in which nothing is flagged."""
    return _truck(tmp_path_factory.mktemp("trucks") / "empty.tif", dark=False)


def _truck(path: Path, *, dark: bool) -> bytes:
    signal = np.full((128, 256), 60_000.0)
    signal[30:110, 40:230] *= 0.7
    if dark:
        signal[50:90, 100:140] *= 0.1
    noisy = np.random.default_rng(1).normal(signal, 60.0).clip(0, 65_535).astype(np.uint16)
    write_tiff(path, noisy[None], Pitch(6.0, 6.0, PitchSource.FILE))
    return path.read_bytes()


def digest(content: bytes) -> dict[str, str]:
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"}


@pytest.fixture(scope="session")
def send() -> Callable[..., httpx.Response]:
    """Sends a scan as a station does."""

    def send_scan(station: httpx.Client, content: bytes, scan_id: str | None = None, **headers: str) -> httpx.Response:
        address = f"/v1/scans/{scan_id or uuid4()}"
        return station.put(address, content=content, headers=digest(content) | headers)

    return send_scan


@pytest.fixture(scope="session")
def wait_for() -> Callable[..., dict[str, Any]]:
    """Waits until a scan has left the machine."""

    def wait(client: httpx.Client, scan_id: str) -> dict[str, Any]:
        end = monotonic() + PATIENCE_SECONDS
        while monotonic() < end:
            scan: dict[str, Any] = client.get(f"/v1/scans/{scan_id}").json()
            if scan["state"] in ("waiting", "decided"):
                return scan
            sleep(0.02)
        raise AssertionError(f"still {scan['state']}")

    return wait
