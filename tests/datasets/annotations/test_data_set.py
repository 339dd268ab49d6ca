import hashlib
import json
from pathlib import Path

import pytest

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.data_set import MANIFEST, read_data_set, write_documents
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.errors import DataSetError


def scan(number: int, folder: Path) -> LabelledScan:
    sha256 = hashlib.sha256(bytes([number])).hexdigest()
    file = f"originals/{sha256}.tif"
    (folder / file).write_bytes(bytes([number]))
    found = (Annotation("rifle", (1.5, 2.0, 30.0, 9.0), Origin.OFFICER, concealed=True),) if number == 1 else ()
    return LabelledScan(f"id-{number}", file, 10, 40, None, None, "hold", found, (), ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "originals").mkdir()
    scans = {Split.TRAIN: [scan(1, tmp_path), scan(2, tmp_path)], Split.VALIDATION: [scan(3, tmp_path)], Split.TEST: []}
    write_documents(tmp_path, scans, ["pistol", "rifle"], {"decided": 3})
    return tmp_path


def test_what_was_written_is_read(folder: Path) -> None:
    data = read_data_set(folder)
    assert [len(data.scans[split]) for split in Split] == [2, 1, 0]
    first, empty = data.scans[Split.TRAIN]
    assert first.annotations[0].label == "rifle"
    assert empty.annotations == ()
    assert data.path(first).read_bytes() == bytes([1])
    assert data.id == hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def test_every_file_but_the_manifest_is_named_with_its_hash(folder: Path) -> None:
    named = json.loads((folder / MANIFEST).read_bytes())["sha256"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert named.keys() == there - {MANIFEST}


@pytest.mark.parametrize("name", ["annotations/train.json", "originals"])
def test_a_file_that_was_changed_or_lost_is_found(folder: Path, name: str) -> None:
    path = folder / name
    file = path if path.is_file() else next(iter(path.iterdir()))
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(DataSetError, match="the manifest says"):
        read_data_set(folder)
    file.unlink()
    with pytest.raises(DataSetError, match="cannot be read"):
        read_data_set(folder)


def test_a_manifest_cannot_point_outside(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["sha256"]["../elsewhere"] = "00"
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(DataSetError, match="outside"):
        read_data_set(folder)


def test_another_folder_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="not a data set"):
        read_data_set(tmp_path)


def test_a_set_for_benchmarks_says_so(tmp_path: Path) -> None:
    for benchmark in (False, True):
        folder = tmp_path / str(benchmark)
        folder.mkdir()
        write_documents(folder, {split: [] for split in Split}, ["pistol"], {"benchmark": benchmark})
        assert read_data_set(folder).benchmark is benchmark
