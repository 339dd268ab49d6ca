"""`cargoscope simulate`: data sets of simulated scans, and the gallery of what the simulator knows."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.data_set import make_data_set
from cargoscope_datasets.simulation.gallery import write_gallery
from cargoscope_datasets.simulation.recipe import load_simulation_recipe


def simulate_command(
    recipe: Annotated[Path | None, typer.Argument(help="A recipe (TOML).")] = None,
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder for the data set; must not exist yet.")
    ] = None,
    gallery: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Instead: pictures of every conveyance, goods, threat and artefact."),
    ] = None,
) -> None:
    """Simulate scans by a recipe: COCO, TIFF and JPEG, a manifest, a contact sheet. A run that was cut goes on."""
    if gallery is not None and recipe is None and out is None:
        with _bar() as bar:
            task = bar.add_task("gallery", total=None)
            write_gallery(gallery, lambda done, total: bar.update(task, completed=done, total=total))
        typer.echo(f"wrote {gallery}")
        return
    if recipe is None or out is None or gallery is not None:
        raise RecipeError("say either RECIPE --out FOLDER, for a data set, or --gallery FOLDER alone")
    chosen = load_simulation_recipe(recipe)
    with _bar() as bar:
        task = bar.add_task("simulating", total=chosen.scans)
        make_data_set(chosen, out, lambda done, total: bar.update(task, completed=done, total=total))
    typer.echo(f"wrote {out}; look at {out}/contact_sheet.jpg")


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
