"""A disk that is full, and a queue that is: nothing is accepted that cannot be kept, and all goes on by itself."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import httpx
import pytest

from ...soak.disk import Disk, why_no_disk
from .line import Line, stream_of

Send = Callable[..., httpx.Response]
WaitFor = Callable[..., dict[str, Any]]
COLUMNS = "application/vnd.cargoscope.columns"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Where the store of `start_server` will be: a disk of 24 MB."""
    if (reason := why_no_disk()) is not None:
        pytest.skip(f"no disk can be mounted here: {reason}")
    disk = Disk(tmp_path / "disk", size=24 << 20)
    disk.mount()
    (tmp_path / "folder").symlink_to(disk.root)
    yield disk.root
    disk.unmount()


def fill(path: Path) -> None:
    """Take all that the disk has left."""
    with path.open("wb", buffering=0) as file:
        for piece in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(piece)) == piece:
                    pass
            except OSError:
                continue


def test_a_full_disk_accepts_nothing_and_recovers_by_itself(
    small_disk: Path, start_server: Any, truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    running = start_server(CARGOSCOPE_RESERVE="0")
    with running.station() as station:
        kept = send(station, truck)
        assert kept.status_code == 201
        wait_for(station, kept.json()["id"])
        filler = small_disk / "filler"
        fill(filler)
        scan_id = str(uuid4())
        refused = send(station, truck + b"unlike the first", scan_id)
        assert (refused.status_code, refused.headers["retry-after"]) == (507, "30")
        # The database meets it, too.
        said = [station.put(f"/v1/scans/{uuid4()}/metadata", json={"lane": "x" * 190}) for _ in range(40)]
        assert {answer.status_code for answer in said} <= {200, 507}
        assert said[-1].status_code == 507
        assert "disk is full" in said[-1].json()["detail"]
        assert station.get(f"/v1/scans/{scan_id}").status_code == 404
        filler.unlink()
        assert send(station, truck + b"unlike the first", scan_id).status_code == 201
        assert wait_for(station, scan_id)["flags"]
        assert station.get(f"/v1/scans/{kept.json()['id']}/original").content == truck
    running.process.kill()
    running.end()


def test_a_stream_goes_on_where_the_full_disk_stopped_it(
    small_disk: Path, start_server: Any, truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    content, filler = stream_of(columns=700), small_disk / "filler"
    half = len(content) // 2
    running = start_server(CARGOSCOPE_RESERVE="0")
    with running.station() as station:
        # The first analysis makes files of its own, for which there has to be room.
        wait_for(station, send(station, truck).json()["id"])
        line = Line(station)
        assert line.open().status_code == 201
        assert line.append(0, content[:half]).status_code == 204
        fill(filler)
        refused = line.append(half, content[half:])
        assert (refused.status_code, refused.headers["retry-after"]) == (507, "30")
        assert "send it, or go on with it, later" in refused.json()["detail"]
        # What it was told of before is there; and no other stream begins.
        assert int(line.ask().headers["Upload-Offset"]) >= half
        assert Line(station).open().status_code == 507
        filler.unlink()
        told = line.ask()
        assert (told.status_code, told.headers["Upload-Complete"]) == (204, "?0")
        offset = int(told.headers["Upload-Offset"])
        assert line.append(offset, content[offset:-10]).status_code == 204
        assert line.end(content, len(content) - 10).status_code == 200
        assert wait_for(station, line.scan_id)["problem"] is None
        assert station.get(f"/v1/scans/{line.scan_id}/original").content == content
    running.process.kill()
    running.end()


def test_scans_leave_a_reserve_for_what_has_to_be_written_down(start_server: Any, truck: bytes, send: Send) -> None:
    running = start_server(CARGOSCOPE_RESERVE=str(1 << 60))
    with running.station() as station:
        assert send(station, truck).status_code == 507
        assert station.post(f"/v1/scans/{uuid4()}/upload", headers={"Content-Type": COLUMNS}).status_code == 507
        assert station.put(f"/v1/scans/{uuid4()}/metadata", json={"lane": "3"}).status_code == 200


def test_a_full_queue_sends_stations_away_for_a_while(
    start_server: Any, truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    running = start_server(CARGOSCOPE_LARGEST_BACKLOG="2")
    with running.station() as station:
        wait_for(station, send(station, truck).json()["id"])
        line, content = Line(station), stream_of()
        assert line.open().status_code == 201
        (worker,) = children(running.process.pid)
        os.kill(worker, signal.SIGSTOP)
        try:
            first = str(uuid4())
            assert [send(station, truck, scan_id).status_code for scan_id in (first, str(uuid4()))] == [201, 201]
            third = str(uuid4())
            refused = send(station, truck, third)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
            assert "2 scans wait for their analysis" in refused.json()["detail"]
            # What is kept already is not sent away.
            assert send(station, truck, first).status_code == 201
            # A stream is sent away before its first byte; one that is open goes on, as its truck does.
            other = Line(station).open()
            assert (other.status_code, other.headers["retry-after"]) == (429, "30")
            assert "2 scans wait for their analysis" in other.json()["detail"]
            assert line.open().status_code == 201
            assert line.send(content).status_code == 200
        finally:
            os.kill(worker, signal.SIGCONT)
        wait_for(station, first)
        assert wait_for(station, line.scan_id)["flags"]
        end = monotonic() + 60
        while send(station, truck, third).status_code != 201:
            assert monotonic() < end
            sleep(0.1)


def children(pid: int) -> list[int]:
    """Processes that a process has started itself, in whichever thread."""
    listed = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for each in listed for child in each]
