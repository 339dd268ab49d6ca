"""What a release does on real scans: real guns projected into them, and false alarms on them as they are.

No real cargo scan with a boxed threat is public, so a gun cut out of its own picture is multiplied into clean scans,
ten times each. What is measured on projections is never mixed with figures on simulated scans.
"""

import argparse
import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.contrast import Band, band_of
from cargoscope_datasets.projection.cutout import read_cutout
from cargoscope_datasets.projection.protocol import Projection, project
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.detection import Detection
from cargoscope_models.matching import is_found, match
from cargoscope_models.release import load_release, shipped_release
from cargoscope_training.evaluation.intervals import bootstrap_share, poisson_interval

SEED = 1
PROJECTIONS = 10
THREATS = {"look": "threats/gun/*.jpg", "report": "threats/gun_cutouts/*.png"}
"""The look half uses one revolver, the report half other models: no report rests on a shape that was looked at."""
SHRUNK = "trucks/truck_12.jpg"
"""A shrunk picture: counted for false alarms only."""


@dataclass(frozen=True, slots=True)
class CleanScan:
    """A real scan without anything to find, and its pitch as measured from the container's outline."""

    path: Path
    name: str
    pitch_mm: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one projection.

    Attributes:
        scan: name of the scan.
        contrast: see `Projection`.
        found: a flag of any label with IoU 0.3 or more.
        named: that flag says pistol.
        located: a flag's centre within the box, or within 25 cm of its centre.
    """

    scan: str
    contrast: float
    found: bool
    named: bool
    located: bool


def clean_scans(data: Path, half: str) -> list[CleanScan]:
    """The scans of one half, in the order of the list.

    Raises:
        DataSetError: there is no list of scans.
    """
    listing = data / "cargo" / "scans.tsv"
    if not listing.exists():
        raise DataSetError(f"{data} holds no cargo/scans.tsv; name the folder with the real scans")
    with listing.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [
        CleanScan(data / "cargo" / row["file"], row["file"], (float(row["row_mm"]), float(row["column_mm"])))
        for row in rows
        if row["split"] == half
    ]


def projections(data: Path, half: str, scans: Sequence[CleanScan]) -> Iterable[tuple[CleanScan, Projection]]:
    """Ten of one gun each on every scan; the same ones on every call."""
    rng = np.random.default_rng(SEED)
    cutouts = [read_cutout(path) for path in sorted(data.glob(THREATS[half]))]
    for scan in scans:
        if scan.name == SHRUNK:
            continue
        grey = np.asarray(cv2.imread(str(scan.path), cv2.IMREAD_GRAYSCALE), np.uint8)
        for _ in range(PROJECTIONS):
            made = project(rng, grey, scan.pitch_mm, cutouts[int(rng.integers(len(cutouts)))], "pistol")
            if made is not None:
                yield scan, made


def judge(scan: CleanScan, made: Projection, flags: Sequence[Detection]) -> Outcome:
    """Hold the flags against the gun's box."""
    box = made.annotation.box
    matched = match(box, [flag.box for flag in flags], scan.pitch_mm)
    named = is_found(box, [flag.box for flag in flags if flag.label == made.annotation.label])
    return Outcome(scan.name, made.contrast, matched.found, named, matched.located)


def measure(release_folder: Path, data: Path, half: str, *, pitch_told: bool) -> dict[str, object]:
    """All figures of one release on one half.

    Args:
        release_folder: the release, at its own thresholds.
        data: folder with the real scans and guns.
        half: "look" while working, "report" for figures only.
        pitch_told: whether the detector is told the pitch, or has to do without.
    """
    scans = clean_scans(data, half)
    release = load_release(release_folder)
    engine = Engine(release)
    outcomes: list[Outcome] = []
    alarms: dict[str, list[str]] = {}
    with ScanReader() as reader, TemporaryDirectory() as folder:

        def flags_of(path: Path, scan: CleanScan) -> list[Detection]:
            pitch = Pitch(*scan.pitch_mm, PitchSource.COMMAND_LINE) if pitch_told else None
            found = engine.detect(reader.read([path], pitch=pitch), threshold=None).detections
            return [one for one in found if one.flagged]

        for scan in track(scans, "clean scans", transient=True):
            alarms[scan.name] = [flag.label for flag in flags_of(scan.path, scan)]
        made = list(projections(data, half, scans))
        for scan, each in track(made, "projections", transient=True):
            path = Path(folder) / "projected.png"
            cv2.imwrite(str(path), each.grey)
            outcomes.append(judge(scan, each, flags_of(path, scan)))
    return {
        "release": release.id,
        "half": half,
        "pitch_told": pitch_told,
        "bands": {band: _band(outcomes, band, scans) for band in Band},
        "false_alarms": _alarms(alarms),
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }


def _band(outcomes: Sequence[Outcome], band: Band, scans: Sequence[CleanScan]) -> dict[str, object]:
    inside = [outcome for outcome in outcomes if band_of(outcome.contrast) is band]
    by_scan = [[outcome for outcome in inside if outcome.scan == scan.name] for scan in scans]
    found = [sum(outcome.found for outcome in group) for group in by_scan]
    interval = bootstrap_share(found, [len(group) for group in by_scan], SEED)
    return {
        "guns": len(inside),
        "found": sum(found),
        "found_interval": interval,
        "named": sum(outcome.named for outcome in inside),
        "located": sum(outcome.located for outcome in inside),
    }


def _alarms(alarms: dict[str, list[str]]) -> dict[str, object]:
    total = sum(map(len, alarms.values()))
    low, high = poisson_interval(total, len(alarms))
    by_scan = {name: labels for name, labels in alarms.items() if labels}
    return {"scans": len(alarms), "alarms": total, "a_scan": [total / len(alarms), low, high], "by_scan": by_scan}


def table(figures: Sequence[dict[str, object]]) -> Table:
    """Counts beside shares, for people."""
    shown = Table("pitch", "band", "guns", "found", "95 %", "named", "located", title="guns projected into real scans")
    for each in figures:
        told = "told" if each["pitch_told"] else "unknown"
        bands = each["bands"]
        assert isinstance(bands, dict)
        for band, row in bands.items():
            share = row["found"] / row["guns"] if row["guns"] else 0.0
            low, high = row["found_interval"]
            found = f"{row['found']} ({share:.0%})"
            shown.add_row(
                told, band, str(row["guns"]), found, f"{low:.0%}-{high:.0%}", str(row["named"]), str(row["located"])
            )
        alarms = each["false_alarms"]
        assert isinstance(alarms, dict)
        _, low, high = alarms["a_scan"]
        counted = f"{alarms['alarms']} on {alarms['scans']} scans"
        shown.add_row(told, "false alarms", "", counted, f"{low:.2f}-{high:.2f} a scan", end_section=True)
    return shown


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with cargo/scans.tsv and threats/")
    parser.add_argument("--release", type=Path, default=shipped_release())
    parser.add_argument("--half", choices=sorted(THREATS), default="look")
    parser.add_argument("--json", type=Path, help="write all figures here")
    chosen = parser.parse_args()
    figures = [measure(chosen.release, chosen.data, chosen.half, pitch_told=told) for told in (True, False)]
    Console().print(table(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
