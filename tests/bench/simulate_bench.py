"""How long a simulated scan and a training crop take on one core, and how much memory; run by `make bench`.

Processor time, not the clock on the wall: drawing is one thread, and a busy machine would be measured instead of it.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_training.crops import Crops
from cargoscope_training.pool import load_pool
from cargoscope_training.recipe import load_recipe

SCANS, CROPS, SCENES = 12, 300, 6
FULL_PIXELS = 3000 * 1100
"""A whole truck; the times of scans of at least half this size are brought to it. A car's time is its parts' time."""
RECIPE = Path(__file__).parents[2] / "training/cargoscope_training/recipes/fifth-light.toml"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=SCANS)
    parser.add_argument("--crops", type=int, default=CROPS)
    told = parser.parse_args()
    cv2.setNumThreads(1)
    seconds, per_full = _scans(told.scans)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with TemporaryDirectory() as folder:
        os.environ["CARGOSCOPE_CACHE"] = folder
        first, again = _crops(told.crops)
    table = Table("what", "median", "95 %", "goal")
    table.add_row("dual-energy scan of a vehicle, s", *_cells(seconds), "")
    table.add_row("the slowest of them, s", f"{max(seconds):.3g}", "", "")
    table.add_row(f"{len(per_full)} of them, brought to 3000 x 1100, s", *_cells(per_full), "1.5")
    table.add_row("memory of the process, MB", f"{memory:.0f}", "", "1000")
    table.add_row("crop, its finds not yet drawn, ms", *_cells(first), "")
    table.add_row("crop, its finds in the bank, ms", *_cells(again), "15")
    Console().print(table)


def _scans(count: int) -> tuple[list[float], list[float]]:
    simulate(0)
    seconds, per_full = [], []
    for seed in range(1, count + 1):
        taken, scan = _timed(lambda seed=seed: simulate(seed, ("pistol",), preset="gantry_9_6mv"))
        seconds.append(taken)
        if scan.counts[0].size > FULL_PIXELS / 2:
            per_full.append(taken * FULL_PIXELS / scan.counts[0].size)
    return seconds, per_full


def _crops(count: int) -> tuple[list[float], list[float]]:
    recipe = load_recipe(RECIPE)
    pool = load_pool(recipe.seed, SCENES, 6.0, lambda done, total: None)  # noqa: ARG005
    crops = Crops(recipe, pool, (), 0, count)
    first = [_timed(lambda index=index: crops[index])[0] * 1e3 for index in range(count)]
    again = [_timed(lambda index=index: crops[index])[0] * 1e3 for index in range(count)]
    return first, again


def _timed(make: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    made = make()
    return time.process_time() - start, made


def _cells(values: Sequence[float]) -> tuple[str, str]:
    return f"{np.median(values):.3g}", f"{np.quantile(values, 0.95):.3g}"


if __name__ == "__main__":
    main()
