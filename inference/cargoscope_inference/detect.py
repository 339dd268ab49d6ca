"""`cargoscope detect`: scans in, flags out."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, Polarity
from cargoscope_inference.analyse import Settings, analyse
from cargoscope_inference.arguments import parse_pitch, scan_files
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.engine.session import Provider
from cargoscope_inference.outputs import plan_outputs
from cargoscope_inference.report import Failed, Outcome, as_json, as_table, printable
from cargoscope_models.release import load_release, shipped_release

SOME_FAILED = 2


class Air(StrEnum):
    """How air looks in the files, as said on the command line."""

    BRIGHT = "bright"
    DARK = "dark"


def _pitch(text: str) -> Pitch:
    try:
        return parse_pitch(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def detect(
    scans: Annotated[
        list[str], typer.Argument(metavar="SCAN...", help="A scan each; HIGH.tif+LOW.tif joins two energies.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder for an annotated picture and a JSON of every scan.")],
    as_lines: Annotated[bool, typer.Option("--json", help="Print one line of JSON a scan instead of a table.")] = False,
    threshold: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Flag from this score on, whatever the release says.")
    ] = None,
    release: Annotated[Path | None, typer.Option(help="Folder of another release than the shipped one.")] = None,
    pitch: Annotated[
        Pitch | None,
        typer.Option(parser=_pitch, metavar="ROW,COLUMN", help="Height and width of a pixel in mm, if the files err."),
    ] = None,
    air: Annotated[Air | None, typer.Option(help="Which end of the grey is air; found out where not said.")] = None,
    provider: Annotated[Provider, typer.Option(help="What runs the network.")] = Provider.CPU,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse to run on another provider than asked for.")] = False,
) -> None:
    """Flag prohibited items on scans, and write annotated pictures."""
    settings = Settings(pitch, None if air is None else Polarity[air.name], threshold)
    targets = plan_outputs([scan_files(name) for name in scans], out)
    engine = Engine(load_release(release or shipped_release()), provider=provider, strict=strict)
    outcomes: list[Outcome] = []
    with ScanReader() as reader, _progress(len(scans)) as progress:
        for name, target in zip(scans, targets, strict=True):
            outcome = analyse(name, target, reader, engine, settings)
            outcomes.append(outcome)
            if isinstance(outcome, Failed):
                _complain(progress.console, outcome)
            if as_lines:
                _print_line(outcome)
            progress.advance(progress.task_ids[0])
    if not as_lines:
        console = Console()
        console.print(as_table(outcomes, [target.name for target in targets]))
        console.print(f"Pictures and JSON: {printable(str(out))}", highlight=False, markup=False, soft_wrap=True)
    if any(isinstance(outcome, Failed) for outcome in outcomes):
        raise typer.Exit(SOME_FAILED)


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A bar on standard error where that is a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task("scans", total=total)
        yield progress


def _complain(console: Console, failed: Failed) -> None:
    text = printable(f"{failed.name}: {failed.error}")
    console.print(text, markup=False, highlight=False, soft_wrap=True, emoji=False)


def _print_line(outcome: Outcome) -> None:
    # Flushed line by line, so that a program behind a pipe can work on the first scan while the next is read.
    sys.stdout.write(json.dumps(as_json(outcome), allow_nan=False) + "\n")
    sys.stdout.flush()
