import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from cargoscope_datasets.marking import mark_text
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_png
from cargoscope_training.adaptation.gathering import gather


def put(path: Path, grey: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((40, 60), grey, np.uint8))


def test_what_a_sidecar_says_of_pitch_and_view_counts(tmp_path: Path) -> None:
    put(tmp_path / "a.png", 1)
    (tmp_path / "a.json").write_text(json.dumps({"pitch": [4.1, 6.4], "lane": "2"}))
    put(tmp_path / "b.png", 2)
    (tmp_path / "b.json").write_text(json.dumps({"passage": "p", "view": "top", "views": ["side", "top"]}))
    put(tmp_path / "c.png", 3)
    (tmp_path / "c.json").write_text("no JSON")
    gathered = gather([tmp_path], None)
    pitch = {gathered.names[scan.sha256]: scan.pitch for scan in gathered.scans}
    assert pitch == {"a.png": Pitch(4.1, 6.4, PitchSource.STATION), "c.png": None}
    assert "is the top view" in gathered.left_out["b.png"]


def test_the_same_bytes_are_one_scan_and_a_name_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path / "one" / "a.png", 1)
    put(tmp_path / "one" / "in" / "b.png", 2)
    put(tmp_path / "other" / "z.png", 2)
    put(tmp_path / "other" / "y.png", 1)
    put(tmp_path / "other" / "twice.png", 1)
    one, other = (gather([tmp_path / name], None) for name in ("one", "other"))
    assert len(other.scans) == 2
    assert set(one.names.values()) == {"a.png", "in/b.png"}
    assert one.id == other.id
    assert gather([tmp_path / "one"], Pitch(4.0, 5.0, PitchSource.COMMAND_LINE)).id != one.id


def test_a_scan_with_a_projection_in_it_is_left_out_in_words(tmp_path: Path) -> None:
    write_png(tmp_path / "made.png", np.zeros((40, 60), np.uint8), note=mark_text(("pistol",)))
    put(tmp_path / "clean.png", 200)
    gathered = gather([tmp_path], None)
    assert list(gathered.names.values()) == ["clean.png"]
    assert gathered.left_out["made.png"].startswith("has a projected threat in it already")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    gathered = gather([tmp_path / "gone.tif"], None)
    assert gathered.scans == ()
    assert "cannot be read" in gathered.left_out["gone.tif"]


@pytest.mark.parametrize("told", [[0, 4], [4], ["4", 5], "4,5"])
def test_a_pitch_that_is_none_is_no_pitch(told: object, tmp_path: Path) -> None:
    put(tmp_path / "a.png", 1)
    (tmp_path / "a.json").write_text(json.dumps({"pitch": told}))
    assert gather([tmp_path], None).scans[0].pitch is None
