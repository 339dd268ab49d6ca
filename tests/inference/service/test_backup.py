"""A backup of a box into which scans come all the while."""

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import httpx

from .conftest import COMMAND

Send = Callable[..., httpx.Response]


def run(*arguments: str) -> str:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_backup_of_a_running_box_holds_all_that_was_acknowledged_before(
    start_server: Any, truck: bytes, send: Send, tmp_path: Path
) -> None:
    running = start_server()
    acknowledged: list[str] = []
    stop, some = Event(), Event()

    def keep_sending(station: httpx.Client) -> None:
        while not stop.is_set():
            scan_id = str(uuid4())
            assert send(station, truck + scan_id.encode(), scan_id).status_code == 201
            acknowledged.append(scan_id)
            if len(acknowledged) >= 5:
                some.set()

    with running.station() as station:
        sender = Thread(target=keep_sending, args=(station,))
        sender.start()
        try:
            assert some.wait(60)
            for _ in range(2):
                before = list(acknowledged)
                run("backup", str(tmp_path / "backup"), "--folder", str(running.folder))
        finally:
            stop.set()
            sender.join()
        key = station.headers["Authorization"]
    assert running.stop() == 0
    assert len(acknowledged) > len(before)
    running.folder.rename(tmp_path / "lost")
    assert "restored to" in run("restore", str(tmp_path / "backup"), "--folder", str(running.folder))
    assert "no problems" in run("store", "verify", "--folder", str(running.folder))
    again = start_server()
    with httpx.Client(base_url=again.address, headers={"Authorization": key}, timeout=30) as station:
        for scan_id in before:
            content = station.get(f"/v1/scans/{scan_id}/original").content
            assert hashlib.sha256(content).digest() == hashlib.sha256(truck + scan_id.encode()).digest()
