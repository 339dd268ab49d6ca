"""Freezing a benchmark, once: `python -m cargoscope_training.benchmark.freeze cargo-2`. A maintainer's command.

First every label is cast (which scenes hide it), then every scene is simulated and its facts written down. What is done
is kept in the cache, apart for each recipe and each state of the simulator, so a run that is cut goes on where it was.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track

from cargoscope_datasets.errors import CargoscopeError, RecipeError
from cargoscope_training.benchmark.casting import cast
from cargoscope_training.benchmark.facts import Fact, Facts, fact_from, fact_of, facts_path, write_facts
from cargoscope_training.benchmark.recipe import BenchmarkRecipe, load_benchmark, recipe_path
from cargoscope_training.benchmark.scenes import Case, cases, scans_of
from cargoscope_training.benchmark.workers import side_by_side
from cargoscope_training.evaluation.results import Role
from cargoscope_training.pool import cache_folder, version

_recipe: BenchmarkRecipe
"""Of this process."""


def freeze(path: Path, processes: int | None = None) -> Path:
    """Write the facts of a recipe beside it.

    Args:
        path: of the recipe.
        processes: how many; one a core where None.

    Raises:
        RecipeError: it is frozen already, or a label fits into too few scenes.
    """
    recipe, out = load_benchmark(path), facts_path(path)
    if out.exists():
        raise RecipeError(f"{recipe.name} is frozen already; a change makes a benchmark of another name ({out})")
    state = cache_folder() / "benchmarks" / f"{recipe.name}-{recipe.digest[:12]}-{version()}"
    state.mkdir(parents=True, exist_ok=True)
    hidden = _cast(recipe, path, state, processes)
    facts = _facts(recipe, path, state, hidden, processes)
    every = {fact.scan: fact for case in cases(recipe) for fact in facts[case.name]}
    write_facts(Facts(recipe.name, recipe.digest, version(), every), out)
    return out


def _cast(recipe: BenchmarkRecipe, path: Path, state: Path, processes: int | None) -> dict[int, list[str]]:
    """Labels that each clean scene hides."""
    numbers: dict[str, list[int]] = {}
    for label in recipe.labels:
        done = state / f"cast-{label}.json"
        if done.exists():
            numbers[label] = json.loads(done.read_text(encoding="utf-8"))
    missing = [label for label in recipe.labels if label not in numbers]
    made = side_by_side(_cast_one, missing, _open, (path,), processes)
    for label, chosen in track(made, "casting", total=len(missing), transient=True):
        _write(state / f"cast-{label}.json", json.dumps(chosen))
        numbers[label] = chosen
    hidden: dict[int, list[str]] = {}
    for label in recipe.labels:
        for number in numbers[label]:
            hidden.setdefault(number, []).append(label)
    return hidden


def _facts(
    recipe: BenchmarkRecipe, path: Path, state: Path, hidden: dict[int, list[str]], processes: int | None
) -> dict[str, list[Fact]]:
    """Facts of every scene, by its name."""
    facts = {}
    for done in state.glob("scene-*.json"):
        lines = json.loads(done.read_text(encoding="utf-8"))
        facts[done.stem.removeprefix("scene-")] = [fact_from(line) for line in lines]
    missing = [
        (case, hidden.get(case.number, []) if case.role is Role.CLEAN else [])
        for case in cases(recipe)
        if case.name not in facts
    ]
    made = side_by_side(_facts_of_one, missing, _open, (path,), processes)
    for name, own in track(made, "simulating", total=len(missing), transient=True):
        _write(state / f"scene-{name}.json", json.dumps([asdict(fact) for fact in own]))
        facts[name] = own
    return facts


def _open(path: Path) -> None:
    global _recipe
    _recipe = load_benchmark(path)


def _cast_one(label: str) -> tuple[str, list[int]]:
    return label, cast(_recipe, label)


def _facts_of_one(task: tuple[Case, list[str]]) -> tuple[str, list[Fact]]:
    case, labels = task
    return case.name, [fact_of(scan) for scan in scans_of(_recipe, case, labels)]


def _write(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def main() -> None:
    """Freeze a benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", help="name of one of ours, or path of a recipe")
    parser.add_argument("--processes", type=int, help="one a core if not given")
    chosen = parser.parse_args()
    try:
        out = freeze(recipe_path(chosen.benchmark), chosen.processes)
    except CargoscopeError as error:
        sys.exit(f"freeze: {error}")
    Console(soft_wrap=True).print(f"wrote {out}, {out.stat().st_size / 1e3:.0f} kB; commit it beside its recipe")


if __name__ == "__main__":
    main()
