from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.storage.backup import back_up, restore
from cargoscope_inference.storage.scans import StoredScan, add_scan, find_scan
from cargoscope_inference.storage.stations import add_station, list_stations, station_of_key
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.uploads import open_upload, set_received
from cargoscope_inference.storage.verifying import verify


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = make_store(tmp_path / "store")
    for number in range(3):
        receive(store, f"scan {number}".encode())
    return store


def make_store(folder: Path) -> Store:
    store = Store(folder)
    store.database.migrate()
    with store.database.write() as connection:
        add_station(connection, "gate-1")
    return store


def receive(store: Store, content: bytes) -> StoredScan:
    with store.originals.receive() as incoming:
        incoming.write(content)
        incoming.keep()
    with store.database.write() as connection:
        (station,) = list_stations(connection)
        scan_id, size = str(uuid4()), incoming.size
        return add_scan(connection, station, scan_id, sha256=incoming.sha256, size=size, media_type="image/tiff")


def nothing(*_: int) -> None:
    pass


def test_a_backup_is_a_store_that_can_be_verified_and_restored(store: Store, tmp_path: Path) -> None:
    picture = store.pictures / "0b" / "0b9f3c1e.plain.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"picture")
    with store.database.write() as connection:
        key = add_station(connection, "gate-2")
    assert back_up(store, tmp_path / "backup", nothing).new == 3
    with closing(Store(tmp_path / "backup")) as backup:
        assert verify(backup, nothing).problems == []
    done = restore(tmp_path / "backup", tmp_path / "restored", nothing)
    assert (done.originals, done.new, done.problems) == (3, 3, [])
    with closing(Store(tmp_path / "restored")) as restored:
        assert verify(restored, nothing).originals == 3
        assert verify(restored, nothing).problems == []
        assert (restored.pictures / "0b" / "0b9f3c1e.plain.jpg").read_bytes() == b"picture"
        with restored.database.read() as connection:
            assert station_of_key(connection, key) is not None


def test_a_stream_that_is_open_is_backed_up_as_far_as_its_station_was_told(store: Store, tmp_path: Path) -> None:
    scan_id = str(uuid4())
    store.streams.make(scan_id, "side")
    with store.database.write() as connection:
        (station,) = list_stations(connection)
        upload = open_upload(connection, station, scan_id, "side", media_type="application/octet-stream", length=None)
        set_received(connection, upload, 4)
    path = store.streams.path(scan_id, "side")
    path.write_bytes(b"told, and then not yet")
    for _ in range(2):
        back_up(store, tmp_path / "backup", nothing)
    restore(tmp_path / "backup", tmp_path / "restored", nothing)
    with closing(Store(tmp_path / "restored")) as restored:
        assert restored.streams.path(scan_id, "side").read_bytes() == b"told"


def test_a_later_backup_copies_only_what_is_new(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "backup", nothing)
    late = receive(store, b"late")
    done = back_up(store, tmp_path / "backup", nothing)
    assert (done.originals, done.new, done.bytes) == (4, 1, 4)
    with closing(Store(tmp_path / "backup")) as backup, backup.database.read() as connection:
        assert find_scan(connection, late.id) is not None


def test_a_backup_of_another_store_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "backup", nothing)
    other = make_store(tmp_path / "other")
    with pytest.raises(StorageError, match="holds a backup of another store"):
        back_up(other, tmp_path / "backup", nothing)


def test_a_backup_does_not_wait_for_a_removal_that_is_under_way(store: Store, tmp_path: Path) -> None:
    with store.upkeep(), pytest.raises(StorageError, match="try again when it is done"):
        back_up(store, tmp_path / "backup", nothing)


def test_a_backup_into_the_store_itself_is_refused(store: Store) -> None:
    with pytest.raises(StorageError, match="name a folder on another disk"):
        back_up(store, store.folder / "backup", nothing)


def test_a_backup_that_breaks_off_leaves_the_earlier_one_whole(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "backup", nothing)
    receive(store, b"late")

    def break_off(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(store, tmp_path / "backup", break_off)
    assert restore(tmp_path / "backup", tmp_path / "restored", nothing).originals == 3
    assert back_up(store, tmp_path / "backup", nothing).originals == 4


def test_what_a_killed_reader_left_beside_a_backup_does_not_get_into_the_next(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "backup", nothing)
    (tmp_path / "backup" / "cargoscope.sqlite-wal").write_bytes(b"of another time")
    back_up(store, tmp_path / "backup", nothing)
    assert sorted(path.name for path in (tmp_path / "backup").glob("*sqlite*")) == ["cargoscope.sqlite"]


def test_damage_is_not_carried_into_a_backup(store: Store, tmp_path: Path) -> None:
    damaged = receive(store, b"sound")
    store.originals.path(damaged.sha256).write_bytes(b"soun?")
    done = back_up(store, tmp_path / "backup", nothing)
    assert len(done.problems) == 1
    assert damaged.id in done.problems[0]
    assert not (tmp_path / "backup" / "originals" / damaged.sha256[:2] / damaged.sha256).exists()


def test_a_restore_names_what_the_backup_lacks(store: Store, tmp_path: Path) -> None:
    lost = receive(store, b"lost")
    back_up(store, tmp_path / "backup", nothing)
    (tmp_path / "backup" / "originals" / lost.sha256[:2] / lost.sha256).unlink()
    done = restore(tmp_path / "backup", tmp_path / "restored", nothing)
    assert (done.new, len(done.problems)) == (3, 1)
    assert f"scan {lost.id} of gate-1: its original is missing" in done.problems[0]


def test_a_restore_needs_a_backup_and_an_empty_folder(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="holds no backup"):
        restore(tmp_path / "nowhere", tmp_path / "restored", nothing)
    back_up(store, tmp_path / "backup", nothing)
    with pytest.raises(StorageError, match="holds a store already"):
        restore(tmp_path / "backup", store.folder, nothing)
