"""What a release says, as results hold it."""

from collections.abc import Iterable, Sequence
from heapq import nlargest

from cargoscope_datasets.layout.zones import zone_of
from cargoscope_models.detection import Detection
from cargoscope_models.release import Release
from cargoscope_training.evaluation.results import Header, Origin, Said

MOST_OF_A_LABEL = 20
"""Detections of one label that are kept of a scan, the best: figures go up to two alarms a scan of all labels."""


def header_of(release: Release, benchmark: str, benchmark_id: str, origin: Origin) -> Header:
    """The first line of results."""
    name = str(release.card.get("name", release.id[:12]))
    labels = tuple(release.thresholds)
    return Header(benchmark, benchmark_id, origin, release.id, name, labels, release.thresholds)


def said_of(found: Sequence[Detection], labels: Iterable[str]) -> tuple[Said, ...]:
    """The best detections of each label, shortened to what a box and a score can say."""
    kept = [
        each
        for label in labels
        for each in nlargest(MOST_OF_A_LABEL, (one for one in found if one.label == label), lambda one: one.score)
    ]
    return tuple(
        Said(
            each.label,
            round(each.score, 5),
            each.view,
            (round(each.box[0], 1), round(each.box[1], 1), round(each.box[2], 1), round(each.box[3], 1)),
            each.flagged,
            zone_of(each.facts),
        )
        for each in kept
    )
