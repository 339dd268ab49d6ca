"""Which end of the vehicle lies on the left, and so where a container's doors are: at the rear."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.layout.outline import AIR
from cargoscope_datasets.scan import Direction, Outline

_CAB_LENGTH = 0.06
"""Of the length of all containers, over which something as tall as a cab has to stand: 0.7 m of a 40 ft box. Tail lifts
and stakes are shorter."""
_CAB_HEIGHT = 0.25
"""Share of a container's height that a cab's columns cover, above the container's floor."""


def find_direction(plane: NDArray[np.float32], outlines: Sequence[Outline]) -> Direction | None:
    """Which end was scanned first, where a cab is seen before or behind the containers; None where not.

    Args:
        plane: (rows, columns) float32, transmission or grey, air at 1.
        outlines: of the view, see `find_outlines`.
    """
    whole = [each for each in outlines if each.bottom is not None]
    if not whole:
        return None
    first, last = whole[0], whole[-1]
    enough = _CAB_LENGTH * (last.x1 - first.x0)
    ahead = _tall_columns(plane[first.roof : first.bottom, : first.x0]) >= enough
    behind = _tall_columns(plane[last.roof : last.bottom, last.x1 :]) >= enough
    if ahead == behind:
        return None
    return Direction.FRONT_FIRST if ahead else Direction.REAR_FIRST


def doors_along(container: int, count: int, direction: Direction | None) -> float | None:
    """Where along a container its doors are: at its left end (0) or its right end (1); None where that is not sure.

    Of two containers only the rear one's doors are known to be at the rear: the other is loaded either way round.

    Args:
        container: number of the container, from the left, from 0.
        count: how many there are.
        direction: which end of the vehicle was scanned first.
    """
    if direction is Direction.FRONT_FIRST and container == count - 1:
        return 1.0
    if direction is Direction.REAR_FIRST and container == 0:
        return 0.0
    return None


def _tall_columns(beside: NDArray[np.float32]) -> int:
    return int(np.count_nonzero((beside < AIR).mean(axis=0) > _CAB_HEIGHT)) if beside.size else 0
