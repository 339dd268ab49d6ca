"""`cargoscope evaluate`, `figures` and `calibrate`: from a release to results, to figures, and to thresholds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cargoscope_datasets.errors import ResultsError
from cargoscope_models.release import load_release
from cargoscope_training.benchmark.facts import facts_path, read_facts
from cargoscope_training.benchmark.pictures import draw
from cargoscope_training.benchmark.recipe import benchmarks, load_benchmark, recipe_path
from cargoscope_training.benchmark.run import run
from cargoscope_training.evaluation.compare import compare
from cargoscope_training.evaluation.controls import CONTROLS, as_control
from cargoscope_training.evaluation.evidence import evidence_of
from cargoscope_training.evaluation.exhibits import Shown, exhibits
from cargoscope_training.evaluation.figures import HEADLINE, figures_of, write_figures
from cargoscope_training.evaluation.gallery import write_gallery
from cargoscope_training.evaluation.page import write_page
from cargoscope_training.evaluation.results import Results, Role, read_results
from cargoscope_training.evaluation.tables import by_label, of_controls, of_pairs
from cargoscope_training.evaluation.thresholds_by_budget import as_card, choose, read_budget
from cargoscope_training.releasing import refuse_existing, write_release


def evaluate(
    release: Annotated[Path, typer.Argument(help="Folder of a release.")],
    benchmark: Annotated[str, typer.Argument(help="cargo-dev-2, cargo-2, or the path of a recipe.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for results.jsonl, figures.json and page.html.")],
    against: Annotated[
        Path | None, typer.Option("--compare", metavar="RESULTS", help="Another release's, of the same benchmark.")
    ] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="Side by side; one a core if not given.")] = None,
) -> None:
    """Run a release over a benchmark, and count what was found at how many false alarms.

    A run that was cut goes on where it was when the same command is given again.
    """
    recipe = recipe_path(benchmark)
    with _bar(f"{release.name} on {recipe.stem}") as progress:
        read = run(release, recipe, out / "results.jsonl", progress, processes)
    _report(read, out, against, processes)


def figures(
    results: Annotated[Path, typer.Argument(help="What a release said of a benchmark (results.jsonl).")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for figures.json and page.html.")],
    against: Annotated[
        Path | None, typer.Option("--compare", metavar="RESULTS", help="Another release's, of the same benchmark.")
    ] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="Side by side; one a core if not given.")] = None,
) -> None:
    """Count anew what an earlier run found at how many false alarms: a table, figures as JSON, and a page to read.

    Detectors that know nothing are counted beside it, as a check on the figures themselves.
    """
    _report(read_results(results), out, against, processes)


def _report(read: Results, out: Path, against: Path | None, processes: int | None) -> None:
    counted = figures_of(read)
    out.mkdir(parents=True, exist_ok=True)
    write_figures(counted, out / "figures.json")
    shown = _exhibits(read, processes)
    write_page(counted, out / "page.html", shown)
    if shown:
        write_gallery(shown, out / "gallery.jpg")
    console = Console()
    console.print(by_label(counted))
    console.print(of_controls({name: figures_of(as_control(read, name)) for name in CONTROLS}))
    if against is not None:
        other = read_results(against)
        console.print(of_pairs(compare(read, other), read.header.release_name, other.header.release_name))
    typer.echo(f"wrote {out / 'figures.json'} and {out / 'page.html'}")


def _exhibits(read: Results, processes: int | None) -> list[Shown]:
    """Pictures of the worst, where the benchmark is one whose scans can be simulated again."""
    if read.header.benchmark not in benchmarks():
        return []
    recipe = recipe_path(read.header.benchmark)
    facts = facts_path(recipe)
    if not facts.exists() or read_facts(load_benchmark(recipe), facts).id != read.header.benchmark_id:
        return []
    with _bar("pictures") as progress:
        return exhibits(evidence_of(read), HEADLINE, lambda spots: draw(recipe, spots, progress, processes))


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


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
    refuse_existing(out)
    chosen = choose(scans, read_budget(budget, list(parent.thresholds)))
    card = {key: value for key, value in parent.card.items() if key != "zone_thresholds"}
    card |= {"name": out.name, "parent": parent.id, "calibrated_on": read.header.benchmark_id} | as_card(chosen)
    write_release(out, parent.model, card)
    table = Table("label", "zone", "threshold", "false alarms", "budget a scan", title=f"chosen on {len(scans)} scans")
    for zone, own in chosen.items():
        for label, each in own.items():
            where = zone or "elsewhere" if len(chosen) > 1 else "all"
            table.add_row(label, where, f"{each.threshold:.3f}", str(each.false_alarms), f"{each.budget:g}")
    Console().print(table)
    typer.echo(f"wrote {out}")
