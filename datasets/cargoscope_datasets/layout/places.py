"""Where in a view something could be hidden, from the outlines of its containers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.layout.outline import AIR
from cargoscope_datasets.layout.pitch import LOWER_EDGE
from cargoscope_datasets.layout.zones import END_SHARE, FLOOR_SHARE, ROOF_SHARE, Box, Zone
from cargoscope_datasets.scan import Direction, Outline
from cargoscope_datasets.simulation.conveyances.conveyance import PlaceKind

_LEAST_PX = 4
_REACH = 0.45
"""How far beneath a container a chassis reaches, as a share of the container's height: 1.2 m."""
_COVERED = 0.05
"""Share of a row or column beside a container that is not air from which on something stands there."""
_CARGO: frozenset[PlaceKind] = frozenset({"goods_gap", "on_goods", "in_goods", "pallet", "machine"})
_BENEATH: frozenset[PlaceKind] = frozenset({"chassis", "spare_tyre", "tyre", "fuel_tank", "tool_box", "frame"})
_BESIDE: frozenset[PlaceKind] = frozenset({"cab", "engine", "seat", "fuel_tank", "tyre", "frame"})
_DOORS: frozenset[PlaceKind] = frozenset({"doors", "goods_gap"})
_FRONT: frozenset[PlaceKind] = frozenset({"wall", "cooling_unit"})


@dataclass(frozen=True, slots=True)
class HidingPlace:
    """A part of a view where something could be hidden.

    Attributes:
        zone: which part of the conveyance.
        kinds: of the places of a simulated conveyance that are seen there.
        box: (x0, y0, x1, y1) in pixels of the view, x along the columns.
    """

    zone: Zone
    kinds: frozenset[PlaceKind]
    box: Box


def hiding_places(
    plane: NDArray[np.float32], outlines: Sequence[Outline], direction: Direction | None = None
) -> tuple[HidingPlace, ...]:
    """Places of a side view; none where no container with a bottom is known.

    Side walls lie over the whole hold in a side view. Which end has the doors only the direction tells: without it
    both ends may be doors, front wall or cooling unit.

    Args:
        plane: (rows, columns) float32, transmission or grey, air at 1.
        outlines: of the view, see `find_outlines`.
        direction: which end of the vehicle was scanned first, where known.
    """
    found: list[HidingPlace] = []
    for outline in outlines:
        if outline.bottom is not None:
            found += _inside(outline, outline.bottom, direction)
            found += _beneath(plane, outline, outline.bottom)
    whole = [each for each in outlines if each.bottom is not None]
    if whole:
        found += _beside(plane, whole)
    return tuple(each for each in found if _is_large(each.box))


def _inside(outline: Outline, bottom: int, direction: Direction | None) -> list[HidingPlace]:
    height, length = bottom - outline.roof, outline.x1 - outline.x0
    floor, roof = bottom - FLOOR_SHARE * height, outline.roof + (1 - ROOF_SHARE) * height
    end = END_SHARE * length
    x0, x1, top, low = float(outline.x0), float(outline.x1), float(outline.roof), float(bottom)
    left, right = _ends(direction)
    places = [
        HidingPlace(Zone.HOLD, _CARGO | {"wall"}, (x0 + end, roof, x1 - end, floor)),
        HidingPlace(Zone.FLOOR, _CARGO | {"floor"}, (x0, floor, x1, low)),
        HidingPlace(Zone.ROOF, frozenset({"roof"}), (x0, top, x1, roof)),
    ]
    if not outline.cut[0]:
        places.append(HidingPlace(Zone.END, left, (x0, roof, x0 + end, floor)))
    if not outline.cut[1]:
        places.append(HidingPlace(Zone.END, right, (x1 - end, roof, x1, floor)))
    return places


def _ends(direction: Direction | None) -> tuple[frozenset[PlaceKind], frozenset[PlaceKind]]:
    if direction is Direction.FRONT_FIRST:
        return _FRONT, _DOORS
    if direction is Direction.REAR_FIRST:
        return _DOORS, _FRONT
    return _FRONT | _DOORS, _FRONT | _DOORS


def _beneath(plane: NDArray[np.float32], outline: Outline, bottom: int) -> list[HidingPlace]:
    height = (bottom - outline.roof) / LOWER_EDGE
    first = outline.roof + round(height)
    rows = plane[first : first + round(_REACH * height), outline.x0 : outline.x1]
    covered = np.flatnonzero((rows < AIR).mean(axis=1) > _COVERED) if rows.size else np.empty(0, np.intp)
    if covered.size == 0:
        return []
    box = (float(outline.x0), float(first), float(outline.x1), float(first + covered[-1] + 1))
    return [HidingPlace(Zone.BENEATH, _BENEATH, box)]


def _beside(plane: NDArray[np.float32], outlines: Sequence[Outline]) -> list[HidingPlace]:
    """Cab and tractor before the first container or behind the last, whichever end they are at."""
    first, last = min(each.x0 for each in outlines), max(each.x1 for each in outlines)
    places = []
    for x0, x1 in ((0, first), (last, plane.shape[1])):
        part = plane[:, x0:x1] < AIR
        if not part.size:
            continue
        rows, columns = np.flatnonzero(part.mean(axis=1) > _COVERED), np.flatnonzero(part.mean(axis=0) > _COVERED)
        if rows.size and columns.size:
            box = (float(x0 + columns[0]), float(rows[0]), float(x0 + columns[-1] + 1), float(rows[-1] + 1))
            places.append(HidingPlace(Zone.BESIDE, _BESIDE, box))
    return places


def _is_large(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) >= _LEAST_PX
