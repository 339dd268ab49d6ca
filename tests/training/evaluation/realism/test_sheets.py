from pathlib import Path

import cv2
import numpy as np

from cargoscope_datasets.simulation.contact_sheet import Picture
from cargoscope_training.evaluation.realism.pictures import Shown
from cargoscope_training.evaluation.realism.sheets import CROP_PX, in_turn, write_sheets
from cargoscope_training.evaluation.realism.squares import KINDS


def greys(path: Path) -> set[int]:
    """Those that fill much of a sheet."""
    counts = np.bincount(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).ravel(), minlength=256)
    return set(np.flatnonzero(counts > 5000).tolist())


def test_a_real_and_a_simulated_one_take_turns() -> None:
    first, second, third = (Picture(name, np.zeros((4, 4), np.uint8)) for name in "abc")
    assert in_turn([first, third], [second]) == [first, second]
    assert in_turn([], [first, second]) == [first, second]
    assert in_turn([first], []) == []


def test_a_group_of_both_gets_a_sheet_and_so_do_squares(
    tmp_path: Path, real: list[Shown], simulated: list[Shown]
) -> None:
    write_sheets(tmp_path, real, simulated, seed=1)
    assert {path.stem for path in tmp_path.iterdir()} == {"truck_40_ft", *(f"crops_{kind}" for kind in KINDS)}
    assert {40, 120, 215} <= greys(tmp_path / "truck_40_ft.png")
    assert {40, 120} <= greys(tmp_path / "crops_load.png")


def test_without_real_pictures_the_simulated_ones_stand_alone(tmp_path: Path, simulated: list[Shown]) -> None:
    write_sheets(tmp_path, [], simulated, seed=1)
    shown = greys(tmp_path / "crops_load.png")
    assert 120 in shown
    assert 40 not in shown


def test_squares_are_square(tmp_path: Path, real: list[Shown], simulated: list[Shown]) -> None:
    """Pixels are twice as long as high; eight pairs, four in a row, with captions between the rows."""
    write_sheets(tmp_path, real, simulated, seed=1)
    rows, columns = cv2.imread(str(tmp_path / "crops_load.png"), cv2.IMREAD_GRAYSCALE).shape
    assert abs(rows / 4 - CROP_PX - 28) <= 2
    assert abs(columns / 4 - CROP_PX - 6) <= 1
