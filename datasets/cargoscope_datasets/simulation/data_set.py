"""A simulated data set, from a recipe to a folder; a run that was cut goes on where it was.

While it is made, everything lies in `OUT.partial`: the set, and one small file a finished scan. The folder OUT appears
when the set is whole.
"""

import json
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.annotations.coco import from_coco, to_coco
from cargoscope_datasets.annotations.data_set import sha256_of, write_documents
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.annotations.splits import Split, split_of
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.simulation.contact_sheet import Picture, write_contact_sheet
from cargoscope_datasets.simulation.recipe import SimulationRecipe
from cargoscope_datasets.simulation.simulate import SimulatedScan, simulate

CONTACT_SHEET = "contact_sheet.jpg"
SCANS = "scans.json"
"""What COCO has no word for: conveyance, goods, scanner and its setting, of each scan."""
_SHOWN = 48
"""Scans on the contact sheet at most."""
_NAMESPACE = uuid.UUID("5b1f6c1e-6f0d-5c6e-9a57-2f1f5a1c0a3d")

Progress = Callable[[int, int], None]
"""Told (done, total) after each scan."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One scan of a set that lies on disk.

    Attributes:
        labelled: with its boxes.
        details: of its scene and scanner.
    """

    labelled: LabelledScan
    details: dict[str, Any]


def make_data_set(recipe: SimulationRecipe, out: Path, progress: Progress) -> None:
    """Simulate what is not there yet, then write the documents.

    Raises:
        DataSetError: the folder exists, or its unfinished part is of another recipe.
    """
    if out.exists():
        raise DataSetError(f"{out} exists already; name a folder that does not")
    partial = out.with_name(f"{out.name}.partial")
    _begin(partial, recipe)
    finished = []
    for number in range(recipe.scans):
        done = partial / "done" / f"{number:06}.json"
        if not done.exists():
            _make_scan(recipe, number, partial, done)
        finished.append(_read(done))
        progress(number + 1, recipe.scans)
    whole = partial / "set"
    _write_whole(whole, recipe, finished)
    whole.rename(out)
    shutil.rmtree(partial)


def _begin(partial: Path, recipe: SimulationRecipe) -> None:
    for name in ("done", "thumbnails", "set/originals"):
        (partial / name).mkdir(parents=True, exist_ok=True)
    written = partial / "recipe.json"
    mine = json.dumps({"sha256": recipe.digest, "recipe": asdict(recipe)}, indent=1)
    if not written.exists():
        _write_atomically(written, mine.encode())
    elif json.loads(written.read_text(encoding="utf-8"))["sha256"] != recipe.digest:
        raise DataSetError(f"{partial} was begun with another recipe; remove it, or name another folder")


def _make_scan(recipe: SimulationRecipe, number: int, partial: Path, done: Path) -> None:
    scan = scan_of(recipe, number)
    original = partial / "set" / "originals" / f"{number:06}.writing.tif"
    scan.write(original)
    sha256 = sha256_of(original)
    original.replace(original.with_name(f"{sha256}.tif"))
    labelled = LabelledScan(
        id=str(uuid.uuid5(_NAMESPACE, f"{recipe.digest}/{number}")),
        file=f"originals/{sha256}.tif",
        rows=scan.counts.shape[1],
        columns=scan.counts.shape[2],
        pitch_mm=(scan.pitch.row_mm, scan.pitch.column_mm),
        pitch_source=scan.pitch.source,
        verdict="hold" if any(each.concealed and each.label != UNKNOWN for each in scan.annotations) else "clear",
        annotations=scan.annotations,
        hard_negatives=(),
        open=(),
    )
    details = {
        "id": labelled.id,
        "conveyance": scan.conveyance,
        "goods": list(scan.goods),
        "hs": list(scan.hs),
        "preset": scan.preset,
        "scanner": asdict(scan.scanner),
    }
    if number < _SHOWN:
        _thumbnail(scan, partial / "thumbnails" / f"{number:06}.npy")
    document = to_coco([labelled], (*recipe.labels, UNKNOWN))
    _write_atomically(done, json.dumps({"coco": document, "details": details}).encode())


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


def _thumbnail(scan: SimulatedScan, path: Path) -> None:
    np.save(path, scan.picture()[::2, ::2])


def _read(done: Path) -> Finished:
    content = json.loads(done.read_text(encoding="utf-8"))
    (labelled,) = from_coco(content["coco"])
    return Finished(labelled, content["details"])


def _write_whole(whole: Path, recipe: SimulationRecipe, finished: Sequence[Finished]) -> None:
    """All that is not an original; what an earlier run left of it is written anew."""
    shutil.rmtree(whole / "annotations", ignore_errors=True)
    for left in whole.glob("originals/*.writing.tif"):
        left.unlink()
    write_contact_sheet(whole / CONTACT_SHEET, _pictures(whole.parent / "thumbnails", finished), 3, 620)
    details = [each.details for each in finished]
    (whole / SCANS).write_text(json.dumps(details, indent=1), encoding="utf-8")
    split: dict[Split, list[LabelledScan]] = {part: [] for part in Split}
    for each in finished:
        split[split_of(each.labelled.id)].append(each.labelled)
    marked = [annotation for each in finished for annotation in each.labelled.annotations]
    counts = {
        "splits": {part.value: {"scans": len(scans)} for part, scans in split.items()},
        "annotations": dict(Counter(each.label for each in marked)),
        "families": dict(Counter(f"{each.label}/{each.family}" for each in marked)),
        "presets": dict(Counter(each["preset"] for each in details)),
        "simulated": asdict(recipe) | {"sha256": recipe.digest},
        "benchmark": recipe.benchmark,
    }
    write_documents(whole, split, (*recipe.labels, UNKNOWN), counts)


def _pictures(folder: Path, finished: Sequence[Finished]) -> list[Picture]:
    pictures = []
    for path, each in zip(sorted(folder.glob("*.npy")), finished, strict=False):
        grey: NDArray[np.uint8] = np.load(path)
        boxes = [tuple(value / 2 for value in annotation.box) for annotation in each.labelled.annotations]
        labels = ", ".join(sorted({annotation.label for annotation in each.labelled.annotations})) or "clean"
        row, column = each.labelled.pitch_mm or (1.0, 1.0)
        caption = f"{each.details['conveyance']}, {', '.join(each.details['goods'])}: {labels}"
        pictures.append(Picture(caption, grey, tuple((b[0], b[1], b[2], b[3]) for b in boxes), row / column))
    return pictures


def _write_atomically(path: Path, content: bytes) -> None:
    """Whole or not at all, also after a power cut."""
    beside = path.with_suffix(".writing")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
