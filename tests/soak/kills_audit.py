"""Compares what a service holds with what was given to its stations, by its own view of the database."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

SCANS = """
    SELECT scans.id, stations.name, parts.sha256, parts.problem, inspections.state, inspections.problem,
        (SELECT count(*) FROM analyses WHERE analyses.scan_id = scans.id)
    FROM scans JOIN stations ON stations.id = scans.station_id JOIN parts ON parts.scan_id = scans.id
    JOIN inspections ON inspections.scan_id = scans.id
"""
TWICE = "SELECT scan_id FROM events WHERE kind = 'scan.received' GROUP BY scan_id HAVING count(*) > 1"


def audit(store: Path, folder: Path, files: Sequence[Mapping[str, str]], vehicle: bytes) -> tuple[list[str], str]:
    """Look for what is lost, doubled or forgotten.

    Args:
        store: folder of the service.
        folder: of the run, with the spools.
        files: what was written into the watched folder, each with its "sha256" and "name".
        vehicle: the `.columns` file that was streamed again and again.

    Returns:
        What is wrong, a line each; and what was counted, in words.
    """
    with closing(sqlite3.connect(store / "cargoscope.sqlite")) as database:
        scans = database.execute(SCANS).fetchall()
        wrong = [f"{scan_id} was received twice" for (scan_id,) in database.execute(TWICE)]
    written = Counter(each["sha256"] for each in files)
    held = Counter(sha for _, name, sha, *_ in scans if name == "watching-station")
    wrong += [f"a file was lost: {sha}" for sha in (written - held).elements()]
    wrong += [f"a file was doubled: {sha}" for sha in (held - written).elements()]
    whole = cut = 0
    for scan_id, name, sha, shortfall, state, problem, analyses in scans:
        stored = (store / "originals" / sha[:2] / sha).read_bytes()
        if sha256(stored).hexdigest() != sha:
            wrong.append(f"{scan_id} is not the bytes of its name")
        if state != "waiting" or not (analyses or problem):
            wrong.append(f"{scan_id} is {state}, with {analyses} analyses and the problem {problem}")
        if name == "streaming-station":
            whole, cut = whole + (shortfall is None), cut + (shortfall is not None)
            if stored != vehicle if shortfall is None else not vehicle.startswith(stored):
                wrong.append(f"{scan_id} is no vehicle, and no beginning of one ({shortfall})")
    for left in (*folder.glob("spool-*/scans/*"), *folder.glob("spool-*/refused/*"), *folder.glob("watched/aside/*")):
        wrong.append(f"{left} is left over")
    counts = {"files": len(files), "held": held.total(), "streams whole": whole, "streams cut": cut}
    return wrong, json.dumps(counts)
