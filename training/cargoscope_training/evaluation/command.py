"""`cargoscope evaluate` and `cargoscope calibrate`: from results to figures, and to thresholds."""

import json
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_datasets.errors import ReleaseError, ResultsError
from cargoscope_models.release import load_release
from cargoscope_training.evaluation.compare import Difference, compare
from cargoscope_training.evaluation.controls import CONTROLS, as_control
from cargoscope_training.evaluation.figures import HEADLINE, Figures, figures_of, write_figures
from cargoscope_training.evaluation.page import interval, percent, write_page
from cargoscope_training.evaluation.results import Role, read_results
from cargoscope_training.evaluation.thresholds_by_budget import as_card, choose, read_budget


def evaluate(
    results: Annotated[Path, typer.Argument(help="What a release said of a benchmark (JSON lines).")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for figures.json and page.html.")],
    against: Annotated[
        Path | None, typer.Option("--compare", metavar="RESULTS", help="Another release's, of the same scans.")
    ] = None,
) -> None:
    """Count what was found at how many false alarms: a table, figures as JSON, and a page to read.

    Detectors that know nothing are counted beside it, as a check on the figures themselves.
    """
    read = read_results(results)
    figures = figures_of(read)
    out.mkdir(parents=True, exist_ok=True)
    write_figures(figures, out / "figures.json")
    write_page(figures, out / "page.html")
    console = Console()
    console.print(_table(figures))
    controls = {name: figures_of(as_control(read, name)) for name in CONTROLS}
    console.print(_controls(controls))
    if against is not None:
        console.print(_differences(compare(read, read_results(against)), read.header.release_name))
    typer.echo(f"wrote {out / 'figures.json'} and {out / 'page.html'}")


def calibrate(
    release: Annotated[Path, typer.Argument(help="Folder of a release.")],
    *,
    results: Annotated[Path, typer.Option(help="What this release said of a benchmark (JSON lines).")],
    budget: Annotated[Path, typer.Option(help="False alarms a scan that are accepted, by label and zone (TOML).")],
    out: Annotated[Path, typer.Option(help="Folder for the new release; must not exist yet.")],
) -> None:
    """Choose thresholds that keep within an alarm budget, and write them as a new release.

    Only clean scans of the role `threshold` are looked at, on which no figure is ever counted.
    """
    parent = load_release(release)
    read = read_results(results)
    if read.header.release != parent.id:
        raise ResultsError(
            f"{results} is of the release {read.header.release_name} ({read.header.release[:12]}…), not of "
            f"{parent.name} ({parent.id[:12]}…); thresholds of one say nothing of another"
        )
    scans = read.of(Role.THRESHOLD)
    if not scans:
        raise ResultsError(f"{results} holds no scan of the role threshold; let the evaluation run to its end")
    if out.exists():
        raise ReleaseError(f"{out} exists already; name a folder that does not")
    chosen = choose(scans, read_budget(budget, list(parent.thresholds)))
    card = {key: value for key, value in parent.card.items() if key != "zone_thresholds"}
    card |= {"name": out.name, "parent": parent.id, "calibrated_on": read.header.benchmark_id} | as_card(chosen)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        (folder / "model.onnx").write_bytes(parent.model)
        (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
        folder.chmod(0o755)
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    table = Table("label", "zone", "threshold", "false alarms", "budget a scan", title=f"chosen on {len(scans)} scans")
    for zone, own in chosen.items():
        for label, each in own.items():
            where = zone or "elsewhere" if len(chosen) > 1 else "all"
            table.add_row(label, where, f"{each.threshold:.3f}", str(each.false_alarms), f"{each.budget:g}")
    Console().print(table)
    typer.echo(f"wrote {out}")


def _table(figures: Figures) -> Table:
    title = f"{figures.release_name} on {figures.benchmark} ({figures.origin}), {HEADLINE:g} false alarms a scan"
    table = Table("label", "objects", "found", "95 %", "named", "alarms", title=title)
    for each in (figures.overall, *figures.labels):
        point = next(one for one in each.points if one.budget == HEADLINE)
        table.add_row(
            each.label, str(point.found.of), percent(point.found.value), interval(point.found),
            percent(point.named.value), str(each.alarms.count), end_section=each.label == "all",
        )  # fmt: skip
    return table


def _controls(controls: dict[str, Figures]) -> Table:
    table = Table("control", "found", "named", "area", title="detectors that know nothing")
    for name, figures in controls.items():
        point = next(one for one in figures.overall.points if one.budget == HEADLINE)
        table.add_row(name, percent(point.found.value), percent(point.named.value), f"{figures.roc_area:.2f}")
    return table


def _differences(rows: list[Difference], first: str) -> Table:
    table = Table("label", "objects", first, "other", "95 % of the difference", title="pairs, at the same alarms")
    for each in rows:
        span = f"{each.low * 100:+.0f} to {each.high * 100:+.0f} points"
        table.add_row(each.label, str(each.objects), str(each.first), str(each.second), span)
    return table
