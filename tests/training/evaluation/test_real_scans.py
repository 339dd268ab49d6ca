from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.protocol import Projection
from cargoscope_models.detection import Detection
from cargoscope_training.evaluation.real_scans import CleanScan, Outcome, clean_scans, judge

SCAN = CleanScan(Path("truck.jpg"), "truck.jpg", (4.0, 8.0))
BOX = (100.0, 100.0, 130.0, 140.0)


def projected() -> Projection:
    annotation = Annotation(label="pistol", box=BOX, origin=Origin.PROJECTED, concealed=True)
    return Projection(np.zeros((1, 1), np.uint8), annotation, 4.0)


def flag(box: tuple[float, float, float, float], label: str = "pistol") -> Detection:
    return Detection(label=label, score=0.9, box=box, view="side", threshold=0.5)


@pytest.mark.parametrize(
    ("flags", "found", "named", "located"),
    [
        ([], False, False, False),
        ([flag(BOX)], True, True, True),
        ([flag(BOX, "rifle")], True, False, True),
        ([flag((118.0, 100.0, 148.0, 140.0))], False, False, True),
        ([flag((140.0, 100.0, 150.0, 140.0))], False, False, True),
        ([flag((400.0, 400.0, 430.0, 440.0))], False, False, False),
    ],
    ids=["nothing", "exact", "other label", "shifted", "beside, within 25 cm", "elsewhere"],
)
def test_flags_are_held_against_the_gun(flags: list[Detection], found: bool, named: bool, located: bool) -> None:
    assert judge(SCAN, projected(), flags) == Outcome("truck.jpg", 4.0, found, named, located)


def test_a_folder_without_scans_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"scans\.tsv"):
        clean_scans(tmp_path, "look")


def test_the_halves_share_no_scan(data_folder: Path) -> None:
    look, report = ({scan.name for scan in clean_scans(data_folder, half)} for half in ("look", "report"))
    assert look
    assert report
    assert not look & report
