"""Two releases on the same scans: the differences, scan by scan, since pairs tell smaller ones than two intervals."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.errors import ResultsError
from cargoscope_training.evaluation.evidence import cut_at, evidence_of
from cargoscope_training.evaluation.figures import HEADLINE
from cargoscope_training.evaluation.results import Results

SEED, ROUNDS = 1, 4000


@dataclass(frozen=True, slots=True)
class Difference:
    """One label, or all.

    Attributes:
        label: which.
        objects: how many there are.
        first, second: found by each at the same alarms a scan.
        only_first, only_second: found by one and not by the other.
        low, high: 95 % interval of the second's share less the first's; whole groups of scans are drawn anew.
    """

    label: str
    objects: int
    first: int
    second: int
    only_first: int
    only_second: int
    low: float
    high: float


def compare(first: Results, second: Results) -> list[Difference]:
    """What the second finds that the first does not, and the other way round; each at its own cut for the same alarms.

    Raises:
        ResultsError: they are not of the same scans.
    """
    _refuse_others(first, second)
    sides = []
    for results in (first, second):
        evidence = evidence_of(results)
        cut = cut_at(evidence, HEADLINE)
        sides.append(
            {
                (each.scan.scan, each.truth.label, each.truth.view, each.truth.box): (
                    each.found >= cut,
                    each.scan.group,
                )
                for each in evidence.objects
            }
        )
    labels = sorted({key[1] for key in sides[0]})
    return [_difference(sides[0], sides[1], label) for label in ("all", *labels)]


Found = dict[tuple[str, str, str, tuple[float, float, float, float]], tuple[bool, str]]


def _difference(first: Found, second: Found, label: str) -> Difference:
    keys = [key for key in first if label in ("all", key[1])]
    one, two = np.array([first[key][0] for key in keys]), np.array([second[key][0] for key in keys])
    groups: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        groups.setdefault(first[key][1], []).append(number)
    gain = np.array([(two[members].astype(int) - one[members]).sum() for members in groups.values()])
    size = np.array([len(members) for members in groups.values()])
    draws = np.random.default_rng(SEED).integers(gain.size, size=(ROUNDS, gain.size))
    low, high = np.quantile(gain[draws].sum(axis=1) / size[draws].sum(axis=1), [0.025, 0.975])
    return Difference(
        label, len(keys), int(one.sum()), int(two.sum()), int((one & ~two).sum()), int((two & ~one).sum()),
        float(low), float(high),
    )  # fmt: skip


def _refuse_others(first: Results, second: Results) -> None:
    if first.header.benchmark_id != second.header.benchmark_id:
        raise ResultsError(
            f"the results are of {first.header.benchmark} and {second.header.benchmark} "
            f"({first.header.benchmark_id[:12]}…, {second.header.benchmark_id[:12]}…); pairs need the same benchmark"
        )
    one, two = {scan.scan for scan in first.scans}, {scan.scan for scan in second.scans}
    if one != two:
        raise ResultsError(f"{len(one ^ two)} scans are in one of the results only; let both run to their end")
