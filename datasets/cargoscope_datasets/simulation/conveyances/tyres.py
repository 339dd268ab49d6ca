"""Tyres, upright and lying. Sizes as printed on them: 11R22.5, 295/80R22.5, 385/65R22.5, 205/55R16."""

import itertools
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.solids import Part, Point, Ring, Rings


@dataclass(frozen=True, slots=True)
class Tyre:
    """A tyre and the rim that it sits on.

    Attributes:
        radius, width: of the tyre, mm.
        rim: radius of the rim's bead seat, mm.
        tread: thickness of rubber under the road, mm.
        offset: of the wheel's disc from the middle of the rim, outwards positive, mm.
        rim_metal: material of the rim.
    """

    radius: float
    width: float
    rim: float = 285.75
    tread: float = 24.0
    offset: float = 0.0
    rim_metal: str = "steel"


TRUCK_TYRES = (Tyre(526, 272, tread=26), Tyre(522, 298, tread=25), Tyre(507, 276, tread=23), Tyre(512, 255, tread=22))
_PLIES = 9.0
"""Carcass and liner under the belts, mm."""
_THINNEST = 0.55
"""Where between bead and shoulder a side wall bends most and is thinnest."""
_LAYERS = 10
"""Of equal chord in which a side wall grows towards bead and shoulder: steps too small to see."""
_SLICES = 18
"""Across a lying tyre."""


def truck_tyre(rng: np.random.Generator) -> Tyre:
    """One of the usual sizes, more or less worn."""
    size = TRUCK_TYRES[int(rng.integers(len(TRUCK_TYRES)))]
    metal = "aluminium" if rng.random() < 0.25 else "steel"
    return Tyre(size.radius, size.width, size.rim, size.tread - float(rng.uniform(0, 9)), rim_metal=metal)


def tyre(kind: Tyre, centre: Point) -> list[Part]:
    """An upright one, which rays meet along its axis: rubber, steel belts, beads.

    Rings of the same ends are drawn together, so a chord that swells smoothly is a stack of rings in each other.
    """
    shoulder, radius, bead = kind.width * 0.40, kind.radius, kind.rim + 6
    under = radius - kind.tread - _PLIES
    # The crown is rounded across: less of its width is met at the road than under it. A fifth of it is grooves.
    crown = [(under + 2.0 * step, radius - 3.2 * (3 - step), -shoulder, shoulder) for step in range(4)]
    belts = (radius - kind.tread - 5, radius - kind.tread - 1, -shoulder + 8, shoulder - 8)
    beads = [(kind.rim + 3, kind.rim + 19, end * 0.38 * kind.width - 9, end * 0.38 * kind.width + 9) for end in (-1, 1)]
    return [
        Part(Rings(centre, "z", tuple(crown)), "rubber", 0.21),
        Part(Rings(centre, "z", tuple(_walls(kind, bead, under))), "rubber"),
        Part(Rings(centre, "z", (belts,)), "steel", 0.75),
        Part(Rings(centre, "z", tuple(beads)), "steel", 0.6),
    ]


def _walls(kind: Tyre, bead: float, under: float) -> list[Ring]:
    """Both side walls: a sheet that rays pass ever more aslant, and that thickens, towards bead and shoulder."""
    thin, grown = 0.026 * kind.width, 0.13 * kind.width
    layer = grown / _LAYERS
    middle = bead + _THINNEST * (under - bead)
    walls: list[Ring] = []
    for end in (-1, 1):
        z = end * 0.44 * kind.width
        walls.append((bead - 4, under, z - thin / 2, z + thin / 2))
        for number in range(_LAYERS):
            share = ((number + 0.5) / _LAYERS) ** 0.5
            low, high = middle - share * (middle - bead), middle + share * (under - middle)
            walls += [(bead - 4, low, z - layer / 2, z + layer / 2), (high, under, z - layer / 2, z + layer / 2)]
    return walls


def lying_tyre(kind: Tyre, centre: Point) -> list[Part]:
    """One whose axis is upright: its section, which rays meet across, in slices."""
    edges = np.linspace(-1, 1, _SLICES + 1)
    wall, half = 0.035 * kind.width, kind.width / 2
    walled = 1 - wall / half
    rubber: list[Ring] = []
    for low, high in itertools.pairwise(edges.tolist()):
        middle = abs(low + high) / 2
        inner, outer = _foot(kind, middle), _crown(kind, middle)
        y = (float(low) * half, float(high) * half)
        if middle >= walled:
            rubber.append((inner, outer, *y))
            continue
        cave = _crown(kind, middle / walled) - (kind.tread + _PLIES) * (1 - 0.4 * middle)
        rubber.append((cave, outer, *y))
        if (lining := _foot(kind, min(middle / walled, 1.0))) > inner:
            rubber.append((inner, lining + wall, *y))
    belt = (kind.radius - kind.tread - 5, kind.radius - kind.tread - 1, -0.36 * kind.width, 0.36 * kind.width)
    beads = [(kind.rim + 3, kind.rim + 19, end * 0.38 * kind.width - 9, end * 0.38 * kind.width + 9) for end in (-1, 1)]
    return [
        Part(Rings(centre, "y", tuple(rubber)), "rubber", 0.9),
        Part(Rings(centre, "y", (belt,)), "steel", 0.75),
        Part(Rings(centre, "y", tuple(beads)), "steel", 0.6),
    ]  # fmt: skip


def _crown(kind: Tyre, across: float) -> float:
    """Outer radius at a share of half the width: flat under the road, rounded off at the shoulders."""
    middle = (kind.rim + kind.radius) / 2
    return middle + (kind.radius - middle) * float((1 - min(across, 1.0) ** 4) ** (1 / 3))


def _foot(kind: Tyre, across: float) -> float:
    """Inner radius at a share of half the width: open to the rim between the beads, then up the side walls."""
    middle = (kind.rim + kind.radius) / 2
    return kind.rim + (middle - kind.rim) * float(np.power(max(across - 0.78, 0.0) / 0.22, 1.6))
