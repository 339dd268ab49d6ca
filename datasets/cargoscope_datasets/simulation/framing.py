"""What part of the world a scan shows: margins before, behind, above and below the vehicle, or an archive's cut."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances import Conveyance
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Box, Part

CUT_SHARE = 0.55
"""Scans that an archive cut to the container."""
NO_CAB_SHARE = 0.65
"""Of the others, those that begin behind the cab: its driver does not pass through the beam."""
ROAD_SHARE = 0.1
"""Scans whose lowest rays meet the road; elsewhere the lowest channels stand above its shadow, or are cut off."""
ROAD_HALF_WIDTH = 1700.0
ROAD = Part(Box(-1e5, 1e5, -400.0, -5.0, -ROAD_HALF_WIDTH, ROAD_HALF_WIDTH), "concrete")
"""What the lowest rays of a side view run through."""
CHASSIS_MM = (950.0, 1250.0)
"""A container without a truck was scanned on one, of which the archive kept nothing: so high above the road."""
_FRONT_MM, _REAR_MM = 450.0, 250.0
"""From a hold to the outside of its container: a cooling unit, doors."""
_ON_WHEELS, _BEHIND_A_CAB = 350.0, 900.0
"""A hold whose floor is higher stands on wheels, or on a lorry with a cab of its own; mm."""


def fan_of(scanner: Scanner) -> Fan:
    """Where the scanner's beam comes from."""
    return Fan(distance=scanner.distance_mm, axis=1500.0 if scanner.top else scanner.axis_mm, top=scanner.top)


class Framed(NamedTuple):
    """An empty sheet at the scanner's pitch, what stands in the beam besides, and whether it shows only the hold."""

    sheet: Sheet
    ground: tuple[Part, ...]
    cut: bool


def frame(rng: np.random.Generator, conveyance: Conveyance, scanner: Scanner) -> Framed:
    """What a scan of a vehicle, or of a piece of it, shows."""
    fan = fan_of(scanner)
    low, high = conveyance.bounds
    floor = min((hold.room.y0 for hold in conveyance.holds), default=0.0)
    alone, lorry = 0 < floor < _ON_WHEELS, floor > _BEHIND_A_CAB
    cut = (alone or lorry) and rng.random() < CUT_SHARE
    if alone and not fan.top:
        fan = replace(fan, axis=fan.axis - float(rng.uniform(*CHASSIS_MM)))
    road = not fan.top and not alone and rng.random() < ROAD_SHARE
    if cut:
        low, high = _container(conveyance, low, high)
    before, behind = rng.uniform(-40, 160, 2) if cut else np.exp(rng.uniform(np.log(60), np.log(1600), 2))
    x0, x1 = low[0] - before, high[0] + behind
    a0, a1 = _across(low, high, fan)
    above = rng.uniform(15, 120 if cut else 280)
    below = rng.uniform(-120, 120) if cut or fan.top else rng.uniform(-450, 150)
    if not cut and lorry and rng.random() < NO_CAB_SHARE:
        x0 = max(x0, min(hold.room.x0 for hold in conveyance.holds) - rng.uniform(150, 2600))
    if not cut and not road and not alone and not fan.top:
        below = a0 - _shadow(fan) - rng.uniform(-60, 250)
    rows = max(8, round((a1 + above - (a0 - below)) / scanner.row_mm))
    columns = max(8, round((x1 - x0) / scanner.column_mm))
    sheet = Sheet(fan, float(x0), float(a1 + above), (rows, columns), (scanner.row_mm, scanner.column_mm))
    return Framed(sheet, (ROAD,) if road else (), bool(cut))


def _shadow(fan: Fan) -> float:
    """How high up, at the middle of the vehicle, the road's far edge stands in the rays' way, mm."""
    return float(fan.axis * (1 - fan.magnification(ROAD_HALF_WIDTH)))


def _container(
    conveyance: Conveyance, low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The room of all holds with their walls and floor."""
    rooms = [hold.room for hold in conveyance.holds]
    first, last = min(room.x0 for room in rooms), max(room.x1 for room in rooms)
    return (
        np.array([max(first - _FRONT_MM, low[0]), max(min(room.y0 for room in rooms) - 180, low[1]), low[2]]),
        np.array([min(last + _REAR_MM, high[0]), high[1], high[2]]),
    )


def _across(low: NDArray[np.float64], high: NDArray[np.float64], fan: Fan) -> tuple[float, float]:
    """Lowest and highest place across the fan, at the middle of the vehicle, that the bounds are seen at."""
    if fan.top:
        scale = fan.distance / (fan.distance - (high[1] - fan.axis))
        return float(low[2] * scale), float(high[2] * scale)
    scales = np.asarray(fan.magnification(np.array([low[2], high[2]])))
    heights = fan.axis + np.outer([low[1] - fan.axis, high[1] - fan.axis], scales)
    # The ground is the same at every depth; only what rises above the axis reaches further up.
    return float(low[1]), float(heights.max())
