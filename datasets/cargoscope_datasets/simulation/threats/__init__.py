"""What must not be there. One module a label, each with its `FAMILIES`; a new module is found by itself."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.threat import Family, Threat, draw_of

LABELS: tuple[str, ...] = tuple(sorted(module.name for module in iter_modules(__path__)))
FAMILIES: Mapping[str, Mapping[str, Family]] = {
    label: import_module(f"{__name__}.{label}").FAMILIES for label in LABELS
}
"""Families of each label by name."""


def draw_threat(
    rng: np.random.Generator, label: str, *, family: str | None = None, allow_reserved: bool = False
) -> Threat:
    """One find of a label, with the middle of its room at the origin.

    Args:
        rng: decides everything that is not given.
        label: one of `LABELS`.
        family: one of `FAMILIES[label]`; any if none.
        allow_reserved: also draw families that are kept for the benchmark.

    Raises:
        RecipeError: no such label or family, or a reserved one that is not allowed.
    """
    if label not in FAMILIES:
        raise RecipeError(f"there is no threat {label!r}; there are {list(LABELS)}")
    families = FAMILIES[label]
    if family is None:
        drawn = [name for name in sorted(families) if allow_reserved or not families[name].reserved]
        family = drawn[int(rng.integers(len(drawn)))]
    if family not in families:
        raise RecipeError(f"there is no {family!r} of {label}; there are {sorted(families)}")
    if families[family].reserved and not allow_reserved:
        raise RecipeError(f"{label} {family!r} is reserved for the benchmark; train on another family")
    return draw_of(rng, label, family, families[family])
