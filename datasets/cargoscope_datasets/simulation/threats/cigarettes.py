"""Cartons of two hundred cigarettes, about 0.24 g/cm3, alone, in master cases, or behind other goods.

All of it is drawn along the axes, as it is stacked: see `shapes.cells`. mm.
"""

from dataclasses import replace

import numpy as np

from cargoscope_datasets.simulation.heaps import Heap, leaning
from cargoscope_datasets.simulation.packing import shell
from cargoscope_datasets.simulation.placement import random_rotation
from cargoscope_datasets.simulation.poses import as_drawn, upright
from cargoscope_datasets.simulation.shapes import Parts, cells
from cargoscope_datasets.simulation.solids import Box, Part, Point, ball, brick
from cargoscope_datasets.simulation.threat import IN_THE_HOLD, SMALL, Family, Lot, one

_COVERS = (
    ("paper", 0.2, 0.6),
    ("textile", 0.1, 0.35),
    ("wood", 0.5, 0.9),
    ("organic", 0.15, 0.5),
    ("ceramic", 0.2, 0.4),
)
"""What cigarettes are hidden behind, with the least and the greatest fill."""
_PACK_REACH = 53.0
"""From the middle of a pack to its corners."""
_CARTON_CM3 = 28.0 * 8.8 * 4.7


def _carton(rng: np.random.Generator) -> Point:
    """Sides of a carton, the longest first."""
    return rng.uniform(265, 300), rng.uniform(80, 98), rng.uniform(44, 52)


def _fill(rng: np.random.Generator) -> float:
    """Of tobacco's own density, so that a carton weighs 0.25 to 0.31 kg."""
    return rng.uniform(0.25, 0.31) * 1000 / _CARTON_CM3 / 0.75


def _laid(rng: np.random.Generator, sides: Point) -> Point:
    """The sides along x, y and z in one of the six ways."""
    first, second, third = rng.permutation(sides).tolist()
    return first, second, third


def _stack(rng: np.random.Generator, counts: tuple[int, int, int], sides: Point) -> Parts:
    size = np.array(counts) * (np.array(sides) + 1.5)
    room = Box(0, size[0], 0, size[1], 0, size[2])
    return cells(room, counts, rng.uniform(1.5, 4), "tobacco", _fill(rng))


def cartons(rng: np.random.Generator) -> Lot:
    """A few to some dozens in a stack, perhaps in film."""
    counts = (int(rng.integers(1, 6)), int(rng.integers(1, 9)), int(rng.integers(1, 6)))
    return one(_stack(rng, counts, _laid(rng, _carton(rng))))


def _master_case(rng: np.random.Generator, at: Point, sides: Point, counts: tuple[int, int, int], fill: float) -> Parts:
    x, y, z = at
    room = Box(x + 5, x + sides[0] - 5, y + 5, y + sides[1] - 5, z + 5, z + sides[2] - 5)
    return (*cells(room, counts, rng.uniform(1.5, 3), "tobacco", fill), *shell(room, 4.0, "paper", 0.75))


def _cases(rng: np.random.Generator, most: tuple[int, int]) -> Parts:
    """Master cases of fifty cartons in a pile: columns along x, layers, one deep in z that stands for several."""
    carton, fill = _laid(rng, _carton(rng)), _fill(rng)
    counts = tuple(round(side / own) for side, own in zip((480, 400, 320), carton, strict=True))
    inside = (max(counts[0], 1), max(counts[1], 1), max(counts[2], 1))
    deep = int(rng.integers(1, 4))
    sides = tuple(own * count + 12 for own, count in zip(carton, inside, strict=True))
    columns, layers = int(rng.integers(1, most[0] + 1)), int(rng.integers(1, most[1] + 1))
    parts: list[Part] = []
    for column in range(columns):
        for layer in range(layers if column < columns - 1 else max(1, layers - int(rng.integers(2)))):
            slip = rng.normal(0, 6)
            at = (column * (sides[0] + 6), layer * sides[1], slip)
            parts += _master_case(rng, at, (sides[0], sides[1], sides[2] * deep), (inside[0], inside[1], 1), fill)
    return tuple(parts)


def master_cases(rng: np.random.Generator) -> Lot:
    """Cases in a pile."""
    return one(_cases(rng, (4, 4)))


def loose_cartons(rng: np.random.Generator) -> Lot:
    """Thrown on a heap: each lies on those under it, most of them flat."""
    sides, fill = _carton(rng), _fill(rng)
    heap = Heap(rng.uniform(300, 480), 300)
    parts: list[Part] = []
    for _ in range(int(rng.integers(3, 14))):
        turns = leaning(rng.uniform(0, 2 * np.pi), np.pi / 2 if rng.random() < 0.7 else 0.0)
        lying = heap.drop(sides, turns, np.clip(rng.normal(0, 0.5, (6, 2)), -1, 1))
        if lying:
            parts.append(Part(lying, "tobacco", fill))
    return one(parts)


def _cover(rng: np.random.Generator) -> tuple[str, float]:
    """What cigarettes are hidden behind."""
    material, low, high = _COVERS[int(rng.integers(len(_COVERS)))]
    return material, rng.uniform(low, high)


def behind_goods(rng: np.random.Generator) -> Lot:
    """A wall of other goods stands before them, on the side of the source or of the doors."""
    inner = Lot((_cases(rng, (3, 4)),))
    (x0, y0, z0), (x1, y1, z1) = inner.bounds.tolist()
    material, fill = _cover(rng)
    deep = rng.uniform(250, 600)
    if rng.random() < 0.5:
        wall, counts = (
            Box(x0, x1, y0, y1, z0 - deep - 20, z0 - 20),
            (int(rng.integers(1, 4)), int(rng.integers(2, 5)), 1),
        )
    else:
        wall, counts = Box(x1 + 20, x1 + deep + 20, y0, y1, z0, z1), (1, int(rng.integers(2, 5)), 1)
    return Lot(inner.items, cells(wall, counts, 8.0, material, fill))


def hollow_load(rng: np.random.Generator) -> Lot:
    """In the middle of a pallet whose outer rows are other goods."""
    sides = _laid(rng, _carton(rng))
    wanted = (rng.uniform(300, 800), rng.uniform(400, 1400), rng.uniform(300, 700))
    columns, layers, rows = (max(1, round(size / side)) for size, side in zip(wanted, sides, strict=True))
    inner = Lot((_stack(rng, (columns, layers, rows), sides),))
    (x0, y0, z0), (x1, y1, z1) = inner.bounds.tolist()
    material, fill = _cover(rng)
    row = rng.uniform(120, 300)
    hollow, outer = (
        Box(x0, x1, y0, y1, z0, z1),
        Box(x0 - row, x1 + row, y0 - 20, y1 + row * rng.uniform(0, 1), z0 - row, z1 + row),
    )
    pallet = Box(outer.x0, outer.x1, outer.y0 - 145, outer.y0, outer.z0, outer.z1)
    around = (Part(outer, material, fill), Part(hollow, material, -fill), Part(pallet, "wood", 0.35))
    return Lot(inner.items, around)


def bagged(rng: np.random.Generator) -> Lot:
    """Bin bags and holdalls of single packs: soft uneven lumps without a grid, some packs to be told apart."""
    parts: list[Part] = []
    cover: list[Part] = []
    for number in range(int(rng.integers(1, 4))):
        rx, ry, rz = rng.uniform(180, 330), rng.uniform(130, 240), rng.uniform(150, 260)
        centre = (number * rx * 1.6, ry + rng.normal(0, 10), rng.normal(0, 60))
        parts += _packs(rng, centre, (rx, ry, rz))
        cover.append(Part(ball(centre, rx + 6, ry + 6, rz + 6), "plastic", 0.01))
    return Lot((tuple(parts),), tuple(cover))


def _packs(rng: np.random.Generator, centre: Point, half: Point) -> list[Part]:
    """Single packs that fill a bag unevenly."""
    fill = _fill(rng) * rng.uniform(0.55, 0.8)
    middle, reach = np.array(centre), np.array(half)
    parts = [Part(ball(centre, *half), "tobacco", fill * 0.45)]
    for _ in range(5):
        spot, own = rng.uniform(-0.4, 0.4, 3), rng.uniform(0.35, 0.6, 3)
        own *= min(1.0, (1 - float(np.linalg.norm(spot))) / float(own.max()))
        x, y, z = (middle + spot * reach).tolist()
        parts.append(Part(ball((x, y, z), *(own * reach).tolist()), "tobacco", fill * rng.uniform(0.3, 0.7)))
    for _ in range(9):
        spot = rng.uniform(-0.6, 0.6, 3)
        spot *= min(1.0, (1 - _PACK_REACH / min(half)) / float(np.linalg.norm(spot)))
        x, y, z = (middle + spot * reach).tolist()
        parts.append(Part(brick((x, y, z), (86, 56, 23), random_rotation(rng)), "tobacco", fill * 0.6))
    return parts


def in_pallets(rng: np.random.Generator) -> Lot:
    """Between the boards of a pile of hollow pallets."""
    length, wide = 1200.0, float(rng.choice([800.0, 1000.0]))
    fill = _fill(rng)
    parts: list[Part] = []
    boards: list[Part] = []
    for number in range(int(rng.integers(3, 11))):
        y = number * 150.0
        boards += [
            Part(Box(0, length, y, y + 22, 0, wide), "wood", 0.85),
            Part(Box(0, length, y + 122, y + 145, 0, wide), "wood", 0.85),
        ]
        boards += [
            Part(Box(x, x + 100, y + 22, y + 122, z, z + 20), "wood") for x in (0, 550, 1100) for z in (0, wide - 20)
        ]
        parts += cells(Box(30, length - 30, y + 25, y + 119, 25, wide - 25), (4, 2, 1), 6.0, "tobacco", fill)
    return Lot((tuple(parts),), tuple(boards))


def lining(rng: np.random.Generator) -> Lot:
    """Of a wall, floor or roof: cartons edge to edge, one layer deep, taped in panels that do not quite meet."""
    long, wide, thin = _carton(rng)
    fill, panels, lies = _fill(rng), int(rng.integers(1, 4)), rng.random() < 0.5
    columns, rows = int(rng.integers(1, 3)), int(rng.integers(3, 14))
    parts: list[Part] = []
    for number in range(panels):
        x = number * (columns * long + rng.uniform(15, 60))
        high = max(1, rows - int(rng.integers(3)))
        tall, deep = (thin, high * wide) if lies else (high * wide, thin)
        counts = (columns, 1, high) if lies else (columns, high, 1)
        room = Box(x, x + columns * long, 0, tall, 0, deep)
        parts += cells(room, counts, rng.uniform(1.5, 4), "tobacco", fill)
        sheet = replace(room, y0=tall, y1=tall + 0.1) if lies else replace(room, z0=deep, z1=deep + 0.1)
        parts.append(Part(sheet, "aluminium"))
    return one(parts)


def poured(rng: np.random.Generator) -> Lot:
    """Into a big bag: cartons as they fell, on one another, up to some height."""
    side, tall = rng.uniform(700, 1000), rng.uniform(500, 1100)
    sides, fill = _carton(rng), _fill(rng)
    count = int(side * side * tall / np.prod(sides) * rng.uniform(0.2, 0.35))
    heap = Heap(side / 2, side / 2, -tall / 2, tall / 2)
    parts = []
    for _ in range(count):
        lying = heap.drop(sides, leaning(*_fallen(rng)), rng.uniform(-1, 1, (2, 2)))
        if lying:
            parts.append(Part(lying, "tobacco", fill))
    bag = Box(-side / 2, side / 2, -tall / 2, tall / 2, -side / 2, side / 2)
    return Lot((tuple(parts),), shell(bag, 1.0, "plastic", 0.5))


def _fallen(rng: np.random.Generator) -> tuple[float, float, bool]:
    """Which way a carton faces, on which side it lies, and whether it stands on its end."""
    roll = np.pi / 2 * (rng.random() < 0.6) + rng.normal(0, 0.12)
    return rng.uniform(0, 2 * np.pi), roll, rng.random() < 0.12


FAMILIES = {
    "cartons": Family(cartons, as_drawn, places=SMALL, declarable=True),
    "master_cases": Family(master_cases, as_drawn, places=IN_THE_HOLD, declarable=True),
    "loose_cartons": Family(loose_cartons, upright, places=SMALL),
    "behind_goods": Family(behind_goods, as_drawn, places=IN_THE_HOLD),
    "hollow_load": Family(hollow_load, as_drawn, places=IN_THE_HOLD),
    "bagged": Family(bagged, as_drawn, places=SMALL),
    "lining": Family(lining, as_drawn, places=SMALL),
    "poured": Family(poured, as_drawn, places=IN_THE_HOLD),
    "in_pallets": Family(in_pallets, as_drawn, places=IN_THE_HOLD, reserved=True),
}
