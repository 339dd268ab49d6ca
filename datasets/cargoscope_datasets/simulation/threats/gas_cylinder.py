"""Pressure vessels, standing on y = 0 or laid on their side by their own drawing. mm."""

import numpy as np

from cargoscope_datasets.simulation.cavities import Cavity, inside, laid
from cargoscope_datasets.simulation.conveyances.conveyance import PlaceKind
from cargoscope_datasets.simulation.packing import bare, in_carton, wrapped
from cargoscope_datasets.simulation.poses import stood_or_laid, upright
from cargoscope_datasets.simulation.shapes import Parts, disc, middle_block, ring, shifted, slab, vessel, wire
from cargoscope_datasets.simulation.solids import Part, Point, Union, ball, frustum, rod
from cargoscope_datasets.simulation.threat import IN_THE_HOLD, SMALL, Family, Lot, one

_OUTSIDE: frozenset[PlaceKind] = IN_THE_HOLD | {
    "cab",
    "chassis",
    "boot",
    "frame",
    "tool_box",
    "cooling_unit",
    "machine",
}


def _valve(y: float, size: float, material: str = "brass") -> Parts:
    """A stem with an outlet, a spindle and a wheel."""
    return (
        Part(rod((0, y - 5, 0), (0, y + size * 2.6, 0), size * 0.6), material, 0.8),
        Part(rod((0, y + size * 1.4, 0), (size * 1.8, y + size * 1.4, 0), size * 0.5), material, 0.8),
        Part(rod((0, y + size * 2.6, 0), (0, y + size * 3.1, 0), size * 0.25), "steel"),
        Part(disc((0, y + size * 3.3, 0), size * 1.2, size * 0.6, 1), "aluminium", 0.7),
    )


def _drop(radius: float, dome: float, reach: float) -> float:
    """How far below the top of a dome its surface lies at some distance from the axis."""
    return dome * (1 - float(np.sqrt(1 - (reach / radius) ** 2)))


def _foot_ring(radius: float, dome: float, reach: float, below: float) -> Parts:
    """Sheet welded to the lower dome, on which the vessel stands."""
    top = _drop(radius, dome, reach) + 3
    return ring((0, (top - below) / 2, 0), reach, reach - 3, top + below, "steel", 1)


def _collar(length: float, radius: float, dome: float, reach: float, above: float) -> Parts:
    """Sheet welded to the upper dome around the valve."""
    low, high = length - _drop(radius, dome, reach) - 3, length + above
    return ring((0, (low + high) / 2, 0), reach, reach - 3, high - low, "steel", 1)


def propane(rng: np.random.Generator) -> Lot:
    """Welded of sheet, wide and low, a collar around the valve, a foot ring, liquid up to some height."""
    radius, wall = rng.uniform(100, 190), rng.uniform(2.2, 4)
    length, dome = radius * rng.uniform(2.0, 5.5), radius * rng.uniform(0.45, 0.65)
    parts = [
        *vessel(length, radius, wall, "steel", dome),
        *ring((0, length / 2, 0), radius + 2, radius - wall, 12, "steel", 1),
        *_foot_ring(radius, dome, radius * rng.uniform(0.72, 0.86), rng.uniform(15, 35)),
        *_valve(length, rng.uniform(11, 16)),
    ]
    if rng.random() < 0.7:
        parts.append(Part(inside(length, wall, radius, dome).standing(rng.uniform(0, 0.85)), "oil", 0.58))
    if rng.random() < 0.8:
        parts += _collar(length, radius, dome, radius * 0.55, rng.uniform(60, 110))
    return one(parts)


def _seamless(
    rng: np.random.Generator, radius: float, length: float, wall: float, material: str
) -> tuple[Parts, Cavity]:
    """Drawn from one piece: a thick flat foot, a round shoulder, a neck; and what is within."""
    shoulder = radius * rng.uniform(0.8, 1.3)
    straight = rod((0, 0, 0), (0, length - shoulder, 0), radius)
    outside = Union((straight, ball((0, length - shoulder, 0), radius, shoulder, radius)))
    within = Cavity(wall * 2.2, length - wall, radius - wall, radius * 0.35, shoulder - wall)
    neck = frustum((0, length - 8, 0), (0, length + 28, 0), radius * 0.38, radius * 0.25, 12)
    return (Part(outside, material), Part(within.whole, material, -1.0), Part(neck, material, 0.8)), within


def oxygen(rng: np.random.Generator) -> Lot:
    """Tall and thick-walled, with a valve, often under a cap on a neck ring; oxygen, argon, nitrogen."""
    radius, length = rng.uniform(68, 118), rng.uniform(750, 1600)
    parts = [*_seamless(rng, radius, length, rng.uniform(4.5, 8), "steel")[0]]
    parts.append(Part(disc((0, length + 14, 0), max(radius * 0.4, 36), 24, 1), "steel", 0.55))
    if rng.random() < 0.6:
        low, high, wide = length + 4, length + rng.uniform(135, 170), rng.uniform(42, 46)
        parts += [
            Part(Union((rod((0, low, 0), (0, high - 30, 0), wide), ball((0, high - 30, 0), wide, 30, wide))), "steel"),
            Part(
                Union((rod((0, low, 0), (0, high - 30, 0), wide - 4), ball((0, high - 30, 0), wide - 4, 26, wide - 4))),
                "steel",
                -1.0,
            ),
        ]
    return one([*parts, *_valve(length + 25, rng.uniform(18, 21))])


def small(rng: np.random.Generator) -> Lot:
    """A hand's breadth wide: carbon dioxide for drinks, diving bottles, extinguishers; standing or on their side."""
    return one(_small(rng, lies=bool(rng.random() < 0.5)))


def _small(rng: np.random.Generator, *, lies: bool) -> Parts:
    radius, length = rng.uniform(32, 75), rng.uniform(180, 620)
    material = "aluminium" if rng.random() < 0.45 else "steel"
    wall = rng.uniform(5, 10) if material == "aluminium" else rng.uniform(2.5, 5)
    shell, within = _seamless(rng, radius, length, wall, material)
    parts = [*shell, *_valve(length + 20, rng.uniform(9, 14))]
    extinguisher = rng.random() < 0.5
    if extinguisher:
        parts += _trigger_and_hose(rng, radius, length)
    if lies:
        parts = [*laid(parts)]
    if extinguisher:
        # Powder or water that has settled; the gas above it weighs nothing to speak of.
        share = rng.uniform(0.45, 0.8)
        parts.append(Part(within.lying(share) if lies else within.standing(share), "water", rng.uniform(0.8, 1.0)))
    elif rng.random() < 0.5:
        # Carbon dioxide in the warmth has no surface.
        whole = Part(within.whole, "water", rng.uniform(0.3, 0.8))
        parts += laid([whole]) if lies else (whole,)
    return tuple(parts)


def _trigger_and_hose(rng: np.random.Generator, radius: float, length: float) -> Parts:
    """Two levers, one hinged on the other, on the valve of an extinguisher, and a hose that hangs down from it."""
    grip, top, out = radius * rng.uniform(1.2, 1.9), length + 40, radius + 12
    hose: list[Point] = [
        (8, top, 0), (out * 0.7, top + 4, 0), (out, top - 25, 0), (out, length * 0.5, 0), (out - 4, length * 0.3, 0)
    ]  # fmt: skip
    return (
        Part(rod((0, length + 15, 0), (0, top + 12, 0), 13), "brass", 0.8),
        Part(slab([(12, top + 2), (12, top + 12), (-grip, top - 4), (-grip, top - 9)], 20), "steel", 0.5),
        Part(slab([(12, top + 8), (12, top + 16), (-grip, top + 34), (-grip, top + 30)], 20), "steel", 0.5),
        *wire(hose, 8, "rubber", 0.8),
        Part(frustum((out - 4, length * 0.3, 0), (out - 6, length * 0.3 - 70, 0), 9, rng.uniform(9, 26), 8), "plastic",
             0.5),
    )  # fmt: skip


def composite(rng: np.random.Generator) -> Lot:
    """A thin liner wound with carbon or glass fibre: pale, with bright bosses at the ends."""
    radius, length = rng.uniform(60, 210), 0.0
    length = radius * rng.uniform(3, 8) if radius < 110 else radius * rng.uniform(3, 6)
    wound, liner = rng.uniform(7, 22), rng.uniform(1.5, 5)
    material, fill = ("plastic", 1.5) if rng.random() < 0.7 else ("glass", 0.75)
    inside = shifted(
        vessel(
            length - 2 * wound, radius - wound, liner, "aluminium" if rng.random() < 0.7 else "plastic", radius * 0.8
        ),
        y=wound,
    )
    bosses = [
        Part(rod((0, y, 0), (0, y + 60, 0), rng.uniform(14, 24)), "aluminium")
        for y in (-15, length - 40)
        if y > 0 or rng.random() < 0.5
    ]
    skin = vessel(length, radius, wound, material, radius * 0.85)
    return one(
        [*(Part(part.solid, material, part.fill * fill) for part in skin), *inside, *bosses, *_valve(length + 20, 13)]
    )


def acetylene(rng: np.random.Generator) -> Lot:
    """Full of a porous mass with solvent: grey through and through, a steel skin around it."""
    radius, length, wall = rng.uniform(70, 160), rng.uniform(500, 1250), rng.uniform(3, 5)
    dome = radius * rng.uniform(0.4, 0.9)
    within = inside(length, wall, radius, dome).whole
    mass, solvent = Part(within, "concrete", rng.uniform(0.09, 0.15)), Part(within, "oil", rng.uniform(0.3, 0.5))
    parts = [*vessel(length, radius, wall, "steel", dome), mass, solvent, *_valve(length, 14)]
    parts += _foot_ring(radius, dome, radius * 0.85, 12)
    if rng.random() < 0.5:
        parts += _collar(length, radius, dome, 50, rng.uniform(60, 90))
    return one(parts)


def group(rng: np.random.Generator) -> Lot:
    """Several of one kind standing in rows, at times in a frame of angle steel."""
    kind = int(rng.integers(4))
    single = _small(rng, lies=False) if kind == 3 else (propane, oxygen, acetylene)[kind](rng).items[0]
    lot = one(single)
    (x0, y0, _), (x1, y1, _) = lot.bounds.tolist()
    step = (x1 - x0) * 1.06
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(1, 3))
    items = tuple(
        shifted(single, x=column * step + rng.normal(0, 6), z=row * step + rng.normal(0, 6))
        for column in range(columns)
        for row in range(rows)
    )
    frame: list[Part] = []
    if rng.random() < 0.4:
        left, right = x0 - 40, x0 + columns * step + 40
        for x in (left, right):
            frame.append(Part(middle_block(x, x + 50, y0, y1 + 60, 50), "steel", 0.2))
        frame += [Part(middle_block(left, right, y, y + 50, 60), "steel", 0.2) for y in (y0 - 50, (y0 + y1) / 2)]
    return Lot(items, tuple(frame))


def camping(rng: np.random.Generator) -> Lot:
    """Cartridges of thin sheet for a stove, low and round, or slim cans; standing in rows or lying in a pile."""
    radius, lies = rng.uniform(33, 58), bool(rng.random() < 0.5)
    length = rng.uniform(80, 110) if radius > 45 else rng.uniform(150, 200)
    single = [
        *vessel(length, radius, 0.5, "steel", radius * 0.35),
        Part(rod((0, length - 4, 0), (0, length + 14, 0), 7), "steel", 0.6),
    ]
    if lies:
        single = [*laid(single)]
    within, share = inside(length, 0.5, radius, radius * 0.35), rng.uniform(0.15, 0.8)
    single.append(Part(within.lying(share) if lies else within.standing(share), "oil", 0.6))
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 7))):
        row, place = divmod(number, 3)
        if lies:
            parts += shifted(single, x=(place + row / 2) * radius * 2.02, y=row * radius * 1.75)
        else:
            parts += shifted(single, x=place * radius * 2.1, z=row * radius * 2.1)
    return one(parts)


FAMILIES = {
    "propane": Family(propane, upright, places=_OUTSIDE, declarable=True),
    "oxygen": Family(oxygen, stood_or_laid, places=_OUTSIDE, declarable=True),
    "small": Family(small, upright, (bare, wrapped, in_carton), most=4, places=SMALL, declarable=True),
    "composite": Family(composite, stood_or_laid, places=_OUTSIDE, declarable=True),
    "acetylene": Family(acetylene, stood_or_laid, places=_OUTSIDE, declarable=True),
    "group": Family(group, upright, places=IN_THE_HOLD, declarable=True),
    "camping": Family(camping, upright, (bare, in_carton), reserved=True, declarable=True),
}
