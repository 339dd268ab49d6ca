import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from cargoscope_inference.reference_station.folder import EMPTY_SECONDS, WatchedFolder
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.spool import Spool

from .conftest import SCAN, SETTLE, Watched


def test_a_file_is_taken_once_it_has_settled(watched: Watched) -> None:
    path = watched.folder / "a.tif"
    path.write_bytes(SCAN[:100])
    for _ in range(5):
        watched.look(SETTLE - 1)
        with path.open("ab") as file:
            file.write(b"more")
    watched.look(1)
    assert watched.names == []
    watched.look(SETTLE)
    assert watched.names == ["a.tif"]
    (entry,) = watched.spool.entries()
    assert watched.spool.path(entry, entry.parts[0]).read_bytes() == SCAN[:100] + b"more" * 5
    assert watched.files() == set()
    assert watched.files("taken") == {"a.tif"}
    assert entry.media_type == "image/tiff"
    assert entry.metadata["reference"] == "a"


def test_a_file_without_a_change_of_size_is_watched_too(watched: Watched) -> None:
    path = watched.folder / "a.tif"
    path.write_bytes(bytes(len(SCAN)))
    watched.look()
    path.write_bytes(SCAN)
    os.utime(path, ns=(5, 5))
    watched.look(SETTLE)
    assert watched.names == []
    watched.look(SETTLE)
    assert watched.names == ["a.tif"]


@pytest.mark.parametrize(
    "name", ["a.tif.part", "a.tif.tmp", ".a.tif", "~a.tif", "a.tif~", "a.TIF.Filepart", ".~lock.a.tif#"]
)
def test_what_is_still_being_written_has_another_name(watched: Watched, name: str) -> None:
    path = watched.folder / name
    path.write_bytes(SCAN)
    watched.look_until_settled()
    assert watched.names == []
    path.rename(watched.folder / "a.tif")
    watched.look_until_settled()
    assert watched.names == ["a.tif"]


def test_what_is_known_lies_beside(watched: Watched) -> None:
    (watched.folder / "a.json").write_text('{"lane": "2", "reference": "T-1"}')
    (watched.folder / "a.tif").write_bytes(SCAN)
    os.utime(watched.folder / "a.tif", ns=(0, 1_000_000_000_000_000_000))
    watched.look_until_settled()
    (entry,) = watched.spool.entries()
    assert entry.metadata == {"lane": "2", "reference": "T-1", "finished_at": "2001-09-09T01:46:40+00:00"}
    assert watched.files("taken") == {"a.tif", "a.json"}


def test_a_sidecar_that_still_changes_is_waited_for(watched: Watched) -> None:
    (watched.folder / "a.tif").write_bytes(SCAN)
    (watched.folder / "a.json").write_text("{")
    watched.look()
    (watched.folder / "a.json").write_text('{"lane": "2"}')
    watched.look(SETTLE)
    assert watched.names == []
    watched.look(SETTLE)
    assert watched.spool.entries()[0].metadata["lane"] == "2"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "it is no JSON"),
        ("[1]", "it is JSON, but no object"),
        ('{"x": NaN}', "it is no JSON"),
        ('{"x": 1e999}', "it is no JSON"),
        ("[" * 50_000, "it is no JSON"),
        ('{"x": "' + "a" * 70_000 + '"}', "it has more than 65,536 bytes"),
        ('{"view": "top", "views": ["side", "top"]}', "it has to name the `passage`"),
        ('{"passage": "17", "views": ["side", "top"]}', "it has to name the `view`"),
        ('{"passage": "17", "view": "top"}', "all of the passage as `views`"),
        ('{"passage": "17", "view": "../x", "views": ["../x"]}', "it has to name the `view`"),
        ('{"low": "../a-low.tif"}', "as `low` it has to name a file beside it"),
        ('{"low": ""}', "as `low` it has to name a file beside it"),
        ('{"low": 4}', "as `low` it has to name a file beside it"),
    ],
)
def test_a_sidecar_that_is_none_costs_no_scan(watched: Watched, text: str, reason: str) -> None:
    (watched.folder / "a.json").write_text(text)
    (watched.folder / "a.tif").write_bytes(SCAN)
    watched.look_until_settled()
    assert watched.names == ["a.tif"]
    assert watched.files("aside") == {"a.json", "a.json.reason.txt"}
    said = (watched.folder / "aside" / "a.json.reason.txt").read_text()
    assert reason in said
    assert "the scan was sent without it" in said


def test_two_files_of_a_passage_are_two_views_of_one_scan(watched: Watched) -> None:
    for view in ("side", "top"):
        said = {"passage": "lane 2, 17", "view": view, "views": ["side", "top"], "lane": "2"}
        (watched.folder / f"{view}.json").write_text(json.dumps(said))
        (watched.folder / f"{view}.tif").write_bytes(SCAN)
    watched.look_until_settled()
    side, top = watched.spool.entries()
    assert side.id == top.id
    assert (side.view, top.view) == ("side", "top")
    assert side.metadata["views"] == ["side", "top"]
    assert side.metadata.keys() == {"reference", "finished_at", "views", "lane"}
    # Found again, as after a file could not be moved away, it is the same view of the same scan.
    (watched.folder / "top.json").write_text((watched.folder / "taken" / "top.json").read_text())
    (watched.folder / "top.tif").write_bytes(SCAN)
    watched.look_until_settled()
    assert len(watched.spool.entries()) == 2


def test_a_sidecar_that_comes_too_late_is_put_aside(watched: Watched) -> None:
    (watched.folder / "a.tif").write_bytes(SCAN)
    watched.look_until_settled()
    (watched.folder / "a.json").write_text("{}")
    (watched.folder / "b.json").write_text("{}")
    watched.look_until_settled()
    assert watched.files("aside") == {"a.json", "a.json.reason.txt"}
    assert watched.files() == {"b.json"}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notes.txt", b"Dear sirs", "neither its name nor its first bytes are of a scan; accepted are TIFF"),
        ("a.xyz", bytes(500), "neither its name nor its first bytes are of a scan"),
    ],
)
def test_what_is_no_scan_is_put_aside_with_the_reason(
    watched: Watched, output: io.StringIO, name: str, content: bytes, reason: str
) -> None:
    (watched.folder / name).write_bytes(content)
    watched.look_until_settled()
    assert watched.names == []
    assert watched.files("aside") == {name, f"{name}.reason.txt"}
    assert (watched.folder / "aside" / name).read_bytes() == content
    assert reason in (watched.folder / "aside" / f"{name}.reason.txt").read_text()
    assert reason in output.getvalue()


def test_a_damaged_scan_is_sent_for_a_person_to_see(watched: Watched) -> None:
    (watched.folder / "a.tif").write_bytes(b"not the bytes of a TIFF at all")
    watched.look_until_settled()
    assert watched.names == ["a.tif"]


def test_an_empty_file_is_waited_for(watched: Watched) -> None:
    path = watched.folder / "a.tif"
    path.touch()
    watched.look()
    watched.look(EMPTY_SECONDS - 1)
    assert watched.files() == {"a.tif"}
    watched.look(1)
    assert watched.files("aside") == {"a.tif", "a.tif.reason.txt"}


def test_the_same_file_is_taken_once_whenever_the_station_dies(
    watched: Watched, spool: Spool, narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    (watched.folder / "a.tif").write_bytes(SCAN)
    with monkeypatch.context() as dying:
        dying.setattr(WatchedFolder, "_move_to_taken", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            watched.look_until_settled()
    (entry,) = spool.entries()
    again = Watched(watched.folder, spool, narrator)
    again.look_until_settled()
    assert spool.entries() == [entry]
    assert again.files("taken") == {"a.tif"}
    # Sent already, and back in the folder: it is the same scan to the service.
    spool.remove(entry)
    (watched.folder / "taken" / "a.tif").rename(watched.folder / "a.tif")
    again.look_until_settled()
    assert [each.id for each in spool.entries()] == [entry.id]


def test_another_scan_of_the_same_name_takes_nobodys_place(watched: Watched) -> None:
    for content in (SCAN, SCAN + b"2", SCAN + b"3"):
        (watched.folder / "a.tif").write_bytes(content)
        watched.look_until_settled()
    assert len(watched.spool.entries()) == 3
    assert len(watched.files("taken")) == 3
    for entry in watched.spool.entries():
        assert Path(entry.origin or "").read_bytes() == watched.spool.path(entry, entry.parts[0]).read_bytes()


def test_a_folder_that_can_only_be_read_is_read_once(
    watched: Watched, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def rename_within_the_spool(path: Path, target: Path) -> Path:
        if watched.folder in path.parents:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    (watched.folder / "a.tif").write_bytes(SCAN)
    (watched.folder / "notes.txt").write_bytes(b"Dear sirs")
    monkeypatch.setattr(Path, "rename", rename_within_the_spool)
    for _ in range(5):
        watched.look_until_settled()
    assert watched.names == ["a.tif"]
    assert output.getvalue().count("is it read-only?") == 1
    assert output.getvalue().count("notes.txt is not sent") == 1


def test_a_full_spool_leaves_the_files_where_they_are(tmp_path: Path, narrator: Narrator, output: io.StringIO) -> None:
    small = Spool(tmp_path / "spool", budget=len(SCAN) + 1000)
    watched = Watched(tmp_path / "scans", small, narrator)
    for number in range(3):
        (watched.folder / f"{number}.tif").write_bytes(SCAN)
        os.utime(watched.folder / f"{number}.tif", ns=(number, number))
    for _ in range(5):
        watched.look_until_settled()
    assert watched.names == ["0.tif"]
    assert watched.files() == {"1.tif", "2.tif"}
    assert output.getvalue().count("the spool is full") == 1
    small.remove(small.entries()[0])
    watched.look_until_settled()
    assert watched.names == ["1.tif"]


def test_a_share_that_goes_and_comes_back(watched: Watched, output: io.StringIO) -> None:
    away = watched.folder.rename(watched.folder.with_name("away"))
    for _ in range(3):
        watched.look_until_settled()
    assert output.getvalue().count("No such file or directory; it is tried again") == 1
    away.rename(watched.folder)
    (watched.folder / "a.tif").write_bytes(SCAN)
    watched.look_until_settled()
    assert watched.names == ["a.tif"]


def test_a_file_that_cannot_be_read_keeps_no_other_back(
    watched: Watched, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.open

    def spoilt(path: Path, *arguments: Any) -> Any:
        if path.name == "a.tif":
            raise OSError(5, "Input/output error")
        return original(path, *arguments)

    for name in ("a.tif", "b.tif"):
        (watched.folder / name).write_bytes(SCAN)
    monkeypatch.setattr(Path, "open", spoilt)
    for _ in range(3):
        watched.look_until_settled()
    assert watched.names == ["b.tif"]
    assert output.getvalue().count("a.tif: Input/output error; it is tried again") == 1


def test_a_name_of_strange_bytes_is_taken(watched: Watched, output: io.StringIO) -> None:
    Path(os.fsdecode(os.fsencode(watched.folder) + b"/\xff\xe4.tif")).write_bytes(SCAN)
    watched.look_until_settled()
    (entry,) = watched.spool.entries()
    json.dumps(entry.metadata).encode()
    output.getvalue().encode()


def test_times_of_no_calendar_are_left_out(watched: Watched) -> None:
    path = watched.folder / "a.tif"
    path.write_bytes(SCAN)
    os.utime(path, ns=(0, 9_000_000_000_000_000_000))
    watched.look_until_settled()
    assert watched.spool.entries()[0].metadata["finished_at"].startswith("2255")


def test_what_was_refused_is_put_aside(watched: Watched) -> None:
    (watched.folder / "a.tif").write_bytes(SCAN)
    watched.look_until_settled()
    (entry,) = watched.spool.entries()
    watched.watcher.set_aside(entry, "The body is too large.")
    assert watched.files("taken") == set()
    assert watched.files("aside") == {"a.tif", "a.tif.reason.txt"}


def test_folders_links_and_pipes_are_left_alone(watched: Watched, tmp_path: Path) -> None:
    (watched.folder / "b.tif").mkdir()
    (tmp_path / "real.tif").write_bytes(SCAN)
    (watched.folder / "c.tif").symlink_to(tmp_path / "real.tif")
    os.mkfifo(watched.folder / "d.tif")
    watched.look_until_settled()
    assert watched.names == []
