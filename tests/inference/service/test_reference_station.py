"""The reference station against the real service, by bad lines and through its own death."""

import json
import os
import random
import re
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_datasets.writing import write_columns
from cargoscope_inference.storage.stations import add_station
from cargoscope_inference.storage.store import Store

from .between import Between
from .conftest import COMMAND

PATIENCE_SECONDS = 90
QUICK = ("--longest-pause", "0.2", "--settle", "0.1")


class CuttingProxy(Between):
    """Stands between station and service, and cuts lines after random numbers of bytes, as often as it is told."""

    def __init__(self, address: str, *, cuts: int, seed: int) -> None:
        self._rng = random.Random(seed)
        self.cuts_left = cuts
        self.is_down = False
        self._ends: set[socket.socket] = set()
        super().__init__(address)

    def hang_up(self) -> None:
        """Cut every line, and let none through until `is_down` is taken back."""
        self.is_down = True
        for end in list(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _take(self, near: socket.socket) -> None:
        if self.is_down:
            near.close()
            return
        room = None
        if self.cuts_left:
            self.cuts_left -= 1
            room = int(2 ** self._rng.uniform(4, 17))
        Thread(target=self._connect, args=(near, room), daemon=True).start()

    def _connect(self, near: socket.socket, room: int | None) -> None:
        with near, socket.create_connection(self._target) as far:
            self._ends |= {near, far}
            back = Thread(target=self._carry, args=(far, near, None), daemon=True)
            back.start()
            if self._carry(near, far, room):
                # No farewell: both ends see a line that was cut.
                for end in (near, far):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            for end in (near, far):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RD)
            back.join()
            self._ends -= {near, far}

    def _carry(self, source: socket.socket, target: socket.socket, room: int | None) -> bool:
        """Carry bytes one way; returns whether that ended because there was no room for more."""
        try:
            while data := source.recv(4096):
                target.sendall(data if room is None else data[:room])
                if room is not None and (room := room - len(data)) <= 0:
                    return True
        except OSError:
            return False
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
        return False


class StationProcess:
    """`cargoscope station run` in a process of its own."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._key = key

    def start(self, source: str, address: str, *more: str) -> subprocess.Popen[bytes]:
        with (self._folder / "station.log").open("ab") as log:
            spool = str(self._folder / "spool")
            return subprocess.Popen(
                [*COMMAND, "station", "run", source, "--url", address, "--spool", spool, *QUICK, *more],
                stdout=log,
                stderr=log,
                env=os.environ | {"CARGOSCOPE_STATION_KEY": self._key},
            )

    @property
    def said(self) -> str:
        return (self._folder / "station.log").read_text()


def new_key(server: Any) -> tuple[str, str]:
    """The name and the key of a new station."""
    name = f"gate-{os.urandom(4).hex()}"
    with Store(server.folder).database.write() as connection:
        return name, add_station(connection, name)


def held_by(server: Any, name: str) -> list[str]:
    """The sha256 of every scan that the service holds of a station."""
    with Store(server.folder).database.read() as connection:
        query = "SELECT sha256 FROM scans JOIN stations ON stations.id = station_id WHERE name = ? ORDER BY sequence"
        return list(connection.exec_driver_sql(query, (name,)).scalars())


def wait_until(condition: Callable[[], bool], station: StationProcess) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, station.said
        time.sleep(0.05)


@pytest.fixture
def stationed(server: Any, tmp_path: Path) -> tuple[str, StationProcess, Path]:
    """A station's name, its process that is yet to start, and a folder to watch."""
    name, key = new_key(server)
    watched = tmp_path / "watched"
    watched.mkdir()
    return name, StationProcess(tmp_path, key), watched


def columns(folder: Path, *views: str, count: int = 900) -> list[bytes]:
    """Writes a `.columns` file of a small vehicle for each view; returns what is in them."""
    contents = []
    for number, view in enumerate(views):
        header = ColumnsHeader(view, 64, RowOrder.TOP_DOWN, (6.0,), Sample.U16, pitch_mm=(6.0, 6.0))
        planes = np.random.default_rng(number).integers(20_000, 60_000, (1, 64, count), np.uint16)
        write_columns(folder / f"{view}.columns", planes, header)
        contents.append((folder / f"{view}.columns").read_bytes())
    return contents


def parts_held_by(server: Any, name: str) -> list[tuple[str, str, str, str | None]]:
    """The scan, view, sha256 and problem of every file that the service holds of a station."""
    with Store(server.folder).database.read() as connection:
        query = (
            "SELECT scans.id, view, parts.sha256, problem FROM parts JOIN scans ON scans.id = scan_id "
            "JOIN stations ON stations.id = station_id WHERE name = ? ORDER BY sequence, view"
        )
        return [tuple(row) for row in connection.exec_driver_sql(query, (name,))]


def received_of(server: Any, name: str) -> int:
    """How many bytes of the first stream of a station the service has on disk."""
    with Store(server.folder).database.read() as connection:
        query = "SELECT received FROM uploads JOIN stations ON stations.id = station_id WHERE name = ?"
        return connection.exec_driver_sql(query, (name,)).scalar() or 0


def write_scans(folder: Path, truck: bytes, numbers: range) -> set[str]:
    """Scans that differ, written as a careful scanner does; returns their sha256."""
    hashes = set()
    for number in numbers:
        # What follows a TIFF's last directory is read by nobody.
        content = truck + number.to_bytes(4, "little")
        (folder / f"{number}.tif.part").write_bytes(content)
        (folder / f"{number}.json").write_text(json.dumps({"reference": f"T-{number}"}))
        (folder / f"{number}.tif.part").rename(folder / f"{number}.tif")
        hashes.add(sha256(content).hexdigest())
    return hashes


def test_every_file_arrives_once_by_a_line_that_is_cut_again_and_again(
    server: Any, stationed: tuple[str, StationProcess, Path], truck: bytes
) -> None:
    name, station, watched = stationed
    hashes = write_scans(watched, truck, range(6))
    proxy = CuttingProxy(server.address, cuts=25, seed=1)
    process = station.start(str(watched), proxy.address)
    wait_until(lambda: len(held_by(server, name)) == 6 and not list(watched.glob("*.tif")), station)
    wait_until(lambda: station.said.count("the service holds it") == 6, station)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0
    proxy.close()
    assert sorted(held_by(server, name)) == sorted(hashes)
    assert proxy.cuts_left == 0
    assert "the service does not answer" in station.said
    assert {path.name for path in (watched / "taken").iterdir()} == {
        f"{number}.{ending}" for number in range(6) for ending in ("tif", "json")
    }
    with Store(server.folder).database.read() as connection:
        query = (
            "SELECT DISTINCT json_extract(body, '$.reference') FROM descriptions "
            "JOIN stations ON stations.id = station_id WHERE name = ?"
        )
        assert set(connection.exec_driver_sql(query, (name,)).scalars()) == {f"T-{number}" for number in range(6)}


def test_two_files_of_one_passage_become_one_scan_of_two_views(
    server: Any, stationed: tuple[str, StationProcess, Path], truck: bytes
) -> None:
    name, station, watched = stationed
    for view in ("side", "top"):
        said = {"passage": "17", "view": view, "views": ["side", "top"]}
        (watched / f"17-{view}.json").write_text(json.dumps(said))
        (watched / f"17-{view}.tif").write_bytes(truck + view.encode())
    process = station.start(str(watched), server.address)
    wait_until(lambda: station.said.count("the service holds it") == 2, station)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0
    (side, top) = parts_held_by(server, name)
    assert side[0] == top[0]
    assert side[1:] == ("side", sha256(truck + b"side").hexdigest(), None)
    assert top[1:] == ("top", sha256(truck + b"top").hexdigest(), None)


def test_two_energies_in_two_files_become_one_scan(
    server: Any, stationed: tuple[str, StationProcess, Path], truck: bytes, wait_for: Callable[..., dict[str, Any]]
) -> None:
    name, station, watched = stationed
    (watched / "17.json").write_text(json.dumps({"low": "17-low.tif"}))
    for file in ("17-low.tif", "17.tif"):
        (watched / file).write_bytes(truck)
    process = station.start(str(watched), server.address)
    wait_until(lambda: station.said.count("the service holds it") == 1, station)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0
    ((scan_id, *_),) = parts_held_by(server, name)
    with server.officer() as officer:
        scan = wait_for(officer, scan_id)
        original = officer.get(f"/v1/scans/{scan_id}/original").content
    assert (scan["problem"], {flag["label"] for flag in scan["flags"]}) == (None, {"block"})
    (watched / "original.npz").write_bytes(original)
    with np.load(watched / "original.npz") as held:
        np.testing.assert_array_equal(held["high"], held["low"])


def test_a_station_that_is_killed_at_any_moment_loses_and_doubles_nothing(
    server: Any, stationed: tuple[str, StationProcess, Path], truck: bytes
) -> None:
    name, station, watched = stationed
    rng, hashes, kills = random.Random(2), set[str](), 0
    for round_ in range(4):
        hashes |= write_scans(watched, truck, range(4 * round_, 4 * round_ + 4))
        process = station.start(str(watched), server.address)
        before = len(held_by(server, name))
        # Not before it works at all; from then on at any moment.
        wait_until(lambda: len(held_by(server, name)) > before or not list(watched.glob("*.tif")), station)  # noqa: B023
        time.sleep(rng.uniform(0.0, 0.3))
        process.kill()
        process.wait()
        kills += 1
    process = station.start(str(watched), server.address)
    wait_until(lambda: set(held_by(server, name)) == hashes and not list(watched.glob("*.tif")), station)
    process.send_signal(signal.SIGTERM)
    process.wait()
    assert kills == 4
    assert sorted(held_by(server, name)) == sorted(hashes)


def test_a_server_that_is_away_is_waited_for(start_server: Any, tmp_path: Path, truck: bytes) -> None:
    first = start_server()
    name, key = new_key(first)
    port = urlsplit(first.address).port
    first.process.kill()
    first.end()
    watched = tmp_path / "watched"
    watched.mkdir()
    station = StationProcess(tmp_path, key)
    hashes = write_scans(watched, truck, range(3))
    process = station.start(str(watched), f"http://127.0.0.1:{port}")
    wait_until(lambda: "3 scans kept here" in station.said, station)
    second = start_server()
    process.kill()
    process.wait()
    # It comes back elsewhere; what was kept goes there.
    process = station.start(str(watched), second.address)
    wait_until(lambda: set(held_by(second, name)) == hashes, station)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0


def test_a_file_that_is_refused_lies_beside_its_reason(start_server: Any, tmp_path: Path, truck: bytes) -> None:
    running = start_server(CARGOSCOPE_LARGEST_SCAN=str(len(truck)))
    name, key = new_key(running)
    watched = tmp_path / "watched"
    watched.mkdir()
    (watched / "large.tif").write_bytes(truck + b"more")
    (watched / "small.tif").write_bytes(truck)
    station = StationProcess(tmp_path, key)
    process = station.start(str(watched), running.address)
    wait_until(lambda: bool(held_by(running, name)) and (watched / "aside" / "large.tif.reason.txt").exists(), station)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 2
    reason = (watched / "aside" / "large.tif.reason.txt").read_text()
    assert reason.startswith("large.tif: ")
    assert f"{len(truck):,} " in reason
    assert "1 scan is refused for good" in station.said


def test_one_file_is_sent_and_that_is_all(
    server: Any, stationed: tuple[str, StationProcess, Path], truck: bytes
) -> None:
    name, station, watched = stationed
    (watched / "a.tif").write_bytes(truck)
    for _ in range(2):
        assert station.start(str(watched / "a.tif"), server.address).wait(PATIENCE_SECONDS) == 0
    assert len(held_by(server, name)) == 1
    assert (watched / "a.tif").read_bytes() == truck


def test_two_views_of_a_vehicle_arrive_byte_for_byte_by_a_line_that_is_cut(
    server: Any, stationed: tuple[str, StationProcess, Path]
) -> None:
    name, station, folder = stationed
    contents = columns(folder, "side", "top")
    proxy = CuttingProxy(server.address, cuts=12, seed=3)
    process = station.start(f"{folder}/side.columns+{folder}/top.columns", proxy.address, "--speed", "10")
    assert process.wait(PATIENCE_SECONDS) == 0, station.said
    proxy.close()
    held = parts_held_by(server, name)
    assert [each[1:] for each in held] == [
        ("side", sha256(contents[0]).hexdigest(), None),
        ("top", sha256(contents[1]).hexdigest(), None),
    ]
    assert "the service does not answer" in station.said


def test_a_station_that_dies_while_a_vehicle_passes_hands_over_what_it_has(
    server: Any, stationed: tuple[str, StationProcess, Path]
) -> None:
    name, station, folder = stationed
    (content,) = columns(folder, "side")
    process = station.start(f"{folder}/side.columns", server.address, "--speed", "2")
    wait_until(lambda: received_of(server, name) > 10_000, station)
    process.kill()
    process.wait()
    (kept,) = (folder.parent / "spool" / "scans").glob("*/side.columns")
    half = kept.read_bytes()
    assert content.startswith(half)
    # Another scan is sent; with it goes what was left.
    (folder / "a.npy").write_bytes(b"\x93NUMPY of a kind")
    assert station.start(str(folder / "a.npy"), server.address).wait(PATIENCE_SECONDS) == 0
    ((_, view, held, problem), _) = parts_held_by(server, name)
    assert (view, held) == ("side", sha256(half).hexdigest())
    assert "gave the stream up" in (problem or "")
    assert "side: the service holds it as far as it goes" in station.said


def test_a_stream_that_was_closed_in_a_long_outage_is_sent_again_whole(start_server: Any, tmp_path: Path) -> None:
    running = start_server(CARGOSCOPE_SILENT_SECONDS="0.5")
    name, key = new_key(running)
    (content,) = columns(tmp_path, "side")
    proxy = CuttingProxy(running.address, cuts=0, seed=4)
    station = StationProcess(tmp_path, key)
    process = station.start(f"{tmp_path}/side.columns", proxy.address, "--speed", "3")
    wait_until(lambda: received_of(running, name) > 0, station)
    proxy.hang_up()
    wait_until(lambda: len(parts_held_by(running, name)) == 1, station)
    proxy.is_down = False
    assert process.wait(PATIENCE_SECONDS) == 0, station.said
    proxy.close()
    (closed, whole) = parts_held_by(running, name)
    assert closed[3] is not None
    assert whole[1:] == ("side", sha256(content).hexdigest(), None)
    with Store(running.folder).database.read() as connection:
        query = "SELECT json_extract(body, '$.sent_before_as[0]') FROM descriptions WHERE scan_id = ?"
        assert connection.exec_driver_sql(query, (whole[0],)).scalars().all()[-1] == closed[0]


def test_a_station_is_seen_to_live(server: Any, stationed: tuple[str, StationProcess, Path]) -> None:
    name, station, watched = stationed
    process = station.start(str(watched), server.address)
    with server.officer() as administrator:
        row = re.compile(rf"{name}(?:(?!</tr>).)*nothing waits", re.DOTALL)
        wait_until(lambda: row.search(administrator.get("/stations/rows").text) is not None, station)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.parametrize(
    ("arguments", "key", "words"),
    [
        (["nowhere.tif", "--url", "http://127.0.0.1:1"], "cgs_x", "nowhere.tif cannot be read"),
        (["nowhere.tif", "--url", "127.0.0.1:1"], "cgs_x", "is no address of a service"),
        (["nowhere.tif", "--url", "http://127.0.0.1:1"], "", "the station's key is missing"),
        (["nowhere.tif", "--url", "http://127.0.0.1:1", "--key-file", "nowhere"], "", "nowhere cannot be read"),
    ],
)
def test_a_start_that_cannot_be_is_one_line(tmp_path: Path, arguments: list[str], key: str, words: str) -> None:
    ended = subprocess.run(
        [*COMMAND, "station", "run", *arguments, "--spool", str(tmp_path / "spool")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CARGOSCOPE_STATION_KEY": key},
    )
    assert ended.returncode == 2
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1
