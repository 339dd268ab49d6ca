"""Hand tools and power tools. Drawn side on, mm."""

import numpy as np

from cargoscope_datasets.simulation.negatives.power_tools import drill
from cargoscope_datasets.simulation.packing import SMALL_PACKINGS
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.poses import upright
from cargoscope_datasets.simulation.shapes import case, disc, middle_block, ring, slab, wire
from cargoscope_datasets.simulation.solids import Part, Point, frustum, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one


def staple_gun(rng: np.random.Generator) -> Lot:
    """Sheet steel with a lever on top; or a gun for nails or hot glue with a grip."""
    length, high = rng.uniform(130, 200), rng.uniform(35, 55)
    parts = [
        Part(middle_block(0, length, 0, high * 0.5, 25), "steel", 0.22),
        Part(middle_block(length - 30, length, -high * 0.5, high * 1.6, 28), "steel", 0.4),
        Part(
            slab([(10, high * 0.7), (length - 20, high * 1.4), (length - 20, high * 1.7), (0, high * 1.1)], 22),
            "steel",
            0.25,
        ),
        Part(middle_block(5, length - 30, -8, 2, 14), "steel", 0.5),
    ]
    if rng.random() < 0.5:
        deep = rng.uniform(70, 110)
        parts[2] = Part(slab([(10, 0), (55, 0), (40, -deep), (-5, -deep)], 30), "plastic", 0.6)
        parts.append(
            Part(
                slab(
                    [(length - 60, -5), (length - 30, -5), (length - 75, -deep * 1.3), (length - 105, -deep * 1.3)], 20
                ),
                "aluminium",
                0.3,
            )
        )
    return one(parts)


def sealant_gun(rng: np.random.Generator) -> Lot:
    """A cartridge in a cradle, a rod behind it, a grip and a trigger."""
    length, radius, deep = rng.uniform(200, 260), rng.uniform(23, 28), rng.uniform(85, 110)
    return one(
        (
            Part(rod((0, 0, 0), (length, 0, 0), radius), "plastic", 0.9),
            Part(frustum((length, 0, 0), (length + 70, 0, 0), 12, 3, 8), "plastic", 0.6),
            Part(middle_block(0, length, -radius - 2, -radius, 30), "steel"),
            Part(rod((-170, 0, 0), (20, 0, 0), 4), "steel"),
            Part(slab([(-45, 15), (0, 15), (0, -35), (-25, -35)], 30), "steel", 0.2),
            Part(slab([(-40, -20), (-15, -25), (-38, -deep), (-62, -deep)], 26), "steel", 0.15),
            Part(slab([(-8, -25), (4, -25), (-8, -deep), (-20, -deep)], 20), "steel", 0.25),
        )
    )


def wrenches(rng: np.random.Generator) -> Lot:
    """Spanners side by side, open at one end and ringed at the other."""
    count, step = int(rng.integers(1, 6)), rng.uniform(18, 40)
    length, parts = rng.uniform(130, 340), list[Part]()
    for number in range(count):
        length *= rng.uniform(0.8, 1.0)
        size, thick = length * 0.085, rng.uniform(5, 10)
        y = number * (step + size)
        parts += [
            Part(middle_block(0, length, y - size * 0.45, y + size * 0.45, thick * 0.7), "steel"),
            *place_parts(ring((0, 0, 0), size * 1.15, size * 0.7, thick, "steel"), np.eye(3), (-size, y, 0)),
            Part(disc((length + size, y, 0), size * 1.2, thick), "steel"),
            Part(middle_block(length + size, length + size * 2, y - size * 0.5, y + size * 0.5, thick), "steel", -0.9),
        ]
    return one(parts)


def hammer(rng: np.random.Generator) -> Lot:
    """A head of steel on a handle of wood, steel or fibre."""
    length, head = rng.uniform(230, 420), rng.uniform(80, 150)
    material, fill = [("wood", 1.3), ("steel", 0.5), ("plastic", 1.3)][int(rng.integers(3))]
    thick = rng.uniform(22, 42)
    return one(
        (
            Part(middle_block(0, thick, -head * 0.45, head * 0.2, thick), "steel"),
            Part(rod((thick / 2, head * 0.2, 0), (thick / 2, head * 0.45, 0), thick * 0.55), "steel"),
            Part(
                slab(
                    [
                        (0, -head * 0.45),
                        (thick, -head * 0.45),
                        (thick * 0.7, -head * 0.75),
                        (thick * 0.3, -head * 0.75),
                    ],
                    thick * 0.9,
                ),
                "steel",
            ),
            Part(rod((thick, 0, 0), (length, 0, 0), 14), material, fill),
        )
    )


def pliers(rng: np.random.Generator) -> Lot:
    """Crossed levers of forged steel with sleeves on the grips, jaws that meet when shut, a pivot."""
    length, spread = rng.uniform(150, 300), rng.uniform(0.06, 0.2)
    jaw, thick = length * rng.uniform(0.2, 0.32), length * rng.uniform(0.045, 0.06)
    slim, bow = rng.uniform(0.3, 0.75), length * rng.uniform(0.05, 0.08)
    grip = length - jaw
    parts: list[Part] = []
    for side in (-1, 1):
        # The jaw is flat where it meets the other; the handle crosses the pivot and bows outwards.
        tip = thick * slim
        outline = [(-thick * 0.4, 0), (jaw, 0), (jaw, side * tip * 0.6), (jaw * 0.35, side * thick * 1.2)]
        outline.append((-thick * 0.4, side * thick))
        handle: list[Point] = [
            (thick * 0.5, side * thick * 0.4, 0),
            (-grip * 0.2, -side * bow * 0.8, 0),
            (-grip * 0.5, -side * bow * 1.3, 0),
            (-grip, -side * bow, 0),
        ]
        lever = [
            Part(slab(outline, thick), "steel"),
            *wire(handle, thick * 0.45, "steel"),
            *wire(handle[1:], thick * 0.75, "plastic", 0.6),
        ]
        parts += place_parts(lever, rotation(0, side * spread, 0), (0, 0, side * thick * 0.08))
    return one((*parts, Part(disc((0, 0, 0), thick * 1.2, thick * 1.2), "steel", 0.8)))


def toolbox(rng: np.random.Generator) -> Lot:
    """A box of sheet steel or plastic; tools lie on its floor and on each other, odd bolts beside them."""
    length, high, wide = rng.uniform(350, 560), rng.uniform(180, 260), rng.uniform(180, 260)
    material, wall = ("steel", 0.9) if rng.random() < 0.5 else ("plastic", 3.0)
    kinds = (wrenches, hammer, pliers, drill)
    tools = [
        kinds[index](rng).placed(rotation(rng.uniform(-0.2, 0.2), 0, np.pi / 2), (0, 0, 0)).centred()
        for index in rng.permutation(len(kinds))[:2].tolist()
    ]
    longest, _, widest = np.max([np.ptp(tool.bounds, axis=0) for tool in tools], axis=0).tolist()
    length, wide = max(length, longest + 70), max(wide, widest + 20)
    high = max(high, float(sum(np.ptp(tool.bounds[:, 1]) for tool in tools)) + 20)
    parts = [*case(0, length, 0, high, 0, wide, wall, material)]
    floor = wall
    # The flattest lies below.
    for tool in sorted(tools, key=lambda tool: float(np.ptp(tool.bounds[:, 1]))):
        tall = float(np.ptp(tool.bounds[:, 1]))
        parts += place_parts(tool.items[0], np.eye(3), (length / 2 + rng.uniform(-30, 30), floor + tall / 2, wide / 2))
        floor += tall
    for _ in range(4):
        radius, x, z = rng.uniform(3, 8), rng.uniform(30, length - 140), rng.uniform(20, wide - 50)
        end = (x + rng.uniform(40, 100), wall + radius, z + rng.uniform(-10, 30))
        parts.append(Part(rod((x, wall + radius, z), end, radius), "steel", 0.8))
    grip, left, right = high + 25, length * 0.3, length * 0.7
    handle = ((left, grip), (right, grip)), ((left, high - 2), (left, grip)), ((right, high - 2), (right, grip))
    parts += [Part(rod((*start, wide / 2), (*end, wide / 2), 8), "steel", 0.7) for start, end in handle]
    return one(parts)


FAMILIES = {
    "staple_gun": Family(staple_gun, packings=SMALL_PACKINGS, most=4),
    "sealant_gun": Family(sealant_gun, packings=SMALL_PACKINGS, most=4),
    "wrenches": Family(wrenches, packings=SMALL_PACKINGS),
    "hammer": Family(hammer, packings=SMALL_PACKINGS, most=3),
    "pliers": Family(pliers, packings=SMALL_PACKINGS, most=4),
    "toolbox": Family(toolbox, upright),
}
