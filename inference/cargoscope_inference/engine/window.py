"""What the network's input for a strip is made of: the strip, and the pixels around it that its contrast looks at."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import ViewKind
from cargoscope_inference.engine.strips import Strip
from cargoscope_models.preprocessing import CONTRAST_WINDOW, channels

HALO = CONTRAST_WINDOW // 2
"""Pixels around a strip that change its channels."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A strip with its surroundings, as far as the view has them.

    Attributes:
        pixels: (rows, columns) float32 at the pitch of the pass, 1 is air.
        top: row of `pixels` with which the strip begins.
        left: column of `pixels` with which the strip begins.
        height: rows of the strip.
        width: columns of the strip.
        kind: calibrated or display.
    """

    pixels: NDArray[np.float32]
    top: int
    left: int
    height: int
    width: int
    kind: ViewKind

    def channels(self) -> NDArray[np.float32]:
        """(3, height, width) float32, what the network sees: as if the whole view had been processed and then cut."""
        wide = channels(self.pixels, self.kind)
        return np.ascontiguousarray(
            wide[:, self.top : self.top + self.height, self.left : self.left + self.width], np.float32
        )

    def digest(self) -> bytes:
        """Sha256 of all that the channels follow from; takes less than making them."""
        place = (self.pixels.shape, self.top, self.left, self.height, self.width, self.kind.value)
        key = hashlib.sha256(repr(place).encode())
        key.update(np.ascontiguousarray(self.pixels).data)
        return key.digest()


def window_of(padded: NDArray[np.float32], strip: Strip, kind: ViewKind) -> Window:
    """The window of a strip.

    Args:
        padded: (rows, columns) float32, the padded view at the pitch of the pass, 1 is air.
        strip: which part of it.
        kind: calibrated or display.
    """
    x0, y0, x1, y1 = strip.bounds
    left, top = max(0, x0 - HALO), max(0, y0 - HALO)
    pixels = padded[top : y1 + HALO, left : x1 + HALO]
    return Window(pixels, y0 - top, x0 - left, strip.height, strip.width, kind)
