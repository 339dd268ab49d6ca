"""What a release said of every scan of a benchmark: a file of JSON lines, from which all figures are made.

The first line says what was run on what, then comes one line a scan, in any order. A run that is cut goes on where it
was; a line that was cut off at the end is dropped.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from cargoscope_datasets.errors import ResultsError

FORMAT = 1
Box = tuple[float, float, float, float]


class Role(StrEnum):
    """What a scan is in the benchmark for."""

    THRESHOLD = "threshold"
    """Clean; thresholds and calibration come from these, and no figure does."""
    CLEAN = "clean"
    """Nothing to find; false alarms are counted on these only."""
    THREAT = "threat"
    """Something was put in; finds are counted on these only."""


class Origin(StrEnum):
    """What kind of scans a benchmark holds; figures of different kinds are never mixed."""

    SIMULATED = "simulated"
    PROJECTED = "projected into real scans"


@dataclass(frozen=True, slots=True)
class Header:
    """The first line.

    Attributes:
        benchmark: its name.
        benchmark_id: hex sha256 of what defines it.
        origin: what kind of scans.
        release, release_name: that was run.
        labels: of the release.
        thresholds: of the release, by label.
    """

    benchmark: str
    benchmark_id: str
    origin: Origin
    release: str
    release_name: str
    labels: tuple[str, ...]
    thresholds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Truth:
    """One object that is in a scan.

    Attributes:
        label: what it is.
        view: name of the view.
        box: (x0, y0, x1, y1) in pixels of that view.
        seen_in_training: whether its family, the goods and the preset are such as training may draw.
        facets: what figures are told apart by: name -> group (`{"hidden in": "floor", "band": "plain"}`).
        shows: how far it shows, to rank misses by: d' of what was simulated, contrast of what was projected.
    """

    label: str
    view: str
    box: Box
    seen_in_training: bool
    facets: Mapping[str, str] = field(default_factory=dict)
    shows: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One detection, whatever its score.

    Attributes:
        label, score, view, box: see `cargoscope_models.detection.Detection`.
        flagged: whether threshold and policy raised it.
        zone: where in the conveyance it is, see `cargoscope_datasets.layout.zones.Zone`; None where that is not known.
    """

    label: str
    score: float
    view: str
    box: Box
    flagged: bool
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scan of the benchmark, and what was said of it.

    Attributes:
        scan: its name; unique in the benchmark.
        group: scans of one group show the same scene, and are drawn together by the bootstrap.
        role: what it is for.
        containers: how many it shows.
        pitch_mm: row and column size in mm; where it is known, "located" can be counted.
        truths: what is in it.
        said: what the release said.
        facets: as of a truth, for false alarms.
    """

    scan: str
    group: str
    role: Role
    containers: int
    pitch_mm: tuple[float, float]
    truths: tuple[Truth, ...]
    said: tuple[Said, ...]
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """A whole file."""

    header: Header
    scans: tuple[Scanned, ...]

    def of(self, role: Role) -> list[Scanned]:
        """The scans of one role."""
        return [scan for scan in self.scans if scan.role is role]


class ResultsFile:
    """A file of results that grows scan by scan.

    Args:
        path: made where it is missing.
        header: what is run on what.

    Raises:
        ResultsError: the file holds results of something else.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.done: set[str] = set()
        if path.exists() and path.stat().st_size:
            self._drop_half_line()
        if path.exists() and path.stat().st_size:
            there = read_results(path)
            if there.header != header:
                raise ResultsError(
                    f"{path} holds results of {there.header.release_name} on {there.header.benchmark}, not of "
                    f"{header.release_name} on {header.benchmark} as they are now; name another file, or remove it"
                )
            self.done = {scan.scan for scan in there.scans}
        else:
            path.write_text(json.dumps({"format": FORMAT, **asdict(header)}) + "\n", encoding="utf-8")

    def add(self, scan: Scanned) -> None:
        """Append one scan."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(scan)) + "\n")
        self.done.add(scan.scan)

    def _drop_half_line(self) -> None:
        content = self._path.read_bytes()
        if not content.endswith(b"\n"):
            os.truncate(self._path, content.rfind(b"\n") + 1)


def read_results(path: Path) -> Results:
    """Read a file of results.

    Raises:
        ResultsError: it cannot be read, or is none.
    """
    try:
        first, *rest = path.read_text(encoding="utf-8").splitlines()
        header = json.loads(first)
        if header.pop("format") != FORMAT:
            raise ResultsError(f"{path} has another format of results than {FORMAT}; run the evaluation again")
        read = Header(**{**header, "origin": Origin(header["origin"]), "labels": tuple(header["labels"])})
        # In one order, whatever order they were ready in: intervals draw by it.
        scans = sorted((_scanned(json.loads(line)) for line in rest), key=lambda scan: scan.scan)
        return Results(read, tuple(scans))
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{path} is not a file of results: {error!r}") from error


def _scanned(line: Mapping[str, Any]) -> Scanned:
    truths = tuple(Truth(**{**each, "box": _box(each["box"])}) for each in line["truths"])
    said = tuple(Said(**{**each, "box": _box(each["box"])}) for each in line["said"])
    row_mm, column_mm = line["pitch_mm"]
    fields = {**line, "role": Role(line["role"]), "pitch_mm": (row_mm, column_mm), "truths": truths, "said": said}
    return Scanned(**fields)


def _box(corners: Sequence[float]) -> Box:
    x0, y0, x1, y1 = corners
    return (x0, y0, x1, y1)
