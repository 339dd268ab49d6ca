import errno
import hashlib
import os
from pathlib import Path

import pytest

from cargoscope_inference.service.keeping_streams import StreamKeeper
from cargoscope_inference.storage.scans import Part, parts_of
from cargoscope_inference.storage.stations import add_station, station_of_key
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.streams import GrowingFile
from cargoscope_inference.storage.uploads import Upload, UploadState, find_upload, open_upload, set_received

SCAN = "0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    store.database.migrate()
    return store


@pytest.fixture
def upload(store: Store) -> Upload:
    """A stream of which the database has five bytes."""
    store.streams.make(SCAN, "side")
    with GrowingFile(store.streams.path(SCAN, "side"), 0) as file:
        file.write(b"first")
        file.sync()
    with store.database.write() as connection:
        station = station_of_key(connection, add_station(connection, "gate-1"))
        assert station is not None
        opened = open_upload(connection, station, SCAN, "side", media_type="text/plain", length=None)
        set_received(connection, opened, 5)
    return current(store)


def current(store: Store) -> Upload:
    with store.database.read() as connection:
        upload = find_upload(connection, SCAN, "side")
    assert upload is not None
    return upload


def parts(store: Store) -> list[Part]:
    with store.database.read() as connection:
        return parts_of(connection, SCAN)


def test_what_nobody_was_told_of_is_cut_off(store: Store, upload: Upload) -> None:
    path = store.streams.path(SCAN, "side")
    path.write_bytes(b"first, and what a power cut left")
    StreamKeeper(store).recover()
    assert path.read_bytes() == b"first"
    assert current(store) == upload


@pytest.mark.parametrize("left", [b"fi", None])
def test_a_file_that_lost_bytes_goes_to_a_person(store: Store, upload: Upload, left: bytes | None) -> None:
    path = store.streams.path(SCAN, "side")
    path.unlink() if left is None else path.write_bytes(left)
    StreamKeeper(store).recover()
    assert current(store).state is UploadState.CLOSED
    (part,) = parts(store)
    assert part.problem is not None
    assert "no longer has all of the stream" in part.problem
    assert store.originals.path(part.sha256).read_bytes() == (left or b"")
    assert upload.received == 5


def test_an_end_that_was_cut_off_can_be_done_again(store: Store, upload: Upload) -> None:
    sha256 = hashlib.sha256(b"first").hexdigest()
    # Up to here it came, and then the power was cut.
    store.streams.keep(SCAN, "side", sha256)
    keeper = StreamKeeper(store)
    keeper.recover()
    ended, scan = keeper.complete(upload, keeper.open_file(upload, None))
    assert (ended.state, ended.sha256) == (UploadState.COMPLETE, sha256)
    assert scan is not None
    assert store.originals.path(sha256).read_bytes() == b"first"
    assert not store.streams.path(SCAN, "side").exists()


def test_files_of_streams_that_have_ended_are_removed_at_the_start(store: Store, upload: Upload) -> None:
    keeper = StreamKeeper(store)
    keeper.complete(upload, keeper.open_file(upload, None))
    store.streams.path(SCAN, "side").write_bytes(b"first")
    keeper.recover()
    assert not store.streams.path(SCAN, "side").exists()
    assert len(parts(store)) == 1


def test_bytes_that_cannot_be_written_leave_nothing_behind(
    store: Store, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = os.pwrite

    def full(file: int, data: memoryview, offset: int) -> int:
        if offset > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(file, data[:3], offset)

    with GrowingFile(store.streams.path(SCAN, "side"), upload.received) as file:
        monkeypatch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="No space left"):
            file.write(b"second")
        assert file.size == 5
        monkeypatch.undo()
        file.write(b" try")
        assert file.sync() == 9
        assert file.sha256() == hashlib.sha256(b"first try").hexdigest()
