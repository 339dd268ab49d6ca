"""A truck from its first column to its flags, over a line that breaks and a server that dies."""

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from .conftest import COMMAND
from .line import Line, stream_of

PATIENCE_SECONDS = 60


def soon(what: Callable[[], Any]) -> Any:
    """What is true before long."""
    end = monotonic() + PATIENCE_SECONDS
    while monotonic() < end:
        if found := what():
            return found
        sleep(0.05)
    raise AssertionError("it did not come")


def provisional(station: httpx.Client, line: Line) -> list[dict[str, Any]]:
    """What is flagged of a stream so far."""
    (stream,) = station.get(f"/v1/scans/{line.scan_id}/upload").json()["streams"]
    found: list[dict[str, Any]] = stream["provisional"]
    return found


def detected(content: bytes, folder: Path, release: Path) -> list[dict[str, Any]]:
    """What `cargoscope detect` flags in a file."""
    path = folder / "stored.columns"
    path.write_bytes(content)
    words = ["detect", str(path), "--release", str(release), "--out", str(folder / "out"), "--json"]
    answer = json.loads(subprocess.run([*COMMAND, *words], capture_output=True, check=True).stdout)
    (scan,) = answer if isinstance(answer, list) else [answer]
    return [detection for detection in scan["detections"] if detection["flagged"]]


@pytest.fixture
def truck_stream() -> bytes:
    """A truck of 700 columns: at the fine pass of the hand-made release it takes five strips."""
    return stream_of(columns=700)


class Sender:
    """Sends a stream piece by piece, over a line that is cut now and then."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def until(self, line: Line, end: int) -> None:
        """Ask how far it is, and go on to there."""
        offset = int(line.ask().headers["Upload-Offset"])
        if offset < end:
            assert line.append(offset, self.content[offset:end]).status_code == 204

    def cut_at(self, line: Line, cut: int) -> None:
        """Begin a PATCH that breaks off with half of what it has."""
        offset = int(line.ask().headers["Upload-Offset"])

        def broken() -> Iterator[bytes]:
            yield self.content[offset : (offset + cut) // 2]
            raise ConnectionError

        with pytest.raises(ConnectionError):
            line.append(offset, broken())


def test_the_story_of_a_truck(
    start_server: Callable[..., Any],
    release_folder: Path,
    truck_stream: bytes,
    wait_for: Callable[..., dict[str, Any]],
    tmp_path: Path,
) -> None:
    server = start_server()
    station, size = server.station(), len(truck_stream)
    key = {"Authorization": station.headers["Authorization"]}
    line, sender = Line(station), Sender(truck_stream)
    line.open()
    sender.until(line, size // 8)
    sender.cut_at(line, size // 4)
    sender.until(line, size // 4)
    sender.cut_at(line, size // 3)

    told = int(line.ask().headers["Upload-Offset"])
    station.close()
    server.process.send_signal(signal.SIGKILL)
    server.end()
    server = start_server()
    with httpx.Client(base_url=server.address, headers=key, timeout=30) as station, server.officer() as officer:
        line.station = station
        assert int(line.ask().headers["Upload-Offset"]) == told

        sender.until(line, size // 2)
        sender.cut_at(line, 3 * size // 4)
        sender.until(line, size - 1000)
        flags = soon(lambda: provisional(station, line))
        assert {flag["label"] for flag in flags} == {"block"}
        shown = officer.get(f"/scans/{line.scan_id}")
        assert shown.status_code == 200
        assert "Provisional" in shown.text
        assert "block" in shown.text
        assert "provisional" in officer.get("/queue").text

        # Up to here the last column had not come.
        assert line.end(truck_stream, size - 1000).status_code == 200
        scan = wait_for(station, line.scan_id)
        assert station.get(f"/v1/scans/{line.scan_id}/original").content == truck_stream
        assert scan["flags"] == [
            {name: flag[name] for name in scan["flags"][0]} for flag in detected(truck_stream, tmp_path, release_folder)
        ]


@pytest.mark.parametrize("air", [True, False])
def test_flags_of_a_stream_are_those_of_its_file(
    server: Any, release_folder: Path, wait_for: Callable[..., dict[str, Any]], tmp_path: Path, air: bool
) -> None:
    content = stream_of(columns=650, seed=3)
    if not air:
        line_end = content.index(b"\n")
        header = json.loads(content[:line_end]) | {"air": None}
        content = json.dumps(header).encode() + content[line_end:]
    with server.station() as station:
        line = Line(station)
        line.open()
        for end in range(20_000, len(content), 20_000):
            line.append(end - 20_000, content[end - 20_000 : end])
        soon(lambda: station.get(f"/v1/scans/{line.scan_id}/upload").json()["streams"][0]["columns"])
        assert line.end(content, len(content) // 20_000 * 20_000).status_code == 200
        scan = wait_for(station, line.scan_id)
    found = detected(content, tmp_path, release_folder)
    assert found
    flagged = [each for each in scan["analysis"]["detections"] if each["flagged"]]
    assert flagged == found
