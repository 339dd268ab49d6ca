"""The scans of a benchmark, one by one: a clean one, and the same again with a threat in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.detectability import shadows
from cargoscope_datasets.simulation.hiding import Taken, take, take_again
from cargoscope_datasets.simulation.scene import Find, Scene, hide
from cargoscope_datasets.simulation.simulate import LEAST_SIDE_PX
from cargoscope_datasets.simulation.staging import Stage, stage
from cargoscope_training.benchmark.recipe import BenchmarkRecipe
from cargoscope_training.evaluation.results import Role

TRIES = 6
"""Threats that are drawn for a scene until one is concealed and within the picture."""
_KEY = 0xCA460
"""Sets the streams of benchmarks apart from all others of the same seed."""
_FOR_SCENE, _FOR_KIND, _FOR_FIND, _FOR_ORDER = range(4)
_ROLES = (Role.CLEAN, Role.THRESHOLD)


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One scene of a benchmark: its clean scan, and those with threats in it.

    Attributes:
        role: clean or threshold; threats are hidden in clean ones only.
        number: of its role, from 0.
    """

    role: Role
    number: int

    @property
    def name(self) -> str:
        """Of its clean scan, and of all its scans as a group."""
        return f"{self.role.value}-{self.number:05}"

    def hiding(self, label: str) -> str:
        """Name of its scan with a threat of a label."""
        return f"{label}-{self.number:05}"


@dataclass(frozen=True, slots=True, eq=False)
class BenchmarkScan:
    """A scan of a benchmark.

    Attributes:
        name: unique in the benchmark.
        case: which scene it shows.
        role: what it is for.
        kind: as what it is shown: raw counts with their air calibration, or the archive's picture.
        taken: the scan.
        clean: the same without the threat; itself where there is none.
        find: what is hidden.
    """

    name: str
    case: Case
    role: Role
    kind: ViewKind
    taken: Taken
    clean: Taken
    find: Find | None = None


def cases(recipe: BenchmarkRecipe) -> list[Case]:
    """Every scene."""
    counts = {Role.CLEAN: recipe.clean, Role.THRESHOLD: recipe.thresholds}
    return [Case(role, number) for role in _ROLES for number in range(counts[role])]


def scans_of(recipe: BenchmarkRecipe, case: Case, labels: Sequence[str]) -> Iterator[BenchmarkScan]:
    """The clean scan of a scene, then one with a threat of each label.

    Args:
        recipe: the benchmark.
        case: which scene.
        labels: what is hidden in it.

    Raises:
        RecipeError: a label fits nowhere in it.
    """
    kind = _kind(recipe, case)
    clean = take(staged(recipe, case))
    yield BenchmarkScan(case.name, case, case.role, kind, clean, clean)
    for label in labels:
        scene = hidden_in(recipe, case, label, clean.staged)
        if scene is None:
            raise RecipeError(f"{label} fits nowhere in scene {case.name} of {recipe.name} any more")
        again = take_again(clean, scene)
        yield BenchmarkScan(case.hiding(label), case, Role.THREAT, kind, again, clean, scene.finds[-1])


def staged(recipe: BenchmarkRecipe, case: Case) -> Stage:
    """A scene in front of its scanner, nothing drawn yet."""
    return stage(
        _seed(recipe, _FOR_SCENE, case), preset=recipe.presets[case.number % len(recipe.presets)], benchmark=True
    )


def hidden_in(recipe: BenchmarkRecipe, case: Case, label: str, before: Stage) -> Scene | None:
    """The scene with a threat of a label, concealed and in the picture; None where none of those drawn fits."""
    rng = np.random.default_rng([*_seed(recipe, _FOR_FIND, case), recipe.labels.index(label)])
    for _ in range(TRIES):
        scene = hide(rng, before.scene, label, benchmark=True)
        if scene.finds and scene.finds[-1].concealed and _shows(before, scene.finds[-1]):
            return scene
    return None


def order(recipe: BenchmarkRecipe, label: str) -> NDArray[np.int64]:
    """In which order the clean scenes are asked whether a label can be hidden in them."""
    rng = np.random.default_rng([recipe.seed, _KEY, _FOR_ORDER, recipe.labels.index(label)])
    return rng.permutation(recipe.clean)


def _kind(recipe: BenchmarkRecipe, case: Case) -> ViewKind:
    raw = np.random.default_rng(_seed(recipe, _FOR_KIND, case)).random() < 0.5
    return ViewKind.CALIBRATED if raw else ViewKind.DISPLAY


def _shows(before: Stage, find: Find) -> bool:
    boxes = [each.box for each in shadows(before.sheet, find.lot.items)]
    return any(min(x1 - x0, y1 - y0) >= LEAST_SIDE_PX for x0, y0, x1, y1 in boxes)


def _seed(recipe: BenchmarkRecipe, stream: int, case: Case) -> list[int]:
    return [recipe.seed, _KEY, stream, _ROLES.index(case.role), case.number]
