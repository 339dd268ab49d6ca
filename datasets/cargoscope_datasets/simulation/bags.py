"""A soft bag around finds: clothes, shoes and a bottle among them, all within its skin. mm."""

import numpy as np

from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.skins import Skin
from cargoscope_datasets.simulation.solids import Ball, Box, Part, ball, rod
from cargoscope_datasets.simulation.threat import Lot

_FLAT = 0.8
_LEAST = np.array([130.0, 80.0, 70.0])
"""Half the sides of the smallest bag."""
_BOTTLE = 35.0


def in_bag(rng: np.random.Generator, lot: Lot) -> Lot:
    """Among clothes in a soft bag with a zip, and often shoes or a bottle."""
    way = rng.random()
    bottle, shoes = way < 0.3, way > 0.6
    skin, beside = _around(rng, lot, bottle)
    handle = rng.uniform(25, 80) if rng.random() < 0.5 else 0.0
    stuff = [*skin.sewn(rng, rng.uniform(0.03, 0.08), handle)]
    for _ in range(5):
        x, y, z = (rng.uniform(0.25, 0.5, 3) * (1, 0.6, 1) * skin.half).tolist()
        fold = Ball(rotation(rng.normal(0, 0.4), rng.normal(0, 0.35), 0) @ np.diag([x, y, z]), skin.middle)
        fold = Ball(fold.matrix, skin.middle + rng.uniform(-0.55, 0.55, 3) * skin.half)
        stuff.append(Part(skin.fitted(fold), "textile", rng.uniform(0.04, 0.18)))
    if bottle:
        stuff += _bottle(rng, skin, beside)
    if shoes and skin.rx * skin.flat > 120:
        stuff += _shoes(skin)
    elif rng.random() < 0.4:
        stuff.append(skin.plate())
    return Lot(lot.items, (*lot.packing, *stuff))


def _around(rng: np.random.Generator, lot: Lot, bottle: bool) -> tuple[Skin, float]:
    """A skin that holds a lot wherever it lies in it, and where along x a bottle has room beside the lot."""
    low, high = lot.bounds
    middle, side = (low + high) / 2, rng.choice([-1.0, 1.0])
    beside = float(middle[0] + side * ((high - low)[0] / 2 + _BOTTLE + 5))
    if bottle:
        low[0], high[0] = min(low[0], beside - _BOTTLE), max(high[0], beside + _BOTTLE)
        middle = (low + high) / 2
    # A block that keeps to the flat share along x and z may lie on the bag's floor.
    held = (high - low) / 2 / (_FLAT, 1.0, _FLAT)
    half = np.maximum(held + rng.uniform(20, 70, 3), _LEAST)
    off = rng.uniform(-1, 1, 3) * (half - held) * _FLAT
    # Most things lie low in a bag: on the floor, where soles may be, or on some clothes.
    off[1] = (half - held)[1] - min(
        rng.uniform(16, 24) if rng.random() < 0.6 else rng.uniform(16, 80), 2 * (half - held)[1]
    )
    x, y, z = (middle + off).tolist()
    rx, ry, rz = half.tolist()
    return Skin(x, y, z, rx, ry, rz, _FLAT), beside


def _bottle(rng: np.random.Generator, skin: Skin, x: float) -> list[Part]:
    """One that stands as low as the skin lets it, if it is not too low for one."""
    out, across = (abs(x - skin.x) + _BOTTLE) / skin.rx, _BOTTLE / skin.rz
    reach = skin.ry * min(1.0, 1 + skin.flat - out, 1 + 2 * skin.flat - out - across) - 3
    tall = min(2 * reach, rng.uniform(180, 260))
    standing = rod((x, skin.y - reach, skin.z), (x, skin.y - reach + tall, skin.z), _BOTTLE)
    return [Part(standing, "water", rng.uniform(0.3, 1.0))] if tall > 110 else []


def _shoes(skin: Skin) -> list[Part]:
    """A pair that stands on the bag's floor: soles, and uppers that rise from them."""
    x, z = min(skin.rx * skin.flat, 145.0), skin.rz * skin.flat
    wide, y = min(z / 2 - 3, 45.0), skin.bottom
    parts = []
    for across in (skin.z - wide - 3, skin.z + wide + 3):
        sole = Box(skin.x - x, skin.x + x, y + 3, y + 15, across - wide, across + wide)
        upper = ball((skin.x, y + 45, across), x * 0.95, 32.0, wide * 0.9)
        parts += [Part(sole, "rubber", 0.4), Part(skin.fitted(upper), "textile", 0.15)]
    return parts
