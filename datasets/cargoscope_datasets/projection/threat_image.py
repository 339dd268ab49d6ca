"""What a threat alone puts into the rays' way."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.detectability import shadows
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.threat import Lot

FAN = Fan(distance=5200.0, axis=0.0)
"""Which a threat is drawn by; how large it is seen where it is put, the scan's own fan says."""
_FINEST_MM = 2.5
_LONGEST_PX = 220
_MARGIN_PX = 2

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class ThreatImage:
    """A threat, seen level from the side at the middle of the vehicle.

    Attributes:
        density: (planes, rows, columns) float16 or float32, g/cm2, packing included: of every basis material in the
            order of `materials.BASIS`, or of water and iron alone, see `two_materials`.
        pitch_mm: side of its square pixels.
        boxes: of its objects, (x0, y0, x1, y1) in its pixels.
        size_mm: length, height and depth of the room that it takes.
        kinds: of the places where it is found; none: anywhere.
    """

    density: NDArray[np.float16] | NDArray[np.float32]
    pitch_mm: float
    boxes: tuple[Box, ...]
    size_mm: tuple[float, float, float]
    kinds: frozenset[str]


def threat_image(lot: Lot, kinds: frozenset[str]) -> ThreatImage:
    """Draw a lot, in every basis material.

    Args:
        lot: as it lies, with the middle of its room at the origin.
        kinds: of the places where it is found.
    """
    low, high = lot.bounds
    length, height, depth = (high - low).tolist()
    pitch = max(_FINEST_MM, max(length, height) / _LONGEST_PX)
    margin = _MARGIN_PX * pitch
    # What is nearer than the middle is seen larger.
    scale = FAN.distance / (FAN.distance + float(low[2]))
    reach = float(np.abs([low[1], high[1]]).max()) * scale + margin
    shape = (ceil(2 * reach / pitch), ceil((length + 2 * margin) / pitch))
    sheet = Sheet(FAN, float(low[0]) - margin, reach, shape, (pitch, pitch))
    sheet.add(lot.parts)
    boxes = tuple(found.box for found in shadows(sheet, lot.items))
    return ThreatImage(sheet.density, pitch, boxes, (length, height, depth), kinds)
