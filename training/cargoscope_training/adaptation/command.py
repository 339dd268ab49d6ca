"""`cargoscope adapt`: from a site's cleared scans to a candidate release, and a report."""

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.reading import PLAUSIBLE_PITCH_MM
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.simulation.physics import BEAMS
from cargoscope_models.release import Release, load_release, shipped_release
from cargoscope_training.adaptation.adapting import Adapted, Order
from cargoscope_training.adaptation.adapting import adapt as run
from cargoscope_training.adaptation.cutouts import read_cutouts
from cargoscope_training.adaptation.gathering import gather
from cargoscope_training.adaptation.ladder import Rung
from cargoscope_training.adaptation.recipe import check_pitch, default_recipe
from cargoscope_training.adaptation.report import REVIEW, write_report
from cargoscope_training.adaptation.review import read_reviewed
from cargoscope_training.command import Bars, keep_freed_memory
from cargoscope_training.evaluation.by_band import table
from cargoscope_training.evaluation.figures import HEADLINE
from cargoscope_training.evaluation.results import Role
from cargoscope_training.evaluation.thresholds_by_budget import Budget, read_budget
from cargoscope_training.parent import check_labels
from cargoscope_training.recipe import Recipe, load_recipe
from cargoscope_training.releasing import refuse_existing, write_release

LEAST_PHASES = 3
"""A site's own alarms are mined before all but the first."""


def adapt(
    cleared: Annotated[
        list[Path], typer.Argument(metavar="SCANS...", help="Folders of cleared scans, data sets, or files.")
    ],
    *,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the candidate; must not exist yet.")],
    release: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The release to start from. [default: the shipped one]")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder for the report. [default: OUT-report, beside it]")
    ] = None,
    until: Annotated[Rung, typer.Option(help="The last rung to climb.")] = Rung.FINE_TUNING,
    reviewed: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Lines of review.txt: looked at again, and clean.")
    ] = None,
    cutouts: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL,LEAST,MOST=FOLDER", help="Your own threats on a bright background; length in mm."),
    ] = None,
    cutout_mv: Annotated[
        float | None, typer.Option(help="Beam in MV that the cut-outs were seen by; raw scans need it.")
    ] = None,
    beam: Annotated[
        list[float] | None, typer.Option(help="Of raw scans, in MV; again for a second energy. [default: 6]")
    ] = None,
    pitch: Annotated[
        str | None, typer.Option(metavar="ROW,COLUMN", help="Size of a pixel of all scans in mm, if they do not say.")
    ] = None,
    budget: Annotated[
        Path | None, typer.Option(help=f"Alarms a scan by label (TOML). [default: {HEADLINE:g} for all together]")
    ] = None,
    recipe: Annotated[Path | None, typer.Option(help="How to fine-tune (TOML), instead of the default.")] = None,
) -> None:
    """Make a release your own, from scans that your officers cleared.

    Rung by rung: thresholds; normalisation statistics; fine-tuning on threats projected into the scans, beside
    simulated ones. Each is measured on scans that are held out. A run that was cut goes on when the same command is
    given again.
    """
    refuse_existing(out)
    parent = load_release(release or shipped_release())
    chosen = _recipe(recipe, parent)
    order = Order(
        name=out.name,
        parent=parent,
        gathered=gather(cleared, None if pitch is None else _pitch(pitch)),
        until=_until(until),
        recipe=chosen,
        budget=_budget(budget, chosen),
        beams=_beams(beam or [6.0]),
        cutouts=read_cutouts(cutouts or [], chosen.labels),
        cutout_mv=None if cutout_mv is None else _beams([cutout_mv])[0],
        reviewed=frozenset() if reviewed is None else read_reviewed(reviewed),
    )
    keep_freed_memory()
    with Bars() as bars:
        adapted = run(order, bars.show)
    write_release(out, adapted.model, adapted.card)
    told = report or out.with_name(f"{out.name}-report")
    write_report(adapted.report, adapted.scans, told)
    _say(adapted)
    typer.echo(f"wrote {out}, and {told / 'report.html'}; {len(adapted.report.suspects)} scans to look at again are in "
               f"{told / REVIEW}")  # fmt: skip


def _say(adapted: Adapted) -> None:
    console = Console()
    for name, reason in adapted.report.left_out.items():
        console.print(f"not used: {name} {reason}", markup=False, highlight=False, soft_wrap=True)
    if adapted.steps[0].results.of(Role.THREAT):
        console.print(table({step.rung.value: step.results for step in adapted.steps}, "rung"))
    for name, reason in adapted.report.not_projected.items():
        console.print(f"no threat drawn in: {name} {reason}", markup=False, highlight=False, soft_wrap=True)
    for claim in adapted.report.claims:
        console.print(claim, markup=False, highlight=False, soft_wrap=True)


def _recipe(path: Path | None, parent: Release) -> Recipe:
    """Of the labels, passes and pitch of the release.

    Raises:
        ReleaseError: they differ.
        RecipeError: it has too few phases.
    """
    check_pitch(parent)
    if path is None:
        return default_recipe(parent)
    chosen = load_recipe(path)
    check_labels(parent, chosen)
    if len(chosen.steps) < LEAST_PHASES:
        raise RecipeError(
            f"{path} has {len(chosen.steps)} phases; a site's alarms are mined twice, before the last two"
        )
    return chosen


def _until(rung: Rung) -> Rung:
    if rung is Rung.RELEASE:
        raise RecipeError("--until release climbs nothing; the rungs are thresholds, statistics and fine-tuning")
    return rung


def _budget(path: Path | None, recipe: Recipe) -> Budget:
    if path is not None:
        return read_budget(path, recipe.labels)
    return Budget(dict.fromkeys(recipe.labels, HEADLINE / len(recipe.labels)), {})


def _beams(told: list[float]) -> tuple[float, ...]:
    if len(told) > 2 or set(told) - set(BEAMS) or told != sorted(told, reverse=True):
        raise RecipeError(f"beams are one or two of {list(BEAMS)} MV, the higher first; received {told}")
    return tuple(told)


def _pitch(text: str) -> Pitch:
    low, high = PLAUSIBLE_PITCH_MM
    try:
        row, column = (float(word) for word in text.split(","))
    except ValueError:
        row = column = math.nan
    if not (low <= row <= high and low <= column <= high):
        raise RecipeError(f"--pitch {text} is not ROW,COLUMN in mm, from {low:g} to {high:g} each")
    return Pitch(row, column, PitchSource.COMMAND_LINE)
