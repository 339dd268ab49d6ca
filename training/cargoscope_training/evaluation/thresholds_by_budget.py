"""Thresholds from an alarm budget, chosen on scans that report nothing.

A budget is a TOML file:

    [alarms_a_scan]          # every label of the release: false alarms that a clean scan may raise on average
    pistol = 0.02
    cigarettes = 0.1

    [zones.beneath]          # where a zone has a budget of its own; the label's counts the other zones only
    pistol = 0.002
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cargoscope_datasets.errors import ResultsError
from cargoscope_datasets.layout.zones import Zone
from cargoscope_training.evaluation.intervals import poisson_interval
from cargoscope_training.evaluation.results import Scanned

LEAST_THRESHOLD = 0.15
"""No label is flagged on a lower score, however quiet the clean scans were."""
CEILING = 0.999
"""A label that may raise no alarm at all, and whose clean scans reach any score, is flagged from here on."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a site accepts.

    Attributes:
        labels: alarms a scan, by label.
        zones: the same in one zone, by zone and label.
    """

    labels: Mapping[str, float]
    zones: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A threshold, and what it does on the scans that it was chosen on.

    Attributes:
        threshold: score from which on something is flagged; three decimals.
        budget: alarms a scan that were allowed.
        false_alarms: that it raises.
        clean_scans: on so many.
        interval: 95 % of the alarms a scan, exact.
    """

    threshold: float
    budget: float
    false_alarms: int
    clean_scans: int
    interval: tuple[float, float]


def read_budget(path: Path, labels: Sequence[str]) -> Budget:
    """Read a budget for the labels of a release.

    Raises:
        ResultsError: it cannot be read, leaves out a label, or names one, or a zone, that there is not.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResultsError(f"{path} is not a budget: {error}") from error
    own, zones = content.get("alarms_a_scan", {}), content.get("zones", {})
    if missing := [label for label in labels if label not in own]:
        raise ResultsError(f"{path} has no budget for {', '.join(missing)} under [alarms_a_scan]")
    if strange := sorted(zones.keys() - {zone.value for zone in Zone}):
        raise ResultsError(f"{path} names the zones {strange}; there are {[zone.value for zone in Zone]}")
    for table in (own, *zones.values()):
        for label, value in table.items():
            if label not in labels:
                raise ResultsError(f"{path} names the label {label}; the release has {list(labels)}")
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
                raise ResultsError(f"{path} gives {label} = {value!r}; alarms a scan are a number from 0 up")
    return Budget(own, zones)


def choose(scans: Sequence[Scanned], budget: Budget) -> dict[str, dict[str, Chosen]]:
    """The lowest thresholds that keep within a budget.

    Args:
        scans: clean ones, of the role threshold.
        budget: what is accepted.

    Returns:
        By zone and label; what holds wherever no zone of its own is named is under "".
    """
    chosen: dict[str, dict[str, Chosen]] = {"": {}}
    for label, allowed in budget.labels.items():
        apart = {zone for zone, table in budget.zones.items() if label in table}
        scores = [said.score for scan in scans for said in scan.said if said.label == label and said.zone not in apart]
        chosen[""][label] = _choose(scores, allowed, len(scans))
    for zone, table in budget.zones.items():
        for label, allowed in table.items():
            scores = [said.score for scan in scans for said in scan.said if said.label == label and said.zone == zone]
            chosen.setdefault(zone, {})[label] = _choose(scores, allowed, len(scans))
    return chosen


def as_card(chosen: Mapping[str, Mapping[str, Chosen]]) -> dict[str, Any]:
    """What goes into a card."""
    zones = {zone: table for zone, table in chosen.items() if zone}
    return {
        "thresholds": {label: each.threshold for label, each in chosen[""].items()},
        "zone_thresholds": {
            zone: {label: each.threshold for label, each in table.items()} for zone, table in zones.items()
        },
        "operating_points": {
            f"{label} in {zone}" if zone else label: asdict(each)
            for zone, table in chosen.items()
            for label, each in table.items()
        },
    }


def _choose(scores: Sequence[float], budget: float, scans: int) -> Chosen:
    ranked = sorted(scores, reverse=True)
    allowed = int(budget * scans + 1e-9)
    refused = ranked[allowed] if len(ranked) > allowed else 0.0
    # Rounded up to the third decimal, so that a card stays legible and the refused one stays below.
    threshold = min(max(LEAST_THRESHOLD, (int(refused * 1000) + 1) / 1000), CEILING)
    raised = sum(score >= threshold for score in ranked)
    return Chosen(threshold, budget, raised, scans, poisson_interval(raised, scans))
