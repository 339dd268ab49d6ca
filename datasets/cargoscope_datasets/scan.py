"""The values at the centre: a scan, its views, and how good each view is."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class ViewKind(StrEnum):
    """What the pixel values of a view mean."""

    CALIBRATED = "calibrated"
    """Transmission: signal over air, 1 is air, the full depth of the detector."""
    DISPLAY = "display"
    """Already processed for a screen, 8 bit: brighter is thinner, and no more is known."""


class Polarity(StrEnum):
    """Which end of the values is air."""

    BRIGHT = "air is bright"
    DARK = "air is dark"

    @property
    def opposite(self) -> "Polarity":
        """The other one."""
        return Polarity.DARK if self is Polarity.BRIGHT else Polarity.BRIGHT


class PitchSource(StrEnum):
    """Who said how large a pixel is."""

    FILE = "file"
    STATION = "station"
    COMMAND_LINE = "command line"
    ESTIMATED = "estimated"


class Direction(StrEnum):
    """Which end of the vehicle was scanned first, and so lies on the left; pixels are never turned round."""

    FRONT_FIRST = "front-first"
    REAR_FIRST = "rear-first"


@dataclass(frozen=True, slots=True)
class Pitch:
    """Size of one pixel at the middle of the vehicle, in millimetres. Real pixels are not square."""

    row_mm: float
    column_mm: float
    source: PitchSource


@dataclass(frozen=True, slots=True)
class Outline:
    """A container in a side view, in pixels; x along the columns, y down the rows.

    Attributes:
        x0, x1: its ends.
        roof: its first row.
        bottom: the row in which the lower edge of its floor stands, or None where it cannot be told.
        cut: whether the view ends before the container does, at its left and at its right.
    """

    x0: int
    x1: int
    roof: int
    bottom: int | None
    cut: tuple[bool, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """How far a view can be trusted.

    Attributes:
        air_found: whether some part of the view shows nothing but air, so that it could be calibrated by it.
        air_instability: relative standard deviation of the air level from column to column (source fluctuation);
            None where no air was found.
        dead_rows: rows whose detector channel gave no signal; their pixels were interpolated from the neighbours.
        misfired_columns: columns in which the source did not fire; their pixels were interpolated.
        saturated: share of pixels at the top of the range (0..1).
        noise: relative noise of the signal in its brightest tenth (0..1).
        not_penetrated: (rows, columns) bool, True where the beam did not get through: not inspected, never clear.
        not_penetrated_share: share of the conveyance (everything that is not air) that was not penetrated (0..1).
    """

    air_found: bool
    air_instability: float | None
    dead_rows: tuple[int, ...]
    misfired_columns: tuple[int, ...]
    saturated: float
    noise: float
    not_penetrated: NDArray[np.bool_]
    not_penetrated_share: float


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One projection of the vehicle.

    Attributes:
        name: "side" or "top"; unique within the scan.
        kind: calibrated or display, see `ViewKind`.
        planes: (energies, rows, columns) float32, highest energy first, one or two energies, column 0 scanned first.
            Calibrated: transmission, 1 is air, noise may carry it outside 0..1. Display: grey level over its maximum.
        pitch: size of a pixel, or None where nobody said.
        quality: what was found and repaired.
        outlines: of the containers that are seen, from left to right; none where nothing was sure.
        direction: which end of the vehicle was scanned first, where the file says it or a cab is seen.
        cut_short: where the file ends in the middle of a column, in words, or None.
    """

    name: str
    kind: ViewKind
    planes: NDArray[np.float32]
    pitch: Pitch | None
    quality: Quality
    outlines: tuple[Outline, ...] = ()
    direction: Direction | None = None
    cut_short: str | None = None

    @property
    def energies(self) -> int:
        """Number of energies, 1 or 2."""
        return int(self.planes.shape[0])

    @property
    def rows(self) -> int:
        """Height in pixels."""
        return int(self.planes.shape[1])

    @property
    def columns(self) -> int:
        """Length in pixels, along the movement."""
        return int(self.planes.shape[2])


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """One passage of one conveyance through the scanner.

    Attributes:
        views: at least one.
        sha256: hex digest over the bytes it was read from (files in the order given).
        projected: a threat was projected into it, so whatever is found is no seizure.
    """

    views: tuple[View, ...]
    sha256: str
    projected: bool = False
