from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_inference.engine.strips import lay_strips
from cargoscope_models.release import Pass

FINE = Pass("fine", 6.0, 1.0, 1280, (320, 480, 640, 960), 192, ("pistol",))


@pytest.mark.parametrize(
    ("rows", "height"),
    [(40, 320), (320, 320), (321, 480), (640, 640), (960, 960)],
)
def test_the_next_higher_strip_is_taken(rows: int, height: int) -> None:
    layout = lay_strips(rows, 1000, FINE)
    assert {strip.height for strip in layout.strips} == {height}
    assert (layout.above, layout.rows, layout.columns) == (height - rows, height, 1280)


def test_a_truck_of_2300_x_640_takes_two_strips() -> None:
    layout = lay_strips(640, 2300, FINE)
    assert [strip.bounds for strip in layout.strips] == [(0, 0, 1280, 640), (1020, 0, 2300, 640)]
    assert [strip.inner for strip in layout.strips] == [(False, False, True, False), (True, False, False, False)]


def test_a_higher_view_is_cut_into_rows_of_the_height_that_makes_the_least_work() -> None:
    layout = lay_strips(1000, 1280, FINE)
    assert [(strip.top, strip.height) for strip in layout.strips] == [(0, 640), (360, 640)]


@st.composite
def _passes(draw: st.DrawFn) -> Pass:
    overlap = draw(st.integers(0, 60))
    width = draw(st.integers(overlap + 1, 300))
    heights = draw(st.lists(st.integers(1, 300), min_size=1, max_size=4, unique=True))
    heights.append(draw(st.integers(max(overlap, *heights) + 1, 400)))
    return Pass("any", 6.0, 1.0, width, tuple(sorted(heights)), overlap, ("pistol",))


@given(st.integers(1, 1500), st.integers(1, 3000), _passes())
def test_strips_cover_the_view_and_overlap_their_neighbours(rows: int, columns: int, look: Pass) -> None:
    layout = lay_strips(rows, columns, look)
    assert layout.rows == layout.above + rows
    lefts = sorted({strip.left for strip in layout.strips})
    tops = sorted({strip.top for strip in layout.strips})
    height = layout.strips[0].height
    assert height in look.heights
    assert len(layout.strips) == len(lefts) * len(tops)
    for starts, side, length in ((lefts, look.width, layout.columns), (tops, height, layout.rows)):
        assert starts[0] == 0
        assert starts[-1] + side == length
        assert all(after < before + side - look.overlap + 1 for before, after in pairwise(starts))


@given(st.integers(1, 1500), st.integers(1, 3000), _passes())
def test_a_side_is_inner_where_the_view_goes_on(rows: int, columns: int, look: Pass) -> None:
    layout = lay_strips(rows, columns, look)
    for strip in layout.strips:
        x0, y0, x1, y1 = strip.bounds
        assert strip.inner == (x0 > 0, y0 > 0, x1 < layout.columns, y1 < layout.rows)
