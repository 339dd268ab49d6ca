"""`cargoscope demo`: a few simulated trucks go the whole way of a real scan, from a file to an annotated picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import Progress

from cargoscope_datasets.annotation import Annotation
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.simulation import simulate
from cargoscope_inference.analyse import Settings, analyse
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.outputs import plan_outputs
from cargoscope_inference.report import Analysed, Outcome, as_table
from cargoscope_models.boxes import iou
from cargoscope_models.release import load_release, shipped_release

TRUCKS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2001, ()),
    (2002, ("rifle", "pistol")),
    (2003, ("person",)),
    (2004, ("cigarettes", "gas_cylinder")),
    (2005, ()),
    (2006, ("pistol", "cigarettes")),
)
"""Seeds of the trucks, and what is hidden in each; fixed before there was a detector, whatever it makes of them."""
FOUND_IOU = 0.3


def demo(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the scans and what is made of them.")] = Path("demo"),
    once: Annotated[bool, typer.Option("--once", help="End after these trucks (so far it always does).")] = False,  # noqa: ARG001 - see help
) -> None:
    """Simulate a few trucks, run the shipped release over them, and show what was flagged where."""
    folder = out / "scans"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"truck-{number}.tif" for number in range(1, len(TRUCKS) + 1)]
    targets = plan_outputs([[path] for path in paths], out)
    hidden: list[Sequence[Annotation]] = []
    outcomes: list[Outcome] = []
    console = Console()
    progress = Progress(console=Console(stderr=True), transient=True)
    with progress, ScanReader() as reader:
        task = progress.add_task("opening the release", total=2 * len(TRUCKS))
        engine = Engine(load_release(shipped_release()))
        for (seed, labels), path, target in zip(TRUCKS, paths, targets, strict=True):
            progress.update(task, description=f"simulating {path.name}")
            truck = simulate(seed, labels, dual_energy=seed % 2 == 1)
            truck.write(path)
            hidden.append(truck.annotations)
            progress.update(task, advance=1, description=f"analysing {path.name}")
            outcomes.append(analyse(str(path), target, reader, engine, Settings(pitch=None, air=None, threshold=None)))
            progress.advance(task)
    console.print(as_table(outcomes, [target.name for target in targets]))
    console.print(_compared(outcomes, hidden), highlight=False)
    console.print("These trucks are simulated, and so was all that the detector has learnt from.", highlight=False)
    console.print(f"Annotated pictures: {out.resolve()}", highlight=False, markup=False, soft_wrap=True)


def _compared(outcomes: Sequence[Outcome], hidden: Sequence[Sequence[Annotation]]) -> str:
    """What the simulator had hidden, and what became of it."""
    found, missed = 0, []
    for number, (outcome, annotations) in enumerate(zip(outcomes, hidden, strict=True), start=1):
        for annotation in annotations:
            if isinstance(outcome, Analysed) and _flagged(outcome, annotation):
                found += 1
            else:
                missed.append(f"{annotation.label} in truck-{number}")
    total = found + len(missed)
    return f"Hidden by the simulator: {total}, flagged: {found}" + (
        f", missed: {', '.join(missed)}." if missed else "."
    )


def _flagged(outcome: Analysed, annotation: Annotation) -> bool:
    """Whether a flag of the same label lies over it."""
    flags = [each.box for each in outcome.findings.detections if each.flagged and each.label == annotation.label]
    if not flags:
        return False
    overlaps = iou(np.asarray([annotation.box], np.float32), np.asarray(flags, np.float32))
    return bool(overlaps.max() >= FOUND_IOU)
