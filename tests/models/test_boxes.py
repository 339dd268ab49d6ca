import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_models import boxes as geometry


def _boxes(*boxes: tuple[float, float, float, float]) -> geometry.Boxes:
    return np.array(boxes, np.float32).reshape(-1, 4)


_side = st.floats(0, 200, width=32)


@st.composite
def _some_boxes(draw: st.DrawFn) -> geometry.Boxes:
    corners = draw(st.lists(st.tuples(_side, _side, _side, _side), min_size=1, max_size=8))
    return _boxes(*((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners))


@pytest.mark.parametrize(
    ("box", "area"),
    [((0, 0, 10, 5), 50), ((2, 2, 2, 9), 0), ((5, 5, 3, 9), 0)],
    ids=["plain", "no width", "inside out"],
)
def test_area(box: tuple[float, float, float, float], area: float) -> None:
    assert geometry.area(_boxes(box)).tolist() == [area]


@pytest.mark.parametrize(
    ("other", "expected"),
    [((0, 0, 10, 10), 1.0), ((5, 0, 15, 10), 1 / 3), ((10, 0, 20, 10), 0.0), ((2, 2, 4, 4), 0.04)],
    ids=["itself", "half over", "side by side", "inside"],
)
def test_iou(other: tuple[float, float, float, float], expected: float) -> None:
    assert geometry.iou(_boxes((0, 0, 10, 10)), _boxes(other))[0, 0] == pytest.approx(expected)


def test_iou_of_empty_boxes_is_zero() -> None:
    assert geometry.iou(_boxes((3, 3, 3, 3)), _boxes((3, 3, 3, 3))).tolist() == [[0.0]]


@given(_some_boxes(), _some_boxes())
def test_iou_is_symmetric_and_a_share(first: geometry.Boxes, second: geometry.Boxes) -> None:
    overlap = geometry.iou(first, second)
    np.testing.assert_allclose(overlap, geometry.iou(second, first).T, atol=1e-6)
    assert overlap.min() >= 0
    assert overlap.max() <= 1 + 1e-5


def test_decode_turns_cells_into_boxes_best_first() -> None:
    scores = np.zeros((2, 3, 4), np.float32)
    scores[0, 1, 2], scores[1, 0, 0], scores[1, 2, 3] = 0.6, 0.9, 0.1
    distances = np.broadcast_to(np.array([1, 2, 3, 4], np.float32)[:, None, None], (4, 3, 4))

    boxes, labels, found = geometry.decode(scores, distances, stride=4, floor=0.2)

    assert labels.tolist() == [1, 0]
    assert found.tolist() == pytest.approx([0.9, 0.6])
    # The centre of cell (row 1, column 2) is at x = 10, y = 6.
    assert boxes.tolist() == [[1, 0, 5, 6], [9, 4, 13, 10]]


def test_decode_keeps_equal_scores_in_the_order_of_label_row_and_column() -> None:
    scores = np.full((2, 2, 2), 0.5, np.float32)
    boxes, labels, _ = geometry.decode(scores, np.zeros((4, 2, 2), np.float32), stride=4, floor=0.5)
    assert labels.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert boxes[:4, :2].tolist() == [[2, 2], [6, 2], [2, 6], [6, 6]]


def test_suppress_keeps_the_best_of_each_label() -> None:
    boxes = _boxes((0, 0, 10, 10), (1, 0, 11, 10), (1, 0, 11, 10), (30, 0, 40, 10))
    labels = np.array([0, 0, 1, 0])
    assert geometry.suppress(boxes, labels, overlap=0.5).tolist() == [0, 2, 3]


@given(_some_boxes(), st.floats(0.1, 0.9))
def test_what_suppress_leaves_overlaps_no_more_and_covers_the_rest(boxes: geometry.Boxes, overlap: float) -> None:
    kept = geometry.suppress(boxes, np.zeros(len(boxes), np.intp), overlap)
    among = geometry.iou(boxes[kept], boxes[kept])
    np.fill_diagonal(among, 0)
    assert (among <= overlap + 1e-5).all()
    dropped = np.setdiff1d(np.arange(len(boxes)), kept)
    assert (geometry.iou(boxes[dropped], boxes[kept]).max(axis=1, initial=0) > overlap - 1e-5).all()
