import io
import json
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from cargoscope_datasets.errors import ScanUnsupported
from cargoscope_datasets.writing import write_tiff
from cargoscope_inference.reference_station import content as content_module
from cargoscope_inference.reference_station.content import join
from cargoscope_inference.reference_station.files import take_files
from cargoscope_inference.reference_station.folder import OVERDUE_SECONDS, WatchedFolder
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.pairs import PARTNER_SECONDS
from cargoscope_inference.reference_station.passage import Passage
from cargoscope_inference.reference_station.spool import Spool

from .conftest import SCAN, Watched, sha


@pytest.fixture(scope="module")
def energies() -> tuple[bytes, bytes]:
    """The files of the higher and of the lower energy of a small scan."""
    planes = np.random.default_rng(1).integers(0, 60_000, (2, 1, 20, 30), np.uint16)
    high, low = io.BytesIO(), io.BytesIO()
    for file, plane in zip((high, low), planes, strict=True):
        write_tiff(file, plane, None)  # type: ignore[arg-type]
    return high.getvalue(), low.getvalue()


def write_sidecar(folder: Path, low: str = "a-low.tif", name: str = "a.json") -> None:
    (folder / name).write_text(json.dumps({"low": low, "lane": "2"}))


def test_two_energies_in_two_files_are_one_scan(watched: Watched, energies: tuple[bytes, bytes]) -> None:
    def write() -> None:
        write_sidecar(watched.folder)
        for name, content in zip(("a.tif", "a-low.tif"), energies, strict=True):
            (watched.folder / name).write_bytes(content)
        watched.look_until_settled()

    write()
    (entry,) = watched.spool.entries()
    joined = join(watched.folder / "taken" / "a.tif", watched.folder / "taken" / "a-low.tif")
    assert watched.spool.path(entry, entry.parts[0]).read_bytes() == joined.file.read()
    assert (entry.name, entry.media_type) == ("a+a-low.npz", "application/x-npz")
    assert (entry.metadata["lane"], entry.metadata["reference"]) == ("2", "a")
    assert entry.metadata["packed_from"] == [
        {"file": "a.tif", "sha256": sha(energies[0])},
        {"file": "a-low.tif", "sha256": sha(energies[1])},
    ]
    assert "low" not in entry.metadata
    assert watched.files("taken") == {"a.tif", "a-low.tif", "a.json"}
    assert watched.files() == set()
    # Found again, they are the same scan.
    write()
    assert watched.spool.entries() == [entry]


def test_one_energy_waits_for_the_other(watched: Watched, energies: tuple[bytes, bytes], output: io.StringIO) -> None:
    write_sidecar(watched.folder)
    (watched.folder / "a.tif").write_bytes(energies[0])
    watched.look_until_settled()
    assert output.getvalue() == ""
    watched.look(OVERDUE_SECONDS)
    watched.look(1.0)
    assert output.getvalue().count("a.tif waits for its lower energy, a-low.tif") == 1
    with (watched.folder / "a-low.tif").open("wb") as file:
        for piece in (energies[1][:100], energies[1][100:200], energies[1][200:]):
            file.write(piece)
            file.flush()
            watched.look(PARTNER_SECONDS)
            assert watched.names == []
    watched.look_until_settled()
    assert watched.names == ["a+a-low.npz"]


def test_the_lower_one_waits_too(watched: Watched, energies: tuple[bytes, bytes]) -> None:
    write_sidecar(watched.folder)
    (watched.folder / "a-low.tif").write_bytes(energies[1])
    watched.look_until_settled()
    watched.look(PARTNER_SECONDS / 2)
    assert watched.names == []
    (watched.folder / "a.tif").write_bytes(energies[0])
    watched.look_until_settled()
    assert watched.names == ["a+a-low.npz"]


def test_a_pair_for_which_the_spool_has_no_room_stays_one(
    tmp_path: Path, narrator: Narrator, energies: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path / "scans", Spool(tmp_path / "spool", budget=100), narrator)
    monkeypatch.setattr(content_module, "join", lambda *_: pytest.fail("packed, and there is no room for it"))
    write_sidecar(watched.folder)
    for name, content in zip(("a.tif", "a-low.tif"), energies, strict=True):
        (watched.folder / name).write_bytes(content)
    watched.look_until_settled()
    watched.look(2 * PARTNER_SECONDS)
    assert watched.names == []
    assert watched.files() == {"a.tif", "a-low.tif", "a.json"}


@pytest.mark.parametrize("low", ["a-low.tif", "a.tif"])
def test_an_energy_that_never_comes_costs_no_scan(watched: Watched, energies: tuple[bytes, bytes], low: str) -> None:
    write_sidecar(watched.folder, low)
    (watched.folder / "a.tif").write_bytes(energies[0])
    watched.look_until_settled()
    watched.look(PARTNER_SECONDS)
    (entry,) = watched.spool.entries()
    assert (entry.name, entry.media_type, entry.metadata["low"]) == ("a.tif", "image/tiff", low)
    assert entry.metadata["low_missing"] == "no other file of this name came within 600 s"
    assert watched.files("taken") == {"a.tif", "a.json"}


def test_a_lower_energy_whose_scan_never_comes_goes_alone(watched: Watched, energies: tuple[bytes, bytes]) -> None:
    write_sidecar(watched.folder)
    (watched.folder / "a-low.tif").write_bytes(energies[1])
    watched.look()
    watched.look(PARTNER_SECONDS)
    assert watched.names == ["a-low.tif"]


def test_two_that_do_not_fit_are_sent_as_far_as_they_go(watched: Watched, energies: tuple[bytes, bytes]) -> None:
    write_sidecar(watched.folder)
    (watched.folder / "a.tif").write_bytes(energies[0])
    (watched.folder / "a-low.tif").write_bytes(SCAN)
    watched.look_until_settled()
    (entry,) = watched.spool.entries()
    assert watched.spool.path(entry, entry.parts[0]).read_bytes() == energies[0]
    assert entry.metadata["low_missing"].startswith("cannot be joined with a.tif: a-low.tif is a damaged TIFF")
    assert watched.files("aside") == {"a-low.tif", "a-low.tif.reason.txt"}
    reason = (watched.folder / "aside" / "a-low.tif.reason.txt").read_text()
    assert reason.endswith("the scan was sent without it\n")


def test_two_that_name_each_other_do_not_wait_for_ever(watched: Watched, energies: tuple[bytes, bytes]) -> None:
    write_sidecar(watched.folder, "b.tif", "a.json")
    write_sidecar(watched.folder, "a.tif", "b.json")
    for name, content in zip(("a.tif", "b.tif"), energies, strict=True):
        (watched.folder / name).write_bytes(content)
    for _ in range(3):
        watched.look_until_settled()
    assert len(watched.names) == 1
    assert watched.files() == set()


def test_one_that_changes_while_it_is_packed_has_to_settle_anew(
    watched: Watched, energies: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def join_slowly(high: Path, low: Path) -> Any:
        joined = join(high, low)
        low.write_bytes(energies[0])
        return joined

    write_sidecar(watched.folder)
    for name, content in zip(("a.tif", "a-low.tif"), energies, strict=True):
        (watched.folder / name).write_bytes(content)
    with monkeypatch.context() as slow:
        slow.setattr(content_module, "join", join_slowly)
        watched.look_until_settled()
    assert watched.names == []
    watched.look_until_settled()
    (entry,) = watched.spool.entries()
    assert entry.metadata["packed_from"][1]["sha256"] == sha(energies[0])


def test_a_station_that_dies_between_the_two_sends_no_half_of_them(
    watched: Watched, energies: tuple[bytes, bytes], spool: Spool, narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sidecar(watched.folder)
    for name, content in zip(("a.tif", "a-low.tif"), energies, strict=True):
        (watched.folder / name).write_bytes(content)
    with monkeypatch.context() as dying:
        dying.setattr(WatchedFolder, "_settle_low", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            watched.look_until_settled()
    again = Watched(watched.folder, spool, narrator)
    again.look_until_settled()
    again.look(2 * PARTNER_SECONDS)
    assert again.names == ["a+a-low.npz"]
    assert again.files("aside") == {name for each in ("a-low.tif", "a.json") for name in (each, f"{each}.reason.txt")}


@pytest.mark.parametrize("names", [("a.tif", "a-low.tif"), ("a.tif",)])
def test_a_pair_may_be_named_on_the_command_line_or_beside_its_file(
    tmp_path: Path, spool: Spool, narrator: Narrator, energies: tuple[bytes, bytes], names: tuple[str, ...]
) -> None:
    for name, content in zip(("a.tif", "a-low.tif"), energies, strict=True):
        (tmp_path / name).write_bytes(content)
    if len(names) == 1:
        write_sidecar(tmp_path)
    take_files([tmp_path / name for name in names], spool, Passage(spool, narrator, Event(), speed_kmh=5))
    (entry,) = spool.entries()
    assert entry.name == "a+a-low.npz"
    assert [each["file"] for each in entry.metadata["packed_from"]] == ["a.tif", "a-low.tif"]


def test_two_files_that_do_not_fit_are_refused_by_name(
    tmp_path: Path, spool: Spool, narrator: Narrator, energies: tuple[bytes, bytes]
) -> None:
    (tmp_path / "a.tif").write_bytes(energies[0])
    (tmp_path / "b.columns").write_bytes(b"{}\n")
    passage = Passage(spool, narrator, Event(), speed_kmh=5)
    with pytest.raises(ScanUnsupported, match=r"a\.tif and .*b\.columns cannot be joined: a \.columns file has both"):
        take_files([tmp_path / "a.tif", tmp_path / "b.columns"], spool, passage)
