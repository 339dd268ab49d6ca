"""The scanner station of the demo, in a process of its own: simulates a truck, streams it, and takes a breath.

Run as `python -m cargoscope_inference.demo_station ADDRESS COUNT SPOOL`, with the station's key as the first line of
the input, whose end ends it. COUNT 0 is without end. For each scan that was acknowledged a line of JSON comes out: its
id, a name for people, and what the simulator has hidden.
"""

import json
import os
import sys
import tempfile
import time
from io import StringIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np

from cargoscope_datasets.consignment import container_check_digit
from cargoscope_datasets.simulation.simulate import SimulatedScan, simulate
from cargoscope_datasets.simulation.threats import LABELS
from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.line import Line
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.passage import Passage
from cargoscope_inference.reference_station.sender import Sender
from cargoscope_inference.reference_station.spool import Spool

TRUCKS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2001, ()),
    (2002, ("rifle", "pistol")),
    (2003, ("person",)),
    (2004, ("cigarettes", "gas_cylinder")),
    (2005, ()),
    (2006, ("pistol", "cigarettes")),
)
"""Seeds of the first trucks, and what is hidden in each; fixed before there was a detector."""
CLEAN_SHARE = 0.4
SECONDS_BETWEEN = 4.0
CALM_KMH, QUICK_KMH = 10.0, 60.0
"""Of trucks that one watches, and of a few that one waits for."""
LOOK_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
SPOOL_BYTES = 1 << 30


def main(arguments: list[str]) -> None:
    """Send trucks until there were enough, or nobody wants more."""
    address, count, folder = arguments[0], int(arguments[1]), Path(arguments[2])
    key = sys.stdin.readline().strip()
    Thread(target=_end_with_input, daemon=True).start()
    # What the station says would be in the way of the demo's own lines.
    narrator = Narrator(StringIO())
    spool = Spool(folder, budget=SPOOL_BYTES)
    sender = Sender(spool, Line(address, key), narrator, on_refused=_give_up, longest_pause=LONGEST_PAUSE_SECONDS)
    Thread(target=sender.run, daemon=True).start()
    passage = Passage(spool, narrator, Event(), speed_kmh=QUICK_KMH if count else CALM_KMH)
    rng = np.random.default_rng()
    number = 0
    while not count or number < count:
        number += 1
        seed, hidden = TRUCKS[number - 1] if number <= len(TRUCKS) else _another(rng)
        if not count and number <= len(TRUCKS):
            # The same trucks in every run would be the same scans in the same queue.
            seed = int(rng.integers(10_000, 2**31))
        truck = simulate(seed, hidden, dual_energy=seed % 2 == 1)
        name = f"truck-{number}"
        scan_id = passage.play([_columns(truck)], name, _declare(truck, rng))
        while any(entry.name == name for entry in spool.entries()):
            time.sleep(LOOK_SECONDS)
        hidden_here = [{"label": each.label, "box": list(each.box)} for each in truck.annotations]
        sys.stdout.write(json.dumps({"id": scan_id, "name": name, "hidden": hidden_here}) + "\n")
        sys.stdout.flush()
        if not count:
            time.sleep(SECONDS_BETWEEN)


def _give_up(entry: Entry, reason: str) -> None:
    sys.stderr.write(f"The demo's station can send no more: {entry.name} was refused: {reason}\n")
    os._exit(1)


def _another(rng: np.random.Generator) -> tuple[int, tuple[str, ...]]:
    seed = int(rng.integers(10_000, 2**31))
    return seed, () if rng.random() < CLEAN_SHARE else (str(rng.choice(LABELS)),)


def _columns(truck: SimulatedScan) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "side.columns"
        truck.write(path)
        return path.read_bytes()


def _declare(truck: SimulatedScan, rng: np.random.Generator) -> dict[str, Any]:
    consignments = []
    for goods, code in zip(truck.goods, truck.hs, strict=True):
        ten = "".join(rng.choice(list("ABCDEFGHKLMNPRSTW"), 3)) + f"U{rng.integers(10**6):06d}"
        consignments.append(
            {"container": f"{ten}{container_check_digit(ten)}", "goods": goods.replace("_", " "), "hs": [code]}
        )
    return {"lane": "1", "consignments": consignments}


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
