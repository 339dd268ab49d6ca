"""`cargoscope project`: threats multiplied into clean scans, as a data set."""

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.projection.clean_scans import clean_scans
from cargoscope_datasets.projection.data_set import ProjectionRecipe, make_projected_set
from cargoscope_datasets.projection.noise import Noise
from cargoscope_datasets.scan import Pitch
from cargoscope_datasets.simulation.physics import BEAMS
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.threats import LABELS
from cargoscope_inference.arguments import parse_pitch

LONGEST_MM = 5000
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")


def project_command(
    scans: Annotated[list[Path], typer.Argument(help="Clean scans, or data sets whose clean scans are taken.")],
    *,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the data set; must not exist yet.")],
    label: Annotated[
        list[str] | None, typer.Option(help=f"What to project, again for each: {', '.join(LABELS)}. [default: all]")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="Projections into each scan.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same set.")] = 0,
    cutouts: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Pictures of real threats on a bright background, all of one --label."),
    ] = None,
    cutout_mv: Annotated[
        float | None, typer.Option(help="Beam in MV that the cut-outs were seen by; raw scans need it.")
    ] = None,
    cutout_mm: Annotated[
        tuple[float, float], typer.Option(help="Least and greatest length of what the cut-outs show, mm.")
    ] = (180.0, 240.0),
    beams: Annotated[
        str | None, typer.Option(help="Of raw scans, in MV: 6, or 9,6 for two energies. [default: 6]")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Instead: a make of scanner, whose beams and blur are taken.")
    ] = None,
    blur_px: Annotated[float | None, typer.Option(min=0, help="Deviation of the point spread. [default: 0.6]")] = None,
    quanta: Annotated[
        float | None, typer.Option(min=1, help="Detected in air by a pixel. [default: estimated, with --electronics]")
    ] = None,
    electronics: Annotated[
        float | None, typer.Option(min=0, help="Noise without beam, as a share of the air signal.")
    ] = None,
    pitch: Annotated[str | None, typer.Option(metavar="ROW,COLUMN", help="Size of a pixel in mm.")] = None,
) -> None:
    """Project threats into clean scans: COCO, TIFF or JPEG as the scans were, a manifest and a contact sheet.

    What is projected is marked as such in every file, and never comes out as a seizure. Into raw scans with the
    physics of the beam and the noise that there would be; into display pictures by a drop of the grey. A run that was
    cut goes on when the same command is given again.
    """
    lines, blur = _scanner(beams, preset, blur_px)
    if not math.isfinite(blur):
        raise RecipeError(f"--blur-px {blur} is no number of pixels")
    if (quanta is None) != (electronics is None):
        raise RecipeError("say both --quanta and --electronics, or neither, and they are estimated")
    noise = None if quanta is None or electronics is None else (Noise(quanta, electronics),) * len(lines)
    if cutout_mv is not None and cutout_mv not in BEAMS:
        raise RecipeError(
            f"--cutout-mv must be among {list(BEAMS)}, received {cutout_mv:g}; keV pictures show shapes only"
        )
    recipe = ProjectionRecipe(
        labels=tuple(label) if label else LABELS,
        count=count,
        seed=seed,
        beams=lines,
        blur_px=blur,
        noise=noise,
        pitch=None if pitch is None else _pitch(pitch),
        cutouts=() if cutouts is None else _cutouts(cutouts),
        cutout_mv=cutout_mv,
        length_mm=_length(cutout_mm),
    )
    clean, holding = clean_scans(scans)
    if holding:
        typer.echo(f"left out {holding} scans that hold something already", err=True)
    with _bar() as bar:
        task = bar.add_task("projecting", total=len(clean) * count)
        left_out = make_projected_set(
            clean, recipe, out, lambda done, total: bar.update(task, completed=done, total=total)
        )
    for reason, number in left_out.items():
        typer.echo(f"left out {number}: {reason}", err=True)
    typer.echo(f"wrote {out}; look at {out}/contact_sheet.jpg")


def _scanner(beams: str | None, preset: str | None, blur_px: float | None) -> tuple[tuple[float, ...], float]:
    """Beams, and blur."""
    if preset is None:
        return _beams(beams or "6"), 0.6 if blur_px is None else blur_px
    known = presets()
    if preset not in known:
        raise RecipeError(f"there is no preset {preset!r}; there are {list(known)}")
    if beams is not None:
        raise RecipeError("say --beams or --preset, not both")
    middle = sum(known[preset].blur_px) / 2
    return known[preset].beams, middle if blur_px is None else blur_px


def _beams(text: str) -> tuple[float, ...]:
    try:
        beams = tuple(float(word) for word in text.split(","))
    except ValueError:
        beams = ()
    if not 1 <= len(beams) <= 2 or set(beams) - set(BEAMS) or list(beams) != sorted(beams, reverse=True):
        raise RecipeError(f"--beams {text} is not understood; one or two of {list(BEAMS)}, the higher first: 9,6")
    return beams


def _pitch(text: str) -> Pitch:
    try:
        return parse_pitch(text)
    except ValueError as error:
        raise RecipeError(f"--pitch {error}") from error


def _length(told: tuple[float, float]) -> tuple[float, float]:
    if not 0 < told[0] <= told[1] <= LONGEST_MM:
        raise RecipeError(
            f"--cutout-mm {told[0]:g} {told[1]:g} is no range of lengths; the least first, up to {LONGEST_MM:,} mm"
        )
    return told


def _cutouts(folder: Path) -> tuple[Path, ...]:
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in PICTURES and path.is_file())
    if not found:
        raise RecipeError(f"{folder} has no pictures of threats ({', '.join(PICTURES)})")
    return tuple(found)


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
