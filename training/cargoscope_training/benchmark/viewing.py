"""A simulated scan as the engine gets it: the very view that reading its file would give, without the file."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.scan import Direction, Pitch, PitchSource, View, ViewKind
from cargoscope_datasets.simulation.simulate import SimulatedScan
from cargoscope_datasets.viewing import build_view


def view_of(scan: SimulatedScan, kind: ViewKind) -> View:
    """What a reader makes of a scan, its pitch told.

    Args:
        scan: the scan.
        kind: as raw counts with their air calibration, or as the archive's 8-bit picture.
    """
    display = kind is ViewKind.DISPLAY
    planes: NDArray[Any] = scan.picture()[None] if display else scan.counts
    air = None if display else np.asarray(scan.air, np.float32)
    name = "top" if scan.scanner.top else "side"
    raw = RawPlanes(planes, display=display, air=air, view=name, direction=Direction.FRONT_FIRST)
    return build_view(name, raw, Pitch(scan.pitch.row_mm, scan.pitch.column_mm, PitchSource.STATION))
