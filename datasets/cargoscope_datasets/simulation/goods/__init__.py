"""Goods, packed as they really are: one module a family, registered by being here.

A family's module has `GOODS`, the kinds it packs (see `goods.Goods`); whoever adds goods adds one module.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold
from cargoscope_datasets.simulation.goods.goods import Goods, Load


def _registered() -> dict[str, Goods]:
    kinds: dict[str, Goods] = {}
    for module in sorted(each.name for each in iter_modules(__path__)):
        for goods in getattr(import_module(f"{__name__}.{module}"), "GOODS", ()):
            if goods.name in kinds:
                raise ValueError(f"Two kinds of goods are called {goods.name!r}; rename the one in {module}.py")
            kinds[goods.name] = goods
    return kinds


GOODS: Mapping[str, Goods] = _registered()
"""All kinds by name."""


def random_goods(rng: np.random.Generator, hold: Hold, *, reserved: bool = False) -> Goods:
    """One of the kinds that travel in such a hold, by their shares.

    Args:
        rng: decides.
        hold: where they go.
        reserved: whether kinds that are kept for benchmarks may come.

    Raises:
        ValueError: no kind travels in such a hold.
    """
    fit = [goods for goods in GOODS.values() if hold.kind in goods.holds and (reserved or not goods.reserved)]
    if not fit:
        raise ValueError(f"No goods travel in a hold of the kind {hold.kind!r}")
    share = np.array([goods.share for goods in fit])
    return fit[int(rng.choice(len(fit), p=share / share.sum()))]


def random_load(rng: np.random.Generator, hold: Hold, *, reserved: bool = False) -> tuple[Goods, Load]:
    """One of the kinds that travel in such a hold, packed; a hold too small for it goes empty, and is called so.

    Args:
        rng: decides.
        hold: where they go.
        reserved: whether kinds that are kept for benchmarks may come.

    Raises:
        ValueError: no kind travels in such a hold.
    """
    kind = random_goods(rng, hold, reserved=reserved)
    load = kind.pack(rng, hold)
    nothing = GOODS["empty"]
    return (kind, load) if load.parts or hold.kind not in nothing.holds else (nothing, nothing.pack(rng, hold))


__all__ = ["GOODS", "Goods", "Load", "random_goods", "random_load"]
