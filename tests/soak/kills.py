"""Kills server, worker and stations in turn, at random moments, and then counts what is where.

    python -m tests.soak.kills --kills 200

Meanwhile a scanner writes files into a watched folder, and another station streams vehicles. In the end every file is
with the service once, byte for byte, and analysed or with a person and the reason; every stream is whole, or the
beginning of the vehicle and with a person; and nothing is left in a spool. The ledger of files and kills is kept in a
folder of the commit; a run that was cut goes on where it was.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np

from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_columns, write_tiff
from cargoscope_inference.storage.stations import add_station
from cargoscope_inference.storage.store import Store
from cargoscope_models.release import shipped_release

from .kills_audit import audit
from .state import commit, state_of
from .victims import find_worker, start_server, start_station, wait_for

VICTIMS = ("server", "worker", "watching station", "streaming station")
LONGEST_PEACE_SECONDS = 2.0
SETTLE_SECONDS = 1800.0
"""A busy machine needs as long for what 200 kills have left to be analysed."""


class Soak:
    """One run, in a folder of its own.

    Args:
        folder: of server, spools, watched folder and ledger.
        release: folder of the release that analyses.
        say: where progress goes.
    """

    def __init__(self, folder: Path, release: Path, say: Callable[[str], None]) -> None:
        self.folder = folder
        self._release = release
        self._say = say
        self._rng = random.Random()
        self._ledger = folder / "ledger.jsonl"
        self.watched = folder / "watched"
        self.watched.mkdir(parents=True, exist_ok=True)
        self.store = folder / "service"
        self._keys = self._make_keys()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.vehicle = self._make_vehicle()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def ledger(self, kind: str) -> list[dict[str, str]]:
        """What was written down of one kind, oldest first."""
        if not self._ledger.exists():
            return []
        entries = [json.loads(line) for line in self._ledger.read_text().splitlines()]
        return [entry for entry in entries if entry["kind"] == kind]

    def run(self, kills: int) -> None:
        """Kill until there were so many kills, then wait until everything has arrived."""
        begun, before = time.monotonic(), len(self.ledger("kill"))
        try:
            for victim in VICTIMS:
                if victim != "worker":
                    self._start(victim)
            wait_for(self._is_up, "the first start of the server")
            for number in range(before, kills):
                self._write_files()
                time.sleep(self._rng.uniform(0.0, LONGEST_PEACE_SECONDS))
                victim = VICTIMS[number % len(VICTIMS)]
                self._kill(victim)
                self._note(kind="kill", victim=victim)
                left = (time.monotonic() - begun) / (number + 1 - before) * (kills - number - 1)
                self._say(f"kill {number + 1} of {kills}: {victim}; about {left / 60:.0f} min left")
            wait_for(self._is_settled, "all that was taken reaches an officer", SETTLE_SECONDS)
        finally:
            for process in self._processes.values():
                process.kill()
                process.wait()

    def _start(self, victim: str) -> None:
        log = self.folder / f"{victim.replace(' ', '-')}.log"
        if victim == "server":
            self._processes[victim] = start_server(self.store, self._release, self._port, log)
            return
        source, spool = (self.watched, "spool-w") if victim == "watching station" else (self.vehicle, "spool-s")
        self._processes[victim] = start_station(source, self._port, self._keys[victim], self.folder / spool, log)

    def _kill(self, victim: str) -> None:
        if victim == "worker":
            server = self._processes["server"]
            wait_for(lambda: find_worker(server.pid) or server.poll() is not None, "a worker")
            worker = find_worker(server.pid)
            if worker is not None:
                os.kill(worker, signal.SIGKILL)
            return
        self._processes[victim].kill()
        self._processes[victim].wait()
        self._start(victim)

    def _write_files(self) -> None:
        for _ in range(self._rng.randrange(3)):
            number = len(self.ledger("file"))
            path = self.watched / f"{number}.tif"
            signal_ = np.random.default_rng(number).integers(20_000, 60_000, (1, 128, 256), np.uint16)
            write_tiff(path.with_suffix(".part"), signal_, Pitch(6.0, 6.0, PitchSource.FILE))
            # In the ledger before it is there: a file that nobody knows of could be lost unseen.
            self._note(kind="file", name=path.name, sha256=sha256(path.with_suffix(".part").read_bytes()).hexdigest())
            path.with_suffix(".part").rename(path)

    def _is_up(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self._port)) == 0

    def _is_settled(self) -> bool:
        if self._processes["streaming station"].poll() is None or list(self.watched.glob("*.tif")):
            return False
        return not list(self.folder.glob("spool-*/scans/*")) and self._nothing_under_way()

    def _nothing_under_way(self) -> bool:
        with Store(self.store).database.read() as connection:
            query = "SELECT count(*) FROM inspections WHERE state IN ('received', 'analysing')"
            return connection.exec_driver_sql(query).scalar() == 0

    def _make_keys(self) -> dict[str, str]:
        path = self.folder / "keys.json"
        if not path.exists():
            database = Store(self.store).database
            database.migrate()
            with database.write() as connection:
                keys = {victim: add_station(connection, victim.replace(" ", "-")) for victim in VICTIMS[2:]}
            path.write_text(json.dumps(keys))
        return dict(json.loads(path.read_text()))

    def _make_vehicle(self) -> Path:
        path = self.folder / "side.columns"
        header = ColumnsHeader("side", 128, RowOrder.TOP_DOWN, (6.0,), Sample.U16, pitch_mm=(6.0, 6.0))
        write_columns(path, np.random.default_rng(1).integers(20_000, 60_000, (1, 128, 2400), np.uint16), header)
        return path

    def _note(self, **entry: str) -> None:
        with self._ledger.open("a") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


def main() -> int:
    """Run by the words on the command line; ends with 1 where something is wrong."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--folder", type=Path, default=state_of("kills"), help="remove it to begin anew")
    arguments.add_argument("--release", type=Path, default=shipped_release())
    given = arguments.parse_args()
    soak = Soak(given.folder, given.release, lambda text: print(text, flush=True))  # noqa: T201 - a command
    soak.run(given.kills)
    wrong, counts = audit(soak.store, soak.folder, soak.ledger("file"), soak.vehicle.read_bytes())
    for line in (
        *wrong,
        f"commit {commit()}",
        f"{len(soak.ledger('kill'))} kills: {counts}; {len(wrong)} things are wrong",
    ):
        print(line)  # noqa: T201 - a command
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
