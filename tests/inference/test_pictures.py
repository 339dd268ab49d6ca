from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from cargoscope_datasets.scan import Pitch, PitchSource, View
from cargoscope_inference.pictures import Pictures
from cargoscope_inference.storage.analyses import Analysis

SCAN = "0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11"
FLAG = {"label": "block", "score": 0.9, "box": [200.0, 100.0, 300.0, 200.0], "threshold": 0.5, "facts": {}}


@pytest.fixture
def views(make_view: Callable[..., View]) -> list[View]:
    plane = np.full((400, 800), 0.7, np.float32)
    side = make_view(plane, pitch=Pitch(6.0, 6.0, PitchSource.FILE))
    return [side, replace(make_view(plane, pitch=Pitch(3.0, 6.0, PitchSource.FILE)), name="top")]


def analysis(frames: list[dict[str, float]]) -> Analysis:
    names = [{"name": "side"}, {"name": "top"}]
    return Analysis("ab", "blocks", "CPU", {"block": 0.5}, ["block"], names, [], frames, 1.0)


def read(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path))
    assert picture is not None
    return picture.astype(np.uint8)


def coloured(picture: NDArray[np.uint8]) -> int:
    """Pixels of a frame around a flag; the pictures are grey otherwise."""
    return int(np.count_nonzero(picture.max(axis=2).astype(int) - picture.min(axis=2) > 60))


def test_every_view_has_its_picture_with_its_own_flags(tmp_path: Path, views: list[View]) -> None:
    pictures = Pictures(tmp_path, SCAN)
    frames = pictures.draw_plain(views, ["block"], 1)
    assert [frame["across"] for frame in frames] == [1.0, 2.0]
    pictures.draw_flagged([FLAG | {"view": "top"}], "key", analysis(frames))
    side, top = (read(pictures.annotated("key", number)) for number in (0, 1))
    assert (side.shape, top.shape) == ((400, 800, 3), (400, 1600, 3))
    assert coloured(side) == 0
    assert coloured(top[90:210, 390:610]) > 500


def test_the_small_picture_shows_all_views(tmp_path: Path, views: list[View]) -> None:
    pictures = Pictures(tmp_path, SCAN)
    frames = pictures.draw_plain(views, ["block"], 1)
    pictures.draw_flagged([FLAG | {"view": "side"}], "key", analysis(frames))
    small = read(pictures.thumbnail("key"))
    assert small.shape[0] == 200
    assert coloured(small[:100]) > 0
    assert coloured(small[100:]) == 0


def test_another_analysis_has_pictures_of_its_own(tmp_path: Path, views: list[View]) -> None:
    pictures = Pictures(tmp_path, SCAN)
    pictures.draw_plain(views, ["block"], 1)
    pictures.draw_plain([replace(view, pitch=None) for view in views], ["block"], 2)
    assert read(pictures.plain(1, 1)).shape == (400, 1600, 3)
    assert read(pictures.plain(2, 1)).shape == (400, 800, 3)
