"""Rounds with an explosive in them: of a cannon, of a mortar, thrown by hand. mm."""

from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.shapes import block, disc, middle_block, shifted, slab
from cargoscope_datasets.simulation.solids import Part, Solid, ball, frustum, rod
from cargoscope_datasets.simulation.threat import Lot, one


def shells(rng: np.random.Generator) -> Lot:
    """Rounds of a cannon, 20 to 120 mm, side by side: thick steel, an explosive core, a fuze, at times in its case."""
    calibre = rng.uniform(20, 120)
    radius, body = calibre / 2, calibre * rng.uniform(2.2, 3.0)
    cased, charge = rng.random() < 0.6, calibre * rng.uniform(3, 5)
    base = charge if cased else 0.0
    single = [
        Part(rod((0, base, 0), (0, base + body, 0), radius), "steel"),
        Part(
            rod((0, base + calibre * 0.4, 0), (0, base + body, 0), radius * rng.uniform(0.55, 0.72)), "explosive", 1.0
        ),
        Part(
            frustum((0, base + body, 0), (0, base + body + calibre * 1.2, 0), radius, radius * 0.35, 12), "steel", 0.75
        ),
        Part(
            frustum((0, base + body + calibre * 1.2, 0), (0, base + body + calibre * 1.7, 0), radius * 0.35, 2, 8),
            "aluminium",
        ),
        Part(rod((0, base + calibre * 0.3, 0), (0, base + calibre * 0.5, 0), radius * 1.02), "copper", 0.4),
    ]
    single[1] = Part(single[1].solid, "steel", -1.0)
    single.append(Part(single[1].solid, "explosive", 0.95))
    if cased:
        hull = rod((0, 0, 0), (0, charge + calibre * 0.2, 0), radius * 1.12)
        single += [
            Part(hull, "brass", 0.09),
            Part(hull, "propellant", 0.5),
            Part(disc((0, 4, 0), radius * 1.25, 8, 1), "brass"),
        ]
    count = 1 if calibre > 80 else int(rng.integers(1, 5))
    parts = [part for number in range(count) for part in shifted(single, x=number * calibre * 1.3, y=rng.normal(0, 5))]
    return one(parts)


def grenades(rng: np.random.Generator) -> Lot:
    """Egg or can shaped, of steel with an explosive filling, each with a fuze, a lever and a ring."""
    radius, tall = rng.uniform(24, 32), rng.uniform(30, 48)
    egg, wall = rng.random() < 0.7, rng.uniform(3, 6)
    solid: Solid = ball((0, 0, 0), radius, tall, radius)
    hollow: Solid = ball((0, 0, 0), radius - wall, tall - wall, radius - wall)
    if not egg:
        solid = rod((0, -tall, 0), (0, tall, 0), radius)
        hollow = rod((0, wall - tall, 0), (0, tall - wall, 0), radius - wall)
    single = [
        Part(solid, "steel", 0.9),
        Part(hollow, "steel", -0.9),
        Part(hollow, "explosive", 1.0),
        Part(rod((0, tall * 0.3, 0), (0, tall + 28, 0), 7), "zinc", 0.7),
        Part(
            slab([(-4, tall + 28), (18, tall + 28), (radius + 8, tall * 0.4), (radius + 4, -tall * 0.4)], 14),
            "steel",
            0.2,
        ),
    ]
    columns, layers = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    parts: list[Part] = []
    for column in range(columns):
        for layer in range(layers):
            shift = (column * 2.6 * radius, layer * (2 * tall + 45), rng.normal(0, 4))
            parts += place_parts(single, rotation(rng.uniform(0, 2 * np.pi), rng.normal(0, 0.1), 0), shift)
    return one(parts)


def mortar_rounds(rng: np.random.Generator) -> Lot:
    """Drops of cast iron around an explosive, a fuze ahead, a tail of fins behind."""
    radius, long = rng.uniform(26, 61), rng.uniform(0.9, 1.25)
    wall, tail, iron = radius * rng.uniform(0.16, 0.26), radius * 2.2, "cast_iron"
    shares = ((0.0, 0.45), (0.8, 0.8), (1.7, 1.0), (2.4, 0.97), (3.2, 0.75), (4.0, 0.42))
    single = [
        Part(
            frustum((0, radius * low * long, 0), (0, radius * high * long, 0), radius * thick, radius * thin, 12), iron
        )
        for (low, thick), (high, thin) in pairwise(shares)
    ]
    hollow = ball((0, radius * 2 * long, 0), radius - wall, radius * 1.9 * long, radius - wall)
    single += [Part(hollow, iron, -1.0), Part(hollow, "explosive", 0.9)]
    nose = radius * 4 * long
    single += [
        Part(frustum((0, nose, 0), (0, nose + radius * 0.8, 0), radius * 0.42, 4, 8), "aluminium"),
        Part(rod((0, -tail, 0), (0, 0, 0), radius * 0.33), "aluminium"),
        Part(middle_block(-radius, radius, -tail, -tail * 0.55, 3), "aluminium"),
        Part(block(-1.5, 1.5, -tail, -tail * 0.55, -radius, radius), "aluminium"),
    ]
    count = int(rng.integers(1, 4))
    return one([part for number in range(count) for part in shifted(single, x=number * radius * 2.4)])
