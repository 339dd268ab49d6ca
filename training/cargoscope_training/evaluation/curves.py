"""Found against false alarms, a scan and a container at a time; what an alarm is worth; what nobody need see.

FROC: share of objects found against alarms a clean scan. ROC: share of scans with a threat that raise anything against
the share of clean ones that do, by the evidence of the whole scan.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_training.evaluation.evidence import ANYTHING, Evidence, Object, cut_at
from cargoscope_training.evaluation.intervals import bootstrap_share, poisson_interval

BUDGETS = (0.01, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Alarms a scan, all labels together."""
PREVALENCES = (200, 2_000, 20_000)
"""One scan with a threat in so many."""
LOSSES = (0.005, 0.01, 0.05)
"""Shares of threats that a site might accept to lose."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Share:
    """A count, of how many, and the 95 % interval of the share."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; 0 of none."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Alarms on so many scans, and the exact 95 % interval of the rate."""

    count: int
    scans: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Alarms a scan."""
        return self.count / self.scans if self.scans else 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """What happens at one cut.

    Attributes:
        budget: alarms a scan that were allowed.
        cut: evidence from which on something is raised.
        alarms: on clean scans.
        found, named, located: of the objects.
    """

    budget: float
    cut: float
    alarms: Rate
    found: Share
    named: Share
    located: Share


@dataclass(frozen=True, slots=True)
class Worth:
    """What an alarm means where one scan in `one_in` hides something.

    Attributes:
        one_in: prevalence.
        caught: share of scans with a threat that raise something.
        disturbed: share of clean scans that do.
        precision: share of the scans that raise something in which there is something.
        least: the same with as many clean scans disturbed as the upper end of the 95 % interval has; where none was,
            this is all that can be said.
    """

    one_in: int
    caught: float
    disturbed: float
    precision: float
    least: float


@dataclass(frozen=True, slots=True)
class Released:
    """Scans that nobody need see, at a share of threats lost.

    Attributes:
        lost: share of the scans with a threat that are allowed among those nobody sees.
        unseen: clean scans with less evidence than any of the others.
    """

    lost: float
    unseen: Share


def share(objects: Sequence[Object], hit: Sequence[bool]) -> Share:
    """A share of objects; its interval draws whole groups of scans anew, since one scene is no two witnesses."""
    groups: dict[str, list[bool]] = {}
    for each, one in zip(objects, hit, strict=True):
        groups.setdefault(each.scan.group, []).append(bool(one))
    counts, totals = [sum(group) for group in groups.values()], [len(group) for group in groups.values()]
    low, high = bootstrap_share(counts, totals, SEED)
    return Share(sum(counts), sum(totals), low, high)


def rate(count: int, scans: int) -> Rate:
    """A rate of alarms."""
    low, high = poisson_interval(count, scans) if scans else (0.0, float("inf"))
    return Rate(count, scans, low, high)


def point(evidence: Evidence, objects: Sequence[Object], budget: float) -> Point:
    """What is found of some objects at a budget of alarms for all labels together."""
    cut = cut_at(evidence, budget)
    raised = int(np.count_nonzero(evidence.alarms >= cut))
    return Point(
        budget,
        cut,
        rate(raised, len(evidence.clean)),
        share(objects, [each.found >= cut for each in objects]),
        share(objects, [each.named >= cut for each in objects]),
        share(objects, [each.located >= cut for each in objects]),
    )


def froc(evidence: Evidence, objects: Sequence[Object], points: int = 60) -> list[tuple[float, float]]:
    """(alarms a scan, share found) from the strictest cut to 2 alarms a scan."""
    found = np.sort([each.found for each in objects])
    curve = []
    for budget in np.concatenate([[0.0], np.geomspace(1 / max(len(evidence.clean), 1), 2.0, points)]):
        cut = cut_at(evidence, float(budget))
        alarms = np.count_nonzero(evidence.alarms >= cut) / max(len(evidence.clean), 1)
        curve.append((float(alarms), float(np.mean(found >= cut)) if found.size else 0.0))
    return curve


def caught_at(evidence: Evidence, disturbed: float) -> tuple[float, float]:
    """Share of scans with a threat above the cut that at most a share of clean scans reaches, and that share."""
    ranked = np.sort(evidence.clean_strongest)[::-1]
    allowed = int(disturbed * ranked.size + 1e-9)
    cut = np.nextafter(ranked[allowed], np.inf) if allowed < ranked.size else ANYTHING
    return float(np.mean(evidence.threat_strongest >= cut)), float(np.mean(evidence.clean_strongest >= cut))


def roc(evidence: Evidence) -> list[tuple[float, float]]:
    """(share of clean scans, share of scans with a threat) that reach each cut, and the ends."""
    cuts = np.unique(np.concatenate([evidence.clean_strongest, evidence.threat_strongest]))[::-1]
    clean = _reaching(evidence.clean_strongest, cuts)
    threat = _reaching(evidence.threat_strongest, cuts)
    return [(0.0, 0.0), *zip(clean.tolist(), threat.tolist(), strict=True), (1.0, 1.0)]


def area_under(curve: Sequence[tuple[float, float]]) -> float:
    """Area under an ROC curve: chance that a scan with a threat has more evidence than a clean one."""
    x, y = np.array([each[0] for each in curve]), np.array([each[1] for each in curve])
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def worth(evidence: Evidence, budget: float) -> list[Worth]:
    """What an alarm is worth at a budget of alarms a scan."""
    cut = cut_at(evidence, budget)
    caught = float(np.mean(evidence.threat_strongest >= cut))
    disturbed = float(np.mean(evidence.clean_strongest >= cut))
    raised = (evidence.clean_strongest >= cut).astype(int).tolist()
    _, most = bootstrap_share(raised, [1] * len(raised), SEED)
    return [
        Worth(one_in, caught, disturbed, _precision(one_in, caught, disturbed), _precision(one_in, caught, most))
        for one_in in PREVALENCES
    ]


def _precision(one_in: int, caught: float, disturbed: float) -> float:
    right = caught / one_in
    wrong = disturbed * (1 - 1 / one_in)
    return right / (right + wrong) if right + wrong else 0.0


def released(evidence: Evidence) -> list[Released]:
    """How many clean scans lie below nearly all threats."""
    ranked = np.sort(evidence.threat_strongest)
    rows = []
    for lost in LOSSES:
        cut = ranked[min(int(lost * ranked.size), ranked.size - 1)]
        unseen = evidence.clean_strongest < cut
        low, high = bootstrap_share(unseen.astype(int).tolist(), [1] * unseen.size, SEED)
        rows.append(Released(lost, Share(int(unseen.sum()), unseen.size, low, high)))
    return rows


def _reaching(values: NDArray[np.float64], cuts: NDArray[np.float64]) -> NDArray[np.float64]:
    ranked = np.sort(values)
    return np.asarray(1 - np.searchsorted(ranked, cuts, side="left") / max(ranked.size, 1), np.float64)
