"""`cargoscope train`: from a recipe to a release."""

import ctypes
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from cargoscope_datasets.errors import RecipeError
from cargoscope_training.fine_tuning import prepare
from cargoscope_training.loop import train
from cargoscope_training.pool import load_pool
from cargoscope_training.publish import publish
from cargoscope_training.recipe import load_recipe
from cargoscope_training.releasing import refuse_existing

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_MAX = -1, -2, -4


def train_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe (TOML).")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the release; must not exist yet.")],
    data: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Learn from a data set, too: cargoscope dataset export.")
    ] = None,
    parent: Annotated[Path | None, typer.Option("--from", metavar="RELEASE", help="The release to start from.")] = None,
) -> None:
    """Train a detector, export it, choose its thresholds, and write the release."""
    chosen = load_recipe(recipe)
    refuse_existing(out)
    if (data is None) != (parent is None):
        raise RecipeError("--data and --from go together: a few real scans train no detector from nothing")
    keep_freed_memory()
    with Bars() as bars:
        tuning = None
        if data is not None and parent is not None:
            tuning = prepare(data, parent, chosen, lambda done, total: bars.show("reading real scans", done, total))
        pool = load_pool(chosen.seed, chosen.scenes, 6.0, lambda done, total: bars.show("simulating", done, total))
        state = train(chosen, pool, bars.show, tuning)
        publish(state, chosen, pool, out, bars.show, tuning)
    typer.echo(f"wrote {out}; try it: cargoscope detect SCAN --release {out} --out FOLDER")


class Bars:
    """One progress bar for each thing that takes long, with the time that is left."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, what: str, done: int, total: int) -> None:
        """Move the bar of `what`; text after a comma may change from call to call."""
        key = what.split(",")[0]
        if key not in self._tasks:
            self._tasks[key] = self._progress.add_task(what, total=total)
        self._progress.update(self._tasks[key], completed=done, total=total, description=what)


def keep_freed_memory() -> None:
    """Tell glibc to keep what a step frees for the next one: 1.4 times the steps a second on two cores.

    Without it every large tensor is mapped, zeroed and unmapped again by the kernel. Elsewhere than on glibc it does
    nothing.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    mallopt(_M_MMAP_MAX, 0)
    mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
    mallopt(_M_TOP_PAD, 256 * 1024 * 1024)
