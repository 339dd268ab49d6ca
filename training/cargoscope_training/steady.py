"""States of trainings from before their learning rate fell: a longer recipe goes on from there, not from nothing.

Until then nothing hangs on how long a training is to be: the rate is the same, and so are the crops. So what is there
is what the longer one would have come to, bit by bit, as long as the code of training is the same.
"""

import hashlib
import json
import math
import shutil
from collections.abc import Collection
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path

from cargoscope_training.pool import cache_folder, version
from cargoscope_training.recipe import Recipe

FALLING_SHARE = 0.25
"""Of the steps, at the end: there the learning rate falls."""
LENGTH = ("name", "steps")
"""Fields of a recipe that say how long it is, and no more."""


def falls_from(recipe: Recipe) -> int:
    """The last step with the full learning rate; it falls from there on."""
    total = sum(recipe.steps)
    return total - math.ceil(FALLING_SHARE * total)


def keep(recipe: Recipe, checkpoint: Path, without: Collection[str]) -> None:
    """Keep the state of a run that has come to `falls_from`.

    Args:
        recipe: of the run.
        checkpoint: its state.
        without: fields of the recipe that no weight depends on.
    """
    folder = _folder(recipe, without)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{_way_to(falls_from(recipe), recipe)}.pt"
    partial = kept.with_suffix(".partial")
    shutil.copyfile(checkpoint, partial)
    partial.replace(kept)


def furthest(recipe: Recipe, without: Collection[str]) -> Path | None:
    """The state nearest to the end of a recipe's steady part; arguments as of `keep`."""
    fitting = []
    for kept in _folder(recipe, without).glob("*.pt"):
        step = int(kept.stem.rsplit("-", 1)[-1])
        if step <= falls_from(recipe) and kept.stem == _way_to(step, recipe):
            fitting.append((step, kept))
    return max(fitting)[1] if fitting else None


def _way_to(step: int, recipe: Recipe) -> str:
    """The steps at which false alarms were mined before, and the step."""
    return "-".join(map(str, [*(mined for mined in accumulate(recipe.steps) if mined < step), step]))


def _folder(recipe: Recipe, without: Collection[str]) -> Path:
    told = {name: value for name, value in asdict(recipe).items() if name not in {*LENGTH, *without}}
    digest = hashlib.sha256(json.dumps([told, version()], sort_keys=True).encode()).hexdigest()[:12]
    return cache_folder() / f"steady-{digest}"
