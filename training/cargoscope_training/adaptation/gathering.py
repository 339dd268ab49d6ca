"""Which scans there are: files, folders of them, or data sets; what cannot be used is said in words and left out."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cargoscope_datasets.annotations.data_set import MANIFEST
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.clean_scans import CleanScan, clean_scans
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.viewing import SIDE

SIDECAR = ".json"
"""Beside a scan, of its stem: what a station knows of it, with `pitch` and `view` among the rest."""
LARGEST_SIDECAR = 64 << 10


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a site gave.

    Attributes:
        scans: each once, by the hash of its bytes, in the order of these hashes.
        names: what each is called, for people, by the hash of its bytes.
        left_out: why something is not among them, by its name.
    """

    scans: tuple[CleanScan, ...]
    names: dict[str, str]
    left_out: dict[str, str]

    @property
    def id(self) -> str:
        """Hex sha256 of what these scans are, whatever they are called and wherever they lie."""
        told = [[each.sha256, _pitch_of(each.pitch)] for each in self.scans]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def gather(given: Sequence[Path], pitch: Pitch | None) -> Gathered:
    """The cleared scans of files, folders and data sets.

    Args:
        given: files; folders, all of whose files are taken; or data sets, whose clean scans are.
        pitch: of all scans, where it is told for all.

    Raises:
        DataSetError: a data set is damaged.
    """
    found: dict[str, CleanScan] = {}
    names: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for argument in given:
        scans: list[CleanScan] = []
        if (argument / MANIFEST).is_file():
            scans, holding = clean_scans([argument])
            if holding:
                left_out[argument.name] = f"{holding} of its scans hold something, or may; the others are taken"
        for path in [] if scans else _files(argument):
            try:
                scans.append(_file(path))
            except DataSetError as error:
                left_out[_name(path, argument)] = str(error).removeprefix(str(path)).strip()
        for scan in scans:
            names.setdefault(scan.sha256, _name(scan.path, argument))
            found.setdefault(scan.sha256, scan if pitch is None else replace(scan, pitch=pitch))
    return Gathered(tuple(found[sha256] for sha256 in sorted(found)), names, left_out)


def _name(path: Path, given: Path) -> str:
    return path.relative_to(given).as_posix() if path != given else path.name


def _files(given: Path) -> list[Path]:
    if not given.is_dir():
        return [given]
    inside = [path for path in sorted(given.rglob("*")) if path.is_file()]
    return [
        path
        for path in inside
        if path.suffix.lower() != SIDECAR and not any(part[0] in ".~#" for part in path.relative_to(given).parts)
    ]


def _file(path: Path) -> CleanScan:
    """A file, with what its sidecar says of it.

    Raises:
        DataSetError: it cannot be read, has a threat in it, or is no view from the side.
    """
    (clean,), _ = clean_scans([path])
    told = _sidecar(path)
    if told.get("view", SIDE) != SIDE:
        raise DataSetError(f"is the {told['view']} view of a scan; threats are drawn as the side view sees them")
    match told.get("pitch"):
        case [float() | int() as row, float() | int() as column] if min(row, column) > 0:
            return replace(clean, pitch=Pitch(float(row), float(column), PitchSource.STATION))
    return clean


def _sidecar(path: Path) -> dict[str, object]:
    """What the JSON beside a scan says; nothing where there is none, or it is not understood."""
    beside = path.with_suffix(SIDECAR)
    try:
        with beside.open("rb") as file:
            said = json.loads(file.read(LARGEST_SIDECAR))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _pitch_of(pitch: Pitch | None) -> tuple[float, float] | None:
    return None if pitch is None else (pitch.row_mm, pitch.column_mm)
