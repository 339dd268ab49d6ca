"""A view as an 8-bit picture: which grey a signal gets, and how large a pixel is drawn."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import View, ViewKind

MOST_PIXELS_A_SIDE = 32_768
"""A JPEG ends at 65,535; half of that still opens in the usual viewers."""
READABLE_SIDE = 360
"""A picture less high or wide is enlarged to this, so that labels have room."""
DENSEST_PERCENTILE = 99.5
SHALLOWEST, DEEPEST = 1.5, 8.0
"""Bounds, in nepers, of the attenuation shown as black: an empty box is not to be blown up to noise, and behind the
deepest a linac's signal is noise."""
GAMMA = 0.7
PAPER = 128
"""Grey of the margin beside a picture that is too thin to be enlarged."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a view's pixels come to lie on the picture.

    Attributes:
        rows: rows that the view takes.
        columns: columns that the view takes.
        across: columns of the picture for one of the view.
        down: rows of the picture for one of the view.
    """

    rows: int
    columns: int
    across: float
    down: float

    def place(self, grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(rows, columns) uint8 levels of the view as (rows, columns, 3) uint8, with a margin where it is thin."""
        smaller = self.across < 1 or self.down < 1
        sized = cv2.resize(
            grey, (self.columns, self.rows), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        )
        below, beside = max(0, READABLE_SIDE - self.rows), max(0, READABLE_SIDE - self.columns)
        framed = cv2.copyMakeBorder(sized, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=(PAPER,))
        return np.asarray(cv2.cvtColor(framed, cv2.COLOR_GRAY2BGR), np.uint8)

    def place_mask(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(rows, columns) bool of the view at the picture's size, without margin."""
        sized = cv2.resize(mask.view(np.uint8), (self.columns, self.rows), interpolation=cv2.INTER_NEAREST)
        return np.asarray(sized, np.uint8).view(np.bool_)

    def place_box(self, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """A box of the view as its outermost pixels (left, top, right, bottom) in the picture."""
        x0, y0, x1, y1 = box
        left, top = min(int(x0 * self.across), self.columns - 1), min(int(y0 * self.down), self.rows - 1)
        right = min(max(left, round(x1 * self.across) - 1), self.columns - 1)
        bottom = min(max(top, round(y1 * self.down) - 1), self.rows - 1)
        return left, top, right, bottom


def frame(view: View) -> Frame:
    """The size at which a view is drawn.

    Where the pitch is known, pixels become square, so that wheels are round: the coarser side is stretched, no detail
    is lost. Where it is unknown, the view's own pixels are kept.
    """
    across = down = 1.0
    if view.pitch is not None:
        finest = min(view.pitch.row_mm, view.pitch.column_mm)
        across, down = view.pitch.column_mm / finest, view.pitch.row_mm / finest
    shortest, longest = sorted((view.rows * down, view.columns * across))
    scale = min(max(1.0, READABLE_SIDE / shortest), MOST_PIXELS_A_SIDE / longest)
    rows, columns = max(1, round(view.rows * down * scale)), max(1, round(view.columns * across * scale))
    return Frame(rows, columns, columns / view.columns, rows / view.rows)


def grey_levels(view: View) -> NDArray[np.uint8]:
    """(rows, columns) uint8, brighter is thinner.

    A display view keeps its own levels. On a calibrated one grey falls in step with attenuation (-ln transmission),
    from air, white, to the densest half percent of what was penetrated, black: so steel behind steel stays visible, as
    it would not in plain transmission. A gamma lets thin things in light loads stand out as well.
    """
    plane = view.planes[0]
    if view.kind is ViewKind.DISPLAY:
        return np.asarray(cv2.convertScaleAbs(np.clip(plane, 0.0, 1.0), alpha=255.0), np.uint8)
    # cv2's loops: numpy takes four times as long, and officers wait for this.
    thinned = np.clip(plane, np.float32(np.exp(-DEEPEST)), np.float32(1.0))
    attenuation = np.asarray(cv2.log(thinned), np.float32)
    np.negative(attenuation, out=attenuation)
    # Every seventh pixel tells the percentile just as well.
    penetrated = attenuation[::7, ::7][~view.quality.not_penetrated[::7, ::7]]
    densest = float(np.percentile(penetrated, DENSEST_PERCENTILE)) if penetrated.size else DEEPEST
    black = min(max(densest, SHALLOWEST), DEEPEST)
    # Not from 0: the logarithm in cv2's pow takes four times as long over it.
    depth = np.clip(attenuation / np.float32(black), np.float32(1e-6), np.float32(1.0))
    depth = np.asarray(cv2.pow(depth, GAMMA), np.float32)
    return np.asarray(cv2.convertScaleAbs(depth, alpha=-255.0, beta=255.0), np.uint8)
