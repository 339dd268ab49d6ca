from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cargoscope_datasets.scan import Pitch, PitchSource, View, ViewKind
from cargoscope_inference.annotate import annotate
from cargoscope_inference.annotate.marks import PALETTE, draw_flags, hatch
from cargoscope_inference.annotate.picture import MOST_PIXELS_A_SIDE, READABLE_SIDE, frame, grey_levels
from cargoscope_models.detection import Detection

MakeView = Callable[..., View]
LABELS = ("pistol", "rifle", "cigarettes", "gas_cylinder", "person")
MIDDLE_GREY = 128


def _flag(label: str, box: tuple[float, float, float, float], score: float = 0.9, view: str = "side") -> Detection:
    return Detection(label, score, box, view, threshold=0.5)


def _grey_view(make_view: MakeView, rows: int, columns: int, **fields: object) -> View:
    return make_view(np.full((rows, columns), 0.5, np.float32), ViewKind.DISPLAY, **fields)


def _coloured(picture: np.ndarray, label: str) -> np.ndarray:
    """(rows, columns) bool: where the picture has the label's colour."""
    return (picture == PALETTE[LABELS.index(label)]).all(axis=2)


def test_a_flag_is_framed_in_its_colour_and_not_covered(make_view: MakeView) -> None:
    picture = annotate(_grey_view(make_view, 400, 800), [_flag("rifle", (300, 200, 380, 240))], LABELS)
    assert picture.shape == (400, 800, 3)
    assert _coloured(picture, "rifle")[200:240, 300].all()
    assert _coloured(picture, "rifle")[200, 300:380].all()
    assert (picture[202:238, 302:378] == MIDDLE_GREY).all()


def test_what_is_not_flagged_or_of_another_view_is_not_drawn(make_view: MakeView) -> None:
    view = _grey_view(make_view, 400, 800)
    below, elsewhere = _flag("rifle", (300, 200, 380, 240), 0.4), _flag("rifle", (300, 200, 380, 240), view="top")
    assert (annotate(view, [below, elsewhere], LABELS) == MIDDLE_GREY).all()


@pytest.mark.parametrize("background", [0, 255], ids=["dark", "bright"])
@pytest.mark.parametrize("label", LABELS)
def test_a_frame_stands_out_from_any_background(background: int, label: str) -> None:
    picture = np.full((400, 800, 3), background, np.uint8)
    draw_flags(picture, [(_flag(label, (0, 0, 0, 0)), (300, 200, 379, 239))], LABELS)
    luma = picture @ np.array([0.114, 0.587, 0.299])
    around = luma[240:250, 340]
    assert np.abs(around - background).max() > 90


_side = st.floats(0, 1)


@settings(max_examples=40)
@given(
    st.sampled_from([(16, 16), (40, 40), (300, 20), (60, 2000), (400, 700)]),
    st.lists(st.tuples(_side, _side, _side, _side, st.sampled_from(LABELS)), min_size=1, max_size=6),
)
def test_plates_lie_within_the_picture_and_are_whole(
    make_view: MakeView, shape: tuple[int, int], boxes: list[tuple[float, float, float, float, str]]
) -> None:
    rows, columns = shape
    flags = [
        _flag(label, (min(a, b) * columns, min(c, d) * rows, max(a, b) * columns, max(c, d) * rows))
        for a, b, c, d, label in boxes
    ]
    view = _grey_view(make_view, rows, columns)
    picture = annotate(view, flags, LABELS)
    assert min(picture.shape[:2]) >= READABLE_SIDE
    # The last plate is on top of all else, so the area of its colour is at least a plate's.
    assert _coloured(picture, flags[-1].label).sum() > 400


def test_labels_of_neighbours_do_not_cover_each_other(make_view: MakeView) -> None:
    flags = [_flag("rifle", (300, 200, 340, 220)), _flag("person", (310, 202, 350, 222))]
    alone = [_coloured(annotate(_grey_view(make_view, 400, 800), [flag], LABELS), flag.label).sum() for flag in flags]
    together = annotate(_grey_view(make_view, 400, 800), flags, LABELS)
    assert _coloured(together, "rifle").sum() > 0.8 * alone[0]
    assert _coloured(together, "person").sum() > 0.9 * alone[1]


def test_pixels_become_square_where_the_pitch_is_known(make_view: MakeView) -> None:
    view = _grey_view(make_view, 400, 500, pitch=Pitch(3.0, 6.0, PitchSource.FILE))
    assert annotate(view, [], LABELS).shape == (400, 1000, 3)


@pytest.mark.parametrize(
    ("rows", "columns"), [(16, 30_000), (16, 32_768), (4096, 12_000), (30_000, 40), (16, 16)], ids=str
)
def test_extreme_views_stay_within_what_a_jpeg_holds(make_view: MakeView, rows: int, columns: int) -> None:
    pixel = np.broadcast_to(np.float32(0.5), (rows, columns))
    size = frame(make_view(pixel, ViewKind.DISPLAY, pitch=Pitch(3.0, 12.0, PitchSource.FILE)))
    assert max(size.rows, size.columns) <= MOST_PIXELS_A_SIDE
    assert size.across == pytest.approx(4 * size.down, rel=0.1)


def test_a_display_keeps_its_own_grey(make_view: MakeView) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    view = make_view(levels.astype(np.float32) / 255, ViewKind.DISPLAY)
    assert (grey_levels(view) == levels).all()


def test_dense_cargo_is_told_apart_on_a_calibrated_view(make_view: MakeView) -> None:
    plane = np.ones((70, 70), np.float32)
    plane[:, 20:40], plane[:, 40:] = 0.002, 0.001
    grey = grey_levels(make_view(plane)).astype(int)
    assert grey[0, 0] == 255
    assert grey[0, 30] - grey[0, 50] >= 10


def test_noise_beyond_0_and_1_stays_in_range(make_view: MakeView) -> None:
    plane = np.array([[-0.1, 0.0], [1.0, 1.2]], np.float32).repeat(20, 0).repeat(20, 1)
    grey = grey_levels(make_view(plane))
    assert grey[0, 0] == grey[0, -1] == 0
    assert grey[-1, 0] == grey[-1, -1] == 255


def test_hatching_marks_what_was_not_penetrated_and_leaves_the_picture_visible() -> None:
    picture = np.full((400, 600, 3), 10, np.uint8)
    mask = np.zeros((400, 600), bool)
    mask[100:300, 200:400] = True
    hatch(picture, mask)
    changed = (picture != 10).any(axis=2)
    assert not changed[~mask].any()
    assert 0.05 < changed[mask].mean() < 0.2
    # Every part of it is marked, however small.
    assert changed[100:300, 200:400].reshape(10, 20, 10, 20).any(axis=(1, 3)).all()
