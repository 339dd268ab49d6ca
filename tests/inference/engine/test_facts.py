from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_datasets.scan import Pitch, PitchSource, View, ViewKind
from cargoscope_inference.engine.facts import measure

MakeView = Callable[..., View]
BOX = (20.0, 10.0, 40.0, 20.0)


@pytest.fixture
def plane() -> np.ndarray:
    """A block of transmission 0.2 at `BOX` in a load of 0.8."""
    plane = np.full((50, 80), 0.8, np.float32)
    plane[10:20, 20:40] = 0.2
    return plane


def test_size_is_told_where_the_pitch_is_known(make_view: MakeView, plane: np.ndarray) -> None:
    facts = measure(make_view(plane, pitch=Pitch(3.0, 5.0, PitchSource.FILE)), BOX)
    assert (facts["width_mm"], facts["height_mm"]) == (100, 30)


def test_no_size_without_a_pitch(make_view: MakeView, plane: np.ndarray) -> None:
    assert not {"width_mm", "height_mm"} & measure(make_view(plane), BOX).keys()


def test_contrast_is_the_share_of_signal_lost_against_the_surroundings(make_view: MakeView, plane: np.ndarray) -> None:
    assert measure(make_view(plane), BOX)["contrast"] == pytest.approx(0.75)


def test_contrast_is_negative_where_it_is_brighter(make_view: MakeView, plane: np.ndarray) -> None:
    assert measure(make_view(1 - plane), BOX)["contrast"] == pytest.approx(-3.0)


def test_no_contrast_to_black_surroundings(make_view: MakeView) -> None:
    assert "contrast" not in measure(make_view(np.zeros((50, 80), np.float32)), BOX)


def test_no_contrast_where_the_box_is_the_view(make_view: MakeView, plane: np.ndarray) -> None:
    assert "contrast" not in measure(make_view(plane), (0, 0, 80, 50))


def test_transmission_is_told_on_calibrated_views_only(make_view: MakeView, plane: np.ndarray) -> None:
    assert measure(make_view(plane), BOX)["mean_transmission"] == pytest.approx(0.2)
    assert "mean_transmission" not in measure(make_view(plane, ViewKind.DISPLAY), BOX)


def test_the_share_that_was_not_penetrated(make_view: MakeView, plane: np.ndarray) -> None:
    mask = np.zeros(plane.shape, bool)
    mask[:15] = True
    assert measure(make_view(plane, not_penetrated=mask), BOX)["not_penetrated"] == 0.5


_x, _y = st.floats(0, 80), st.floats(0, 50)


@given(_x, _x, _y, _y)
def test_every_box_within_a_view_has_finite_facts(make_view: MakeView, a: float, b: float, c: float, d: float) -> None:
    view = make_view(np.random.default_rng(0).random((50, 80), np.float32), pitch=Pitch(3, 5, PitchSource.FILE))
    facts = measure(view, (min(a, b), min(c, d), max(a, b), max(c, d)))
    assert all(np.isfinite(value) for value in facts.values())
    assert 0 <= facts["mean_transmission"] <= 1
