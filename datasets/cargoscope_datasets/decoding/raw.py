"""What a file holds, before it is calibrated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import Direction, Polarity


@dataclass(frozen=True, slots=True, eq=False)
class RawPlanes:
    """The pixels of one view as they were stored, and what the file says about them.

    Attributes:
        planes: (energies, rows, columns) uint8, uint16, uint32, int16, int32 or float32 in native byte order,
            highest energy first, column 0 scanned first.
        display: whether the pixels were already processed for a screen.
        bits: significant bits of an integer pixel where the file says so (DICOM), else None.
        white_is_low: whether the file is to be shown with its lowest value white (MINISWHITE, MONOCHROME1).
        polarity: of the stored values, where the file says it (DICOM), else None.
        pitch_mm: (row, column) in millimetres, where the file says it, plausible or not.
        air: (energies, rows) float32, stored value of each detector channel through air, where the file has it.
        dark: (energies, rows) float32, stored value of each detector channel without beam, where it is not yet off.
        view: name of the view, where the file says it.
        dead_rows: rows without signal, where the file says so.
        direction: which end of the vehicle was scanned first, where the file says it.
        cut_short: where the file ends in the middle of a column, in words, or None.
        projected: whether the file is marked: a threat was projected into it, see `marking`.
    """

    planes: NDArray[np.generic]
    display: bool
    bits: int | None = None
    white_is_low: bool = False
    polarity: Polarity | None = None
    pitch_mm: tuple[float, float] | None = None
    air: NDArray[np.float32] | None = None
    dark: NDArray[np.float32] | None = None
    view: str | None = None
    dead_rows: tuple[int, ...] = ()
    direction: Direction | None = None
    cut_short: str | None = None
    projected: bool = False
