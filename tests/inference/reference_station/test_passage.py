import io
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_datasets.errors import ScanError, SpoolFull
from cargoscope_datasets.writing import write_columns
from cargoscope_inference.reference_station import passage as passage_module
from cargoscope_inference.reference_station.entry import Progress
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.passage import Passage
from cargoscope_inference.reference_station.spool import Spool

from .conftest import sha

COLUMNS = 300


def content_of(folder: Path, view: str = "side") -> bytes:
    header = ColumnsHeader(view, 16, RowOrder.TOP_DOWN, (6.0,), Sample.U16, pitch_mm=(5.0, 5.0))
    planes = np.arange(16 * COLUMNS, dtype=np.uint16).reshape(1, 16, COLUMNS)
    write_columns(folder / "a.columns", planes, header)
    return (folder / "a.columns").read_bytes()


class Driving:
    """A vehicle that passes as time is let go by."""

    def __init__(self, spool: Spool, narrator: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.seen: list[int] = []
        self.spool = spool
        self.stopping = Event()
        monkeypatch.setattr(passage_module.time, "monotonic", lambda: self.seconds)
        monkeypatch.setattr(self.stopping, "wait", self.wait)
        # 18 km/h are 5 m/s: a thousand columns of 5 mm a second.
        self.passage = Passage(spool, narrator, self.stopping, speed_kmh=18)

    def wait(self, seconds: float) -> bool:
        self.seconds += seconds
        self.seen += [self.spool.path(each, each.parts[0]).stat().st_size for each in self.spool.entries()]
        return self.stopping.is_set()


@pytest.fixture
def driving(spool: Spool, narrator: Narrator, monkeypatch: pytest.MonkeyPatch) -> Driving:
    return Driving(spool, narrator, monkeypatch)


def test_columns_come_as_fast_as_the_vehicle_drives(driving: Driving, tmp_path: Path) -> None:
    content = content_of(tmp_path)
    header = content.index(b"\n") + 1
    scan_id = driving.passage.play([content], "truck", {"lane": "2"})
    (entry,) = driving.spool.entries()
    assert driving.seen[:4] == [header + 32 * columns for columns in (0, 100, 200, 300)]
    assert (entry.id, entry.progress) == (scan_id, Progress.COMPLETE)
    assert entry.parts[0].sha256 == sha(content)
    assert entry.metadata["lane"] == "2"
    assert entry.metadata["started_at"] <= entry.metadata["finished_at"]


def test_two_views_pass_together(driving: Driving, tmp_path: Path) -> None:
    contents = [content_of(tmp_path, "side"), content_of(tmp_path, "top")]
    driving.passage.play(contents, "truck", {})
    (entry,) = driving.spool.entries()
    assert [(part.view, part.sha256) for part in entry.parts] == [("side", sha(contents[0])), ("top", sha(contents[1]))]


def test_one_view_twice_is_refused(driving: Driving, tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="two files of the view side"):
        driving.passage.play([content_of(tmp_path)] * 2, "truck", {})
    assert driving.spool.entries() == []


def test_a_passage_that_is_stopped_is_no_complete_scan(driving: Driving, tmp_path: Path) -> None:
    driving.stopping.set()
    assert driving.passage.play([content_of(tmp_path)], "truck", {}) is None
    (entry,) = driving.spool.entries()
    assert entry.progress is Progress.GROWING


def test_a_full_disk_keeps_the_vehicle_waiting(
    driving: Driving, tmp_path: Path, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, append, refusals = content_of(tmp_path), driving.spool.append, iter(range(5))

    def full_at_first(*arguments: object) -> None:
        if next(refusals, None) is not None:
            raise SpoolFull("the disk of the spool is full; no scan is taken until there is room")
        append(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(driving.spool, "append", full_at_first)
    driving.passage.play([content], "truck", {})
    (entry,) = driving.spool.entries()
    assert entry.parts[0].sha256 == sha(content)
    assert output.getvalue().count("the vehicle that passes waits") == 1
