"""Ordinary things that look like threats, and solids of no kind. One module a group, each with its `FAMILIES`."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.threat import Family, Lot, draw_of
from cargoscope_datasets.simulation.unknown import draw_unknown


def _registered() -> dict[str, Family]:
    found: dict[str, Family] = {}
    for module in sorted(each.name for each in iter_modules(__path__)):
        found |= import_module(f"{__name__}.{module}").FAMILIES
    return found


NEGATIVES: Mapping[str, Family] = _registered()
"""All of them by name."""


def draw_negative(rng: np.random.Generator, name: str | None = None) -> Lot:
    """One or a few of an innocent thing, with the middle of their room at the origin.

    Args:
        rng: decides everything that is not given.
        name: one of `NEGATIVES`; any if none.

    Raises:
        RecipeError: no such thing.
    """
    if name is None:
        name = sorted(NEGATIVES)[int(rng.integers(len(NEGATIVES)))]
    if name not in NEGATIVES:
        raise RecipeError(f"there is no negative {name!r}; there are {sorted(NEGATIVES)}")
    return draw_of(rng, "negative", name, NEGATIVES[name]).lot


__all__ = ["NEGATIVES", "draw_negative", "draw_unknown"]
