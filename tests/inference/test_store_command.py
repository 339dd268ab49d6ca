"""`cargoscope store` as whoever runs the box calls it."""

import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from cargoscope_inference.storage.scans import StoredScan, add_scan
from cargoscope_inference.storage.stations import add_station, station_of_key
from cargoscope_inference.storage.store import Store

from .service.conftest import COMMAND


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def scan(tmp_path: Path) -> StoredScan:
    store = Store(tmp_path / "store")
    store.database.migrate()
    with store.originals.receive() as incoming:
        incoming.write(b"a scan")
        incoming.keep()
    with store.database.write() as connection:
        station = station_of_key(connection, add_station(connection, "gate-1"))
        assert station is not None
        scan = add_scan(
            connection, station, str(uuid4()), sha256=incoming.sha256, size=incoming.size, media_type="image/tiff"
        )
    store.close()
    return scan


def test_verify_ends_with_status_1_where_something_is_missing(tmp_path: Path, scan: StoredScan) -> None:
    folder = str(tmp_path / "store")
    sound = run("store", "verify", "--folder", folder)
    assert (sound.returncode, sound.stdout) == (0, "1 originals, 6 bytes: no problems\n")
    (tmp_path / "store" / "originals" / scan.sha256[:2] / scan.sha256).unlink()
    found = run("store", "verify", "--folder", folder)
    assert found.returncode == 1
    assert f"scan {scan.id} of gate-1" in found.stdout
    assert f"copy originals/{scan.sha256[:2]}/{scan.sha256} from a backup" in found.stdout


@pytest.mark.parametrize("command", [("store", "verify"), ("store", "retain"), ("store", "holds"), ("backup", "x")])
def test_a_folder_that_holds_no_store_is_named_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    ended = run(*command, "--folder", str(tmp_path / "typing error"))
    assert ended.returncode == 2
    assert "holds no store" in ended.stderr
    assert not (tmp_path / "typing error").exists()


def test_holds_are_placed_listed_and_released(tmp_path: Path, scan: StoredScan) -> None:
    folder = ("--folder", str(tmp_path / "store"))
    assert run("store", "hold", scan.id, "--reason", "case 17", *folder).returncode == 0
    assert "case 17" in run("store", "holds", *folder).stdout
    again = run("store", "hold", scan.id, "--reason", "case 18", *folder)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert run("store", "release", scan.id, *folder).returncode == 0
    assert scan.id not in run("store", "holds", *folder).stdout
    assert "there is no scan" in run("store", "hold", str(uuid4()), "--reason", "case 19", *folder).stderr


def test_without_rules_retain_removes_nothing_and_says_so(tmp_path: Path, scan: StoredScan) -> None:
    done = run("store", "retain", "--folder", str(tmp_path / "store"))
    assert done.returncode == 0
    assert "everything is kept" in done.stdout
    assert (tmp_path / "store" / "originals" / scan.sha256[:2] / scan.sha256).exists()
