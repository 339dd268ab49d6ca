"""What long guns are made of. The muzzle is towards +x, upright, the bore's axis at y = 0, mm."""

from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.shapes import Parts, middle_block, slab, wire
from cargoscope_datasets.simulation.solids import Part, Point, rod


def barrel_tube(x0: float, x1: float, radius: float, bore: float, y: float = 0.0) -> Parts:
    """A barrel from x0 to x1 with its bore, seated in what is behind it."""
    start, end = (x0 - 28, y, 0.0), (x1, y, 0.0)
    return Part(rod(start, end, radius), "steel"), Part(rod(start, end, bore), "steel", -1.0)


def receiver(
    x0: float, x1: float, y0: float, y1: float, width: float, material: str, rng: np.random.Generator
) -> Parts:
    """A housing with a bolt and springs in it."""
    return (
        Part(middle_block(x0, x1, y0, y1, width), material, rng.uniform(0.28, 0.45)),
        Part(rod((x0 + 20, 0, 0), (x1 - 10, 0, 0), rng.uniform(9, 13)), "steel", 0.65),
    )


def grip_of(x: float, y: float, rng: np.random.Generator, material: str = "plastic") -> Part:
    """A grip for the hand, its upper front corner at x, y."""
    lean, deep = rng.uniform(20, 40), rng.uniform(85, 110)
    outline = [(x, y), (x + rng.uniform(38, 48), y), (x + 36 - lean, y - deep), (x - lean, y - deep)]
    return Part(slab(outline, rng.uniform(26, 34)), material, 0.75)


def trigger(x: float, y: float) -> Parts:
    """The trigger in its guard, below x, y."""
    bend: list[Point] = [(x + 34, y, 0), (x + 30, y - 24, 0), (x + 18, y - 33, 0), (x - 22, y - 31, 0), (x - 34, y, 0)]
    return (*wire(bend, 3, "steel"), Part(slab([(x - 6, y), (x + 2, y), (x + 3, y - 22), (x, y - 24)], 6), "steel"))


def magazine_of(x: float, y: float, deep: float, bend: float, rng: np.random.Generator) -> Parts:
    """In two pieces, the lower one turned further forward; cartridges in it or not."""
    wide, thick, knee = rng.uniform(55, 72), rng.uniform(24, 30), deep * 0.5
    first, second = bend * 0.4, bend
    upper = [(x, y), (x + wide, y), (x + wide + first, y - knee), (x + first, y - knee)]
    lower = [upper[3], upper[2], (x + wide + second, y - deep + bend * 0.3), (x + second, y - deep - bend * 0.2)]
    skin, fill = ("plastic", 0.55) if rng.random() < 0.35 else ("steel", rng.uniform(0.16, 0.24))
    parts = [Part(slab(outline, thick), skin, fill) for outline in (upper, lower)]
    if rng.random() < 0.7:
        parts += [Part(slab(outline, thick * 0.7), "brass", rng.uniform(0.2, 0.4)) for outline in (upper, lower)]
    return tuple(parts)


def butt_stock(rng: np.random.Generator, length: float, drop: float, kind: str) -> Parts:
    """Behind x = 0: wood or polymer, a tube with a foot, or bent wire; of wood, a bolt through it."""
    if kind == "wire":
        corners: list[Point] = [
            (0, 5, 0),
            (-length, 0, 0),
            (-length, -drop - 40, 0),
            (-length + 30, -drop - 30, 0),
            (0, -30, 0),
        ]
        return tuple(Part(rod(a, b, 5), "steel") for a, b in pairwise(corners))
    if kind == "tube":
        butt = [
            (-length * 0.5, 10),
            (-length, 12),
            (-length, -drop - 60),
            (-length * 0.85, -drop - 60),
            (-length * 0.55, -22),
        ]
        return (
            Part(rod((0, -3, 0), (-length * 0.85, -3, 0), 15), "aluminium", 0.5),
            Part(rod((-8, -3, 0), (-length * 0.7, -3, 0), 10), "steel", 0.25),
            Part(slab(butt, 32), "plastic", rng.uniform(0.3, 0.5)),
        )
    neck = [(0, 10), (0, -32), (-length * 0.4, -drop * 0.4 - 42), (-length * 0.4, -drop * 0.4 + 4)]
    butt = [neck[3], neck[2], (-length, -drop - rng.uniform(80, 110)), (-length, -drop + 6)]
    fill = 1.15 if kind == "wood" else 0.45
    plate = [(-length, -drop + 6), (-length, -drop - 80), (-length - 7, -drop - 80), (-length - 7, -drop + 6)]
    return (
        Part(slab(neck, 36), kind, fill),
        Part(slab(butt, 40), kind, fill),
        Part(slab(plate, 40), "steel" if kind == "wood" else "rubber", 0.8),
    )


def sight(rng: np.random.Generator, x: float, y: float) -> Parts:
    """A telescope or a short red-dot tube on two feet."""
    length, radius = (rng.uniform(220, 330), 14) if rng.random() < 0.5 else (rng.uniform(80, 130), 17)
    tube = Part(rod((x, y, 0), (x + length, y, 0), radius), "aluminium", 0.4)
    lenses = Part(rod((x + length * 0.75, y, 0), (x + length, y, 0), radius + 8), "aluminium", 0.5)
    feet = (
        Part(middle_block(x + length * share, x + length * share + 15, 18, y - 8, 20), "aluminium", 0.9)
        for share in (0.3, 0.6)
    )
    return (tube, lenses, *feet)
