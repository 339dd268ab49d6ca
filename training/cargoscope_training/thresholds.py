"""Choosing a threshold for every label from an alarm budget, on simulated scans that were not trained on.

The scans go the whole way of a real one: to a file, through the reader, through the engine. Every second is an
archive's 8-bit JPEG, the others raw 16-bit TIFF, since the release takes both.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cargoscope_datasets.annotation import Annotation
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.simulation.simulate import SimulatedScan, simulate
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.detection import Detection
from cargoscope_models.matching import is_found
from cargoscope_models.release import Release
from cargoscope_training.recipe import Recipe

LEAST_THRESHOLD = 0.15
"""No label is flagged on a lower score, however quiet the clean scans were."""
FIRST_SEED = 1_000_000
"""Seeds from here on are for thresholds; training draws its scenes from others."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One simulated scan and what the engine, all thresholds at the floor, said of it."""

    annotations: tuple[Annotation, ...]
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a label's threshold does on the scans it was chosen on.

    Attributes:
        threshold: score from which on it is flagged.
        hidden: objects of the label in the scans with objects.
        found: those with a detection of the label at the threshold, IoU 0.3 or more.
        clean_scans: scans without any object.
        false_alarms: detections of the label on them at the threshold.
    """

    threshold: float
    hidden: int
    found: int
    clean_scans: int
    false_alarms: int


def examine(release: Release, recipe: Recipe, progress: Callable[[int, int], None]) -> list[Examined]:
    """As many clean scans as the recipe says, then as many with one object of every label."""
    engine = Engine(release)
    examined = []
    total = 2 * recipe.threshold_scans
    with TemporaryDirectory() as folder, ScanReader() as reader:
        for number in range(total):
            hidden = recipe.labels if number >= recipe.threshold_scans else ()
            simulated = simulate(FIRST_SEED + number, hidden)
            path = _write(simulated, Path(folder), number)
            told = Pitch(simulated.pitch.row_mm, simulated.pitch.column_mm, PitchSource.COMMAND_LINE)
            scan = reader.read([path], pitch=told)
            path.unlink()
            examined.append(Examined(simulated.annotations, tuple(engine.detect(scan, threshold=0.0).detections)))
            progress(number + 1, total)
    return examined


def _write(simulated: SimulatedScan, folder: Path, number: int) -> Path:
    path = folder / f"{number}{'.tif' if number % 2 == 0 else '.jpg'}"
    simulated.write(path)
    return path


def choose_thresholds(
    examined: Sequence[Examined], labels: Sequence[str], alarms_per_scan: float
) -> dict[str, OperatingPoint]:
    """The lowest threshold of every label that keeps within the budget.

    Args:
        examined: clean scans and scans with objects.
        labels: of the release.
        alarms_per_scan: false alarms of one label that a clean scan may raise on average.
    """
    clean = [each for each in examined if not each.annotations]
    allowed = int(alarms_per_scan * len(clean))
    points = {}
    for label in labels:
        alarms = sorted(
            (found.score for each in clean for found in each.detections if found.label == label), reverse=True
        )
        highest_refused = alarms[allowed] if len(alarms) > allowed else 0.0
        # Rounded up to the third decimal, so that the card stays legible and the refused one stays below.
        threshold = max(LEAST_THRESHOLD, (int(highest_refused * 1000) + 1) / 1000)
        objects = [(each, hidden) for each in examined for hidden in each.annotations if hidden.label == label]
        found = sum(_found(each, hidden, threshold) for each, hidden in objects)
        raised = sum(score >= threshold for score in alarms)
        points[label] = OperatingPoint(threshold, len(objects), found, len(clean), raised)
    return points


def _found(each: Examined, hidden: Annotation, threshold: float) -> bool:
    raised = [one.box for one in each.detections if one.label == hidden.label and one.score >= threshold]
    return is_found(hidden.box, raised)


def as_card(points: dict[str, OperatingPoint]) -> dict[str, Any]:
    """The two entries of a card: thresholds, and what they did on the scans that they were chosen on."""
    return {
        "thresholds": {label: point.threshold for label, point in points.items()},
        "operating_points": {label: asdict(point) for label, point in points.items()},
    }
