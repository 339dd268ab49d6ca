"""Which end is the front, of vehicles drawn by hand and of simulated ones."""

import numpy as np
import pytest
from numpy.typing import NDArray

from cargoscope_datasets.layout.doors import doors_along, find_direction
from cargoscope_datasets.layout.outline import find_outlines
from cargoscope_datasets.scan import Direction, Outline
from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.gallery_views import PLAIN, seen

BOX = Outline(300, 1300, 50, 700, (False, False))
FRONT, REAR = Direction.FRONT_FIRST, Direction.REAR_FIRST


def air() -> NDArray[np.float32]:
    return np.ones((800, 1600), np.float32)


def test_a_cab_is_at_the_front() -> None:
    plane = air()
    plane[300:700, 50:200] = 0.5
    assert find_direction(plane, [BOX]) is FRONT
    assert find_direction(plane[:, ::-1], [Outline(300, 1300, 50, 700, (False, False))]) is REAR


def test_without_a_cab_it_is_not_said_which_end_is_the_front() -> None:
    plane = air()
    assert find_direction(plane, [BOX]) is None
    assert find_direction(plane, []) is None
    # A chassis reaches out at either end, beneath the floor.
    plane[700:780, 0:300] = 0.3
    # A tail lift is tall and short.
    plane[200:700, 1310:1340] = 0.5
    assert find_direction(plane, [BOX]) is None


@pytest.mark.parametrize(("kind", "turned"), [("truck_dry_40_high", False), ("truck_two_20", True)])
def test_a_simulated_truck_shows_its_front(kind: str, turned: bool) -> None:
    grey = seen(CONVEYANCES[kind](np.random.default_rng(1)).parts, PLAIN, 1) / np.float32(255)
    plane = np.ascontiguousarray(grey[:, ::-1] if turned else grey)
    outlines = find_outlines(plane)
    assert outlines
    assert find_direction(plane, outlines) is (REAR if turned else FRONT)


@pytest.mark.parametrize(
    ("container", "count", "direction", "doors"),
    [(0, 1, FRONT, 1.0), (0, 1, REAR, 0.0), (1, 2, FRONT, 1.0), (0, 2, FRONT, None), (0, 2, REAR, 0.0),
     (1, 2, REAR, None), (0, 1, None, None)],
)  # fmt: skip
def test_the_doors_of_the_last_container_are_at_the_rear(
    container: int, count: int, direction: Direction | None, doors: float | None
) -> None:
    assert doors_along(container, count, direction) == doors
