"""When an object counts as found. The one place that says so: demo, thresholds and every figure go by it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cargoscope_models.boxes import iou

FOUND_IOU = 0.3
"""Overlap from which on an object counts as found: a crew opens an area, so a loose box will do."""
LOCATED_MM = 250.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Match:
    """What a set of boxes does for one object.

    Attributes:
        overlap: greatest IoU of any of them.
        found: it reaches `FOUND_IOU`.
        located: the centre of one lies within the object's box, or within 25 cm of its centre.
    """

    overlap: float
    found: bool
    located: bool


def match(wanted: Box, boxes: Sequence[Box], pitch_mm: tuple[float, float]) -> Match:
    """Hold boxes against one object.

    Args:
        wanted: of the object, (x0, y0, x1, y1) in pixels.
        boxes: in the same pixels.
        pitch_mm: row and column size.
    """
    if not boxes:
        return Match(0.0, found=False, located=False)
    there = np.asarray(boxes, np.float32)
    overlap = float(iou(np.asarray([wanted], np.float32), there).max())
    centres, (x0, y0, x1, y1) = (there[:, :2] + there[:, 2:]) / 2, wanted
    within = (centres[:, 0] >= x0) & (centres[:, 0] <= x1) & (centres[:, 1] >= y0) & (centres[:, 1] <= y1)
    away_mm = (centres - [(x0 + x1) / 2, (y0 + y1) / 2]) * [pitch_mm[1], pitch_mm[0]]
    near = np.hypot(away_mm[:, 0], away_mm[:, 1]) <= LOCATED_MM
    return Match(overlap, overlap >= FOUND_IOU, bool((within | near).any()))


def is_found(wanted: Box, boxes: Sequence[Box]) -> bool:
    """Whether one of the boxes lies over the object."""
    return match(wanted, boxes, (1.0, 1.0)).found
