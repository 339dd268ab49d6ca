"""A data set: one folder that says of every file in it what its bytes are.

    manifest.json                 sha256 of every other file, and counts
    annotations/train.json        COCO; also validation.json and test.json
    originals/SHA256.tif          the scans as their stations sent them, named by what they hold

The id of a data set is the sha256 of its manifest.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cargoscope_datasets.annotations.coco import from_coco, to_coco
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.errors import DataSetError

FORMAT = 1
MANIFEST = "manifest.json"
Scans = Mapping[Split, Sequence[LabelledScan]]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set whose files are those that its manifest names.

    Attributes:
        folder: where it is.
        id: hex sha256 of its manifest.
        scans: of each split.
    """

    folder: Path
    id: str
    scans: Scans

    def path(self, scan: LabelledScan) -> Path:
        """Where the original of a scan is."""
        return self.folder / scan.file


def write_documents(folder: Path, scans: Scans, labels: Sequence[str], counts: Mapping[str, Any]) -> None:
    """Write the COCO files, then the manifest, of a folder that holds the originals already.

    Raises:
        DataSetError: a scan names a label that is not among `labels`.
    """
    (folder / "annotations").mkdir()
    for split in Split:
        document = to_coco(scans[split], labels)
        _annotations(folder, split).write_bytes(json.dumps(document, indent=1, allow_nan=False).encode() + b"\n")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
    manifest = {"format": FORMAT, "labels": list(labels), "counts": counts, "sha256": named}
    (folder / MANIFEST).write_bytes(json.dumps(manifest, indent=1).encode() + b"\n")


def read_data_set(folder: Path) -> DataSet:
    """Read a data set, every file of it checked against its manifest.

    Raises:
        DataSetError: a file is missing, damaged, or not understood.
    """
    try:
        written = (folder / MANIFEST).read_bytes()
        manifest = json.loads(written)
        found, files = manifest["format"], dict(manifest["sha256"])
    except OSError as error:
        raise DataSetError(f"{folder} is not a data set: cannot read its {MANIFEST} ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataSetError(f"{folder / MANIFEST} is not the manifest of a data set: {error!r}") from error
    if found != FORMAT:
        raise DataSetError(f"{folder} has format {found}; this cargoscope reads format {FORMAT}")
    for name, sha256 in files.items():
        _check(folder, name, sha256)
    scans = {split: _read_split(folder, split) for split in Split}
    for scan in (each for part in scans.values() for each in part):
        if scan.file not in files:
            raise DataSetError(f"{folder}: scan {scan.id} is in {scan.file}, which the manifest does not name")
    refuse_leak(scans)
    return DataSet(folder, hashlib.sha256(written).hexdigest(), scans)


def refuse_leak(scans: Scans) -> None:
    """Nothing that is trained on may be measured on.

    Raises:
        DataSetError: scans of two splits have an id, a file or a group in common.
    """
    holders: dict[tuple[str, str], Split] = {}
    for split, part in scans.items():
        for scan in part:
            for kind, name in (("scan", scan.id), ("file", scan.file), *(("group", group) for group in scan.groups)):
                first = holders.setdefault((kind, name), split)
                if first is not split:
                    raise DataSetError(
                        f"the {kind} {name} is in {first.value} and in {split.value}: what is learnt there would be "
                        "measured here; split the set again"
                    )


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(folder: Path, name: str, sha256: str) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DataSetError(f"{folder / MANIFEST} names {name!r}, which lies outside of the data set")
    try:
        found = sha256_of(path)
    except OSError as error:
        raise DataSetError(f"{path} cannot be read ({error.strerror}); copy the data set again, whole") from error
    if found != sha256:
        raise DataSetError(f"{path} has sha256 {found[:12]}…, the manifest says {sha256[:12]}…; copy it again, whole")


def _read_split(folder: Path, split: Split) -> list[LabelledScan]:
    path = _annotations(folder, split)
    try:
        return from_coco(json.loads(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise DataSetError(f"{path} cannot be read: {error}") from error
    except DataSetError as error:
        raise DataSetError(f"{path} {error}") from error


def _annotations(folder: Path, split: Split) -> Path:
    return folder / "annotations" / f"{split.value}.json"
