"""What is known to be in a view, and who says so."""

from dataclasses import dataclass
from enum import StrEnum

UNKNOWN = "unknown"
"""Label of an object of no named kind: it is there, and is none of the others."""


class Origin(StrEnum):
    """Where an annotation comes from; what we made ourselves is never taken for a seizure."""

    SIMULATED = "simulated"
    PROJECTED = "projected"
    OFFICER = "officer"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One object in a view.

    Attributes:
        label: what it is.
        box: (x0, y0, x1, y1) float in pixels of the original view, x along the columns.
        origin: who says so.
        concealed: hidden, as opposed to declared.
        family: of what we drew ourselves, which kind of its label it is.
        place: of what we drew ourselves, the kind of place that it is in.
        detectability: of what we made ourselves, d' = sqrt(sum((change of ln T)^2 / noise variance of ln T)) from the
            noise-free signal: what an observer who knows everything else could go by.
        contrast: of what was projected, the mean drop over it divided by the noise of the clean scan inside its box;
            `projection.contrast` has the bands.
    """

    label: str
    box: tuple[float, float, float, float]
    origin: Origin
    concealed: bool
    family: str | None = None
    place: str | None = None
    detectability: float | None = None
    contrast: float | None = None
