"""Thresholds from an alarm budget, chosen on scans that report nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cargoscope_training.evaluation.results import Scanned

CEILING = 0.999
"""A label that may raise no alarm at all, and whose clean scans reach any score, is flagged from here on."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One label's threshold.

    Attributes:
        threshold: score from which on it is flagged; three decimals.
        alarms: that it raises on the scans it was chosen on.
        scans: how many these are.
    """

    threshold: float
    alarms: int
    scans: int


def choose(scans: Sequence[Scanned], budget: Mapping[str, float], least: float) -> dict[str, Chosen]:
    """The lowest threshold of every label that keeps within its budget.

    Args:
        scans: clean ones, of the role threshold.
        budget: alarms a scan, by label.
        least: no threshold is lower, however quiet the scans were.
    """
    chosen = {}
    for label, alarms_a_scan in budget.items():
        scores = sorted((said.score for scan in scans for said in scan.said if said.label == label), reverse=True)
        allowed = int(alarms_a_scan * len(scans) + 1e-9)
        refused = scores[allowed] if len(scores) > allowed else 0.0
        # Rounded up to the third decimal, so that a card stays legible and the refused one stays below.
        threshold = min(max(least, (int(refused * 1000) + 1) / 1000), CEILING)
        chosen[label] = Chosen(threshold, sum(score >= threshold for score in scores), len(scans))
    return chosen
