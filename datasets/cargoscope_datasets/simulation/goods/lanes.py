"""How pallets stand side by side in a hold."""

from dataclasses import replace

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold

_TIGHT = 0.85
"""Loads of pallets that stand as fills the hold best."""


def lanes(
    rng: np.random.Generator, hold: Hold, size: tuple[float, float, float]
) -> list[tuple[Hold, tuple[float, float, float]]]:
    """How pallets stand side by side: lengthwise, crosswise or one of each, mostly as fills the hold best.

    Args:
        rng: chooses.
        hold: where they go.
        size: length, height and width of one with its slack, mm.

    Returns:
        For each lane its slice of the hold and the pallet's size as turned there; none where no pallet fits.
    """
    length, height, width = size
    wide = hold.room.size[2] + 1
    most = int(wide // min(length, width))
    ways = [
        (crosswise, lengthwise)
        for crosswise in range(most + 1)
        for lengthwise in range(most + 1)
        if 0 < crosswise * length + lengthwise * width <= wide < (crosswise * length + (lengthwise + 1) * width)
    ]
    if not ways:
        return []
    taken = np.array([crosswise * length + lengthwise * width for crosswise, lengthwise in ways])
    crosswise, lengthwise = ways[int(taken.argmax() if rng.random() < _TIGHT else rng.integers(len(ways)))]
    turned: list[tuple[float, float, float]] = [(width, height, length)] * crosswise
    order = rng.permutation(crosswise + lengthwise)
    each = [[*turned, *[size] * lengthwise][index] for index in order]
    gap = (wide - 1 - sum(one[2] for one in each)) / len(each)
    found, z = [], hold.room.z0
    for one in each:
        found.append((replace(hold, room=hold.room._replace(z0=z, z1=z + one[2] + gap)), one))
        z += one[2] + gap
    return found
