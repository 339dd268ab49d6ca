"""What a release does on real scans: real guns projected into them, and false alarms on them as they are.

No real cargo scan with a boxed threat is public, so a gun cut out of its own picture is multiplied into clean scans,
ten times each. What is measured on projections is never mixed with figures on simulated scans.
"""

import argparse
import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track

from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.contrast import band_of
from cargoscope_datasets.projection.cutout import read_cutout
from cargoscope_datasets.projection.protocol import Projection, project
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.release import load_release, shipped_release
from cargoscope_training.evaluation.by_band import table
from cargoscope_training.evaluation.evidence import evidence_of
from cargoscope_training.evaluation.exhibits import Spot, cut_out, exhibits
from cargoscope_training.evaluation.figures import HEADLINE, figures_of, write_figures
from cargoscope_training.evaluation.page import write_page
from cargoscope_training.evaluation.results import (
    Origin,
    Results,
    ResultsFile,
    Role,
    Said,
    Scanned,
    Truth,
    read_results,
)
from cargoscope_training.evaluation.saying import header_of, said_of

SEED = 1
PROJECTIONS = 10
THREATS = {"look": "threats/gun/*.jpg", "report": "threats/gun_cutouts/*.png"}
"""The look half uses one revolver, the report half other models: no report rests on a shape that was looked at."""
SHRUNK = "trucks/truck_12.jpg"
"""A shrunk picture: counted for false alarms only."""


@dataclass(frozen=True, slots=True)
class CleanScan:
    """A real scan without anything to find, its pitch as measured from the container's outline, and a note on that."""

    path: Path
    name: str
    pitch_mm: tuple[float, float]
    note: str = ""


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
        CleanScan(
            data / "cargo" / row["file"], row["file"], (float(row["row_mm"]), float(row["column_mm"])), row["note"]
        )
        for row in rows
        if row["split"] == half
    ]


def projections(data: Path, half: str, scans: Sequence[CleanScan]) -> Iterable[tuple[str, CleanScan, Projection]]:
    """Ten of one gun each on every scan, with a name each; the same ones on every call."""
    rng = np.random.default_rng(SEED)
    cutouts = [read_cutout(path) for path in sorted(data.glob(THREATS[half]))]
    for scan in scans:
        if scan.name == SHRUNK:
            continue
        grey = np.asarray(cv2.imread(str(scan.path), cv2.IMREAD_GRAYSCALE), np.uint8)
        for number in range(PROJECTIONS):
            made = project(rng, grey, scan.pitch_mm, cutouts[int(rng.integers(len(cutouts)))], "pistol")
            if made is not None:
                yield f"{scan.name}#{number}", scan, made


def benchmark_id(data: Path, half: str, *, pitch_told: bool) -> str:
    """Hex sha256 of what is measured on: the scans, the guns, and how they are put together."""
    digest = hashlib.sha256(json.dumps([half, pitch_told, SEED, PROJECTIONS]).encode())
    for path in [*(scan.path for scan in clean_scans(data, half)), *sorted(data.glob(THREATS[half]))]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def measure(release_folder: Path, data: Path, half: str, results: Path, *, pitch_told: bool) -> Results:
    """What a release says of the scans of one half as they are, and of guns in them.

    Args:
        release_folder: the release.
        data: folder with the real scans and guns.
        half: "look" while working, "report" for figures only.
        results: file that grows scan by scan; a run that was cut goes on.
        pitch_told: whether the detector is told the pitch, or has to do without.

    Raises:
        ResultsError: the file holds results of something else.
    """
    scans = clean_scans(data, half)
    release = load_release(release_folder)
    engine = Engine(release)
    name = f"real-{half}, pitch {'told' if pitch_told else 'unknown'}"
    told = benchmark_id(data, half, pitch_told=pitch_told)
    file = ResultsFile(results, header_of(release, name, told, Origin.PROJECTED))
    with ScanReader() as reader, TemporaryDirectory() as folder:

        def said(path: Path, scan: CleanScan) -> tuple[Said, ...]:
            pitch = Pitch(*scan.pitch_mm, PitchSource.COMMAND_LINE) if pitch_told else None
            found = engine.detect(reader.read([path], pitch=pitch)).detections
            return said_of(found, engine.specification.labels)

        for scan in track(scans, "clean scans", transient=True):
            if scan.name not in file.done:
                file.add(Scanned(scan.name, scan.name, Role.CLEAN, 1, scan.pitch_mm, (), said(scan.path, scan)))
        for number, scan, made in track(list(projections(data, half, scans)), "projections", transient=True):
            if number not in file.done:
                path = Path(folder) / "projected.png"
                cv2.imwrite(str(path), made.grey)
                file.add(Scanned(number, scan.name, Role.THREAT, 1, scan.pitch_mm, (truth_of(made),), said(path, scan)))
    return read_results(results)


def truth_of(made: Projection) -> Truth:
    """A gun; how plainly it shows is a group of its own."""
    facets = {"band": band_of(made.contrast).value}
    return Truth(made.annotation.label, "side", made.annotation.box, True, facets, made.contrast)


def draw(data: Path, half: str, spots: Sequence[Spot]) -> dict[Spot, bytes]:
    """A JPEG of each spot; of the report half, which nobody looks at, of none."""
    if half != "look":
        return {}
    scans = {scan.name: scan for scan in clean_scans(data, half)}
    hiding = {name: made.grey for name, _, made in projections(data, half, list(scans.values()))}
    drawn = {}
    for spot in spots:
        scan = scans[spot.group]
        grey = hiding.get(spot.scan)
        if grey is None:
            grey = np.asarray(cv2.imread(str(scan.path), cv2.IMREAD_GRAYSCALE), np.uint8)
        drawn[spot] = cut_out(grey, scan.pitch_mm, spot.box)
    return drawn


def main() -> None:
    """Measure, print, and write results, figures and a page, with the pitch told and without it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with cargo/scans.tsv and threats/")
    parser.add_argument("--release", type=Path, default=shipped_release())
    parser.add_argument("--half", choices=sorted(THREATS), default="look")
    parser.add_argument("--out", type=Path, required=True, help="folder for results, figures and pages")
    chosen = parser.parse_args()
    measured = {}
    for told, name in ((True, "told"), (False, "unknown")):
        out = chosen.out / name
        read = measure(chosen.release, chosen.data, chosen.half, out / "results.jsonl", pitch_told=told)
        figures, evidence = figures_of(read), evidence_of(read)
        write_figures(figures, out / "figures.json")
        shown = exhibits(evidence, HEADLINE, lambda spots: draw(chosen.data, chosen.half, spots))
        write_page(figures, out / "page.html", shown)
        measured[name] = read
    Console().print(table(measured))


if __name__ == "__main__":
    main()
