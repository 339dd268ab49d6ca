"""Pictures of spots on scans of a benchmark, which are simulated once more for them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cargoscope_training.benchmark.facts import Facts, facts_path, read_facts
from cargoscope_training.benchmark.recipe import BenchmarkRecipe, load_benchmark
from cargoscope_training.benchmark.scenes import Case, cases, scans_of
from cargoscope_training.benchmark.workers import side_by_side
from cargoscope_training.evaluation.exhibits import Spot, cut_out

_recipe: BenchmarkRecipe
_facts: Facts
"""Of this process."""


def draw(
    recipe: Path, spots: Sequence[Spot], progress: Callable[[int, int], None], processes: int | None = None
) -> Mapping[Spot, bytes]:
    """A JPEG of each spot, as the scanner's archive shows it.

    Args:
        recipe: of the benchmark.
        spots: on its scans.
        progress: told (done, total) after each scene.
        processes: how many; one a core where None.
    """
    by_group: dict[str, list[Spot]] = {}
    for spot in spots:
        by_group.setdefault(spot.group, []).append(spot)
    drawn: dict[Spot, bytes] = {}
    named = {case.name: case for case in cases(load_benchmark(recipe))}
    tasks = [(named[group], own) for group, own in by_group.items()]
    for done, pictures in enumerate(side_by_side(_draw_one, tasks, _open, (recipe,), processes), 1):
        drawn |= pictures
        progress(done, len(tasks))
    return drawn


def _open(recipe: Path) -> None:
    global _recipe, _facts
    _recipe = load_benchmark(recipe)
    _facts = read_facts(_recipe, facts_path(recipe))


def _draw_one(task: tuple[Case, list[Spot]]) -> dict[Spot, bytes]:
    case, spots = task
    wanted = {spot.scan for spot in spots}
    labels = [label for label in _facts.labels_in(case, _recipe.labels) if case.hiding(label) in wanted]
    drawn: dict[Spot, bytes] = {}
    for scan in scans_of(_recipe, case, labels):
        own = [spot for spot in spots if spot.scan == scan.name]
        if own:
            stored = scan.taken.scan
            picture, pitch = stored.picture(), (stored.pitch.row_mm, stored.pitch.column_mm)
            drawn |= {spot: cut_out(picture, pitch, spot.box) for spot in own}
    return drawn
