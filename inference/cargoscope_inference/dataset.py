"""`cargoscope dataset`: what officers decided, as a set to learn from."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_inference.export import Counts, export_decided
from cargoscope_inference.serve import Folder, read_settings
from cargoscope_inference.storage.store import Store

dataset = typer.Typer(no_args_is_help=True, add_completion=False, help="Make sets to learn from.")


@dataset.callback()
def _group() -> None:
    """Make sets to learn from."""


@dataset.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the data set; must not exist yet.")],
    *,
    folder: Folder = None,
) -> None:
    """Write decided inspections as COCO, with the originals, split for training, validation and test.

    What an officer confirmed is an annotation, what an officer rejected a hard negative. Scans that were cleared with
    nothing confirmed are in it too, without annotations.
    """
    store = Store(read_settings(folder=folder).folder)
    try:
        store.database.migrate()
        counts = export_decided(store, out)
    finally:
        store.close()
    console = Console()
    console.print(_table(counts))
    console.print(f"wrote {out}", highlight=False, markup=False, soft_wrap=True)


def _table(counts: Counts) -> Table:
    table = Table("split", *(name.replace("_", " ") for name in next(iter(counts.splits.values()))))
    for split, row in counts.splits.items():
        table.add_row(split, *map(str, row.values()))
    left = [f"{text}: {number}" for text, number in counts.left_out.items()]
    table.caption = "Left out: " + ("; ".join(left) or "nothing") + "."
    return table
