from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource, ViewKind
from cargoscope_datasets.simulation.simulate import SimulatedScan, simulate
from cargoscope_training.benchmark.recipe import BenchmarkRecipe
from cargoscope_training.benchmark.scenes import BenchmarkScan, Case, cases, order, scans_of
from cargoscope_training.benchmark.truths import facets_of, steel_mm, step, truths_of
from cargoscope_training.benchmark.viewing import view_of
from cargoscope_training.evaluation.results import Role


@pytest.fixture(scope="module")
def scans(tiny: BenchmarkRecipe) -> list[BenchmarkScan]:
    return list(scans_of(tiny, Case(Role.CLEAN, 0), tiny.labels))


def test_every_scene_has_its_clean_scan_and_one_a_threat(tiny: BenchmarkRecipe, scans: list[BenchmarkScan]) -> None:
    assert [each.name for each in cases(tiny)] == ["clean-00000", "clean-00001", "threshold-00000"]
    assert [each.name for each in scans] == ["clean-00000", "pistol-00000", "person-00000"]
    assert [each.role for each in scans] == [Role.CLEAN, Role.THREAT, Role.THREAT]
    assert scans[0].taken.scan.annotations == ()
    for each in scans[1:]:
        assert each.find is not None
        assert each.find.concealed
        assert {one.label for one in each.taken.scan.annotations} == {each.find.label}
        assert np.any(each.taken.scan.counts != scans[0].taken.scan.counts)


def test_labels_go_through_the_scenes_in_orders_of_their_own(tiny: BenchmarkRecipe) -> None:
    assert sorted(order(tiny, "pistol").tolist()) == [0, 1]
    assert order(tiny, "pistol").tolist() == order(tiny, "pistol").tolist()


def test_what_is_hidden_is_told_in_groups(scans: list[BenchmarkScan]) -> None:
    for scan in scans[1:]:
        truths = truths_of(scan, view_of(scan.taken.scan, scan.kind))
        assert len(truths) == len(scan.taken.scan.annotations)
        for each in truths:
            assert each.facets["band"] in ("plain", "fair", "faint")
            assert each.facets["hidden in"] == scan.taken.scan.annotations[0].place
            assert each.seen_in_training == (each.facets["new to training"] == "nothing")
            assert each.facets["preset"] == facets_of(scan)["preset"] == "rail_9mv"
            assert each.shows is not None
            assert each.shows > 0


def test_steps_have_no_gap() -> None:
    assert [step(value, (20, 60), " mm") for value in (0, 20, 59.9, 60)] == [
        "1: below 20 mm", "2: 20 to 60 mm", "2: 20 to 60 mm", "3: 60 mm and more",
    ]  # fmt: skip


def test_steel_is_as_thick_as_it_lets_through() -> None:
    """Broad-spectrum transmission of 10 cm of steel at 6 and 9 MV, calculated from NIST XCOM's tables."""
    assert steel_mm(-np.log(3.5e-2), 6.0) == pytest.approx(100, rel=0.05)
    assert steel_mm(-np.log(5.0e-2), 9.0) == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize(
    ("kind", "suffix"), [(ViewKind.CALIBRATED, ".npz"), (ViewKind.CALIBRATED, ".tif"), (ViewKind.DISPLAY, ".jpg")]
)
def test_the_view_is_the_one_that_reading_the_file_gives(kind: ViewKind, suffix: str, tmp_path: Path) -> None:
    scan: SimulatedScan = simulate(3, preset="rail_9mv")
    path = tmp_path / f"scan{suffix}"
    scan.write(path)
    with ScanReader() as reader:
        (read,) = reader.read([path], pitch=Pitch(scan.pitch.row_mm, scan.pitch.column_mm, PitchSource.STATION)).views
    view = view_of(scan, kind)
    assert (view.kind, view.pitch, view.outlines) == (read.kind, read.pitch, read.outlines)
    assert np.array_equal(view.planes, read.planes)
