"""Vehicles and containers to real dimensions and materials, one module a kind, built of shared parts.

A kind's module has `SHARES`: for each name how often it comes by (all shares together make 1) and who builds it.
"""

from collections.abc import Mapping

import numpy as np

from cargoscope_datasets.simulation.conveyances import box_truck, car, dry_box, flatbed, reefer, tank_box, trucks, van
from cargoscope_datasets.simulation.conveyances.conveyance import (
    Builder,
    Conveyance,
    Hold,
    HoldKind,
    Place,
    PlaceKind,
    Room,
)

_KINDS = (box_truck, car, dry_box, flatbed, reefer, tank_box, trucks, van)
CONVEYANCES: Mapping[str, Builder] = {name: build for kind in _KINDS for name, (_, build) in kind.SHARES.items()}
"""All kinds by name."""
SHARES: Mapping[str, float] = {name: share for kind in _KINDS for name, (share, _) in kind.SHARES.items()}
"""How often each comes by a port's scanner, rounded; only their ratios count."""


def random_conveyance(rng: np.random.Generator) -> Conveyance:
    """One of any kind, by `SHARES`."""
    names = sorted(CONVEYANCES)
    share = np.array([SHARES[name] for name in names])
    return CONVEYANCES[names[int(rng.choice(len(names), p=share / share.sum()))]](rng)


__all__ = [
    "CONVEYANCES", "SHARES", "Builder", "Conveyance", "Hold", "HoldKind", "Place", "PlaceKind", "Room",
    "random_conveyance",
]  # fmt: skip
