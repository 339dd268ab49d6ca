"""The scanner station of the demo, in a process of its own: simulates a truck, sends it, and takes a breath.

Run as `python -m cargoscope_inference.demo_station ADDRESS COUNT`, with the station's key as the first line of the
input, whose end ends it. COUNT 0 is without end. For each scan that was acknowledged a line of JSON comes out: its id,
a name for people, and what the simulator has hidden.
"""

import base64
import hashlib
import http.client
import json
import os
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from cargoscope_datasets.consignment import container_check_digit
from cargoscope_datasets.simulation import SimulatedScan, simulate

TRUCKS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2001, ()),
    (2002, ("rifle", "pistol")),
    (2003, ("person",)),
    (2004, ("cigarettes", "gas_cylinder")),
    (2005, ()),
    (2006, ("pistol", "cigarettes")),
)
"""Seeds of the first trucks, and what is hidden in each; fixed before there was a detector."""
HIDDEN = ("pistol", "rifle", "cigarettes", "gas_cylinder", "person")
CLEAN_SHARE = 0.4
SECONDS_BETWEEN = 4.0
HS_CODES = {
    "cartons": "8516",
    "drums": "2710",
    "sacks": "1006",
    "bulk": "2523",
    "tyres": "4011",
    "machinery": "8429",
    "bales": "5201",
    "frozen": "0207",
    "timber": "4407",
    "mixed": "9403",
}
"""What such goods are declared as in the Harmonized System."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where to send, and as whom."""

    address: str
    key: str

    def put(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Send one body.

        Raises:
            OSError: it was not acknowledged.
        """
        place = urlsplit(self.address)
        line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        try:
            line.request("PUT", path, body, headers | {"Authorization": f"Bearer {self.key}"})
            answer = line.getresponse()
            text = answer.read()
        finally:
            line.close()
        if answer.status not in (200, 201):
            raise OSError(f"{path} was answered with {answer.status}: {text.decode(errors='replace')}")


def main(arguments: list[str]) -> None:
    """Send trucks until there were enough, or nobody wants more."""
    address, count = arguments[0], int(arguments[1])
    connection = Connection(address, sys.stdin.readline().strip())
    Thread(target=_end_with_input, daemon=True).start()
    rng = np.random.default_rng()
    number = 0
    while not count or number < count:
        number += 1
        seed, hidden = TRUCKS[number - 1] if number <= len(TRUCKS) else _another(rng)
        if not count and number <= len(TRUCKS):
            # The same trucks in every run would be the same scans in the same queue.
            seed = int(rng.integers(10_000, 2**31))
        truck = simulate(seed, hidden, dual_energy=seed % 2 == 1)
        try:
            _send(connection, truck, number, rng)
        except OSError as error:
            sys.exit(f"The demo's station can send no more: {error}")
        if not count:
            time.sleep(SECONDS_BETWEEN)


def _another(rng: np.random.Generator) -> tuple[int, tuple[str, ...]]:
    seed = int(rng.integers(10_000, 2**31))
    return seed, () if rng.random() < CLEAN_SHARE else (str(rng.choice(HIDDEN)),)


def _send(connection: Connection, truck: SimulatedScan, number: int, rng: np.random.Generator) -> None:
    scan_id, name = str(uuid.uuid4()), f"truck-{number}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.tif"
        truck.write(path)
        content = path.read_bytes()
    said = json.dumps(_declare(truck, name, rng)).encode()
    connection.put(f"/v1/scans/{scan_id}/metadata", said, {"Content-Type": "application/json"})
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    headers = {"Content-Type": "image/tiff", "Repr-Digest": f"sha-256=:{digest}:"}
    connection.put(f"/v1/scans/{scan_id}", content, headers)
    hidden = [{"label": each.label, "box": list(each.box)} for each in truck.annotations]
    sys.stdout.write(json.dumps({"id": scan_id, "name": name, "hidden": hidden}) + "\n")
    sys.stdout.flush()


def _declare(truck: SimulatedScan, name: str, rng: np.random.Generator) -> dict[str, Any]:
    consignments = []
    for goods in truck.goods:
        ten = "".join(rng.choice(list("ABCDEFGHKLMNPRSTW"), 3)) + f"U{rng.integers(10**6):06d}"
        codes = [HS_CODES[goods]] if goods in HS_CODES else []
        consignments.append({"container": f"{ten}{container_check_digit(ten)}", "goods": goods, "hs": codes})
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"reference": name, "lane": "1", "finished_at": now, "consignments": consignments}


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
