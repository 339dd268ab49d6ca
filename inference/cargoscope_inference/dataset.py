"""`cargoscope dataset`: what officers decided, as a set to learn from."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_datasets.annotations.counts import count
from cargoscope_datasets.annotations.data_set import read_data_set
from cargoscope_datasets.annotations.formats import (
    Annotations,
    Format,
    format_of,
    left_behind,
    read_annotations,
    write_annotations,
)
from cargoscope_datasets.annotations.splitting import write_split
from cargoscope_datasets.reading import ScanReader
from cargoscope_inference.export import Counts, export_decided
from cargoscope_inference.serve import Folder, read_settings
from cargoscope_inference.storage.store import Store

dataset = typer.Typer(no_args_is_help=True, add_completion=False, help="Make sets to learn from, and check them.")


@dataset.callback()
def _group() -> None:
    """Make sets to learn from, and check them."""


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


@dataset.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A COCO file, or a folder of VOC or YOLO.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File (COCO) or folder to write; must not exist yet.")],
    *,
    to: Annotated[Format, typer.Option(help="What to write.")],
) -> None:
    """Turn annotations from one form into another: COCO, Pascal VOC, YOLO. No box moves, no scan is dropped."""
    found = _read(source)
    write_annotations(found, to, out)
    typer.echo(f"{format_of(source).value} to {to.value}: {len(found.scans)} scans, wrote {out}")
    for what, number in left_behind(found.scans, to).items():
        typer.echo(f"{to.value} has no words for {number} {what}; they are not in it", err=True)


@dataset.command()
def split(
    source: Annotated[Path, typer.Argument(help="A COCO file, or a folder of VOC or YOLO; the scans lie beside.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the data set; must not exist yet.")],
) -> None:
    """Make a data set of annotated scans: training, validation and test that have no scan and no group in common."""
    write_split(_read(source), source if source.is_dir() else source.parent, out)
    _print_counts(out)


@dataset.command()
def counts(folder: Annotated[Path, typer.Argument(help="A data set.")]) -> None:
    """Count scans and annotations by split, label, site and scanner."""
    _print_counts(folder)


@dataset.command()
def verify(folder: Annotated[Path, typer.Argument(help="A data set.")]) -> None:
    """Check every file against the manifest, and that no split knows anything of another."""
    found = read_data_set(folder)
    scans = sum(map(len, found.scans.values()))
    typer.echo(f"{folder} is whole: {scans} scans, nothing shared between splits, id {found.id}")


def _read(source: Path) -> Annotations:
    with ScanReader() as reader:

        def size_of(image: Path) -> tuple[int, int]:
            view = reader.read([image]).views[0]
            return view.rows, view.columns

        return read_annotations(source, size_of)


def _print_counts(folder: Path) -> None:
    found = read_data_set(folder)
    by_split = {part.value: count(scans) for part, scans in found.scans.items()}
    table = Table("", *by_split)
    table.add_row("scans", *(str(each.scans) for each in by_split.values()))
    table.add_row("without objects", *(str(each.without_objects) for each in by_split.values()))
    table.add_row("unanswered flags", *(str(each.open) for each in by_split.values()), end_section=True)
    for what in ("labels", "hard_negatives", "origins", "sites", "scanners"):
        names = sorted({name for each in by_split.values() for name in getattr(each, what)})
        for name in names:
            title = f"{what.replace('_', ' ').removesuffix('s')}: {name}"
            table.add_row(title, *(str(getattr(each, what).get(name, 0)) for each in by_split.values()))
        table.add_section()
    Console().print(table)


def _table(counts: Counts) -> Table:
    table = Table("split", *(name.replace("_", " ") for name in next(iter(counts.splits.values()))))
    for split, row in counts.splits.items():
        table.add_row(split, *map(str, row.values()))
    left = [f"{text}: {number}" for text, number in counts.left_out.items()]
    table.caption = "Left out: " + ("; ".join(left) or "nothing") + "."
    return table
