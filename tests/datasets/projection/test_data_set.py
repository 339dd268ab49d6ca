import json
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.coco import to_coco
from cargoscope_datasets.annotations.data_set import DataSet, read_data_set, write_documents
from cargoscope_datasets.annotations.formats import Annotations, Format, read_annotations, write_annotations
from cargoscope_datasets.annotations.growing import CONTACT_SHEET
from cargoscope_datasets.annotations.labelled import PROJECTED, LabelledScan
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.annotations.splitting import write_split
from cargoscope_datasets.errors import DataSetError, RecipeError
from cargoscope_datasets.marking import is_file_marked
from cargoscope_datasets.projection.clean_scans import clean_scans
from cargoscope_datasets.projection.data_set import ProjectionRecipe, make_projected_set
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_jpeg, write_npz, write_png, write_tiff

PITCH = Pitch(5.0, 6.0, PitchSource.FILE)
RECIPE = ProjectionRecipe(labels=("pistol", "brick_package"), count=2, seed=3, pitch=PITCH)


class Cut(Exception):
    """Stands for a kill at that moment."""


def quiet(done: int, total: int) -> None:
    pass


def load(seed: int, rows: int = 260, columns: int = 420) -> np.ndarray:
    """A load in air, 16 bit."""
    rng = np.random.default_rng(seed)
    signal = np.full((rows, columns), 55_000.0)
    signal[40 : rows - 30, 40 : columns - 40] *= 0.3
    return np.asarray(rng.poisson(signal), np.uint16)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One of every form."""
    folder = tmp_path_factory.mktemp("clean")
    grey = np.asarray(load(2) // 256, np.uint8)
    write_tiff(folder / "a.tif", load(1)[None], PITCH)
    write_npz(folder / "b.npz", load(3)[None], np.full((1, 260), 55_000, np.float32), PITCH)
    write_jpeg(folder / "c.jpg", grey)
    write_png(folder / "d.png", grey)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def made(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """Begun, cut after the third projection, and taken up again."""
    out = tmp_path_factory.mktemp("sets") / "projected"

    def cut_after_three(done: int, total: int) -> None:
        assert total == 8
        if done == 3:
            raise Cut

    with pytest.raises(Cut):
        make_projected_set(clean_scans(files)[0], RECIPE, out, cut_after_three)
    assert not out.exists()
    before = {path.name: path.stat().st_mtime_ns for path in out.with_name("projected.partial").rglob("originals/*")}
    assert len(before) == 3
    make_projected_set(clean_scans(files)[0], RECIPE, out, quiet)
    assert {name: (out / "originals" / name).stat().st_mtime_ns for name in before} == before
    return read_data_set(out)


def scans_of(data: DataSet) -> list[LabelledScan]:
    return [scan for part in data.scans.values() for scan in part]


def test_a_run_that_was_cut_ends_in_the_same_set(made: DataSet, files: list[Path], tmp_path: Path) -> None:
    make_projected_set(clean_scans(files)[0], RECIPE, tmp_path / "whole", quiet)
    assert read_data_set(tmp_path / "whole").id == made.id


def test_every_scan_is_written_as_it_came_and_reads_back(made: DataSet) -> None:
    scans = scans_of(made)
    assert sorted(Path(scan.file).suffix for scan in scans) == [".jpg"] * 2 + [".npz"] * 2 + [".png"] * 2 + [".tif"] * 2
    with ScanReader() as reader:
        for scan in scans:
            read = reader.read([made.path(scan)])
            assert read.projected
            assert read.views[0].planes.shape == (1, scan.rows, scan.columns)
    assert (made.folder / CONTACT_SHEET).is_file()


def test_what_was_projected_is_marked_in_every_file(made: DataSet) -> None:
    for scan in scans_of(made):
        assert scan.verdict == PROJECTED
        assert scan.annotations
        assert {each.origin for each in scan.annotations} == {Origin.PROJECTED}
        assert all(each.contrast is not None for each in scan.annotations)
        assert is_file_marked(made.path(scan))
    manifest = json.loads((made.folder / "manifest.json").read_text())
    assert manifest["counts"]["projected"]["seed"] == 3
    assert sum(manifest["counts"]["bands"].values()) == sum(len(scan.annotations) for scan in scans_of(made))
    details = json.loads((made.folder / "scans.json").read_text())
    assert all(each["projected"] and each["caption"].startswith("PROJECTED") for each in details)


def test_projections_into_one_scan_are_never_split(made: DataSet) -> None:
    holder: dict[str, Split] = {}
    for split, part in made.scans.items():
        for scan in part:
            (group,) = scan.groups
            assert holder.setdefault(group, split) is split
    assert len(holder) == 4


@pytest.mark.parametrize("kind", Format)
def test_the_mark_survives_every_conversion(made: DataSet, kind: Format, tmp_path: Path) -> None:
    scans = tuple(scans_of(made))
    target = tmp_path / ("set.json" if kind is Format.COCO else "set")
    write_annotations(Annotations(RECIPE.labels, scans), kind, target)
    if kind is Format.YOLO:
        (target / "images").mkdir()
        for scan in scans:
            (target / "images" / Path(scan.file).name).write_bytes(made.path(scan).read_bytes())
    read = read_annotations(target, lambda _: (260, 420))
    assert len(read.scans) == len(scans)
    assert {each.origin for scan in read.scans for each in scan.annotations} == {Origin.PROJECTED}


def test_origins_that_do_not_belong_to_a_yolo_set_are_refused(made: DataSet, tmp_path: Path) -> None:
    scans = tuple(scans_of(made))
    write_annotations(Annotations(RECIPE.labels, scans), Format.YOLO, tmp_path / "set")
    (tmp_path / "set" / "images").mkdir()
    for scan in scans:
        (tmp_path / "set" / "images" / Path(scan.file).name).touch()
    first = next((tmp_path / "set" / "labels").iterdir())
    first.write_text("")
    with pytest.raises(DataSetError, match="do not belong together"):
        read_annotations(tmp_path / "set", lambda _: (260, 420))


def test_a_tool_that_loses_the_mark_is_found_out_by_the_files(made: DataSet, tmp_path: Path) -> None:
    """A foreign COCO of the same files, in which every box is an imported one."""
    lost = tuple(
        replace(scan, annotations=tuple(replace(each, origin=Origin.IMPORTED) for each in scan.annotations))
        for scan in scans_of(made)
    )
    with pytest.raises(DataSetError, match="lost their origin"):
        write_split(Annotations(RECIPE.labels, lost), made.folder, tmp_path / "split")
    emptied = tuple(replace(scan, annotations=()) for scan in scans_of(made))
    with pytest.raises(DataSetError, match="lost their origin"):
        write_split(Annotations(RECIPE.labels, emptied), made.folder, tmp_path / "split")
    write_split(Annotations(RECIPE.labels, tuple(scans_of(made))), made.folder, tmp_path / "split")
    kept = read_data_set(tmp_path / "split")
    assert {each.origin for scan in scans_of(kept) for each in scan.annotations} == {Origin.PROJECTED}


def test_a_scan_that_holds_something_is_refused(made: DataSet, files: list[Path], tmp_path: Path) -> None:
    projected = made.path(scans_of(made)[0])
    with pytest.raises(DataSetError, match="projected threat in it already"):
        clean_scans([projected])
    with pytest.raises(DataSetError, match="all 8 hold something"):
        clean_scans([made.folder])
    (tmp_path / "own" / "originals").mkdir(parents=True)
    content = files[0].read_bytes()
    (tmp_path / "own" / "originals" / "a.tif").write_bytes(content)
    found = Annotation("pistol", (10.0, 10.0, 30.0, 30.0), Origin.OFFICER, concealed=True)
    scan = LabelledScan("a", "originals/a.tif", 260, 420, (5.0, 6.0), PitchSource.FILE, "hold", (found,), (), ())
    parts = {Split.TRAIN: [scan], Split.VALIDATION: [], Split.TEST: []}
    write_documents(tmp_path / "own", parts, ("pistol",), {})
    with pytest.raises(DataSetError, match="holds something already"):
        clean_scans([tmp_path / "own" / "originals" / "a.tif"])
    chosen, holding = clean_scans([tmp_path / "own", files[1]])
    shutil.rmtree(tmp_path / "own" / "annotations")
    (tmp_path / "own" / "manifest.json").unlink()
    write_documents(tmp_path / "own", parts, ("pistol",), {"benchmark": True})
    with pytest.raises(DataSetError, match="kept for benchmarks"):
        clean_scans([tmp_path / "own"])
    assert ([each.path for each in chosen], holding) == ([files[1]], 1)


def test_what_cannot_be_is_said_in_words(files: list[Path], tmp_path: Path) -> None:
    picture = np.full((60, 90), 240, np.uint8)
    picture[20:40, 15:75] = 90
    cv2.imwrite(str(tmp_path / "gun.png"), picture)
    with pytest.raises(RecipeError, match="one label"):
        ProjectionRecipe(cutouts=(tmp_path / "gun.png",))
    with pytest.raises(RecipeError, match="labels must be among"):
        ProjectionRecipe(labels=("sword",))
    shape_only = ProjectionRecipe(labels=("pistol",), cutouts=(tmp_path / "gun.png",), pitch=PITCH)
    with pytest.raises(DataSetError, match=r"a\.tif is a raw scan.*--cutout-mv"):
        make_projected_set(clean_scans(files[:1])[0], shape_only, tmp_path / "raw", quiet)
    make_projected_set(clean_scans(files[2:3])[0], shape_only, tmp_path / "display", quiet)
    known = replace(shape_only, cutout_mv=6.0)
    make_projected_set(clean_scans(files[:1])[0], known, tmp_path / "known", quiet)
    for name in ("display", "known"):
        (scan,) = scans_of(read_data_set(tmp_path / name))
        assert [each.family for each in scan.annotations] == ["cutout"]
    with pytest.raises(DataSetError, match="exists already"):
        make_projected_set(clean_scans(files)[0], RECIPE, tmp_path / "known", quiet)


def test_coco_keeps_the_contrast(made: DataSet) -> None:
    document = to_coco(scans_of(made)[:1], RECIPE.labels)
    assert {entry["origin"] for entry in document["annotations"]} == {"projected"}
    assert all("contrast" in entry for entry in document["annotations"])
