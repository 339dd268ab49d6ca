"""Solids of no kind: what is none of the labels, whatever it may be."""

import numpy as np

from cargoscope_datasets.simulation.packing import SMALL_PACKINGS
from cargoscope_datasets.simulation.placement import placed, random_rotation
from cargoscope_datasets.simulation.poses import anyhow
from cargoscope_datasets.simulation.shapes import middle_block, slab
from cargoscope_datasets.simulation.solids import Part, Solid, ball, brick, frustum, rod
from cargoscope_datasets.simulation.threat import Lot, one

_MATERIALS = (
    "steel",
    "steel",
    "aluminium",
    "copper",
    "brass",
    "lead",
    "zinc",
    "cast_iron",
    "plastic",
    "wood",
    "organic",
    "rubber",
    "ceramic",
    "glass",
    "stone",
    "ivory",
    "textile",
)
_HOLLOW_SHARE = 0.35


def draw_unknown(rng: np.random.Generator) -> Lot:
    """A few convex bodies grown together, in one material or several, some of them hollow, 5 cm to 1 m."""
    size = float(np.exp(rng.uniform(np.log(50), np.log(1000))))
    count = int(rng.integers(1, 9))
    materials = rng.choice(_MATERIALS, int(rng.integers(1, 4)))
    parts: list[Part] = []
    spot, along = np.zeros(3), random_rotation(rng)[:, 0]
    for _ in range(count):
        own = size / count**0.6 * rng.uniform(0.4, 1.3)
        material = str(rng.choice(materials))
        # Heavy things are rarely thick: a solid block of steel half a metre wide would be a ton.
        fill = float(np.clip(rng.uniform(0.3, 1.0) * (60 / own if own > 60 else 1.0), 0.05, 1.0))
        parts += _grown(rng, own, spot, material, fill)
        along = along + rng.normal(0, rng.choice([0.1, 0.8]), 3)
        along /= np.linalg.norm(along)
        spot = spot + along * own * rng.uniform(0.15, 0.55)
    lot = one(parts)
    lot = lot.placed(anyhow(rng), (0.0, 0.0, 0.0))
    if size < 400 and rng.random() < 0.5:
        lot = SMALL_PACKINGS[int(rng.integers(len(SMALL_PACKINGS)))](rng, lot)
    return lot.centred()


def _grown(rng: np.random.Generator, size: float, spot: np.ndarray, material: str, fill: float) -> list[Part]:
    """One body of about a size at a spot, perhaps with a smaller one of its kind taken out of it."""
    turn = random_rotation(rng) if rng.random() < 0.6 else np.eye(3)
    x, y, z = spot.tolist()
    ratio = rng.uniform(0.15, 1.0, 2)
    parts = [Part(placed(_body(rng, size, ratio, kind := int(rng.integers(5))), turn, (x, y, z)), material, fill)]
    if rng.random() < _HOLLOW_SHARE and kind < 3:
        share = rng.uniform(0.5, 0.9)
        parts.append(Part(placed(_body(rng, size * share, ratio, kind), turn, (x, y, z)), material, -fill))
    return parts


def _body(rng: np.random.Generator, size: float, ratio: np.ndarray, kind: int) -> Solid:
    half = size / 2
    if kind == 0:
        return ball((0, 0, 0), half, half * ratio[0], half * ratio[1])
    if kind == 1:
        return rod((-half, 0, 0), (half, 0, 0), half * ratio[0])
    if kind == 2:
        return brick((0, 0, 0), (size, size * ratio[0], size * ratio[1]))
    if kind == 3:
        return frustum((-half, 0, 0), (half, 0, 0), half * ratio[0], half * ratio[1], int(rng.integers(3, 11)))
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 8))))
    if np.diff(angles, append=angles[0] + 2 * np.pi).max() > np.pi:
        return middle_block(-half, half, -half * ratio[0], half * ratio[0], size * ratio[1])
    outline = [(half * np.cos(angle), half * np.sin(angle) * ratio[0]) for angle in angles]
    return slab(outline, size * ratio[1] * 0.6)
