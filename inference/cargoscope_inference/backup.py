"""`cargoscope backup` and `cargoscope restore`: a copy of everything, and back."""

from pathlib import Path
from typing import Annotated

import typer

from cargoscope_inference.progress import bytes_bar
from cargoscope_inference.serve import Folder, open_existing, read_settings
from cargoscope_inference.storage.backup import Copied, back_up
from cargoscope_inference.storage.backup import restore as restore_store

INCOMPLETE = 1


def backup(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="Folder, best on another disk or machine.")],
    *,
    folder: Folder = None,
) -> None:
    """Copy everything that the service keeps to a folder, while the service runs.

    Into the same folder again, only what is new is copied. Nothing is ever removed there. To look through a backup:
    cargoscope store verify --folder DEST.
    """
    store = open_existing(folder)
    with bytes_bar("backing up") as on_progress:
        copied = back_up(store, destination, on_progress)
    store.close()
    _report(copied, f"backed up to {destination}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="Folder that cargoscope backup wrote.")],
    *,
    folder: Folder = None,
) -> None:
    """Make a store of a backup, in a folder that holds none yet. The service must not be running on that folder."""
    target = read_settings(folder=folder).folder
    with bytes_bar("restoring") as on_progress:
        copied = restore_store(source.absolute(), target, on_progress)
    _report(copied, f"restored to {target}")


def _report(copied: Copied, done: str) -> None:
    for problem in copied.problems:
        typer.echo(problem)
    typer.echo(f"{done}: {copied.originals:,} originals, {copied.new:,} of them copied now ({copied.bytes:,} bytes)")
    if copied.problems:
        raise typer.Exit(INCOMPLETE)
