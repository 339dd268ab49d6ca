import errno
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cargoscope_datasets.errors import SpoolError, SpoolFull
from cargoscope_inference.reference_station import spool as spool_module
from cargoscope_inference.reference_station.entry import Entry, Part, Progress
from cargoscope_inference.reference_station.spool import Spool

from .conftest import SCAN, sha

Take = Callable[..., Entry]
SCAN_ID = "0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11"


def reopened(spool: Spool) -> Spool:
    """The same folder after the end of the process that had it."""
    os.close(spool._lock)
    return Spool(spool.folder, budget=spool.budget)


def begin(spool: Spool, *views: str) -> Entry:
    return spool.begin(
        SCAN_ID, name="truck", media_type="application/vnd.cargoscope.columns", views=views, metadata={}, room=1000
    )


def test_what_was_taken_outlasts_the_process(spool: Spool, take: Take) -> None:
    entry = take(spool)
    again = reopened(spool)
    assert again.entries() == [entry]
    assert again.path(entry, entry.parts[0]).read_bytes() == SCAN
    assert entry.parts == (Part(None, "scan.tif", sha(SCAN), len(SCAN)),)


def test_scans_stay_in_the_order_in_which_they_were_taken(spool: Spool, take: Take) -> None:
    names = [f"{number}.tif" for number in range(12)]
    for name in names:
        take(spool, name=name)
    assert [entry.name for entry in reopened(spool).entries()] == names


def test_the_same_scan_is_taken_once(spool: Spool, take: Take) -> None:
    first, second = take(spool, scan_id=SCAN_ID), take(spool, scan_id=SCAN_ID)
    assert first == second
    assert len(spool.entries()) == 1
    assert len(list((spool.folder / "scans").iterdir())) == 1


def test_half_a_scan_is_none(spool: Spool, take: Take) -> None:
    entry = take(spool)
    half = spool.folder / "scans" / "77.new"
    half.mkdir()
    (half / "scan.tif").write_bytes(SCAN[:100])
    done = spool.folder / "scans" / "78.done"
    shutil.copytree(spool.folder / "scans" / str(entry.sequence), done)
    again = reopened(spool)
    assert again.entries() == [entry]
    assert not half.exists()
    assert not done.exists()
    assert take(again, name="b.tif").sequence > entry.sequence


def test_a_file_that_is_not_as_long_as_it_should_be_is_not_taken(spool: Spool) -> None:
    with pytest.raises(ValueError, match="changed while it was read"):
        spool.take_file(
            io.BytesIO(SCAN), size=5, identify=lambda _: SCAN_ID, name="a.tif", media_type="image/tiff", metadata={}
        )
    assert list((spool.folder / "scans").iterdir()) == []


def test_a_scan_grows_and_comes_to_its_end(spool: Spool) -> None:
    entry = begin(spool, "side", "top")
    side, top = entry.parts
    for piece in (b"{}\n", b"1234", b"5678"):
        spool.append(entry, side, piece)
    spool.append(entry, top, b"{}\n")
    ended = spool.complete(entry, {"lane": "2"})
    assert ended.progress is Progress.COMPLETE
    assert ended.metadata == {"lane": "2"}
    assert [(part.view, part.size, part.sha256) for part in ended.parts] == [
        ("side", 11, sha(b"{}\n12345678")),
        ("top", 3, sha(b"{}\n")),
    ]
    assert reopened(spool).entries() == [ended]


def test_a_scan_that_grew_when_the_station_was_killed_is_interrupted(spool: Spool) -> None:
    entry = begin(spool, "side")
    spool.append(entry, entry.parts[0], b"{}\n12")
    (interrupted,) = reopened(spool).entries()
    assert interrupted.progress is Progress.INTERRUPTED
    assert interrupted.parts[0] == Part("side", "side.columns", sha(b"{}\n12"), 5)


def test_what_the_service_holds_is_let_go(spool: Spool, take: Take) -> None:
    entry, other = take(spool), take(spool, name="b.tif")
    spool.remove(entry)
    assert spool.entries() == [other]
    assert reopened(spool).entries() == [other]


def test_what_is_refused_stays_with_the_reason(spool: Spool, take: Take) -> None:
    entry = take(spool)
    aside = spool.refuse(entry, "The body is larger than the 10 bytes that are accepted here.")
    assert (aside / "scan.tif").read_bytes() == SCAN
    assert "larger than the 10 bytes" in (aside / "reason.txt").read_text()
    assert spool.entries() == []
    assert spool.refused() == 1
    again = reopened(spool)
    # Whoever has found the reason moves the folder back.
    aside.rename(again.folder / "scans" / aside.name)
    assert [each.id for each in reopened(again).entries()] == [entry.id]


def test_a_new_id_remembers_the_old_one(spool: Spool, take: Take) -> None:
    entry = take(spool)
    anew = spool.reissue(entry)
    assert anew.id != entry.id
    assert anew.metadata == {"reference": "a.tif", "sent_before_as": [entry.id]}
    assert reopened(spool).entries() == [anew]


def test_the_budget_is_kept_and_said(tmp_path: Path, take: Take) -> None:
    small = Spool(tmp_path / "spool", budget=2 * len(SCAN))
    entry = take(small)
    with pytest.raises(SpoolFull, match=r"the spool is full: 0\.00 GB of .* or --spool-gb is raised"):
        take(small, name="b.tif")
    small.remove(entry)
    take(small, name="b.tif")


def test_a_disk_with_little_room_takes_nothing_more(spool: Spool, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = take(spool)
    monkeypatch.setattr(spool_module, "RESERVE_BYTES", 1 << 60)
    with pytest.raises(SpoolFull, match=r"the disk of the spool is full: .* MB are free"):
        take(spool, name="b.tif")
    assert spool.entries() == [kept]


def test_bytes_for_which_there_is_no_room_can_be_added_later(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = begin(spool, "side")
    spool.append(entry, entry.parts[0], b"{}\n")
    original = Path.open

    class Full:
        """A disk that takes two bytes more."""

        def __init__(self, path: Path) -> None:
            self._file = original(path, "ab", buffering=0)

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def fileno(self) -> int:
            return self._file.fileno()

        def write(self, data: memoryview) -> int:
            if len(data) < 4:
                raise OSError(errno.ENOSPC, "No space left on device")
            return self._file.write(data[:2]) or 0

    with monkeypatch.context() as full:
        full.setattr(Path, "open", lambda path, *_, **__: Full(path))
        with pytest.raises(SpoolFull, match="no scan is taken until there is room"):
            spool.append(entry, entry.parts[0], b"1234")
    spool.append(entry, entry.parts[0], b"1234")
    assert spool.path(entry, entry.parts[0]).read_bytes() == b"{}\n1234"


def test_two_stations_do_not_share_a_spool(spool: Spool) -> None:
    program = (
        "import sys; from pathlib import Path; from cargoscope_inference.reference_station.spool import Spool\n"
        "try: Spool(Path(sys.argv[1]), budget=1)\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(spool.folder)], capture_output=True, text=True)
    assert ended.stdout.startswith("SpoolError another station works with ")


def test_an_entry_that_cannot_be_read_keeps_its_bytes(spool: Spool, take: Take) -> None:
    entry, other = take(spool), take(spool, name="b.tif")
    (spool.folder / "scans" / str(entry.sequence) / "entry.json").write_text('{"id": 5}')
    again = reopened(spool)
    assert again.entries() == [other]
    aside = spool.folder / "refused" / str(entry.sequence)
    assert (aside / "scan.tif").read_bytes() == SCAN
    assert "is no entry of a spool" in (aside / "reason.txt").read_text()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SpoolError, match="cannot be used"):
        Spool(tmp_path / "file" / "spool", budget=1)
