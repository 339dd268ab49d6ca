"""What a release finds on the real scans of the validation split; no threshold is chosen here."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cargoscope_datasets.annotations.data_set import DataSet
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.reading import ScanReader
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.detection import Detection
from cargoscope_models.matching import is_found
from cargoscope_models.release import Release
from cargoscope_training.real import read_original


@dataclass(frozen=True, slots=True)
class Validated:
    """What a release says of one label on decided scans.

    Attributes:
        objects: annotations of the label.
        found: those that a flag of the label lies over, IoU 0.3 or more.
        false_alarms: flags of the label that lie over none, nor over anything that was left open.
        rejected: hard negatives of the label.
        rejected_again: those that are flagged all the same.
    """

    objects: int
    found: int
    false_alarms: int
    rejected: int
    rejected_again: int


def validate(release: Release, data: DataSet, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Run a release over the validation split.

    Returns:
        For the card: how many scans, and by label the fields of `Validated`.
    """
    scans = data.scans[Split.VALIDATION]
    engine = Engine(release)
    found: list[tuple[LabelledScan, list[Detection]]] = []
    with ScanReader() as reader:
        for number, labelled in enumerate(scans, 1):
            detections = engine.detect(read_original(reader, data, labelled)).detections
            found.append((labelled, [each for each in detections if each.flagged]))
            progress(number, len(scans))
    labels = engine.specification.labels
    return {"scans": len(scans), "labels": {label: asdict(count(found, label)) for label in labels}}


def count(found: Sequence[tuple[LabelledScan, Sequence[Detection]]], label: str) -> Validated:
    """Compare flags with what officers said, for one label."""
    objects = hits = alarms = rejected = again = 0
    for scan, detections in found:
        flags = [each.box for each in detections if each.label == label]
        there = [each.box for each in scan.annotations if each.label == label]
        refused = [each.box for each in scan.hard_negatives if each.label == label]
        left_open = [each.box for each in scan.open]
        objects, rejected = objects + len(there), rejected + len(refused)
        hits += sum(is_found(box, flags) for box in there)
        again += sum(is_found(box, flags) for box in refused)
        alarms += sum(not is_found(box, [*there, *left_open]) for box in flags)
    return Validated(objects, hits, alarms, rejected, again)
