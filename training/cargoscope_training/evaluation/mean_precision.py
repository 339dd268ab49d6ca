"""Mean average precision, as COCO defines it, by faster-coco-eval.

The whole ranking counts, far below any threshold that a port could work with: it compares detectors, and says nothing
of what is found at few alarms.
"""

from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

from faster_coco_eval import COCO, COCOeval_faster

from cargoscope_training.evaluation.results import Box, Results, Scanned


@dataclass(frozen=True, slots=True)
class MeanPrecision:
    """COCO's figures.

    Attributes:
        at_50: mean over labels at IoU 0.5.
        overall: mean over labels and IoU 0.50 to 0.95.
        by_label: average precision (IoU 0.50 to 0.95) of each label that occurs.
    """

    at_50: float
    overall: float
    by_label: dict[str, float]


def mean_precision(results: Results, scans: Sequence[Scanned]) -> MeanPrecision | None:
    """COCO's figures on some scans; None where nothing is in them.

    Every view is an image of its own.
    """
    labels = sorted({truth.label for scan in scans for truth in scan.truths} | set(results.header.labels))
    documents = as_coco(scans, labels)
    if not documents[0]["annotations"]:
        return None
    return evaluate_with(COCO, COCOeval_faster, *documents, labels)


def as_coco(scans: Sequence[Scanned], labels: Sequence[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is there, as a COCO document, and what was said, as COCO's list of results."""
    numbers = {label: number for number, label in enumerate(labels, 1)}
    images: dict[tuple[str, str], int] = {}
    truths: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for scan in scans:
        for view in sorted({truth.view for truth in scan.truths} | {said.view for said in scan.said}):
            images[scan.scan, view] = len(images) + 1
        for truth in scan.truths:
            entry = _entry(images[scan.scan, truth.view], numbers[truth.label], truth.box)
            truths.append(entry | {"id": len(truths) + 1, "iscrowd": 0})
        for each in scan.said:
            said.append(_entry(images[scan.scan, each.view], numbers[each.label], each.box) | {"score": each.score})
    document = {
        "info": {},
        "images": [{"id": number, "width": 1, "height": 1} for number in images.values()],
        "categories": [{"id": number, "name": label} for label, number in numbers.items()],
        "annotations": truths,
    }
    return document, said


def evaluate_with(
    dataset: Any, evaluator: Any, document: dict[str, Any], said: list[dict[str, Any]], labels: Sequence[str]
) -> MeanPrecision:
    """Run an implementation of COCO's evaluation; the tests hold two against each other."""
    there = {each["category_id"] for each in document["annotations"]}
    if not said:
        return MeanPrecision(0.0, 0.0, {label: 0.0 for number, label in enumerate(labels, 1) if number in there})
    with redirect_stdout(StringIO()):
        truth = dataset()
        truth.dataset = document
        truth.createIndex()
        found = truth.loadRes(said)
        run = evaluator(truth, found, "bbox")
        run.evaluate()
        run.accumulate()
    # (IoU, recall, label, area, detections); area 0 is all of them, the last count of detections is the largest.
    precision = run.eval["precision"][:, :, :, 0, -1]
    by_label = {
        label: float(precision[:, :, number - 1].mean()) for number, label in enumerate(labels, 1) if number in there
    }
    occurring = [number - 1 for number in sorted(there)]
    return MeanPrecision(float(precision[0, :, occurring].mean()), float(precision[:, :, occurring].mean()), by_label)


def _entry(image: int, category: int, box: Box) -> dict[str, Any]:
    x0, y0, x1, y1 = box
    bbox = [x0, y0, x1 - x0, y1 - y0]
    return {"image_id": image, "category_id": category, "bbox": bbox, "area": bbox[2] * bbox[3]}
