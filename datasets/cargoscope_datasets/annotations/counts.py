"""What is in a set of scans, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cargoscope_datasets.annotations.labelled import LabelledScan

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is.

    Attributes:
        scans: all of them.
        without_objects: those in which nothing is marked; they stay, since what is empty has to be learnt, too.
        labels: annotations by label.
        hard_negatives: rejected flags by label.
        open: flags that nobody answered.
        origins: annotations by who says so.
        sites, scanners: scans by where they come from.
    """

    scans: int
    without_objects: int
    labels: dict[str, int]
    hard_negatives: dict[str, int]
    open: int
    origins: dict[str, int]
    sites: dict[str, int]
    scanners: dict[str, int]


def count(scans: Iterable[LabelledScan]) -> Counts:
    """Count a set."""
    there = list(scans)
    return Counts(
        scans=len(there),
        without_objects=sum(not scan.annotations for scan in there),
        labels=_sorted(each.label for scan in there for each in scan.annotations),
        hard_negatives=_sorted(each.label for scan in there for each in scan.hard_negatives),
        open=sum(len(scan.open) for scan in there),
        origins=_sorted(each.origin.value for scan in there for each in scan.annotations),
        sites=_sorted(scan.site or UNKNOWN for scan in there),
        scanners=_sorted(scan.scanner or UNKNOWN for scan in there),
    )


def _sorted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
