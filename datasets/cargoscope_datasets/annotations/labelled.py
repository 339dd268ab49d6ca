"""A scan with all that officers said of it."""

from dataclasses import dataclass

from cargoscope_datasets.annotation import Annotation
from cargoscope_datasets.scan import PitchSource

IMPORTED = "imported"
"""The verdict of a scan that came with boxes and no word of what was decided."""
PROJECTED = "projected"
"""The verdict of a scan that a threat was projected into: nobody decided anything."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class NamedBox:
    """A place in a view that the detector took for something.

    Attributes:
        label: what it took it for.
        box: (x0, y0, x1, y1) float in pixels of the original view, x along the columns.
    """

    label: str
    box: Box


@dataclass(frozen=True, slots=True)
class LabelledScan:
    """One view of a decided scan.

    Attributes:
        id: the UUID that the station made.
        file: path of the original, relative to the folder of the data set.
        rows: height in pixels.
        columns: length in pixels.
        pitch_mm: (row, column) in mm as it was analysed with, or None where unknown.
        pitch_source: who said so; None where nobody did.
        verdict: what was decided.
        annotations: what is there; none is an answer too.
        hard_negatives: places that an officer found to be no such thing.
        open: flags that the officer neither confirmed nor rejected: not to be learnt from either way.
        site: where it was scanned, or None where unknown.
        scanner: the station that sent it, or None where unknown.
        groups: what it shares with other scans (container numbers, a scene); those that share one are never split.
    """

    id: str
    file: str
    rows: int
    columns: int
    pitch_mm: tuple[float, float] | None
    pitch_source: PitchSource | None
    verdict: str
    annotations: tuple[Annotation, ...]
    hard_negatives: tuple[NamedBox, ...]
    open: tuple[NamedBox, ...]
    site: str | None = None
    scanner: str | None = None
    groups: tuple[str, ...] = ()
