"""A simulated data set, from a recipe to a folder; a run that was cut goes on where it was."""

import uuid
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import numpy as np

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.annotations.growing import CONTACT_SHEET, SCANS, Finished, GrowingSet, Progress
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.simulation.recipe import SimulationRecipe
from cargoscope_datasets.simulation.simulate import SimulatedScan, simulate

__all__ = ["CONTACT_SHEET", "SCANS", "make_data_set", "scan_of"]

_NAMESPACE = uuid.UUID("5b1f6c1e-6f0d-5c6e-9a57-2f1f5a1c0a3d")


def make_data_set(recipe: SimulationRecipe, out: Path, progress: Progress) -> None:
    """Simulate what is not there yet, then write the documents.

    Raises:
        DataSetError: the folder exists, or its unfinished part is of another recipe.
    """
    growing = GrowingSet(out, recipe.digest_with_files, asdict(recipe))
    finished: list[Finished] = []
    for number in range(recipe.scans):
        if not growing.has(number):
            _make_scan(recipe, number, growing)
        done = growing.finished(number)
        assert done is not None
        finished.append(done)
        progress(number + 1, recipe.scans)
    counts = {
        "presets": dict(Counter(each.details["preset"] for each in finished)),
        "simulated": asdict(recipe) | {"sha256": recipe.digest},
        "benchmark": recipe.benchmark,
    }
    growing.close(finished, (*recipe.labels, UNKNOWN), counts)


def _make_scan(recipe: SimulationRecipe, number: int, growing: GrowingSet) -> None:
    scan = scan_of(recipe, number)
    files = {form: growing.put_original(number, f".{form}", scan.write) for form in recipe.files}
    labelled = LabelledScan(
        id=str(uuid.uuid5(_NAMESPACE, f"{recipe.digest}/{number}")),
        file=files[recipe.files[0]],
        rows=scan.counts.shape[1],
        columns=scan.counts.shape[2],
        pitch_mm=(scan.pitch.row_mm, scan.pitch.column_mm),
        pitch_source=scan.pitch.source,
        verdict="hold" if any(each.concealed and each.label != UNKNOWN for each in scan.annotations) else "clear",
        annotations=scan.annotations,
        hard_negatives=(),
        open=(),
    )
    labels = ", ".join(sorted({each.label for each in scan.annotations})) or "clean"
    details = {
        "id": labelled.id,
        "files": files,
        "conveyance": scan.conveyance,
        "goods": list(scan.goods),
        "hs": list(scan.hs),
        "preset": scan.preset,
        "scanner": asdict(scan.scanner),
        "caption": f"{scan.conveyance}, {', '.join(scan.goods)}: {labels}",
    }
    growing.put(number, labelled, (*recipe.labels, UNKNOWN), details, scan.picture)


def scan_of(recipe: SimulationRecipe, number: int) -> SimulatedScan:
    """Scan `number` of a recipe; the same whenever and wherever it is made."""
    rng = np.random.default_rng([recipe.seed, number])
    hidden: list[str] = []
    if rng.random() < recipe.hiding:
        hidden = [str(label) for label in rng.choice(recipe.labels, int(rng.integers(1, recipe.most + 1)))]
    unknown = int(rng.integers(1, 4)) if rng.random() < recipe.unknown else 0
    scanners = recipe.scanners()
    share = np.array([each.share for each in scanners])
    preset = scanners[int(rng.choice(len(scanners), p=share / share.sum()))]
    return simulate([recipe.seed, number, 1], hidden, preset=preset.name, unknown=unknown, benchmark=recipe.benchmark)
