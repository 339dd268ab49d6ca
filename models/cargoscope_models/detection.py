"""What a detector says of a scan."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing that the network found.

    Attributes:
        label: one of the release's labels.
        score: 0..1; comparable within one label of one release only.
        box: (x0, y0, x1, y1) in pixels of the original view.
        view: name of the view.
        threshold: the label's threshold that was in force.
        facts: what was measured at this place (`width_mm`, `height_mm`, `mean_transmission`, ...); nothing inferred.
    """

    label: str
    score: float
    box: tuple[float, float, float, float]
    view: str
    threshold: float
    facts: Mapping[str, float] = field(default_factory=dict)

    @property
    def flagged(self) -> bool:
        """Whether the score reaches the threshold."""
        return self.score >= self.threshold
