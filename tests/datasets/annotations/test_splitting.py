from dataclasses import replace
from pathlib import Path

import pytest

from cargoscope_datasets.annotations.data_set import read_data_set, refuse_leak
from cargoscope_datasets.annotations.formats import Annotations
from cargoscope_datasets.annotations.labelled import IMPORTED, LabelledScan
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.annotations.splitting import write_split
from cargoscope_datasets.errors import DataSetError


def scan(number: int, *groups: str) -> LabelledScan:
    return LabelledScan(f"s{number}", f"images/{number}.bin", 9, 9, None, None, IMPORTED, (), (), (), groups=groups)


def files(folder: Path, scans: list[LabelledScan], content: str = "") -> Path:
    for each in scans:
        path = folder / each.file
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content or each.id)
    return folder


def test_scans_with_a_group_or_bytes_in_common_stay_together(tmp_path: Path) -> None:
    scans = [scan(n, f"container-{n // 4}") for n in range(80)]
    write_split(Annotations(("rifle",), tuple(scans)), files(tmp_path / "in", scans), tmp_path / "out")
    found = read_data_set(tmp_path / "out")
    assert sum(map(len, found.scans.values())) == 80
    assert all(part for part in found.scans.values())
    for part in found.scans.values():
        assert len(part) % 4 == 0


def test_the_same_bytes_are_never_on_both_sides(tmp_path: Path) -> None:
    scans = [scan(n) for n in range(30)]
    write_split(Annotations((), tuple(scans)), files(tmp_path / "in", scans, "same"), tmp_path / "out")
    assert sorted(map(len, read_data_set(tmp_path / "out").scans.values())) == [0, 0, 30]


@pytest.mark.parametrize("shared", ["id", "file", "groups"])
def test_a_leak_is_refused(shared: str) -> None:
    one, two = scan(1, "a"), scan(2, "b")
    leak = replace(two, **{shared: getattr(one, shared)})
    with pytest.raises(DataSetError, match="is in train and in test"):
        refuse_leak({Split.TRAIN: [one], Split.VALIDATION: [], Split.TEST: [leak]})


def test_a_scan_from_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    stray = replace(scan(1), file="../secret")
    with pytest.raises(DataSetError, match="outside"):
        write_split(Annotations((), (stray,)), files(tmp_path / "in", [scan(1)]), tmp_path / "out")
    assert not (tmp_path / "out").exists()
