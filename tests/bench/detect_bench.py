"""How long a scan takes from its file to flags, and how much memory; run by `make bench`.

A 3000 x 1200 scan of a simulated truck, 16 bit, zstd, at 3.2 x 4.6 mm, is read and searched again and again in one warm
process. Memory is that of the whole `cargoscope detect`, its decoder included, in processes of their own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from memory import sampled_memory
from table import Row, print_rows

from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_datasets.writing import write_tiff
from cargoscope_inference.annotate import annotate
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.release import load_release, shipped_release

ROWS, COLUMNS = 1200, 3000
PITCH = Pitch(3.2, 4.6, PitchSource.FILE)
SEED = 4
RUNS, WARM_UP, STARTS = 30, 3, 7
GOALS = {"to flags": 400.0, "memory of cargoscope detect": 700.0, "import of cargoscope_inference.cli": 300.0}
SAMPLING_SECONDS = 0.005


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, default=shipped_release(), help="folder of the release to run")
    parser.add_argument("--markdown", action="store_true", help="print what goes into docs/benchmarks.md")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scan = Path(folder) / "truck.tif"
        _write_scan(scan)
        steps = _time_steps(scan, told.release)
        rows: list[Row] = [(step, values, "ms") for step, values in steps.items()]
        rows.append(("memory of cargoscope detect", _peak_memory(scan, told.release), "MB"))
    rows.append(("import of cargoscope_inference.cli", [_import_time() for _ in range(STARTS)], "ms"))
    print_rows(rows, GOALS, told.release, markdown=told.markdown, note=f"{RUNS} runs")


def _write_scan(path: Path) -> None:
    counts = simulate(SEED, ("pistol", "person")).counts[0]
    write_tiff(path, np.asarray(cv2.resize(counts, (COLUMNS, ROWS)), np.uint16)[None], PITCH)


def _time_steps(path: Path, release: Path) -> dict[str, list[float]]:
    """Milliseconds of each step of each run; the picture comes after the flags and is not among them."""
    engine = Engine(load_release(release))
    runs: list[Mapping[str, float]] = []
    with ScanReader() as reader:
        for _ in range(WARM_UP + RUNS):
            start = time.perf_counter()
            scan = reader.read([path])
            read = time.perf_counter()
            findings = engine.detect(scan)
            flags = time.perf_counter()
            picture = annotate(scan.views[0], findings.detections, engine.specification.labels)
            cv2.imencode(".jpg", picture)
            done = time.perf_counter()
            ends = {"to flags": (flags - start) * 1e3, "then: annotated picture": (done - flags) * 1e3}
            runs.append({"read": (read - start) * 1e3, **findings.milliseconds, **ends})
    return {step: [run[step] for run in runs[WARM_UP:]] for step in runs[0]}


def _peak_memory(path: Path, release: Path) -> list[float]:
    """Megabytes that `cargoscope detect` and its decoder hold at once, at most; memory they share counts once."""
    peaks = []
    for _ in range(3):
        out = path.with_name("out")
        words = ["detect", str(path), "--release", str(release), "--out", str(out), "--json"]
        process = subprocess.Popen(
            [sys.executable, "-m", "cargoscope_inference.cli", *words],
            stdout=subprocess.PIPE,
        )
        with sampled_memory(process, SAMPLING_SECONDS) as sampled:
            answer, _ = process.communicate()
        if process.returncode or "detections" not in json.loads(answer):
            raise SystemExit(f"cargoscope detect failed with status {process.returncode}")
        peaks.append(max(sampled))
    return peaks


def _import_time() -> float:
    """Milliseconds that a fresh interpreter takes to import the command line."""
    code = "import time; t = time.perf_counter(); import cargoscope_inference.cli; print(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return float(done.stdout) * 1e3


if __name__ == "__main__":
    main()
