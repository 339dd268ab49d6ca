"""The processes that are killed: a server with its worker, a station that watches a folder, one that streams."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

COMMAND = [sys.executable, "-c", "from cargoscope_inference.cli import main; main()"]
# Whoever is left by a run that was killed itself dies with it.
TIED = ["setpriv", "--pdeathsig", "KILL", "--"]
WORKER = "cargoscope_inference.worker.process"
PATIENCE_SECONDS = 180.0


def start_server(folder: Path, release: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start the server, on a port that stays the same."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [*TIED, *COMMAND, "serve", "--folder", folder, "--release", release, "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )


def start_station(source: Path, port: int, key: str, spool: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start a station on a source."""
    quick = ("--longest-pause", "0.5", "--settle", "0.1", "--speed", "5")
    with log.open("ab") as said:
        return subprocess.Popen(
            [*TIED, *COMMAND, "station", "run", source, "--url", f"http://127.0.0.1:{port}", "--spool", spool, *quick],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=os.environ | {"CARGOSCOPE_STATION_KEY": key},
        )


def find_worker(server: int) -> int | None:
    """The process id of a server's worker."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(re.sub(r".*\) \S ", "", (place / "stat").read_text()).split()[0])
            if parent == server and WORKER.encode() in (place / "cmdline").read_bytes():
                return int(place.name)
        except (OSError, ValueError):
            continue
    return None


def wait_for(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it does not come to be.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.1)
