"""Containers drawn by hand, where every edge is known."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_datasets.layout.outline import find_outlines
from cargoscope_datasets.layout.pitch import LOWER_EDGE, estimate_pitch
from cargoscope_datasets.layout.zones import Zone, locate, measures
from cargoscope_datasets.scan import Outline, Pitch, PitchSource

BOX = Outline(100, 1300, 50, 700, (False, False))
PITCH = Pitch(4.0, 10.0, PitchSource.FILE)


def truck(
    x0: int, x1: int, roof: int, floor: int, *, shape: tuple[int, int] = (800, 1500), load: float = 0.02
) -> NDArray[np.float32]:
    """A container with posts, a load up to its middle, a floor, a rail, and a chassis with gaps."""
    plane = np.ones(shape, np.float32)
    plane[roof : floor + 35, x0:x1] = 0.86
    for post in (slice(x0, x0 + 12), slice(x1 - 12, x1)):
        plane[roof : floor + 35, post] = 0.3
    plane[roof : roof + 6, x0:x1] = 0.5
    plane[(roof + floor) // 2 : floor, x0 + 20 : x1 - 20] = load
    plane[floor - 10 : floor, x0:x1] = min(load, 0.2)
    plane[floor + 35 : floor + 80, x0 + 150 : x1 - 100] = 0.4
    for axle in range(x0 + 200, x1 - 150, 220):
        cv2.circle(plane, (axle, floor + 70), 45, 0.2, -1)
    return plane + np.random.default_rng(1).normal(0, 0.004, shape).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(
    x0=st.integers(20, 300), x1=st.integers(900, 1480), roof=st.integers(20, 120), floor=st.integers(550, 690),
    load=st.sampled_from([0.0, 0.02, 0.3]),
)  # fmt: skip
def test_ends_roof_and_floor_are_where_they_were_drawn(x0: int, x1: int, roof: int, floor: int, load: float) -> None:
    (found,) = find_outlines(truck(x0, x1, roof, floor, load=load))
    assert found.x0 == pytest.approx(x0, abs=6)
    assert found.x1 == pytest.approx(x1, abs=6)
    assert found.roof == pytest.approx(roof, abs=3)
    assert found.bottom is not None
    assert found.bottom == pytest.approx(floor, abs=12)


def test_two_short_containers_are_two() -> None:
    plane = np.minimum(truck(60, 700, 50, 600), truck(740, 1400, 50, 600))
    assert [(round(each.x0, -1), round(each.x1, -1)) for each in find_outlines(plane)] == [(60, 700), (740, 1400)]


@pytest.mark.parametrize("plane", [np.ones((600, 900), np.float32), np.zeros((600, 900), np.float32)])
def test_nothing_is_found_in_nothing(plane: NDArray[np.float32]) -> None:
    assert all(any(each.cut) or each.bottom is None for each in find_outlines(plane))


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(16, 90), columns=st.integers(16, 200), seed=st.integers(0, 2**32 - 1))
def test_any_picture_is_looked_at_in_peace(rows: int, columns: int, seed: int) -> None:
    plane = np.random.default_rng(seed).random((rows, columns), np.float32)
    for each in find_outlines(plane):
        assert 0 <= each.x0 < each.x1 <= columns
        assert 0 <= each.roof < rows


def test_a_container_that_goes_on_beyond_the_view_gives_no_pitch() -> None:
    plane = truck(100, 1400, 50, 600)[:, 300:1200]
    found = find_outlines(plane)
    assert all(any(each.cut) for each in found)
    assert estimate_pitch(found) is None


@pytest.mark.parametrize(("length_mm", "height_mm"), [(12192.0, 2896.0), (6058.0, 2591.0)])
@pytest.mark.parametrize("aspect", [1.3, 1.8, 2.4])
def test_the_pitch_comes_from_the_two_sizes_that_most_are(length_mm: float, height_mm: float, aspect: float) -> None:
    row_mm = 4.5
    width, height = round(length_mm / (row_mm * aspect)), round(height_mm * LOWER_EDGE / row_mm)
    pitch = estimate_pitch([Outline(10, 10 + width, 20, 20 + height, (False, False))])
    if pitch is not None:
        assert pitch.row_mm == pytest.approx(row_mm, rel=0.13)
        assert pitch.column_mm == pytest.approx(row_mm * aspect, rel=0.01)
    # Pixels of either shape are usual: a long container of wide ones, or a short one of less wide.
    assert (pitch is None) == ((length_mm, aspect) in {(12192.0, 2.4), (6058.0, 1.3)})


@pytest.mark.parametrize(
    "outlines",
    [[], [BOX, BOX], [Outline(0, 1200, 50, 700, (True, False))], [Outline(0, 1200, 50, None, (False, False))]],
)
def test_what_is_not_sure_stays_unsaid(outlines: list[Outline]) -> None:
    assert estimate_pitch(outlines) is None


@pytest.mark.parametrize(
    ("middle", "zone"),
    [
        ((700, 375), Zone.HOLD), ((700, 690), Zone.FLOOR), ((700, 60), Zone.ROOF), ((110, 375), Zone.END),
        ((700, 760), Zone.BENEATH), ((60, 375), Zone.BESIDE),
    ],
)  # fmt: skip
def test_a_place_has_its_zone(middle: tuple[float, float], zone: Zone) -> None:
    x, y = middle
    place = locate((x - 5, y - 5, x + 5, y + 5), [BOX])
    assert place is not None
    assert place.zone is zone


def test_a_place_is_measured_in_millimetres_where_the_pitch_is_known() -> None:
    box = (695.0, 370.0, 705.0, 380.0)
    place = locate(box, [BOX])
    assert place is not None
    assert measures(place, BOX, None) == {"container": 1.0, "along_container": 0.5, "up_container": 0.5}
    measured = measures(place, BOX, PITCH)
    assert measured["from_left_mm"] == pytest.approx(6000)
    assert measured["above_floor_mm"] == pytest.approx(1340, rel=0.01)
    assert "from_doors_mm" not in measured
    assert measures(place, BOX, PITCH, 1.0)["from_doors_mm"] == pytest.approx(6000)


def test_without_a_container_there_is_no_place() -> None:
    assert locate((0, 0, 5, 5), []) is None
    assert locate((0, 0, 5, 5), [Outline(0, 9, 0, None, (False, False))]) is None


def test_pitch_of_real_scans(data_folder: Path) -> None:
    """Of the scans that may be looked at: silent or right, half of them at least."""
    with (data_folder / "cargo" / "scans.tsv").open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["split"] == "look"]
    off = []
    for row in rows:
        grey = cv2.imread(str(data_folder / "cargo" / row["file"]), cv2.IMREAD_GRAYSCALE)
        assert grey is not None
        plane = grey.astype(np.float32) / np.float32(np.percentile(grey, 99))
        pitch = estimate_pitch(find_outlines(plane))
        # Where the length of the container is not known for sure, neither is the pitch.
        if pitch is not None and row["within"] != "50%":
            off.append((pitch.row_mm / float(row["row_mm"]) - 1, pitch.column_mm / float(row["column_mm"]) - 1))
    errors = np.abs(off)
    assert len(off) >= len(rows) / 2
    assert np.median(errors, axis=0).max() <= 0.05
    assert errors.max() <= 0.1
