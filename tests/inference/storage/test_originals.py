import hashlib
import os
from pathlib import Path

import pytest

from cargoscope_inference.storage.originals import Originals, write_synced


def test_a_kept_file_lies_under_the_hash_of_its_bytes(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    with originals.receive() as incoming:
        incoming.write(b"air ")
        incoming.write(b"and steel")
        place = incoming.keep()
    sha256 = hashlib.sha256(b"air and steel").hexdigest()
    assert place == originals.path(sha256) == tmp_path / sha256[:2] / sha256
    assert place.read_bytes() == b"air and steel"
    assert incoming.size == 13


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with Originals(tmp_path).receive() as incoming:
        incoming.write(b"half a scan")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_same_bytes_twice_are_one_file(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    for _ in range(2):
        with originals.receive() as incoming:
            incoming.write(b"steel")
            incoming.keep()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_file_is_synced_before_it_is_renamed_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, Path.rename

    def note_sync(opened: int) -> None:
        steps.append("folder" if Path(f"/proc/self/fd/{opened}").is_dir() else "file")
        sync(opened)

    def note_rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(path, target)

    originals = Originals(tmp_path)
    with originals.receive() as incoming:
        incoming.write(b"steel")
        monkeypatch.setattr(os, "fsync", note_sync)
        monkeypatch.setattr(Path, "rename", note_rename)
        incoming.keep()
    # The first folder is the one above the new two-digit folder.
    assert steps == ["file", "folder", "rename", "folder"]


def test_a_failed_sync_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_opened: int) -> None:
        raise OSError(5, "Input/output error")

    originals = Originals(tmp_path)
    with originals.receive() as incoming:
        incoming.write(b"steel")
        sha256 = incoming.sha256
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="Input/output"):
            incoming.keep()
    assert not originals.path(sha256).exists()


def test_leftovers_of_a_power_cut_are_cleared(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    (tmp_path / "incoming" / "cut-off").write_bytes(b"half")
    originals.clear_incoming()
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    place = tmp_path / "picture.jpg"
    write_synced(place, b"first")
    write_synced(place, b"second")
    assert place.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [place]
