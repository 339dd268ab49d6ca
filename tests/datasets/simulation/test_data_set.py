import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.annotations.data_set import DataSet, read_data_set
from cargoscope_datasets.decoding.files import decode_files
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.simulation.data_set import CONTACT_SHEET, SCANS, make_data_set
from cargoscope_datasets.simulation.recipe import SimulationRecipe

RECIPE = SimulationRecipe(
    name="tiny", seed=4, scans=3, labels=("pistol", "cigarettes"), hiding=1.0, unknown=1.0, presets=("rail_9mv",),
    files=("tif", "npz", "columns", "jpg"),
)  # fmt: skip


class Cut(Exception):
    """Stands for a kill at that moment."""


def quiet(done: int, total: int) -> None:
    pass


def cut_after_two(done: int, total: int) -> None:
    assert total == 3
    if done == 2:
        raise Cut


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """Begun, cut after the second scan, and taken up again."""
    out = tmp_path_factory.mktemp("sets") / "tiny"
    with pytest.raises(Cut):
        make_data_set(RECIPE, out, cut_after_two)
    assert not out.exists()
    before = {path: path.stat().st_mtime_ns for path in out.with_name("tiny.partial").rglob("*.tif")}
    make_data_set(RECIPE, out, quiet)
    kept = [time for path, time in before.items() if (out / "originals" / path.name).stat().st_mtime_ns == time]
    assert len(kept) == 2
    assert not out.with_name("tiny.partial").exists()
    return read_data_set(out)


def test_a_run_that_was_cut_ends_in_the_same_set_as_one_that_was_not(made: DataSet, tmp_path: Path) -> None:
    make_data_set(RECIPE, tmp_path / "whole", quiet)
    assert read_data_set(tmp_path / "whole").id == made.id


def test_the_set_holds_scans_with_their_boxes_and_what_they_are_of(made: DataSet) -> None:
    scans = [scan for part in made.scans.values() for scan in part]
    assert len(scans) == 3
    marked = [annotation for scan in scans for annotation in scan.annotations]
    assert {each.label for each in marked} <= {"pistol", "cigarettes", UNKNOWN}
    assert UNKNOWN in {each.label for each in marked}
    assert all(each.detectability is not None for each in marked)
    with ScanReader() as reader:
        (view,) = reader.read([made.path(scans[0])]).views
    assert view.planes.shape[1:] == (scans[0].rows, scans[0].columns)
    details = json.loads((made.folder / SCANS).read_text())
    assert {each["id"] for each in details} == {scan.id for scan in scans}
    assert {each["preset"] for each in details} == {"rail_9mv"}
    assert (made.folder / CONTACT_SHEET).read_bytes()[:2] == b"\xff\xd8"


def test_every_scan_is_there_as_all_that_the_recipe_names(made: DataSet) -> None:
    scans = {scan.id: scan for part in made.scans.values() for scan in part}
    for each in json.loads((made.folder / SCANS).read_text()):
        files = {form: made.folder / name for form, name in each["files"].items()}
        assert tuple(files) == RECIPE.files
        assert made.path(scans[each["id"]]) == files["tif"]
        assert [path.suffix for path in files.values()] == [".tif", ".npz", ".columns", ".jpg"]
        tif, npz, columns, jpg = (decode_files([path], Limits())[0] for path in files.values())
        assert jpg.display
        assert jpg.planes.shape == tif.planes.shape
        assert tif.air is not None
        for same in (npz, columns):
            np.testing.assert_array_equal(same.planes, tif.planes)
            np.testing.assert_array_equal(same.air, tif.air)


def test_what_is_there_is_not_overwritten(made: DataSet, tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="exists already"):
        make_data_set(RECIPE, made.folder, quiet)
    with pytest.raises(Cut):
        make_data_set(RECIPE, tmp_path / "other", cut_after_two)
    with pytest.raises(DataSetError, match="another recipe"):
        make_data_set(replace(RECIPE, seed=5), tmp_path / "other", quiet)
    with pytest.raises(DataSetError, match="another recipe"):
        make_data_set(replace(RECIPE, files=("tif",)), tmp_path / "other", quiet)
