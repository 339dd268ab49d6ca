from pathlib import Path

import cv2
import numpy as np
import pytest

from cargoscope_datasets.errors import CargoscopeError
from cargoscope_datasets.scan import ViewKind
from cargoscope_training.adaptation.cutouts import Finds, read_cutouts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One bar on a bright background."""
    picture = np.full((60, 100), 250, np.uint8)
    picture[20:30, 10:90] = 80
    cv2.imwrite(str(tmp_path / "bar.png"), picture)
    return tmp_path


def test_a_cutout_is_drawn_in_its_length_and_turned(folder: Path) -> None:
    finds = Finds(1, read_cutouts([f"pistol,200,220={folder}"], ("pistol",)), None)
    rng = np.random.default_rng(0)
    # The bank is not asked: a find of it has kinds of places, or is water and iron alone.
    drawn = [image for _ in range(30) if len((image := finds.draw(ViewKind.DISPLAY, rng, "pistol")).density) > 2]
    assert 5 < len(drawn) < 25
    spans = [np.hypot(box[2] - box[0], box[3] - box[1]) * image.pitch_mm for image in drawn for box in image.boxes]
    assert min(spans) > 190
    assert max(spans) < 260
    assert len({image.density.shape for image in drawn}) > 3


def test_shapes_of_unknown_energy_do_not_go_into_raw_scans(folder: Path) -> None:
    finds = Finds(1, read_cutouts([f"pistol,200,220={folder}"], ("pistol",)), None)
    rng = np.random.default_rng(0)
    assert {len(finds.draw(ViewKind.CALIBRATED, rng, "pistol").density) for _ in range(8)} == {2}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pistol=x", "is not LABEL,LEAST,MOST=FOLDER"),
        ("pistol,9,8=x", "is not LABEL,LEAST,MOST=FOLDER"),
        ("pistol,8,9", "is not LABEL,LEAST,MOST=FOLDER"),
        ("bomb,8,9=x", "which the release does not know"),
        ("pistol,8,9=x", "has no pictures of threats"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, message: str) -> None:
    with pytest.raises(CargoscopeError, match=message):
        read_cutouts([text], ("pistol",))
