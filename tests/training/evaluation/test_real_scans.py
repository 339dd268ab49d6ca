import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.protocol import Projection
from cargoscope_training.evaluation.by_band import judge, table
from cargoscope_training.evaluation.figures import figures_of
from cargoscope_training.evaluation.real_scans import clean_scans, truth_of
from cargoscope_training.evaluation.results import Header, Results, Role, Said, Scanned, Truth
from cargoscope_training.evaluation.results import Origin as FigureOrigin

BOX = (100.0, 100.0, 130.0, 140.0)
GUN = Truth("pistol", "side", BOX, True, {"band": "plain"}, 4.0)


def flag(box: tuple[float, float, float, float], label: str = "pistol") -> Said:
    return Said(label, 0.9, "side", box, flagged=True)


def hiding(*flags: Said) -> Scanned:
    return Scanned("truck.jpg#0", "truck.jpg", Role.THREAT, 1, (4.0, 8.0), (GUN,), flags)


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
def test_flags_are_held_against_the_gun(flags: list[Said], found: bool, named: bool, located: bool) -> None:
    assert judge(GUN, hiding(*flags)) == (found, named, located)


def test_what_is_below_its_threshold_is_no_flag() -> None:
    assert judge(GUN, hiding(replace(flag(BOX), flagged=False))) == (False, False, False)


def test_a_gun_s_band_is_a_group() -> None:
    annotation = Annotation(label="pistol", box=BOX, origin=Origin.PROJECTED, concealed=True)
    made = truth_of(Projection(np.zeros((1, 1), np.uint8), annotation, 1.5))
    assert (made.facets, made.shows) == ({"band": "fair"}, 1.5)


def test_figures_are_made_without_scans_to_spare_for_thresholds() -> None:
    header = Header("real", "0" * 64, FigureOrigin.PROJECTED, "1" * 64, "r", ("pistol",), {"pistol": 0.5})
    clean = [Scanned(f"c{n}", f"c{n}", Role.CLEAN, 1, (4.0, 8.0), (), (flag((600.0, 0.0, 630.0, 40.0)),) * (n == 0))
             for n in range(10)]  # fmt: skip
    results = Results(header, (*clean, hiding(flag(BOX))))
    figures = figures_of(results)
    assert (figures.threshold_scans, figures.clean_scans) == (0, 10)
    assert figures.groups["band"][0].shipped.count == 1
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(table({"told": results}))
    assert "1 on 10 scans" in console.export_text()


def test_a_folder_without_scans_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"scans\.tsv"):
        clean_scans(tmp_path, "look")


def test_the_halves_share_no_scan(data_folder: Path) -> None:
    look, report = ({scan.name for scan in clean_scans(data_folder, half)} for half in ("look", "report"))
    assert look
    assert report
    assert not look & report
