"""What is inside panels and machines and is too much to draw: blocks of a weight that waver like machinery."""

import numpy as np

from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.tiles import cut, works

Span = tuple[float, float]
_TILES = 6


def innards(
    rng: np.random.Generator, material: str, x: Span, y: Span, z: Span, grams: float, *, upright: float = 0.6
) -> Part:
    """Sheets, boxes, wires and pipes in a block.

    Args:
        rng: chooses them.
        material: that they count as.
        x: from where to where, mm.
        y: the same.
        z: the same, either way round.
        grams: in the way of a ray across the vehicle, g/cm2 on average.
        upright: share of the sheets that stand.
    """
    near, far = sorted(z)
    texture = cut(rng, works(upright, int(rng.integers(_TILES))))
    fill = 10 * grams / (MATERIALS[material].density * (far - near))
    return Part(Box(*x, *y, near, far, texture), material, fill)
