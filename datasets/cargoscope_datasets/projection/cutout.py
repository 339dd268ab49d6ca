"""A real threat, cut out of its own picture."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.ratio import steel_equivalent
from cargoscope_datasets.projection.threat_image import ThreatImage
from cargoscope_datasets.simulation.materials import BASIS

OBJECT = 0.05
"""Share of the deepest attenuation from which on a pixel belongs to the object."""
ASSUMED_MV = 6.0
"""For a cut-out whose energy nobody said, of which only the shape is used."""


def read_cutout(path: Path) -> NDArray[np.float32]:
    """Attenuation -ln T of an object on a clean bright background, 8 or 16 bit.

    Returns:
        (rows, columns) float32, 0 outside the object, cut to it.

    Raises:
        DataSetError: no picture, or nothing on it.
    """
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH)
    if grey is None or grey.dtype not in (np.uint8, np.uint16):
        raise DataSetError(f"{path} is no picture of an object; PNG, TIFF and JPEG of 8 or 16 bit are read")
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    air = max(float(np.median(border)), 1.0)
    attenuation = -np.log(np.clip(grey.astype(np.float32) / np.float32(air), 1 / _full(grey), 1))
    attenuation[attenuation < OBJECT * attenuation.max()] = 0
    rows, columns = np.nonzero(attenuation)
    if rows.size == 0:
        raise DataSetError(f"{path} shows nothing but background")
    return np.asarray(attenuation[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1], np.float32)


def _full(grey: NDArray[Any]) -> int:
    return 255 if grey.dtype == np.uint8 else 65_535


def cutout_image(attenuation: NDArray[np.float32], beam_mv: float | None, length_mm: float) -> ThreatImage:
    """A cut-out as a threat image: the steel that lets through as much of the beam that it was seen by.

    Whatever beam it is to be seen by next, that steel is what stands in it. For light materials this is right to a few
    percent of -ln T between 3.5 and 9 MV. At the energies of baggage scanners it is not: there steel is opaque, and
    what is black in such a picture may be a millimetre of it or a centimetre.

    Args:
        attenuation: (rows, columns) float32, see `read_cutout`.
        beam_mv: one of `physics.BEAMS`; None: only the shape counts (`into_display`).
        length_mm: of its longer side.
    """
    density = np.zeros((len(BASIS), *attenuation.shape), np.float32)
    density[BASIS.index("iron")] = steel_equivalent(np.exp(-attenuation), beam_mv or ASSUMED_MV)
    rows, columns = attenuation.shape
    pitch = length_mm / max(rows, columns)
    box = (0.0, 0.0, float(columns), float(rows))
    return ThreatImage(density, pitch, (box,), (columns * pitch, rows * pitch, 0.0), frozenset())
