"""The scans that something is to be projected into: files, or the clean ones of a data set."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cargoscope_datasets.annotations.data_set import MANIFEST, DataSet, read_data_set, sha256_of
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.marking import is_file_marked
from cargoscope_datasets.scan import Pitch


@dataclass(frozen=True, slots=True)
class CleanScan:
    """A scan that holds nothing to be found, as far as anybody has said.

    Attributes:
        path: of its file.
        sha256: of its bytes.
        pitch: what its data set says, where it is from one.
        groups: what it shares with other scans, by its data set.
        site, scanner: where it comes from, by its data set.
    """

    path: Path
    sha256: str
    pitch: Pitch | None = None
    groups: tuple[str, ...] = ()
    site: str | None = None
    scanner: str | None = None


def clean_scans(arguments: Sequence[Path]) -> tuple[list[CleanScan], int]:
    """The scans of files and data sets, in this order, each once; and how many of data sets hold something.

    Raises:
        DataSetError: a file that was named holds something already, is marked as projected, or is not there.
    """
    found: dict[str, CleanScan] = {}
    holding = 0
    for argument in arguments:
        if argument.is_dir():
            data = _for_training(argument)
            for scan in (each for part in data.scans.values() for each in part):
                if _holds(scan) or is_file_marked(data.path(scan)):
                    holding += 1
                    continue
                clean = _of_data_set(data.path(scan), scan)
                found.setdefault(clean.sha256, clean)
        else:
            clean = _of_file(argument)
            found.setdefault(clean.sha256, clean)
    if not found:
        raise DataSetError(
            f"no clean scan among {', '.join(map(str, arguments))}: all {holding} hold something already"
        )
    return list(found.values()), holding


def _of_file(path: Path) -> CleanScan:
    try:
        marked, sha256 = is_file_marked(path), sha256_of(path)
    except OSError as error:
        raise DataSetError(f"{path} cannot be read ({error.strerror})") from error
    if marked:
        raise DataSetError(f"{path} has a projected threat in it already; name the clean scan that it was made of")
    manifest = path.resolve().parent.parent / MANIFEST
    if manifest.is_file():
        data = _for_training(manifest.parent)
        own = [each for part in data.scans.values() for each in part if data.path(each).resolve() == path.resolve()]
        if own and _holds(own[0]):
            raise DataSetError(f"{path} holds something already, says {manifest.parent}; project into clean scans")
        if own:
            return _of_data_set(path, own[0])
    return CleanScan(path, sha256)


def _for_training(folder: Path) -> DataSet:
    """A data set that may be projected into: the mark of a benchmark would not be on what comes of it."""
    data = read_data_set(folder)
    if data.benchmark:
        raise DataSetError(f"{folder} is kept for benchmarks; project into scans that may be trained on")
    return data


def _of_data_set(path: Path, scan: LabelledScan) -> CleanScan:
    pitch = None if scan.pitch_mm is None or scan.pitch_source is None else Pitch(*scan.pitch_mm, scan.pitch_source)
    return CleanScan(path, sha256_of(path), pitch, scan.groups, scan.site, scan.scanner)


def _holds(scan: LabelledScan) -> bool:
    """Whether something is or may be in it: a flag that nobody answered may be right."""
    return bool(scan.annotations or scan.open) or scan.verdict not in ("clear", "imported")


def as_json(scans: Sequence[CleanScan]) -> str:
    """What a digest of the inputs is taken of: their bytes, not their names."""
    return json.dumps([each.sha256 for each in scans])
