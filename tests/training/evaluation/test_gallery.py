from pathlib import Path

import cv2
import numpy as np

from cargoscope_training.evaluation.exhibits import SIZE, Exhibit, Shown
from cargoscope_training.evaluation.gallery import CELL, write_gallery


def test_a_gallery_has_a_row_for_every_label_and_room_for_what_is_missing(tmp_path: Path) -> None:
    _, encoded = cv2.imencode(".jpg", np.full((SIZE[1], SIZE[0], 3), (0, 0, 200), np.uint8))
    one = Exhibit("pistol (revolver); in the floor; truck dry 40 high with rice sacks, raw counts", encoded.tobytes())
    write_gallery([Shown("pistol", [one, one], [], [one]), Shown("rifle", [], [one], [])], tmp_path / "gallery.jpg")
    picture = cv2.imread(str(tmp_path / "gallery.jpg"))
    reddish = (picture[:, :, 2] > 150) & (picture[:, :, 0] < 60)
    assert abs(int(reddish.sum()) - 4 * CELL[0] * CELL[1]) < 4000
    wide = picture.shape[1] // 6
    assert [bool(reddish[:, wide * number : wide * (number + 1)].any()) for number in range(6)] == [1, 1, 1, 0, 1, 0]
