"""Which scans are learnt from, which choose thresholds, which are kept for the report: none does two of these."""

from collections.abc import Sequence
from dataclasses import dataclass

from cargoscope_datasets.annotations.splits import together
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.clean_scans import CleanScan

LEAST_SCANS = 3
ENOUGH = 50
"""Held-out clean scans from which on thresholds are chosen."""
SHARE = 5
"""One scan in so many is kept for the report, and as many for thresholds."""
MOST = 100
"""For each of these two: more cost an hour that training needs."""
MOST_LEARNT = 300


@dataclass(frozen=True, slots=True)
class Parts:
    """The scans of a site, by what they are for.

    Attributes:
        report: held out; false alarms and finds are counted on these only.
        thresholds: held out; thresholds are chosen on these only. None where there are not `ENOUGH`.
        learnt: may be trained on.
        unused: more than an hour has time for.
    """

    report: tuple[CleanScan, ...]
    thresholds: tuple[CleanScan, ...]
    learnt: tuple[CleanScan, ...]
    unused: int


def sizes(scans: int) -> tuple[int, int]:
    """Of so many scans, how many are kept for the report, and how many for thresholds."""
    report = min(max(scans // SHARE, 1), MOST)
    return report, 0 if scans < 3 * ENOUGH else min(max(scans // SHARE, ENOUGH), MOST)


def part(scans: Sequence[CleanScan]) -> Parts:
    """Deal scans out by the hash of their bytes, so that names and order decide nothing.

    Scans that share a group (a container number) stay together.

    Raises:
        DataSetError: there are too few.
    """
    if len(scans) < LEAST_SCANS:
        raise DataSetError(
            f"there are {len(scans)} clean scans that can be used; {LEAST_SCANS} are the least, and only from "
            f"{3 * ENOUGH} on can thresholds be chosen"
        )
    ordered = sorted(scans, key=lambda scan: scan.sha256)
    leaders = together([(scan.sha256, *scan.groups) for scan in ordered])
    # By their leader, those that belong together follow each other.
    dealt = [ordered[number] for number in sorted(range(len(ordered)), key=lambda number: (leaders[number], number))]
    units = [leaders[number] for number in sorted(range(len(ordered)), key=lambda number: (leaders[number], number))]
    for_report, for_thresholds = sizes(len(ordered))
    first = _whole_units(units, for_report)
    second = _whole_units(units, first + for_thresholds) if for_thresholds else first
    learnt = dealt[second : second + MOST_LEARNT]
    if len(learnt) < LEAST_SCANS - 1:
        raise DataSetError(
            f"all but {len(learnt)} of the {len(scans)} clean scans are held out, since they share containers; "
            "give scans of more vehicles"
        )
    return Parts(
        tuple(dealt[:first]),
        tuple(dealt[first:second]),
        tuple(learnt),
        len(dealt) - second - len(learnt),
    )


def _whole_units(units: Sequence[int], wanted: int) -> int:
    """The least number of scans from the first on that is enough and cuts no unit."""
    end = wanted
    while end < len(units) and units[end] == units[end - 1]:
        end += 1
    return end
