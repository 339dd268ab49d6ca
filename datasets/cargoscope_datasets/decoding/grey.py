"""Grey pictures that were saved with three channels."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import ScanUnsupported

COLOUR_TOLERANCE = 12 / 255
"""How far the channels of a grey pixel may lie apart, over full scale: rounding of JPEG's chroma stays well below."""
COLOURED_SHARE = 1e-4
"""Share of pixels beyond it that is still noise: a thin box drawn in red on a scan is more."""

Pixel = TypeVar("Pixel", np.uint8, np.uint16)


def grey_channel(channels: NDArray[Pixel]) -> NDArray[Pixel]:
    """The one grey plane of a picture saved as grey, grey and alpha, RGB or RGBA.

    Args:
        channels: (rows, columns) or (rows, columns, 1 to 4) uint8 or uint16.

    Returns:
        (rows, columns), the green channel of three: it weighs most in luminance, so it carries the least chroma noise.

    Raises:
        ScanUnsupported: real colour, or pixels that are not opaque.
    """
    if channels.ndim == 2:
        return channels
    full = int(np.iinfo(channels.dtype).max)
    samples = channels.shape[2]
    if samples in (2, 4) and int(channels[..., -1].min()) < full:
        raise ScanUnsupported("has transparent pixels; a scan is grey and opaque")
    if samples <= 2:
        return np.ascontiguousarray(channels[..., 0])
    red, green, blue = (np.ascontiguousarray(channels[..., i]) for i in range(3))
    if not (np.array_equal(red, green) and np.array_equal(green, blue)):
        _refuse_colour(red, green, blue, full)
    return green


def _refuse_colour(red: NDArray[Pixel], green: NDArray[Pixel], blue: NDArray[Pixel], full: int) -> None:
    highest = np.maximum(np.maximum(red, green), blue)
    lowest = np.minimum(np.minimum(red, green), blue)
    coloured = float(np.mean(highest - lowest > COLOUR_TOLERANCE * full))
    if coloured > COLOURED_SHARE:
        raise ScanUnsupported(
            f"is in colour ({coloured:.2%} of its pixels); a scan is grey, pseudo-colour and drawings on it are refused"
        )
