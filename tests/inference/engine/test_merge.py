"""The detector in these tests is perfect: it sees all that lies within a strip, clipped to the strip."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cargoscope_inference.engine.merge import Candidates, from_strip, join, merge
from cargoscope_inference.engine.strips import Layout, lay_strips
from cargoscope_models import boxes as geometry
from cargoscope_models.release import Pass

LOOK = Pass("fine", 6.0, 1.0, 256, (96, 160), 64, ("pistol",))
ROWS, COLUMNS = 250, 1000
LAYOUT = lay_strips(ROWS, COLUMNS, LOOK)
"""Two rows of five strips."""
SUPPRESSION = 0.5

Box = tuple[float, float, float, float]


def _see(objects: list[Box], layout: Layout = LAYOUT, seed: int = 0) -> Candidates:
    """What every strip sees of the objects; scores are by chance, so any view of an object may be the best."""
    rng = np.random.default_rng(seed)
    parts = []
    for index, strip in enumerate(layout.strips):
        x0, y0, x1, y1 = strip.bounds
        boxes = np.array(objects, np.float32).reshape(-1, 4) - np.array([x0, y0, x0, y0], np.float32)
        boxes = np.clip(boxes, 0, np.array([x1 - x0, y1 - y0] * 2, np.float32))
        boxes = boxes[(boxes[:, 2:] - boxes[:, :2]).min(axis=1) >= 1]
        scores = rng.uniform(0.3, 0.9, len(boxes)).astype(np.float32)
        order = np.argsort(-scores)
        kept = order[geometry.suppress(boxes[order], np.zeros(len(boxes), np.intp), SUPPRESSION)]
        parts.append(from_strip(boxes[kept], np.zeros(len(kept), np.intp), scores[kept], strip, index))
    return join(parts)


def _merged(objects: list[Box], layout: Layout = LAYOUT, seed: int = 0) -> list[list[float]]:
    found = merge(_see(objects, layout, seed), layout.strips, SUPPRESSION)
    return sorted(found.boxes.tolist())


@st.composite
def _objects(draw: st.DrawFn, width: st.SearchStrategy[float], height: st.SearchStrategy[float]) -> Box:
    wide, high = draw(width), draw(height)
    left, top = draw(st.floats(0, COLUMNS - wide)), draw(st.floats(0, ROWS - high))
    return left, top, left + wide, top + high


_small = st.floats(3, LOOK.overlap)
_seeds = st.integers(0, 9)


@given(_objects(_small, _small), _seeds)
def test_an_object_no_longer_than_the_overlap_is_found_once_and_whole(box: Box, seed: int) -> None:
    assert _merged([box], seed=seed) == [pytest.approx(box, abs=1)]


@given(_objects(st.floats(LOOK.overlap, 600), st.floats(20, LOOK.overlap)), _seeds)
def test_an_object_longer_than_the_overlap_is_found_once_and_whole(box: Box, seed: int) -> None:
    assert _merged([box], seed=seed) == [pytest.approx(box, abs=1)]


@given(_objects(st.floats(20, 600), st.floats(20, 200)), _seeds)
def test_an_object_longer_and_higher_than_the_overlap_is_found_once_and_whole(box: Box, seed: int) -> None:
    assert _merged([box], seed=seed) == [pytest.approx(box, abs=1)]


@given(_objects(_small, _small), _objects(_small, _small), _seeds)
def test_two_objects_side_by_side_stay_two(first: Box, second: Box, seed: int) -> None:
    apart = second[0] >= first[2] or first[0] >= second[2] or second[1] >= first[3] or first[1] >= second[3]
    assume(apart)
    expected = sorted([list(first), list(second)])
    assert _merged([first, second], seed=seed) == [pytest.approx(box, abs=1) for box in expected]


@given(st.floats(0, 40), st.floats(3, 60), st.floats(3, 60), st.floats(0, 10), _seeds)
def test_two_neighbours_at_a_seam_stay_two(offset: float, first: float, second: float, gap: float, seed: int) -> None:
    seam = LAYOUT.strips[0].bounds[2]
    left = seam - offset
    objects = [(left - first, 50.0, left, 90.0), (left + gap, 50.0, left + gap + second, 90.0)]
    assert _merged(objects, seed=seed) == [pytest.approx(box, abs=1) for box in sorted(map(list, objects))]


def test_the_whole_view_counts_even_where_the_cut_one_scores_better_and_takes_over_its_score() -> None:
    first, second = lay_strips(96, 400, LOOK).strips
    box = (220.0, 10.0, 270.0, 40.0)
    cut = from_strip(np.array([[220, 10, 256, 40]], np.float32), np.array([0]), np.array([0.9], np.float32), first, 0)
    whole = from_strip(
        np.array([box], np.float32) - np.array([second.left, 0, second.left, 0], np.float32),
        np.array([0]),
        np.array([0.4], np.float32),
        second,
        1,
    )
    found = merge(join([cut, whole]), (first, second), SUPPRESSION)
    assert found.boxes.tolist() == [list(box)]
    assert found.scores.tolist() == pytest.approx([0.9])


def test_a_cut_view_that_no_other_strip_confirms_is_not_lost() -> None:
    first, second = lay_strips(96, 400, LOOK).strips
    cut = from_strip(np.array([[220, 10, 256, 40]], np.float32), np.array([0]), np.array([0.9], np.float32), first, 0)
    assert merge(cut, (first, second), SUPPRESSION).boxes.tolist() == [[220, 10, 256, 40]]


def test_two_labels_at_one_place_are_two_finds() -> None:
    strip = LAYOUT.strips[0]
    box = np.array([[50, 50, 80, 80]] * 2, np.float32)
    seen = from_strip(box, np.array([0, 1]), np.array([0.5, 0.4], np.float32), strip, 0)
    assert merge(seen, LAYOUT.strips, SUPPRESSION).labels.tolist() == [0, 1]


def test_a_box_that_reaches_beyond_its_strip_is_clipped_to_it() -> None:
    strip = lay_strips(96, 400, LOOK).strips[0]
    seen = from_strip(np.array([[240, -9, 300, 40]], np.float32), np.array([0]), np.array([1], np.float32), strip, 0)
    assert seen.boxes.tolist() == [[240, 0, 256, 40]]
    assert seen.cut.tolist() == [[False, False, True, False]]


def test_nothing_seen_is_nothing_found() -> None:
    assert len(merge(_see([]), LAYOUT.strips, SUPPRESSION)) == 0
