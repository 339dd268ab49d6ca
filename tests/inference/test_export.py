import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from cargoscope_datasets.annotations.data_set import MANIFEST, read_data_set, sha256_of
from cargoscope_datasets.annotations.labelled import LabelledScan, NamedBox
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.marking import mark_text
from cargoscope_inference.export import (
    NOT_DECIDED,
    NOTHING_MARKED,
    OPEN,
    PROJECTED_UNFOUND,
    REFERRED,
    export_decided,
)
from cargoscope_inference.storage.accounts import Role, add_account, find_account
from cargoscope_inference.storage.analyses import Analysis, save_analysis
from cargoscope_inference.storage.claims import take_next
from cargoscope_inference.storage.decisions import decide
from cargoscope_inference.storage.inspections import Verdict, find_inspection
from cargoscope_inference.storage.scans import add_description, add_scan
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.stations import Station, add_station, station_of_key
from cargoscope_inference.storage.store import Store
from cargoscope_models.policy import Policy

LABELS = ("pistol", "rifle")
BOXES = {"pistol": [10.0, 20.0, 40.0, 50.0], "rifle": [100.5, 20.25, 300.0, 60.0]}


class Site:
    """A store with a station and an officer, and scans as they would come."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.store.database.migrate()
        with self.store.database.write() as connection:
            station = station_of_key(connection, add_station(connection, "gate-1"))
            assert isinstance(station, Station)
            self.station = station
            add_account(connection, "ada", Role.OFFICER)
            account = find_account(connection, "ada")
            assert account is not None
            self.officer = Officer(account.id, "ada", "officer")
        self.number = 0

    def receive(self, *flagged: str, container: str | None = None, content: bytes | None = None) -> str:
        """A scan that was analysed; its id."""
        self.number += 1
        scan_id = str(UUID(int=self.number))
        with self.store.originals.receive() as incoming:
            incoming.write(content or scan_id.encode())
            incoming.keep()
            with self.store.database.write() as connection:
                add_scan(
                    connection,
                    self.station,
                    scan_id,
                    sha256=incoming.sha256,
                    size=incoming.size,
                    media_type="image/tiff",
                )
                if container is not None:
                    add_description(connection, self.station, scan_id, {"consignments": [{"container": container}]}, [])
        with self.store.database.write() as connection:
            taken = take_next(connection, "worker")
            assert taken is not None
            save_analysis(connection, taken, "worker", analysis(*flagged), Policy((), 0.9))
        return scan_id

    def decide(self, scan_id: str, verdict: Verdict, **confirmed: bool) -> None:
        """Confirm or reject flags by label, and decide."""
        with self.store.database.write() as connection:
            inspection = find_inspection(connection, scan_id)
            assert inspection is not None
            numbers = {flag["label"]: number for number, flag in enumerate(inspection.flags)}
            decide(
                connection,
                inspection,
                self.officer,
                verdict,
                "seen",
                flags_key=inspection.flags_key,
                confirmed={numbers[label]: answer for label, answer in confirmed.items()},
            )


def analysis(*flagged: str) -> Analysis:
    detections = [
        {
            "label": label,
            "score": 0.9,
            "box": BOXES[label],
            "view": "side",
            "threshold": 0.5,
            "flagged": True,
            "facts": {},
        }
        for label in flagged
    ]
    view = {
        "name": "side",
        "width": 2000,
        "height": 700,
        "pitch": [4.0, 6.5],
        "pitch_source": "station",
        "quality": {"not_penetrated": 0.1},
    }
    thresholds = dict.fromkeys(LABELS, 0.5)
    return Analysis("ab" * 32, "tiny", "CPUExecutionProvider", thresholds, LABELS, [view], detections, [{}], 1.0)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "store")
    yield site
    site.store.close()


def exported(folder: Path) -> dict[str, LabelledScan]:
    return {scan.id: scan for scans in read_data_set(folder).scans.values() for scan in scans}


def test_confirmed_is_an_annotation_rejected_a_hard_negative_open_neither(site: Site, tmp_path: Path) -> None:
    held = site.receive("pistol", "rifle")
    site.decide(held, Verdict.HOLD, pistol=False, rifle=True)
    half = site.receive("pistol", "rifle")
    site.decide(half, Verdict.HOLD, pistol=True)
    counts = export_decided(site.store, tmp_path / "set")
    scans = exported(tmp_path / "set")
    (found,) = scans[held].annotations
    assert (found.label, found.box, found.origin, found.concealed) == (
        "rifle",
        (100.5, 20.25, 300.0, 60.0),
        "officer",
        True,
    )
    assert scans[held].hard_negatives == (NamedBox("pistol", (10.0, 20.0, 40.0, 50.0)),)
    assert [each.label for each in scans[half].annotations] == ["pistol"]
    assert [each.label for each in scans[half].open] == ["rifle"]
    assert counts.left_out[OPEN] == 1
    assert scans[held].pitch_mm == (4.0, 6.5)
    assert (scans[held].columns, scans[held].rows) == (2000, 700)


def test_a_projected_threat_never_comes_out_as_a_seizure(site: Site, tmp_path: Path) -> None:
    marked = mark_text(("pistol",)).encode()
    found = site.receive("pistol", "rifle", content=marked + b"1")
    site.decide(found, Verdict.HOLD, pistol=True, rifle=False)
    cleared = site.receive(content=marked + b"2")
    site.decide(cleared, Verdict.CLEAR)
    counts = export_decided(site.store, tmp_path / "set")
    scans = exported(tmp_path / "set")
    assert set(scans) == {found}
    assert counts.left_out[PROJECTED_UNFOUND] == 1
    assert [(each.label, each.origin) for each in scans[found].annotations] == [("pistol", "projected")]
    assert scans[found].verdict == "projected"
    assert scans[found].hard_negatives == ()


def test_a_cleared_scan_stays_in_as_an_empty_image(site: Site, tmp_path: Path) -> None:
    quiet, wrong = site.receive(), site.receive("pistol")
    site.decide(quiet, Verdict.CLEAR)
    site.decide(wrong, Verdict.CLEAR, pistol=False)
    counts = export_decided(site.store, tmp_path / "set")
    assert {scan_id: scan.annotations for scan_id, scan in exported(tmp_path / "set").items()} == {quiet: (), wrong: ()}
    assert sum(row["without_objects"] for row in counts.splits.values()) == 2
    images = [
        image
        for split in Split
        for image in json.loads((tmp_path / f"set/annotations/{split.value}.json").read_bytes())["images"]
    ]
    assert len(images) == 2


def test_what_is_there_although_the_scan_was_cleared_was_not_concealed(site: Site, tmp_path: Path) -> None:
    declared = site.receive("rifle")
    site.decide(declared, Verdict.CLEAR, rifle=True)
    export_decided(site.store, tmp_path / "set")
    (found,) = exported(tmp_path / "set")[declared].annotations
    assert not found.concealed


def test_what_cannot_be_learnt_from_is_left_out_and_counted(site: Site, tmp_path: Path) -> None:
    site.receive("pistol")
    site.decide(site.receive("pistol"), Verdict.REFER)
    site.decide(site.receive("pistol"), Verdict.HOLD, pistol=False)
    with pytest.raises(DataSetError, match="no decided inspection"):
        export_decided(site.store, tmp_path / "set")
    assert not (tmp_path / "set").exists()
    cleared = site.receive()
    site.decide(cleared, Verdict.CLEAR)
    counts = export_decided(site.store, tmp_path / "set")
    assert counts.left_out == {NOT_DECIDED: 1, REFERRED: 1, NOTHING_MARKED: 1}
    assert exported(tmp_path / "set").keys() == {cleared}


def test_originals_are_the_bytes_that_came_named_by_their_hash(site: Site, tmp_path: Path) -> None:
    scan_id = site.receive(content=b"as the scanner sent it")
    site.decide(scan_id, Verdict.CLEAR)
    export_decided(site.store, tmp_path / "set")
    (path,) = (tmp_path / "set" / "originals").iterdir()
    assert path.read_bytes() == b"as the scanner sent it"
    assert path.name == f"{sha256_of(path)}.tif"


def test_scans_of_one_container_or_of_the_same_bytes_are_in_one_split(site: Site, tmp_path: Path) -> None:
    same_box = [site.receive(container="MSKU 907032-3" if number % 2 else "msku9070323") for number in range(24)]
    same_bytes = [site.receive(content=b"twice") for _ in range(2)]
    for scan_id in (*same_box, *same_bytes):
        site.decide(scan_id, Verdict.CLEAR)
    export_decided(site.store, tmp_path / "set")
    data = read_data_set(tmp_path / "set")
    split = {scan.id: name for name, scans in data.scans.items() for scan in scans}
    assert len({split[scan_id] for scan_id in same_box}) == 1
    assert len({split[scan_id] for scan_id in same_bytes}) == 1


def test_the_same_store_gives_the_same_bytes(site: Site, tmp_path: Path) -> None:
    site.decide(site.receive("rifle"), Verdict.HOLD, rifle=True)
    for name in ("one", "two"):
        export_decided(site.store, tmp_path / name)
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()
    with pytest.raises(DataSetError, match="exists already"):
        export_decided(site.store, tmp_path / "one")


def test_an_original_that_has_changed_is_not_passed_on(site: Site, tmp_path: Path) -> None:
    scan_id = site.receive()
    site.decide(scan_id, Verdict.CLEAR)
    for path in site.store.originals.path("00" * 32).parent.parent.rglob("*"):
        if path.is_file():
            path.write_bytes(b"rot")
    with pytest.raises(DataSetError, match="not what its station sent"):
        export_decided(site.store, tmp_path / "set")
    assert not (tmp_path / "set").exists()
