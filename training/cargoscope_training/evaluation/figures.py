"""All figures of one evaluation, from its results, as JSON."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cargoscope_training.evaluation import curves
from cargoscope_training.evaluation.evidence import Evidence, Object, cut_at, evidence_of, flags_on
from cargoscope_training.evaluation.intervals import bootstrap_share
from cargoscope_training.evaluation.mean_precision import MeanPrecision, mean_precision
from cargoscope_training.evaluation.results import Results, Role

HEADLINE = 0.1
"""Alarms a scan at which groups are compared."""


@dataclass(frozen=True, slots=True)
class AsShipped:
    """What a release does at its own thresholds, policy included.

    Attributes:
        found: objects with a flag on them.
        alarms: flags on clean scans.
        scans_with_alarm: clean scans with any flag.
    """

    found: curves.Share
    alarms: curves.Rate
    scans_with_alarm: curves.Share


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the objects.

    Attributes:
        name: of the group.
        found: at the headline budget.
        shipped: with a flag on them, at the release's own thresholds.
    """

    name: str
    found: curves.Share
    shipped: curves.Share


@dataclass(frozen=True, slots=True)
class AlarmGroup:
    """Some of the clean scans, at the headline budget of all of them."""

    name: str
    alarms: curves.Rate


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label.

    Attributes:
        label: which.
        points: at each budget, of all labels together.
        seen: found at the headline budget, of what training may draw.
        unseen: the same of what it never draws (reserved families, goods, presets).
        alarms: of this label on clean scans at the headline budget.
        froc: (alarms a scan of all labels, share found).
    """

    label: str
    points: list[curves.Point]
    seen: curves.Share
    unseen: curves.Share
    alarms: curves.Rate
    froc: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything; see `docs/evaluation.md` for what each means. `known` are the labels that the release has learnt."""

    benchmark: str
    benchmark_id: str
    origin: str
    release: str
    release_name: str
    known: tuple[str, ...]
    threshold_scans: int
    clean_scans: int
    clean_containers: int
    threat_scans: int
    objects: int
    as_shipped: AsShipped
    overall: LabelFigures
    labels: list[LabelFigures]
    groups: dict[str, list[Group]]
    alarm_groups: dict[str, list[AlarmGroup]]
    roc: list[tuple[float, float]]
    roc_area: float
    worth: list[curves.Worth]
    released: list[curves.Released]
    precision: MeanPrecision | None


def figures_of(results: Results) -> Figures:
    """Count everything.

    Raises:
        ResultsError: scans of a role are missing.
    """
    evidence = evidence_of(results)
    labels = sorted({each.truth.label for each in evidence.objects})
    roc = curves.roc(evidence)
    return Figures(
        results.header.benchmark,
        results.header.benchmark_id,
        results.header.origin.value,
        results.header.release,
        results.header.release_name,
        tuple(results.header.labels),
        len(results.of(Role.THRESHOLD)),
        len(evidence.clean),
        evidence.clean_containers,
        len(evidence.threat),
        len(evidence.objects),
        _as_shipped(evidence),
        _label(evidence, "all"),
        [_label(evidence, label) for label in labels],
        _groups(evidence),
        _alarm_groups(evidence),
        _thinned(roc),
        curves.area_under(roc),
        curves.worth(evidence, HEADLINE),
        curves.released(evidence),
        mean_precision(results, [*evidence.clean, *evidence.threat]),
    )


def write_figures(figures: Figures, path: Path) -> None:
    """As JSON; what is beyond all numbers is null."""
    path.write_text(json.dumps(_finite(asdict(figures)), indent=1) + "\n", encoding="utf-8")


def _as_shipped(evidence: Evidence) -> AsShipped:
    alarms = [len(flags_on(scan)) for scan in evidence.clean]
    raised = [bool(count) for count in alarms]
    low, high = bootstrap_share([int(one) for one in raised], [1] * len(raised), curves.SEED)
    return AsShipped(
        curves.share(evidence.objects, [each.flagged for each in evidence.objects]),
        curves.rate(sum(alarms), len(evidence.clean)),
        curves.Share(sum(raised), len(raised), low, high),
    )


def _label(evidence: Evidence, name: str) -> LabelFigures:
    objects = [each for each in evidence.objects if name in ("all", each.truth.label)]
    points = [curves.point(evidence, objects, budget) for budget in curves.BUDGETS]
    cut = next(each.cut for each in points if each.budget == HEADLINE)
    seen = [each for each in objects if each.truth.seen_in_training]
    unseen = [each for each in objects if not each.truth.seen_in_training]
    own = [
        bool(value >= cut) and (name == "all" or label == name)
        for value, label in zip(evidence.alarms, evidence.alarm_labels, strict=True)
    ]
    return LabelFigures(
        name,
        points,
        curves.share(seen, [each.found >= cut for each in seen]),
        curves.share(unseen, [each.found >= cut for each in unseen]),
        curves.rate(sum(own), len(evidence.clean)),
        curves.froc(evidence, objects),
    )


def _groups(evidence: Evidence) -> dict[str, list[Group]]:
    cut = cut_at(evidence, HEADLINE)
    named: dict[str, dict[str, list[Object]]] = {}
    for each in evidence.objects:
        for facet, value in each.truth.facets.items():
            named.setdefault(facet, {}).setdefault(value, []).append(each)
    return {
        facet: [
            Group(
                value,
                curves.share(objects, [each.found >= cut for each in objects]),
                curves.share(objects, [each.flagged for each in objects]),
            )
            for value, objects in sorted(values.items())
        ]
        for facet, values in sorted(named.items())
    }


def _alarm_groups(evidence: Evidence) -> dict[str, list[AlarmGroup]]:
    cut = cut_at(evidence, HEADLINE)
    raised = Counter(evidence.alarm_scans[evidence.alarms >= cut].tolist())
    named: dict[str, dict[str, list[int]]] = {}
    for number, scan in enumerate(evidence.clean):
        for facet, value in scan.facets.items():
            named.setdefault(facet, {}).setdefault(value, []).append(number)
    return {
        facet: [
            AlarmGroup(value, curves.rate(sum(raised[number] for number in numbers), len(numbers)))
            for value, numbers in sorted(values.items())
        ]
        for facet, values in sorted(named.items())
    }


def _thinned(curve: Sequence[tuple[float, float]], most: int = 400) -> list[tuple[float, float]]:
    step = max(1, len(curve) // most)
    return [*curve[::step], curve[-1]]


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
