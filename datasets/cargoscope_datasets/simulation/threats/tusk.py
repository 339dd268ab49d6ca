"""Ivory: bent cones, hollow at the root. Drawn with the root at x = 0, bent in the plane of x and y. mm."""

import numpy as np

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.bent import bent_cone
from cargoscope_datasets.simulation.packing import bare, in_carton, wrapped
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.poses import anyhow, at_rest, stacked
from cargoscope_datasets.simulation.shapes import Parts, disc
from cargoscope_datasets.simulation.solids import Part, Point, ball, frustum, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one

_SEGMENTS = 10


def _spine(length: float, bend: float, twist: float) -> list[Point]:
    """Points along a tusk: the angle of the whole bend, and of its way out of the plane, radians."""
    share = np.linspace(0, 1, _SEGMENTS + 1)
    angle, aside = bend * share, twist * share**2
    steps = (
        length
        / _SEGMENTS
        * np.column_stack([np.cos(angle) * np.cos(aside), np.sin(angle) * np.cos(aside), np.sin(aside)])
    )
    points = np.concatenate([[[0.0, 0, 0]], np.cumsum(steps[:-1], axis=0)])
    return [(float(x), float(y), float(z)) for x, y, z in points]


def _tusk(length: float, radius: float, tip: float, bend: float, hollow: float, twist: float = 0.0) -> Parts:
    """A whole one.

    Args:
        length: along the bend.
        radius: at the root.
        tip: at the other end.
        bend: radians from root to tip.
        hollow: share of the length that the pulp's cavity reaches.
        twist: radians out of the plane.
    """
    spine = _spine(length, bend, twist)
    share = np.linspace(0, 1, _SEGMENTS + 1)
    thick = tip + (radius - tip) * np.sqrt(np.maximum(1 - share**1.8, 0))
    parts = [Part(body, "ivory") for body in bent_cone(spine, thick.tolist())]
    inner = np.maximum(1 - share / hollow, 0) * radius * 0.8
    reach = int(np.count_nonzero(inner)) + 1
    if reach > 1:
        parts += [
            Part(body, "ivory", -1.0) for body in bent_cone(spine[:reach], np.maximum(inner[:reach], 0.5).tolist())
        ]
    return tuple(parts)


def _sizes(rng: np.random.Generator) -> tuple[float, float, float]:
    """Length, root radius and bend of a tusk of 2 to 50 kg."""
    length = rng.uniform(600, 1900)
    return length, length * rng.uniform(0.024, 0.036) + 16, rng.uniform(0.5, 1.7)


def whole(rng: np.random.Generator) -> Lot:
    """One as it was taken."""
    length, radius, bend = _sizes(rng)
    return one(_tusk(length, radius, rng.uniform(3, 10), bend, rng.uniform(0.2, 0.45), rng.normal(0, 0.25)))


def pair(rng: np.random.Generator) -> Lot:
    """Left and right of one animal, nested or crossed."""
    length, radius, bend = _sizes(rng)
    tusk = _tusk(length, radius, rng.uniform(3, 10), bend, rng.uniform(0.2, 0.45), 0.15)
    turn = rotation(rng.normal(0, 0.15), rng.choice([0.0, np.pi]) + rng.normal(0, 0.1), np.pi * rng.integers(2))
    shift = (rng.uniform(0, 0.5) * length, rng.normal(0, radius), radius * 2.2)
    return Lot((tusk, place_parts(tusk, turn, shift)))


def pieces(rng: np.random.Generator) -> Lot:
    """Sawn across into logs, some hollow, thrown into a box or a sack."""
    radius = rng.uniform(28, 72)
    parts: list[Part] = []
    count = int(rng.integers(3, 9))
    for number in range(count):
        length, own = rng.uniform(1.5, 5.5) * radius, radius * rng.uniform(0.65, 1.0)
        slim = own * rng.uniform(0.8, 0.97)
        single = [Part(frustum((0, 0, 0), (length, rng.uniform(0, 0.15) * length, 0), own, slim, 12), "ivory")]
        if rng.random() < 0.5:
            single.append(
                Part(
                    frustum(
                        (0, 0, 0),
                        (length, rng.uniform(0, 0.1) * length, 0),
                        own * 0.65,
                        slim * rng.uniform(0.2, 0.6),
                        12,
                    ),
                    "ivory",
                    -1.0,
                )
            )
        layer, place = divmod(number, 3)
        turn = rotation(rng.normal(0, 0.25), rng.normal(0, 0.12), 0)
        parts += place_parts(single, turn, (rng.normal(0, radius), layer * radius * 1.9, place * radius * 2.1))
    return one(parts)


def bundle(rng: np.random.Generator) -> Lot:
    """Two to four small ones nested in each other, wrapped in sacking and tied."""
    length, radius, bend = rng.uniform(400, 1100), rng.uniform(22, 45), rng.uniform(0.4, 1.2)
    parts: list[Part] = []
    for number in range(int(rng.integers(2, 5))):
        own = rng.uniform(0.8, 1.05)
        tusk = _tusk(length * own, radius * own, rng.uniform(3, 8), bend, rng.uniform(0.2, 0.4))
        shift = (rng.normal(0, 25), number % 2 * radius * 1.7, number // 2 * radius * 2)
        parts += place_parts(tusk, rotation(0, rng.normal(0, 0.05), rng.normal(0, 0.1)), shift)
    (x0, y0, z0), (x1, y1, z1) = one(parts).bounds.tolist()
    sack = rod((x0, (y0 + y1) / 2, (z0 + z1) / 2), (x1, (y0 + y1) / 2, (z0 + z1) / 2), max(y1 - y0, z1 - z0) / 2)
    return Lot((tuple(parts),), (Part(sack, "textile", rng.uniform(0.01, 0.06)),))


def polished(rng: np.random.Generator) -> Lot:
    """Short and slender, without a cavity, on a foot of wood or capped with metal."""
    length, radius = rng.uniform(280, 750), rng.uniform(16, 38)
    parts = [*_tusk(length, radius, rng.uniform(1.5, 4), rng.uniform(0.3, 1.3), 0.05)]
    if rng.random() < 0.5:
        parts.append(Part(disc((-15, 0, 0), radius * rng.uniform(1.3, 2.2), 30, 0), "wood", 1.2))
    else:
        parts.append(Part(rod((-20, 0, 0), (15, 0, 0), radius + 3), "brass", rng.uniform(0.1, 0.3)))
    return one(parts)


def tips(rng: np.random.Generator) -> Lot:
    """Raw ends, solid, in a heap."""
    parts: list[Part] = []
    radius = rng.uniform(18, 42)
    for number in range(int(rng.integers(2, 6))):
        length = radius * rng.uniform(4, 8)
        tusk = _tusk(length, radius * rng.uniform(0.8, 1), 3, rng.uniform(0.2, 0.7), 0.05)
        turn = rotation(rng.normal(0, 0.3) + np.pi * (number % 2), rng.normal(0, 0.1), rng.uniform(0, np.pi))
        parts += place_parts(tusk, turn, (length * (number % 2), number // 2 * radius * 1.8, number % 2 * radius))
    return one(parts)


def carved(rng: np.random.Generator) -> Lot:
    """Cut into rods, blocks for seals, or beads on a string."""
    radius, count = rng.uniform(8, 22), int(rng.integers(5, 15))
    if rng.random() < 0.5:
        parts = [
            Part(ball((number * radius * 2.1, np.sin(number) * radius, 0), radius), "ivory") for number in range(count)
        ]
    else:
        length = rng.uniform(50, 220)
        parts = [
            Part(disc((number % 4 * radius * 2.2, number // 4 * radius * 2.2, 0), radius, length), "ivory")
            for number in range(count)
        ]
    return one(parts)


FAMILIES = {
    "whole": Family(whole, anyhow, (bare, bare, wrapped)),
    "pair": Family(pair, at_rest, (bare, wrapped)),
    "pieces": Family(pieces, stacked, (bare, in_bag, in_carton)),
    "bundle": Family(bundle, anyhow),
    "polished": Family(polished, anyhow, (bare, wrapped, in_carton)),
    "tips": Family(tips, anyhow, (bare, in_bag, in_carton)),
    "carved": Family(carved, anyhow, (bare, wrapped, in_carton), reserved=True),
}
