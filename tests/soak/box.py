"""A box under test: `cargoscope serve` in a process of its own, that ends with the test whatever becomes of it."""

import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import httpx

REPOSITORY = Path(__file__).parents[2]
SYNCED = ("-c", "from cargoscope_inference.cli import main; main()")
UNSYNCED = ("-m", "tests.soak.unsynced")
ADDRESS = re.compile(r"http://\S+")
PATIENCE_SECONDS = 120.0


class Box:
    """A server on a folder.

    Args:
        folder: of the service.
        release: folder of the release that it runs.
        unsynced: what it does not sync, `files` or `database`; None for the server as it is.
        log: file to which it writes what it says.
    """

    def __init__(self, folder: Path, release: Path, *, unsynced: str | None, log: Path) -> None:
        paths = [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
        if unsynced is not None:
            environment["UNSYNCED"] = unsynced
        how = SYNCED if unsynced is None else UNSYNCED
        command = [sys.executable, *how, "serve", "--folder", str(folder), "--release", str(release), "--port", "0"]
        self._address: str | None = None
        self._started = Event()
        with log.open("ab") as file:
            # Its end is ours: a run that is killed leaves no server behind.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *command],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        self._reader = Thread(target=self._read)
        self._reader.start()

    def wait_for_address(self) -> str:
        """Where it answers, once it does.

        Raises:
            RuntimeError: it ended before it did.
        """
        assert self._started.wait(PATIENCE_SECONDS), "the server takes too long to start"
        if self._address is None:
            raise RuntimeError("the server ended before it answered")
        return self._address

    def client(self, key: str) -> httpx.Client:
        """A station that sends to it."""
        return httpx.Client(
            base_url=self.wait_for_address(), headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE_SECONDS
        )

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self.process.kill()
        self.process.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                if match := ADDRESS.search(line):
                    self._address = match[0]
                    self._started.set()
        self._started.set()
