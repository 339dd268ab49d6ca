"""A data set that we make ourselves, scan by scan; a run that was cut goes on where it was.

While it is made, everything lies in `OUT.partial`: the set, and one small file a finished scan. The folder OUT appears
when the set is whole.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotations.coco import from_coco, to_coco
from cargoscope_datasets.annotations.data_set import MANIFEST, sha256_of, write_documents
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.annotations.splits import Split, split_scans
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.simulation.contact_sheet import Picture, write_contact_sheet

CONTACT_SHEET = "contact_sheet.jpg"
SCANS = "scans.json"
"""What COCO has no word for: how each scan was made."""
_SHOWN = 48
"""Scans on the contact sheet at most."""

Progress = Callable[[int, int], None]
"""Told (done, total) after each scan."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One scan of a set that lies on disk.

    Attributes:
        labelled: with its boxes.
        details: of how it was made; `caption` is what the contact sheet says of it.
    """

    labelled: LabelledScan
    details: dict[str, Any]


class GrowingSet:
    """A data set in the making.

    Args:
        out: where it will be.
        digest: hex sha256 of all that its scans depend on.
        recipe: the same for people.

    Raises:
        DataSetError: the folder exists or cannot be made, or its unfinished part was begun from something else.
    """

    def __init__(self, out: Path, digest: str, recipe: Mapping[str, Any]) -> None:
        if out.exists():
            raise DataSetError(f"{out} exists already; name a folder that does not")
        self.out, self.partial = out, out.with_name(f"{out.name}.partial")
        self.whole = self.partial / "set"
        try:
            for name in ("done", "thumbnails", "set/originals"):
                (self.partial / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataSetError(f"{self.partial} cannot be made ({error.strerror}); name another folder") from error
        written = self.partial / "recipe.json"
        begun = json.loads(written.read_text(encoding="utf-8"))["sha256"] if written.exists() else None
        if begun == digest:
            return
        if begun is not None and any((self.partial / "done").iterdir()):
            raise DataSetError(f"{self.partial} was begun with another recipe; remove it, or name another folder")
        # Of a run that ended before its first scan was done, nothing may get into the set of another.
        for folder in ("thumbnails", "set/originals"):
            for left in (self.partial / folder).iterdir():
                left.unlink()
        write_atomically(written, json.dumps({"sha256": digest, "recipe": recipe}, indent=1).encode())

    def finished(self, number: int) -> Finished | None:
        """What is there of a scan, or None where it is still to be made."""
        done = self._done(number)
        if not done.exists():
            return None
        content = json.loads(done.read_text(encoding="utf-8"))
        if content["coco"] is None:
            return None
        (labelled,) = from_coco(content["coco"])
        return Finished(labelled, content["details"])

    def has(self, number: int) -> bool:
        """Whether a scan needs no more work: it is there, or nothing came of it."""
        return self._done(number).exists()

    def put_original(self, number: int, suffix: str, write: Callable[[Path], None]) -> str:
        """Write an original, and return its path within the set: it is named by its bytes."""
        original = self.whole / "originals" / f"{number:06}.writing{suffix}"
        write(original)
        with original.open("rb") as file:
            os.fsync(file.fileno())
        sha256 = sha256_of(original)
        original.replace(original.with_name(f"{sha256}{suffix}"))
        return f"originals/{sha256}{suffix}"

    def put(
        self, number: int, labelled: LabelledScan, labels: Sequence[str], details: dict[str, Any],
        picture: Callable[[], NDArray[np.uint8]],
    ) -> None:  # fmt: skip
        """Note a scan as finished.

        Args:
            number: of the scan, from 0.
            labelled: its original lies in the set already.
            labels: all that may occur.
            details: of how it was made.
            picture: gives its (rows, columns) uint8 picture, asked for the contact sheet.
        """
        if number < _SHOWN:
            np.save(self.partial / "thumbnails" / f"{number:06}.npy", picture()[::2, ::2])
        document = to_coco([labelled], labels)
        write_atomically(self._done(number), json.dumps({"coco": document, "details": details}).encode())

    def leave_out(self, number: int, reason: str) -> None:
        """Note that nothing came of a scan."""
        write_atomically(self._done(number), json.dumps({"coco": None, "details": {"left_out": reason}}).encode())

    def left_out(self, total: int) -> Counter[str]:
        """Why nothing came of scans, counted."""
        reasons: Counter[str] = Counter()
        for number in range(total):
            content = json.loads(self._done(number).read_text(encoding="utf-8"))
            if content["coco"] is None:
                reasons[content["details"]["left_out"]] += 1
        return reasons

    def close(self, finished: Sequence[Finished], labels: Sequence[str], counts: Mapping[str, Any]) -> None:
        """Write all that is not an original, and move the set to its place.

        Scans that share a group come into the same split.
        """
        # What a run left that was cut here is not to be taken for a part of the set.
        shutil.rmtree(self.whole / "annotations", ignore_errors=True)
        for name in (MANIFEST, SCANS, CONTACT_SHEET):
            (self.whole / name).unlink(missing_ok=True)
        for left in self.whole.glob("originals/*.writing.*"):
            left.unlink()
        pictures = _pictures(self.partial / "thumbnails", finished)
        if pictures:
            write_contact_sheet(self.whole / CONTACT_SHEET, pictures, 3, 620)
        details = [each.details for each in finished]
        (self.whole / SCANS).write_text(json.dumps(details, indent=1), encoding="utf-8")
        scans = [each.labelled for each in finished]
        splits = split_scans([(scan.id, scan.groups) for scan in scans])
        parts = {
            part: [scan for scan, own in zip(scans, splits, strict=True) if own is part] for part in Split
        }  # fmt: skip
        marked = [annotation for scan in scans for annotation in scan.annotations]
        counted = {
            "splits": {part.value: {"scans": len(own)} for part, own in parts.items()},
            "annotations": dict(Counter(each.label for each in marked)),
            "families": dict(Counter(f"{each.label}/{each.family}" for each in marked)),
        }
        write_documents(self.whole, parts, labels, {**counted, **counts})
        try:
            self.whole.rename(self.out)
        except OSError as error:
            raise DataSetError(f"{self.out} cannot be made ({error.strerror}); the set lies in {self.whole}") from error
        shutil.rmtree(self.partial)

    def _done(self, number: int) -> Path:
        return self.partial / "done" / f"{number:06}.json"


def _pictures(folder: Path, finished: Sequence[Finished]) -> list[Picture]:
    pictures = []
    for path, each in zip(sorted(folder.glob("*.npy")), finished, strict=False):
        grey: NDArray[np.uint8] = np.load(path)
        boxes = [tuple(value / 2 for value in annotation.box) for annotation in each.labelled.annotations]
        row, column = each.labelled.pitch_mm or (1.0, 1.0)
        pictures.append(
            Picture(each.details["caption"], grey, tuple((b[0], b[1], b[2], b[3]) for b in boxes), row / column)
        )
    return pictures


def write_atomically(path: Path, content: bytes) -> None:
    """Whole or not at all, also after a power cut."""
    beside = path.with_suffix(".writing")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
