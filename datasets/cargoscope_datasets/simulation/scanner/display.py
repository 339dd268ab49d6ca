"""An archive's picture: tone curve, sharpening, local contrast, 8 bit, JPEG."""

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.scanner.settings import Look

_TILE = 128
"""Side in pixels of the tiles of local contrast."""
_CLIP = 2.0


def developed(signal: NDArray[np.float32], look: Look) -> NDArray[np.uint8]:
    """The picture before it is compressed.

    Args:
        signal: (rows, columns) float32, air at 1.
        look: the processing.

    Returns:
        (rows, columns) uint8, brighter is thinner.
    """
    picture = signal
    if look.smoothing > 0:
        picture = np.asarray(cv2.GaussianBlur(signal, (0, 0), look.smoothing), np.float32)
    picture = np.clip((picture - np.float32(look.black)) / np.float32(look.white - look.black), 0, 2)
    if look.gamma != 1:
        picture = picture ** np.float32(look.gamma)
    if look.sharpening > 0:
        picture = picture + np.float32(look.sharpening) * (picture - cv2.GaussianBlur(picture, (0, 0), look.reach))
    grey = np.asarray(np.clip(np.rint(picture * np.float32(255)), 0, 255), np.uint8)
    if look.local > 0:
        tiles = (max(1, grey.shape[1] // _TILE), max(1, grey.shape[0] // _TILE))
        equalised = cv2.createCLAHE(_CLIP, tiles).apply(grey)
        grey = np.asarray(cv2.addWeighted(equalised, look.local, grey, 1 - look.local, 0), np.uint8)
    return grey


def display(signal: NDArray[np.float32], look: Look) -> NDArray[np.uint8]:
    """The picture as it comes back from the archive's JPEG; arguments and result as of `developed`."""
    _, encoded = cv2.imencode(".jpg", developed(signal, look), [cv2.IMWRITE_JPEG_QUALITY, look.quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)
