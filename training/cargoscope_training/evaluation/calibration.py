"""Scores of different labels on one scale: how seldom a clean scan raises as much.

Scores are comparable within one label only. What a site pays for is alarms, so a score is turned into the rate at which
the label raises at least as much on clean scans, and the rarest of all labels ranks highest.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from cargoscope_training.evaluation.results import Said, Scanned

QUIET = -math.inf
"""Evidence of a scan of which nothing was said."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Learnt from clean scans that no figure is counted on.

    Attributes:
        scans: how many.
        alarms: by label, the scores of all that was said of them, ascending.
    """

    scans: int
    alarms: dict[str, list[float]]

    def evidence(self, label: str, score: float) -> float:
        """-log10 of the alarms a scan to expect at this score or above; higher is rarer.

        Above all that the clean scans raised it goes on rising as 1 - score falls, so that order is kept; a rate under
        one in all these scans is an order, not a measurement.
        """
        alarms = self.alarms.get(label, [])
        above = len(alarms) - bisect_left(alarms, score)
        if above:
            return -math.log10(above / self.scans)
        highest = alarms[-1] if alarms else 0.0
        left = max(1.0 - score, 1e-6) / max(1.0 - highest, 1e-6)
        return math.log10(self.scans) - math.log10(max(left, 1e-6)) + 1e-6

    def of(self, said: Said) -> float:
        """Evidence of one detection."""
        return self.evidence(said.label, said.score)


def calibrate(scans: Sequence[Scanned]) -> Calibration:
    """Learn from clean scans.

    Raises:
        ValueError: there is none.
    """
    if not scans:
        raise ValueError("Calibration needs clean scans; there are none of the role `threshold`")
    alarms: dict[str, list[float]] = {}
    for scan in scans:
        for said in scan.said:
            alarms.setdefault(said.label, []).append(said.score)
    return Calibration(len(scans), {label: sorted(scores) for label, scores in alarms.items()})


def strongest(scan: Scanned, calibration: Calibration) -> float:
    """Evidence of a whole scan: that of its rarest detection."""
    return max((calibration.of(said) for said in scan.said), default=QUIET)
