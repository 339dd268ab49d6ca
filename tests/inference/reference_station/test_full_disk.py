"""A disk that is really full, where this machine lets one be mounted."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cargoscope_datasets.errors import SpoolFull
from cargoscope_inference.reference_station.entry import Entry, Progress
from cargoscope_inference.reference_station.spool import RESERVE_BYTES, Spool

from .conftest import sha
from .test_spool import begin, reopened

Take = Callable[..., Entry]
DISK_BYTES = RESERVE_BYTES + (4 << 20)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that holds little more than what a spool leaves free."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Something else takes all that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 16)):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")


def take_until_full(spool: Spool, contents: list[bytes], take: Take) -> tuple[list[Entry], str]:
    """What was taken, and why no more was."""
    taken = []
    try:
        for content in contents:
            taken.append(take(spool, content))
    except SpoolFull as full:
        return taken, str(full)
    raise AssertionError("it has taken more than there is room for")


def test_it_stops_to_take_before_the_disk_is_full_and_loses_nothing(small_disk: Path, take: Take) -> None:
    spool = Spool(small_disk / "spool", budget=1 << 40)
    contents = [bytes([number]) * (1 << 20) for number in range(20)]
    taken, why = take_until_full(spool, contents, take)
    assert "the disk of the spool is full: " in why
    assert 1 <= len(taken) <= 4
    filler = fill(small_disk)
    again = reopened(spool)
    assert again.entries() == taken
    assert [sha(again.path(each, each.parts[0]).read_bytes()) for each in taken] == [
        each.parts[0].sha256 for each in taken
    ]
    again.remove(taken[0])
    assert reopened(again).entries() == taken[1:]
    filler.unlink()


def test_a_scan_that_grows_on_a_full_disk_waits_and_goes_on(small_disk: Path) -> None:
    spool = Spool(small_disk / "spool", budget=1 << 40)
    entry = begin(spool, "side")
    spool.append(entry, entry.parts[0], b"{}\n")
    filler = fill(small_disk)
    column = bytes(range(256)) * 256
    for _ in range(3):
        with pytest.raises(SpoolFull):
            spool.append(entry, entry.parts[0], column)
    filler.unlink()
    spool.append(entry, entry.parts[0], column)
    filler = fill(small_disk)
    with pytest.raises(SpoolFull):
        spool.complete(entry, {"lane": "2" * 5000})
    (interrupted,) = reopened(spool).entries()
    assert (interrupted.progress, interrupted.parts[0].sha256) == (Progress.INTERRUPTED, sha(b"{}\n" + column))
    filler.unlink()


def test_what_is_refused_is_put_aside_on_a_full_disk_too(small_disk: Path, take: Take) -> None:
    spool = Spool(small_disk / "spool", budget=1 << 40)
    entry = take(spool)
    fill(small_disk)
    aside = spool.refuse(entry, "too large " * 1000)
    assert (aside / "scan.tif").exists()
    assert reopened(spool).entries() == []
