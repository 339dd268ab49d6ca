"""Whether a benchmark's scans are still those that were frozen.

python -m cargoscope_training.benchmark.verify cargo-2 [--scans 20]
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from cargoscope_datasets.errors import CargoscopeError
from cargoscope_training.benchmark.facts import Facts, difference, fact_of, facts_path, read_facts
from cargoscope_training.benchmark.recipe import BenchmarkRecipe, load_benchmark, recipe_path
from cargoscope_training.benchmark.scenes import Case, cases, scans_of
from cargoscope_training.evaluation.results import Role


def verify(
    recipe: BenchmarkRecipe,
    facts: Facts,
    chosen: Sequence[Case],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[int, list[str]]:
    """Simulate some scenes again, with all that is hidden in them.

    Args:
        recipe: the benchmark.
        facts: as frozen.
        chosen: which scenes.
        progress: told (done, total) after each.

    Returns:
        How many scans were compared, and what differs, in words.
    """
    compared, differences = 0, []
    for done, case in enumerate(chosen, 1):
        for scan in scans_of(recipe, case, facts.labels_in(case, recipe.labels)):
            compared += 1
            differs = difference(facts.scans[scan.name], fact_of(scan))
            if differs is not None:
                differences.append(f"{scan.name}: {differs}")
        progress(done, len(chosen))
    return compared, differences


def cheapest(recipe: BenchmarkRecipe, facts: Facts, scans: int) -> list[Case]:
    """Scenes of at least so many scans in all, the smallest pictures of every preset in turn, threats preferred.

    Args:
        recipe: the benchmark.
        facts: as frozen.
        scans: how many are wanted.
    """

    def size(case: Case) -> tuple[bool, int]:
        return not facts.labels_in(case, recipe.labels), facts.scans[case.name].pixels

    clean = [case for case in cases(recipe) if case.role is Role.CLEAN]
    of_preset = [sorted(clean[first :: len(recipe.presets)], key=size) for first in range(len(recipe.presets))]
    chosen: list[Case] = []
    counted = 0
    for round_ in range(max(map(len, of_preset))):
        for own in of_preset:
            if counted < scans and round_ < len(own):
                chosen.append(own[round_])
                counted += 1 + len(facts.labels_in(own[round_], recipe.labels))
    return chosen


def main() -> None:
    """Verify a benchmark, or some of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", help="name of one of ours, or path of a recipe")
    parser.add_argument("--scans", type=int, help="so many small ones instead of all")
    asked = parser.parse_args()
    try:
        path: Path = recipe_path(asked.benchmark)
        recipe = load_benchmark(path)
        facts = read_facts(recipe, facts_path(path))
        chosen = cases(recipe) if asked.scans is None else cheapest(recipe, facts, asked.scans)
        with Progress(transient=True) as bar:
            task = bar.add_task(recipe.name, total=len(chosen))
            compared, differences = verify(recipe, facts, chosen, lambda done, _: bar.update(task, completed=done))
    except CargoscopeError as error:
        sys.exit(f"verify: {error}")
    console = Console(soft_wrap=True)
    for line in differences:
        console.print(line)
    console.print(f"{compared} scans of {recipe.name} compared, {len(differences)} differ")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
