"""A database that cannot be used: the start of the service says so in words, and what to do."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.serve import open_store
from cargoscope_inference.service.settings import ServiceSettings
from cargoscope_inference.storage.events import record
from cargoscope_inference.storage.store import Store

from ...soak.disk import Disk, why_no_disk

EVENTS = 2000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a service that has run."""
    return make_store(tmp_path / "store")


def make_store(folder: Path) -> Path:
    store = Store(folder)
    store.database.migrate()
    with store.database.write() as connection:
        for number in range(EVENTS):
            record(connection, "station.added", "service", station=f"gate-{number}")
    store.close()
    return folder


def why(folder: Path) -> str:
    with pytest.raises(StorageError) as raised:
        open_store(ServiceSettings(folder=folder))
    text = str(raised.value)
    assert "\n" not in text
    return text


def test_a_sound_one_starts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_store(ServiceSettings(folder=folder)).close()
    assert "First start" in capsys.readouterr().out


def test_a_file_that_was_cut_short(folder: Path) -> None:
    database = folder / "cargoscope.sqlite"
    os.truncate(database, database.stat().st_size // 2)
    assert "damaged" in why(folder)
    assert "restore the latest backup (cargoscope restore)" in why(folder)


@pytest.mark.parametrize("place", [0, 4096 * 3, 4096 * 20])
def test_random_bytes_in_it(folder: Path, place: int) -> None:
    with (folder / "cargoscope.sqlite").open("r+b") as file:
        file.seek(place)
        file.write(bytes((7 * number) % 251 for number in range(4096 * 4)))
    assert "restore the latest backup (cargoscope restore)" in why(folder)


def test_something_else_entirely(folder: Path) -> None:
    (folder / "cargoscope.sqlite").write_text("These are notes of a meeting, and long ones. " * 200)
    assert "it is no database, or its beginning was overwritten" in why(folder)


def test_a_database_of_another_program(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with closing(sqlite3.connect(tmp_path / "store" / "cargoscope.sqlite")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    assert "holds tables of something else (recipes); name another folder" in why(tmp_path / "store")


def test_one_of_a_newer_cargoscope(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "cargoscope.sqlite")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "was made by a newer cargoscope" in why(folder)
    assert "install that one" in why(folder)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    if (reason := why_no_disk()) is not None:
        pytest.skip(f"no disk can be mounted here: {reason}")
    disk = Disk(tmp_path / "disk", size=16 << 20)
    disk.mount()
    folder = make_store(disk.root / "store")
    subprocess.run(["mount", "-o", "remount,ro", str(disk.root)], check=True)
    yield folder
    disk.unmount()


def test_a_folder_that_cannot_be_written_to(read_only: Path) -> None:
    assert "cannot be written to (Read-only file system); see whether it belongs to the user" in why(read_only)


def test_a_database_that_cannot_be_written_to(read_only: Path) -> None:
    store = Store(read_only)
    with pytest.raises(StorageError, match=r"this user may not write to it|see whether its folder is there"):
        store.database.migrate()
    store.close()
