"""Pressure vessels, standing on y = 0 or laid on their side by their own drawing. mm."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import PlaceKind
from cargoscope_datasets.simulation.packing import bare, in_carton, wrapped
from cargoscope_datasets.simulation.poses import stood_or_laid, upright
from cargoscope_datasets.simulation.shapes import Parts, capped, disc, middle_block, ring, shifted, slab, vessel, wire
from cargoscope_datasets.simulation.solids import Part, Point, frustum, rod
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
    """A stem and a wheel or outlet."""
    return (
        Part(rod((0, y - 5, 0), (0, y + size * 2, 0), size * 0.55), material, 0.8),
        Part(rod((0, y + size, 0), (size * 1.8, y + size, 0), size * 0.4), material, 0.8),
        Part(disc((0, y + size * 2.3, 0), size, size * 0.5, 1), "aluminium", 0.7),
    )


def propane(rng: np.random.Generator) -> Lot:
    """Welded of sheet, wide and low, a collar around the valve, a foot ring, liquid up to some height."""
    radius, wall = rng.uniform(100, 190), rng.uniform(2.2, 4)
    length, dome = radius * rng.uniform(2.0, 5.5), radius * rng.uniform(0.45, 0.65)
    level = rng.uniform(0.1, 0.8) * length
    parts = [
        *vessel(length, radius, wall, "steel", dome),
        *ring((0, length / 2, 0), radius + 2, radius - wall, 12, "steel", 1),
        *ring((0, -8, 0), radius * 0.8, radius * 0.8 - 3, 45, "steel", 1),
        *_valve(length, rng.uniform(11, 16)),
    ]
    if level > dome and rng.random() < 0.75:
        parts.append(Part(rod((0, dome * 0.4, 0), (0, level, 0), radius - wall), "oil", 0.58))
    if rng.random() < 0.8:
        parts += ring((0, length + 25, 0), radius * 0.55, radius * 0.55 - 3, rng.uniform(60, 120), "steel", 1)
    return one(parts)


def _seamless(rng: np.random.Generator, radius: float, length: float, wall: float, material: str) -> Parts:
    """Drawn from one piece: a thick foot, a round shoulder, a neck."""
    shoulder = radius * rng.uniform(0.8, 1.3)
    return (
        *vessel(length, radius, wall, material, shoulder),
        Part(rod((0, 0, 0), (0, wall * 2.5, 0), radius * 0.8), material, 0.8),
        *ring((0, shoulder * 0.45, 0), radius, radius - wall * 1.4, shoulder * 0.9, material, 1),
        Part(frustum((0, length - 8, 0), (0, length + 28, 0), radius * 0.38, radius * 0.25, 12), material, 0.8),
    )


def oxygen(rng: np.random.Generator) -> Lot:
    """Tall and thick-walled, with a cap or a valve; oxygen, argon, nitrogen."""
    radius, length = rng.uniform(68, 118), rng.uniform(750, 1650)
    parts = [*_seamless(rng, radius, length, rng.uniform(4.5, 8), "steel")]
    if rng.random() < 0.6:
        height = rng.uniform(110, 170)
        parts += [
            Part(rod((0, length, 0), (0, length + height, 0), 42), "steel"),
            Part(rod((0, length, 0), (0, length + height - 4, 0), 38), "steel", -1.0),
        ]
    return one([*parts, *_valve(length + 25, 13)])


def small(rng: np.random.Generator) -> Lot:
    """A hand's breadth wide: carbon dioxide for drinks, diving bottles, extinguishers with a horn and a lever."""
    radius, length = rng.uniform(32, 75), rng.uniform(180, 620)
    material = "aluminium" if rng.random() < 0.45 else "steel"
    wall = rng.uniform(5, 10) if material == "aluminium" else rng.uniform(2.5, 5)
    parts = [*_seamless(rng, radius, length, wall, material), *_valve(length + 20, rng.uniform(9, 14))]
    if rng.random() < 0.5:
        parts += _trigger_and_hose(rng, radius, length)
    if rng.random() < 0.5:
        parts.append(
            Part(capped(length - 2 * wall, radius - wall, radius - wall).members[0], "water", rng.uniform(0.3, 0.8))
        )
    return one(parts)


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
    mass = shifted((Part(capped(length - 2 * wall, radius - wall, dome), "concrete", rng.uniform(0.09, 0.15)),), y=wall)
    solvent = Part(mass[0].solid, "oil", rng.uniform(0.3, 0.5))
    parts = [*vessel(length, radius, wall, "steel", dome), *mass, solvent, *_valve(length, 14)]
    parts += ring((0, 15, 0), radius * 0.9, radius * 0.9 - 4, 50, "steel", 1)
    if rng.random() < 0.5:
        parts += ring((0, length + 40, 0), 50, 46, 100, "steel", 1)
    return one(parts)


def group(rng: np.random.Generator) -> Lot:
    """Several of one kind standing in rows, at times in a frame of angle steel."""
    draw = (propane, oxygen, acetylene, small)[int(rng.integers(4))]
    single = draw(rng).items[0]
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
    """Cartridges of thin sheet for a stove, low and round, or slim cans."""
    radius = rng.uniform(33, 58)
    length = rng.uniform(80, 110) if radius > 45 else rng.uniform(150, 200)
    single = [
        *vessel(length, radius, 0.5, "steel", radius * 0.35),
        Part(rod((0, radius * 0.3, 0), (0, length * rng.uniform(0.3, 0.75), 0), radius - 1), "oil", 0.6),
        Part(rod((0, length - 4, 0), (0, length + 14, 0), 7), "steel", 0.6),
    ]
    count = int(rng.integers(1, 7))
    return one(
        [
            part
            for number in range(count)
            for part in shifted(single, x=number % 3 * radius * 2.1, z=number // 3 * radius * 2.1)
        ]
    )


FAMILIES = {
    "propane": Family(propane, upright, places=_OUTSIDE, declarable=True),
    "oxygen": Family(oxygen, stood_or_laid, places=_OUTSIDE, declarable=True),
    "small": Family(small, stood_or_laid, (bare, wrapped, in_carton), most=4, places=SMALL, declarable=True),
    "composite": Family(composite, stood_or_laid, places=_OUTSIDE, declarable=True),
    "acetylene": Family(acetylene, stood_or_laid, places=_OUTSIDE, declarable=True),
    "group": Family(group, upright, places=IN_THE_HOLD, declarable=True),
    "camping": Family(camping, stood_or_laid, (bare, in_carton), reserved=True, declarable=True),
}
