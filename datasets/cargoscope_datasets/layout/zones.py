"""Where in a container something is: zones for thresholds, and measures for words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cargoscope_datasets.layout.pitch import LOWER_EDGE
from cargoscope_datasets.scan import Outline, Pitch

Box = tuple[float, float, float, float]


class Zone(StrEnum):
    """Part of a conveyance. What is found in one is not found in another as often, nor raised for nothing as often."""

    HOLD = "hold"
    """Inside, away from floor, roof and ends: what is loaded."""
    FLOOR = "floor"
    ROOF = "roof"
    END = "end"
    """At the doors, the front wall, or a cooling unit."""
    BENEATH = "beneath"
    """Chassis, axles and what hangs there."""
    BESIDE = "beside"
    """Tractor, cab, and whatever else stands before or behind a container."""


FLOOR_SHARE, ROOF_SHARE, END_SHARE = 0.12, 0.94, 0.035
"""Shares of the height and the length: 35 cm of floor, 17 cm of roof, 43 cm of a 40 ft box's end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the middle of something is within the nearest container.

    Attributes:
        container: number of the container, from the left, from 0.
        along: share of its length from its left end; outside of 0..1 where it stands beside.
        up: share of its height from its floor; below 0 beneath it.
    """

    container: int
    along: float
    up: float

    @property
    def zone(self) -> Zone:
        """The part of the conveyance."""
        if not 0 <= self.along <= 1:
            return Zone.BESIDE
        if self.up < 0:
            return Zone.BENEATH
        if self.up < FLOOR_SHARE:
            return Zone.FLOOR
        if self.up > ROOF_SHARE:
            return Zone.ROOF
        return Zone.END if min(self.along, 1 - self.along) < END_SHARE else Zone.HOLD


def locate(box: Box, outlines: Sequence[Outline]) -> Place | None:
    """Where something is, or None where no container with a bottom is known.

    Args:
        box: (x0, y0, x1, y1) in pixels of the view.
        outlines: of the view, see `find_outlines`.
    """
    whole = [(number, each, each.bottom) for number, each in enumerate(outlines) if each.bottom is not None]
    if not whole:
        return None
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    number, outline, bottom = min(whole, key=lambda each: max(each[1].x0 - x, x - each[1].x1, 0.0))
    height = bottom - outline.roof
    return Place(number, (x - outline.x0) / (outline.x1 - outline.x0), (bottom - y) / height)


def zone_of(facts: Mapping[str, float]) -> Zone | None:
    """The zone that measured facts are of; None where they name no place.

    Args:
        facts: what `measures` wrote, among others.
    """
    if "along_container" not in facts:
        return None
    return Place(int(facts["container"]) - 1, facts["along_container"], facts["up_container"]).zone


def measures(place: Place, outline: Outline, pitch: Pitch | None, doors: float | None = None) -> dict[str, float]:
    """The place in numbers, for sentences to be made of.

    Args:
        place: see `locate`.
        outline: of its container.
        pitch: of the view, where known.
        doors: where along the container its doors are, see `doors_along`.

    Returns:
        `container` (from 1), `along_container` and `up_container` (shares), and with a pitch `from_left_mm`,
        `above_floor_mm`, and `from_doors_mm` where it is known which end has the doors: all of the middle of the box.
    """
    found = {"container": place.container + 1.0, "along_container": place.along, "up_container": place.up}
    if pitch is not None and outline.bottom is not None:
        length_mm = (outline.x1 - outline.x0) * pitch.column_mm
        found["from_left_mm"] = place.along * length_mm
        if doors is not None:
            found["from_doors_mm"] = abs(doors - place.along) * length_mm
        found["above_floor_mm"] = place.up * (outline.bottom - outline.roof) * pitch.row_mm / LOWER_EDGE
    return found
