"""Tyres, rims, hubs and drums. Sizes as printed on tyres: 11R22.5, 295/80R22.5, 385/65R22.5, 205/55R16."""

import itertools
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.solids import Part, Point, Ring, Rings, ball, rod


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


def truck_tyre(rng: np.random.Generator) -> Tyre:
    """One of the usual sizes, more or less worn."""
    size = TRUCK_TYRES[int(rng.integers(len(TRUCK_TYRES)))]
    metal = "aluminium" if rng.random() < 0.25 else "steel"
    return Tyre(size.radius, size.width, size.rim, size.tread - float(rng.uniform(0, 9)), rim_metal=metal)


def tyre(kind: Tyre, centre: Point, axis: str = "z") -> list[Part]:
    """Rubber, steel belts, beads."""
    half, shoulder = kind.width / 2, kind.width * 0.40
    radius, rim = kind.radius, kind.rim
    walls: list[Ring] = []
    # A side wall bulges: its rubber lies nearer the middle at bead and shoulder than halfway.
    steps = np.linspace(rim + 8, radius - kind.tread, 5)
    for low, high in itertools.pairwise(steps):
        middle = (low + high) / 2
        wall = 7.0 if rim + 40 < middle < radius - kind.tread - 40 else 13.0
        bulge = half - 0.16 * kind.width * abs((middle - rim) / (radius - rim) - 0.55) * 2
        for end in (-1, 1):
            inner, outer = sorted((end * (bulge - wall), end * bulge))
            walls.append((float(low), float(high), inner, outer))
    tread = (radius - kind.tread, radius, -shoulder, shoulder)
    liner = (radius - kind.tread - 9, radius - kind.tread, -shoulder - 10, shoulder + 10)
    grooves = [(radius - 12, radius, z - 5, z + 5) for z in (-0.5 * shoulder, 0.0, 0.5 * shoulder)]
    beads = [(rim + 3, rim + 19, end * 0.38 * kind.width - 9, end * 0.38 * kind.width + 9) for end in (-1, 1)]
    belts = (radius - kind.tread - 5, radius - kind.tread - 1, -shoulder + 8, shoulder - 8)
    return [
        Part(Rings(centre, axis, (tread, liner)), "rubber"),
        Part(Rings(centre, axis, tuple(walls)), "rubber"),
        Part(Rings(centre, axis, tuple(grooves)), "rubber", -1.0),
        Part(Rings(centre, axis, (belts,)), "steel", 0.75),
        Part(Rings(centre, axis, tuple(beads)), "steel", 0.6),
    ]


def rim(kind: Tyre, centre: Point, side: int, axis: str = "z") -> list[Part]:
    """Barrel and disc; `side` is the way that the disc is dished."""
    half, seat = kind.width * 0.40, kind.rim
    thick = 5.5 if kind.rim_metal == "steel" else 10.0
    disc = side * kind.offset
    barrel = ((seat - thick - 6, seat - 6, -half, half), (seat - 6, seat + 16, -half - 4, -half + 2),
              (seat - 6, seat + 16, half - 2, half + 4))  # fmt: skip
    plate = sorted((disc - 6 * np.sign(side), disc + 6 * np.sign(side)))
    dish = sorted((disc, disc - side * 60.0))
    return [
        Part(Rings(centre, axis, barrel), kind.rim_metal),
        Part(Rings(centre, axis, ((140.0, 205.0, plate[0], plate[1]), (205.0, seat - 6, plate[0], plate[1]))),
             kind.rim_metal, 0.9),
        Part(Rings(centre, axis, ((seat - 50, seat - 38, dish[0], dish[1]),)), kind.rim_metal, 0.6),
    ]  # fmt: skip


def hub(centre: Point, side: int, *, drum: bool, reach: float = 150.0) -> list[Part]:
    """Hub and bearings outside the disc, drum or brake disc behind it, wheel nuts in a ring."""
    x, y, z = centre
    inwards = -side * 215.0

    def rings(inner: float, outer: float, start: float, end: float) -> Rings:
        return Rings(centre, "z", ((inner, outer, min(start, end), max(start, end)),))

    parts = [Part(rod((x, y, z - side * 60), (x, y, z + side * reach), 95), "cast_iron", 0.62),
             Part(rod((x, y, z - side * 50), (x, y, z + side * (reach - 25)), 44), "cast_iron", -0.5),
             Part(ball((x, y, z + side * reach), 70, 70, 30), "steel", 0.35)]  # fmt: skip
    if drum:
        shoes = inwards * 0.93
        parts += [
            Part(rings(205.0, 224.0, inwards, -side * 5.0), "cast_iron", 0.9),
            Part(rings(224.0, 234.0, inwards, -side * 5.0), "cast_iron", 0.9),
            Part(rings(95.0, 220.0, -side * 5.0, side * 12.0), "cast_iron", 0.8),
            Part(rings(182.0, 203.0, shoes, -side * 25.0), "ceramic", 0.75),
            Part(rings(168.0, 182.0, shoes, -side * 25.0), "steel", 0.35),
        ]
    else:
        parts.append(Part(rings(110.0, 215.0, inwards * 0.5 - 22, inwards * 0.5 + 23), "cast_iron", 0.8))
    # Ten nuts on a circle of 335 mm, as the ring of the same mass.
    parts.append(Part(rings(153.5, 181.5, side * 5.0, side * 50.0), "steel", 0.21))
    return parts


def wheel_end(kind: Tyre, x: float, side: int, track: float, *, twin: bool, drum: bool = True) -> list[Part]:
    """All that turns at one end of an axle; `track` is from the middle to the (outer) tyre's middle."""
    y = kind.radius * 0.97
    outer = (x, y, side * track)
    parts = tyre(kind, outer)
    if twin:
        spacing = kind.width + 48
        inner = (x, y, side * (track - spacing))
        dished = Tyre(kind.radius, kind.width, kind.rim, kind.tread, spacing / 2 - 8, kind.rim_metal)
        parts += [*tyre(kind, inner), *rim(dished, outer, -side), *rim(dished, inner, side)]
        parts += hub((x, y, side * (track - spacing / 2)), side, drum=drum)
    else:
        dished = Tyre(kind.radius, kind.width, kind.rim, kind.tread, 100.0, kind.rim_metal)
        parts += [*rim(dished, outer, side), *hub((x, y, side * (track + 60)), side, drum=drum, reach=90.0)]
    return parts
