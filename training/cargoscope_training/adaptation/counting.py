"""What a rung gave: false alarms and finds on held-out scans, as counts with intervals."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cargoscope_datasets.projection.contrast import Band
from cargoscope_training.evaluation.by_band import judge
from cargoscope_training.evaluation.curves import Rate, Share, rate, share
from cargoscope_training.evaluation.evidence import Object, evidence_of, flags_on
from cargoscope_training.evaluation.results import Results, Role


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the objects that were drawn in.

    Attributes:
        found: those with a flag of any label on them.
        named: those with one of their own label.
    """

    found: Share
    named: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that is counted of one rung.

    Attributes:
        alarms: flags on clean scans.
        disturbed: clean scans with any, how many of how many.
        bands: finds by how plainly objects show.
        labels: finds by label, all bands together.
    """

    alarms: Rate
    disturbed: int
    bands: dict[str, Found]
    labels: dict[str, Found]

    def as_json(self) -> dict[str, Any]:
        """For reports and cards; counts beside rates."""
        return {
            "false_alarms": asdict(self.alarms) | {"a_scan": round(self.alarms.value, 4)},
            "scans_with_an_alarm": self.disturbed,
            "bands": {name: _as_json(each) for name, each in self.bands.items()},
            "labels": {name: _as_json(each) for name, each in self.labels.items()},
        }


def count(results: Results) -> Counted:
    """Count what was flagged, at the thresholds that the flags were set by."""
    clean = results.of(Role.CLEAN)
    raised = [len(flags_on(scan)) for scan in clean]
    objects = evidence_of(results).objects if results.of(Role.THREAT) else ()
    labels = sorted({each.truth.label for each in objects})
    return Counted(
        rate(sum(raised), len(clean)),
        sum(number > 0 for number in raised),
        {band.value: _found([each for each in objects if each.truth.facets["band"] == band.value]) for band in Band},
        {label: _found([each for each in objects if each.truth.label == label]) for label in labels},
    )


def _found(objects: Sequence[Object]) -> Found:
    judged = [judge(each.truth, each.scan) for each in objects]
    return Found(share(objects, [each[0] for each in judged]), sum(each[1] for each in judged))


def _as_json(each: Found) -> dict[str, Any]:
    return {"objects": each.found.of, "found": each.found.count, "named": each.named,
            "low": round(each.found.low, 4), "high": round(each.found.high, 4)}  # fmt: skip
