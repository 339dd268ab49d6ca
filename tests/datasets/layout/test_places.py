import numpy as np
import pytest

from cargoscope_datasets.layout.places import hiding_places
from cargoscope_datasets.layout.zones import Zone, locate
from cargoscope_datasets.scan import Direction, Outline

OUTLINE = Outline(x0=300, x1=1500, roof=60, bottom=400, cut=(False, False))


def truck() -> np.ndarray:
    """A container, a chassis beneath it, a cab at its left."""
    plane = np.ones((560, 1600), np.float32)
    plane[60:400, 300:1500] = 0.5
    plane[410:500, 340:1480] = 0.3
    plane[150:520, 60:280] = 0.4
    return plane


def test_every_place_is_in_its_zone_and_in_the_view() -> None:
    found = hiding_places(truck(), (OUTLINE,))
    assert {each.zone for each in found} == set(Zone)
    for each in found:
        x0, y0, x1, y1 = each.box
        assert 0 <= x0 < x1 <= 1600
        assert 0 <= y0 < y1 <= 560
        place = locate(each.box, (OUTLINE,))
        assert place is not None
        assert place.zone is each.zone


def test_cab_and_chassis_are_where_they_stand() -> None:
    by_zone = {each.zone: each for each in hiding_places(truck(), (OUTLINE,))}
    assert by_zone[Zone.BESIDE].box == (60, 150, 280, 520)
    assert by_zone[Zone.BENEATH].box[3] == pytest.approx(500, abs=2)
    assert "cab" in by_zone[Zone.BESIDE].kinds
    assert "chassis" in by_zone[Zone.BENEATH].kinds


def test_which_end_has_the_doors_only_the_direction_tells() -> None:
    for direction, left, right in (
        (None, {"doors", "cooling_unit"}, {"doors", "cooling_unit"}),
        (Direction.FRONT_FIRST, {"cooling_unit"}, {"doors"}),
        (Direction.REAR_FIRST, {"doors"}, {"cooling_unit"}),
    ):
        ends = [each for each in hiding_places(truck(), (OUTLINE,), direction) if each.zone is Zone.END]
        found = [each.kinds & {"doors", "cooling_unit"} for each in sorted(ends, key=lambda each: each.box)]
        assert found == [left, right]


def test_an_end_that_is_cut_off_is_no_place_and_without_a_bottom_there_is_none() -> None:
    cut = Outline(0, 1500, 60, 400, (True, False))
    assert sum(each.zone is Zone.END for each in hiding_places(truck(), (cut,))) == 1
    assert hiding_places(truck(), (Outline(300, 1500, 60, None, (False, False)),)) == ()
    assert hiding_places(truck(), ()) == ()
