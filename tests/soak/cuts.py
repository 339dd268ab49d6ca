"""Cuts the power of a box again and again while scans come in, whole and as streams, and compares with their ledger.

    python -m tests.soak.cuts --cuts 200

Needs root, for a disk of its own (an ext4 in a file). A run that was killed goes on where it was when the same command
is given at the same commit; its state is kept by the commit in `~/.cache/cargoscope` (or CARGOSCOPE_CACHE). Ends with
status 1 where anything was lost, doubled or forgotten, so `--unsynced files` and `--unsynced database` have to: they
switch syncing off, in this test alone.
"""

import argparse
import json
import random
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import httpx

from cargoscope_inference.storage.stations import add_station
from cargoscope_inference.storage.store import Store

from ..inference.conftest import SPECIFICATION, block_finder, write_release
from .audit import Findings, compare, cut_off, unsettled
from .box import Box
from .disk import Disk, why_no_disk
from .ledger import Ledger, Sent
from .senders import Senders, content_of, make_scans, send
from .state import commit, state_of

DISK_BYTES = 8 << 30
STATIONS = 3
MOST_SCANS_A_CUT = 30
AFTERGLOW_SECONDS = 0.3
"""Stations go on sending into the dark for this long: an acknowledgement of what is sent now is a lie."""
NEWEST = 4 * MOST_SCANS_A_CUT
"""Scans whose bytes are read after every cut; those of all are read in the end."""
SETTLE_SECONDS = 1800.0
MOMENTS = {"starting": 0.1, "sending": 0.45, "analysing": 0.45}
"""What the box is doing when the power goes, and in which share of the cuts."""


@dataclass
class Bench:
    """All that one run needs.

    Attributes:
        folder: of its state.
        unsynced: what is not synced, if anything.
        choose: at random, when to cut.
    """

    folder: Path
    unsynced: str | None
    choose: random.Random
    disk: Disk = field(init=False)
    ledger: Ledger = field(init=False)
    release: Path = field(init=False)
    scans: Mapping[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.disk = Disk(self.folder, size=DISK_BYTES)
        self.ledger = Ledger(self.folder / "ledger.jsonl")
        self.scans = make_scans()
        self.release = self.folder / "release"
        if not (self.release / "card.json").exists():
            shutil.rmtree(self.release, ignore_errors=True)
            write_release(self.release, block_finder(SPECIFICATION).SerializeToString())

    @property
    def store(self) -> Path:
        """The folder of the service, on the disk."""
        return self.disk.root / "store"

    @property
    def key(self) -> str:
        """Key of the one station; made while nothing is cut, in the first run."""
        path = self.folder / "key"
        if not path.exists():
            store = Store(self.store)
            store.database.migrate()
            with store.database.write() as connection:
                key = add_station(connection, f"gate-{random.Random().getrandbits(32)}")
            store.close()
            path.write_text(key)
        return path.read_text()

    def content_of(self, sent: Sent) -> bytes:
        """The bytes of a scan."""
        return content_of(self.scans, sent.kind, sent.id)

    def start(self) -> Box:
        """Start the box."""
        return Box(self.store, self.release, unsynced=self.unsynced, log=self.folder / "server.log")


def run(folder: Path, cuts: int, *, unsynced: str | None = None, seed: int | None = None) -> Findings:
    """Cut the power so many times, let the box come to rest, and compare everything.

    Without syncing it ends at the first cut that cost something.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(folder, unsynced, random.Random(seed))
    start, already = monotonic(), len(bench.ledger.cuts)
    try:
        while len(bench.ledger.cuts) < cuts:
            findings = _one_cut(bench)
            done, counts = len(bench.ledger.cuts), json.dumps(bench.ledger.cuts[-1])
            left = (monotonic() - start) / (done - already) * (cuts - done) / 60
            _say(f"cut {done} of {cuts}: {counts}, {_in_words(findings)}, {left:.0f} min left")
            if findings.any:
                return findings
        return _come_to_rest(bench)
    finally:
        bench.ledger.close()


def _one_cut(bench: Bench) -> Findings:
    bench.disk.mount()
    before = cut_off(bench.store) if (bench.store / "cargoscope.sqlite").exists() else 0
    key = bench.key
    moment = bench.choose.choices(list(MOMENTS), list(MOMENTS.values()))[0]
    box = bench.start()
    try:
        under_way: Mapping[str, int] = {}
        late = 0
        if moment == "starting":
            sleep(bench.choose.uniform(0.0, 3.0))
            bench.disk.cut()
        else:
            with box.client(key) as client:
                _send_again(bench, client)
                if moment == "analysing":
                    _wait_until_ready(client)
            senders = Senders(box, key, bench.scans, bench.ledger, most=MOST_SCANS_A_CUT)
            with senders.sending(stations=STATIONS):
                sleep(bench.choose.uniform(0.0, 1.5))
                under_way = +senders.under_way
                with senders.without_power():
                    bench.disk.cut()
                sleep(AFTERGLOW_SECONDS)
            late = senders.late
    finally:
        box.kill()
        bench.disk.unmount()
    bench.disk.mount()
    try:
        sent = bench.ledger.all_sent()
        findings = compare(bench.store, sent, bench.content_of, settled=False, newest=NEWEST)
        known = sum(each.acknowledged for each in sent)
        begun_anew = cut_off(bench.store) - before
        puts, streams = (
            sum(number for kind, number in under_way.items() if kind != "stream"),
            under_way.get("stream", 0),
        )
        counts = {"acknowledged": known, "puts": puts, "streams": streams, "late": late, "begun_anew": begun_anew}
        bench.ledger.cut(**counts, **{moment: 1})
    finally:
        bench.disk.unmount()
    return findings


def _send_again(bench: Bench, client: httpx.Client) -> None:
    """What a station does after a cut: send what was not acknowledged, under the same id."""
    for each in bench.ledger.all_sent():
        if each.acknowledged:
            continue
        told = None
        for told in send(client, each.kind, each.id, bench.content_of(each)):
            assert told.offset >= (each.told or 0), f"{each.id}: told of {told.offset} bytes, before of {each.told}"
            bench.ledger.told(each.id, told.offset)
        assert told is not None, f"{each.id} is not taken in"
        assert told.complete, f"{each.id} is not taken in"
        bench.ledger.acknowledged(each.id)


def _wait_until_ready(client: httpx.Client) -> None:
    end = monotonic() + SETTLE_SECONDS
    while client.get("/readyz").status_code != 200:
        assert monotonic() < end, "the worker does not start"
        sleep(0.05)


def _come_to_rest(bench: Bench) -> Findings:
    bench.disk.mount()
    try:
        box = bench.start()
        try:
            with box.client(bench.key) as client:
                _send_again(bench, client)
                end = monotonic() + SETTLE_SECONDS
                while left := unsettled(bench.store):
                    assert monotonic() < end, f"{left} scans have not left the machine"
                    sleep(0.5)
        finally:
            box.kill()
        return compare(bench.store, bench.ledger.all_sent(), bench.content_of, settled=True)
    finally:
        bench.disk.unmount()


def _in_words(findings: Findings) -> str:
    return f"lost {len(findings.lost)}, doubled {len(findings.doubled)}, forgotten {len(findings.forgotten)}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Cut the power again and again, and compare.")
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--unsynced", choices=["files", "database"], help="switch this syncing off; has to fail")
    parser.add_argument("--state", type=Path, help="folder of the run's state")
    given = parser.parse_args()
    if (reason := why_no_disk()) is not None:
        _say(f"skipped: {reason}")
        return
    folder = given.state or state_of("cuts" if given.unsynced is None else f"cuts-without-{given.unsynced}")
    findings = run(folder, given.cuts, unsynced=given.unsynced)
    ledger = Ledger(folder / "ledger.jsonl")
    ledger.close()
    totals = {
        name: sum(cut.get(name, 0) for cut in ledger.cuts)
        for name in (*MOMENTS, "puts", "streams", "late", "begun_anew")
    }
    _say(f"commit {commit()}")
    _say(f"{len(ledger.cuts)} cuts: {json.dumps(totals)}, {sum(each.acknowledged for each in ledger.all_sent())} scans")
    _say(_in_words(findings))
    for line in (*findings.lost[:10], *findings.doubled[:10], *findings.forgotten[:10]):
        _say(f"  {line}")
    sys.exit(1 if findings.any else 0)


if __name__ == "__main__":
    main()
