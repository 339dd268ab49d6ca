from pathlib import Path

import cv2
import numpy as np
import pytest

from cargoscope_datasets.annotation import Origin
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.contrast import plane_noise
from cargoscope_datasets.projection.cutout import read_cutout
from cargoscope_datasets.projection.protocol import DROP, project


@pytest.fixture
def cutout(tmp_path: Path) -> np.ndarray:
    """An L-shaped plate of metal on a bright background."""
    picture = np.full((120, 160), 240, np.uint8)
    picture[30:50, 20:140] = 60
    picture[50:100, 100:130] = 90
    cv2.imwrite(str(tmp_path / "plate.png"), picture)
    return read_cutout(tmp_path / "plate.png")


def test_a_cutout_is_cut_to_the_object(cutout: np.ndarray) -> None:
    assert cutout.shape == (70, 120)
    assert cutout[0, 0] == pytest.approx(np.log(4), rel=0.01)
    assert cutout[60, 10] == 0


def test_an_object_darkens_its_box_and_leaves_the_rest(cutout: np.ndarray) -> None:
    clean = np.full((600, 900), 180, np.uint8)
    made = project(np.random.default_rng(0), clean, (4.0, 6.0), cutout, "pistol")
    assert made is not None
    x0, y0, x1, y1 = map(int, made.annotation.box)
    inside = np.zeros(clean.shape, bool)
    inside[y0:y1, x0:x1] = True
    assert np.array_equal(made.grey[~inside], clean[~inside])
    darkened = made.grey[inside][made.grey[inside] < 175].astype(float)
    assert 1 - DROP[1] - 0.1 < darkened.mean() / 180 < 1 - DROP[0] + 0.05
    assert made.annotation.origin is Origin.PROJECTED


def test_it_has_its_size_in_millimetres_whatever_the_pitch(cutout: np.ndarray) -> None:
    clean = np.full((900, 900), 180, np.uint8)
    sides = []
    for seed in range(30):
        made = project(np.random.default_rng(seed), clean, (4.0, 8.0), cutout, "pistol")
        assert made is not None
        x0, y0, x1, y1 = made.annotation.box
        sides.append(max((x1 - x0) * 8.0, (y1 - y0) * 4.0))
    # 180-240 mm along its longest side, its diagonal and the magnification on top.
    assert min(sides) > 140
    assert max(sides) < 240 * 1.3 * 1.25


@pytest.mark.parametrize("grey", [5, 255])
def test_neither_black_nor_air_is_a_place(cutout: np.ndarray, grey: int) -> None:
    clean = np.full((600, 900), grey, np.uint8)
    assert project(np.random.default_rng(0), clean, (4.0, 6.0), cutout, "pistol") is None


def test_a_slope_is_no_noise() -> None:
    rows, columns = np.indices((40, 60), np.float32)
    rng = np.random.default_rng(0)
    sloped = (100 + 0.5 * rows + 0.8 * columns + rng.normal(0, 3, (40, 60))).astype(np.float32)
    assert plane_noise(sloped) == pytest.approx(3, rel=0.1)


def test_a_text_file_is_no_cutout(tmp_path: Path) -> None:
    (tmp_path / "note.png").write_text("not a picture")
    with pytest.raises(DataSetError, match="no picture"):
        read_cutout(tmp_path / "note.png")
