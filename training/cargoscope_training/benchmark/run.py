"""A release over a benchmark: scene by scene, nothing stored but what was said."""

from collections.abc import Callable
from pathlib import Path

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.scan import Scan
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.release import load_release
from cargoscope_training.benchmark.facts import Facts, difference, fact_of, facts_path, read_facts
from cargoscope_training.benchmark.recipe import BenchmarkRecipe, load_benchmark
from cargoscope_training.benchmark.scenes import BenchmarkScan, Case, cases, scans_of
from cargoscope_training.benchmark.truths import facets_of, truths_of
from cargoscope_training.benchmark.viewing import view_of
from cargoscope_training.benchmark.workers import side_by_side
from cargoscope_training.evaluation.results import Origin, Results, ResultsFile, Scanned, read_results
from cargoscope_training.evaluation.saying import header_of, said_of

_recipe: BenchmarkRecipe
_facts: Facts
_engine: Engine
"""Of this process."""


def run(
    release: Path,
    recipe: Path,
    results: Path,
    progress: Callable[[int, int], None],
    processes: int | None = None,
) -> Results:
    """Run a release over a benchmark, from where an earlier run was cut.

    Args:
        release: folder of the release.
        recipe: of the benchmark.
        results: file that grows scan by scan.
        progress: told (done, total) after each scene.
        processes: how many; one a core where None.

    Raises:
        RecipeError: the benchmark is not frozen, or its scans are not those that were frozen.
        ResultsError: the file holds results of something else.
        ReleaseError: the release is damaged.
    """
    benchmark = load_benchmark(recipe)
    facts = read_facts(benchmark, facts_path(recipe))
    file = ResultsFile(results, header_of(load_release(release), benchmark.name, facts.id, Origin.SIMULATED))
    every = [(case, facts.labels_in(case, benchmark.labels)) for case in cases(benchmark)]
    missing = [
        (case, labels)
        for case, labels in every
        if not {case.name, *(case.hiding(label) for label in labels)} <= file.done
    ]
    done = len(every) - len(missing)
    progress(done, len(every))
    for scans in side_by_side(_look_at_one, missing, _open, (release, recipe), processes):
        for scan in scans:
            if scan.scan not in file.done:
                file.add(scan)
        done += 1
        progress(done, len(every))
    return read_results(results)


def look_at(engine: Engine, scan: BenchmarkScan) -> Scanned:
    """What a release says of one scan."""
    stored = scan.taken.scan
    view = view_of(stored, scan.kind)
    found = engine.detect(Scan((view,), scan.name)).detections
    return Scanned(
        scan.name,
        scan.case.name,
        scan.role,
        max(1, len(scan.taken.staged.scene.conveyance.holds)),
        (stored.pitch.row_mm, stored.pitch.column_mm),
        truths_of(scan, view),
        said_of(found, engine.specification.labels),
        facets_of(scan),
    )


def _open(release: Path, recipe: Path) -> None:
    global _recipe, _facts, _engine
    _recipe = load_benchmark(recipe)
    _facts = read_facts(_recipe, facts_path(recipe))
    # What a find does not change of a scan was looked at just before, and is remembered.
    _engine = Engine(load_release(release), threads=1, remembering=True)


def _look_at_one(task: tuple[Case, list[str]]) -> list[Scanned]:
    case, labels = task
    scans = []
    for scan in scans_of(_recipe, case, labels):
        differs = difference(_facts.scans[scan.name], fact_of(scan))
        if differs is not None:
            raise RecipeError(
                f"scan {scan.name} of {_recipe.name} is not the one that was frozen: {differs}. The simulator has "
                "changed since; take the version that the benchmark was frozen with, or a benchmark of this one"
            )
        scans.append(look_at(_engine, scan))
    return scans
