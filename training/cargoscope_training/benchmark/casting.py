"""Which scenes hide what: each label goes through the clean scenes in an order of its own until enough have room."""

from collections.abc import Callable

from cargoscope_datasets.errors import RecipeError
from cargoscope_training.benchmark.recipe import BenchmarkRecipe
from cargoscope_training.benchmark.scenes import Case, hidden_in, order, staged
from cargoscope_training.evaluation.results import Role


def cast(recipe: BenchmarkRecipe, label: str, progress: Callable[[int], None] = lambda _: None) -> list[int]:
    """Numbers of the clean scenes that hide a label.

    Args:
        recipe: the benchmark.
        label: what is hidden.
        progress: told how many were found so far.

    Raises:
        RecipeError: it fits into too few of them.
    """
    chosen: list[int] = []
    for number in order(recipe, label).tolist():
        case = Case(Role.CLEAN, number)
        if hidden_in(recipe, case, label, staged(recipe, case)) is not None:
            chosen.append(number)
            progress(len(chosen))
        if len(chosen) == recipe.threats:
            return chosen
    raise RecipeError(f"{label} fits into {len(chosen)} of {recipe.clean} scenes only, not into {recipe.threats}")
