import cv2
import numpy as np

from cargoscope_training.evaluation.evidence import evidence_of
from cargoscope_training.evaluation.exhibits import OF_A_LABEL, SIZE, Spot, cut_out, exhibits
from cargoscope_training.evaluation.results import Results


def test_the_worst_of_every_label_are_shown(skilled: Results) -> None:
    asked: list[Spot] = []

    def draw(spots: object) -> dict[Spot, bytes]:
        asked.extend(spots)  # type: ignore[call-overload]
        return dict.fromkeys(asked, b"jpeg")

    shown = {each.label: each for each in exhibits(evidence_of(skilled), 0.1, draw)}
    assert len(shown["rifle"].misses) == OF_A_LABEL
    assert len(shown["pistol"].alarms) == OF_A_LABEL
    assert len(shown["pistol"].finds) == OF_A_LABEL
    assert all(each.caption.startswith("pistol") for each in shown["pistol"].finds)
    assert len({spot.scan for spot in asked}) >= 2 * OF_A_LABEL
    for each in shown["rifle"].misses:
        assert each.caption.startswith("rifle")
        assert "shows plainly" in each.caption
    best = max(said.score for scan in skilled.scans if scan.scan[0] == "c" for said in scan.said
               if said.label == "pistol")  # fmt: skip
    assert f"(score {best:.2f})" in shown["pistol"].alarms[0].caption


def test_what_cannot_be_drawn_is_left_out(skilled: Results) -> None:
    assert all(
        not each.finds and not each.misses and not each.alarms
        for each in exhibits(evidence_of(skilled), 0.1, lambda _: {})
    )


def test_a_picture_has_square_pixels_and_the_box_in_its_middle() -> None:
    picture = np.full((300, 400), 255, np.uint8)
    picture[100:140, 200:220] = 0
    jpeg = cut_out(picture, (5.0, 10.0), (200.0, 100.0, 220.0, 140.0))
    shown = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shown.shape == SIZE[::-1]
    rows, columns = np.nonzero(shown < 60)
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 3
    assert abs(rows.mean() - SIZE[1] / 2) < 3
    assert abs(columns.mean() - SIZE[0] / 2) < 3
