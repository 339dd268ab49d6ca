"""Tank containers: a vessel of stainless steel in a 20 ft frame (tare 3.5-4.2 t, 24,000-26,000 l)."""

import itertools
from math import sqrt

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.conveyances.corner_frame import (
    CASTING,
    HALF_WIDTH,
    LENGTHS_MM,
    STANDARD_MM,
    Shell,
    castings,
)
from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, block, hollow
from cargoscope_datasets.simulation.solids import Part, Ring, Rings, rod

DISH = 0.27
"""How far the ends are dished, in radii of the vessel."""


def tank_box(rng: np.random.Generator) -> Conveyance:
    """A tank container on the ground; its outlet is at the end of larger x."""
    shell = Shell(LENGTHS_MM[20], STANDARD_MM)
    radius, y = float(rng.uniform(1110, 1170)), STANDARD_MM / 2 + 40
    ends = (float(rng.uniform(420, 560)), LENGTHS_MM[20] - float(rng.uniform(420, 560)))
    wall, jacket = float(rng.uniform(5.4, 6.6)), float(rng.uniform(40, 55))
    parts = [*castings(shell), *_frame(rng, shell), *_vessel(ends, y, radius - jacket, wall)]
    parts += [_shell(ends, y, radius - 1, jacket - 1, "foam"), _shell(ends, y, radius, 1.0, "aluminium")]
    parts += _top(rng, ends, y + radius) + _outlet(ends[1] + 260, y - radius * 0.6)
    inner = radius - jacket - wall
    dish = inner * DISH - wall
    room = Room(ends[0] - dish, ends[1] + dish, y - inner, y + inner, -inner, inner)
    places = (
        Place("wall", Room(ends[0], ends[1], y - radius, y + radius, radius - jacket, radius)),
        Place("frame", Room(20, 160, 150, 2400, -1200, -1090)),
    )
    return Conveyance("tank_20", tuple(parts), (Hold(room, 26000.0, None, "tank", room.y1),), places)


def _shell(ends: tuple[float, float], y: float, radius: float, wall: float, material: str, fill: float = 1.0) -> Part:
    """A hollow cylinder with dished ends, these as steps of rings."""
    dish, slope = radius * DISH, np.linspace(0, 1, 33)
    rings: list[Ring] = [(radius - wall, radius, ends[0], ends[1])]
    for low, high in itertools.pairwise(slope):
        middle = (low + high) / 2
        outer = radius * sqrt(1 - middle**2)
        inner = (radius - wall) * sqrt(max(0.0, 1 - (middle * dish / (dish - wall)) ** 2))
        rings.append((inner, outer, ends[1] + low * dish, ends[1] + high * dish))
        rings.append((inner, outer, ends[0] - high * dish, ends[0] - low * dish))
    return Part(Rings((0.0, y, 0.0), "x", tuple(rings)), material, fill)


def _vessel(ends: tuple[float, float], y: float, radius: float, wall: float) -> list[Part]:
    hoops: list[Ring] = [
        (radius, radius + 12, float(x), float(x) + 60) for x in np.linspace(ends[0] + 500, ends[1] - 500, 3)
    ]
    return [
        _shell(ends, y, radius, wall, "stainless"),
        Part(Rings((0.0, y, 0.0), "x", tuple(hoops)), "stainless", 0.35),
    ]


def _frame(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """End frames of square tube with diagonals, and rails."""
    parts: list[Part] = []
    length, height = shell.length, shell.height
    for x in ((20.0, 150.0), (length - 150, length - 20)):
        for side in SIDES:
            parts += hollow(
                "steel",
                x,
                (CASTING[1], height - CASTING[1]),
                (side * (HALF_WIDTH - 4), side * (HALF_WIDTH - 134)),
                7.5,
                open_along="y",
            )
        for y in ((20.0, 130.0), (height - 120, height - 20)):
            parts += hollow("steel", x, y, (-1060, 1060), 7.5, open_along="z")
    for side in SIDES:
        z = side * (HALF_WIDTH - 60)
        for rail in (70.0, *((height - 70,) if rng.random() < 0.6 else ())):
            parts += hollow("steel", (150, length - 150), (rail - 45, rail + 45), (z - 45, z + 45), 4.5, open_along="x")
        for end, way in ((150.0, 1), (length - 150, -1)):
            for foot, rise in ((130.0, 1), (height - 130, -1)):
                parts.append(bar((end, foot, z), (end + way * 620, foot + rise * 420, z), 80, 60, "steel", 0.25))
    # Skirts that carry the vessel's ends.
    for x in ((140.0, 430.0), (length - 430, length - 140)):
        parts.append(Part(Rings((0.0, height / 2 + 40, 0.0), "x", ((1045, 1050, *x),)), "steel"))
    return parts


def _top(rng: np.random.Generator, ends: tuple[float, float], y: float) -> list[Part]:
    """Manhole, relief valve, air line and a walkway."""
    x = (ends[0] + ends[1]) / 2 + float(rng.uniform(-300, 300))
    parts = [
        Part(rod((x, y - 120, 0), (x, y - 5, 0), 250), "stainless", 0.12),
        Part(rod((x, y - 12, 0), (x, y + 6, 0), 270), "stainless", 0.8),
        block("aluminium", ends[0], ends[1], y - 10, y + 8, 420, 900, 0.22),
    ]
    for dx in (float(rng.uniform(420, 700)), -float(rng.uniform(420, 700))):
        parts += [Part(rod((x + dx, y - 90, 0), (x + dx, y + 20, 0), 55), "stainless", 0.6),
                  Part(rod((x + dx, y - 60, 0), (x + dx, y - 45, 0), 95), "stainless", 0.8)]  # fmt: skip
    return parts


def _outlet(x: float, y: float) -> list[Part]:
    """Foot valve and butterfly valve with their flange."""
    return [
        Part(rod((x - 160, y, 0), (x + 60, y - 60, 0), 50), "stainless", 0.5),
        Part(rod((x + 40, y - 55, 0), (x + 60, y - 60, 0), 100), "stainless", 0.9),
        Part(rod((x + 60, y - 60, 0), (x + 110, y - 72, 0), 75), "stainless", 0.7),
        block("steel", x + 70, x + 90, y - 60, y + 130, 60, 75),
    ]


SHARES: dict[str, tuple[float, Builder]] = {"tank_20": (0.02, tank_box)}
