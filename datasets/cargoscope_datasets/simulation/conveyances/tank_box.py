"""Tank containers: a vessel of stainless steel in a 20 ft frame (tare 3.5-4.2 t, 24,000-26,000 l)."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.conveyances.corner_frame import CASTING, HALF_WIDTH, LENGTHS_MM, STANDARD_MM
from cargoscope_datasets.simulation.conveyances.corner_frame import Shell, castings
from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, block, hollow
from cargoscope_datasets.simulation.solids import Part, Union, ball, rod


def tank_box(rng: np.random.Generator) -> Conveyance:
    """A tank container on the ground; its outlet is at the end of larger x."""
    shell = Shell(LENGTHS_MM[20], STANDARD_MM)
    radius, y = float(rng.uniform(1110, 1170)), STANDARD_MM / 2 + 40
    ends = (float(rng.uniform(420, 560)), LENGTHS_MM[20] - float(rng.uniform(420, 560)))
    wall, jacket = float(rng.uniform(4.4, 5.6)), float(rng.uniform(40, 55))
    parts = [*castings(shell), *_frame(rng, shell), *_vessel(ends, y, radius - jacket, wall)]
    parts += [Part(_pill(ends, y, radius), "foam", 1.0), Part(_pill(ends, y, radius - jacket), "foam", -1.0),
              Part(_pill(ends, y, radius), "aluminium"), Part(_pill(ends, y, radius - 1.0), "aluminium", -1.0)]  # fmt: skip
    parts += _top(rng, ends, y + radius) + _outlet(ends[1] + 260, y - radius * 0.6)
    inner = radius - jacket - wall
    room = Room(ends[0] - 200, ends[1] + 200, y - inner, y + inner, -inner, inner)
    places = (
        Place("wall", Room(ends[0], ends[1], y - radius, y + radius, radius - jacket, radius)),
        Place("frame", Room(20, 160, 150, 2400, -1200, -1090)),
    )
    return Conveyance("tank_20", tuple(parts), (Hold(room, 26000.0, None, "tank", room.y1),), places)


def _pill(ends: tuple[float, float], y: float, radius: float) -> Union:
    """A cylinder with dished ends."""
    dish = radius * 0.27
    return Union((rod((ends[0], y, 0), (ends[1], y, 0), radius), ball((ends[0], y, 0), dish, radius, radius),
                  ball((ends[1], y, 0), dish, radius, radius)))  # fmt: skip


def _vessel(ends: tuple[float, float], y: float, radius: float, wall: float) -> list[Part]:
    parts = [Part(_pill(ends, y, radius), "stainless"), Part(_pill(ends, y, radius - wall), "stainless", -1.0)]
    for x in np.linspace(ends[0] + 500, ends[1] - 500, 3):
        parts += [Part(rod((float(x), y, 0), (float(x) + 60, y, 0), radius + 12), "stainless", 0.35),
                  Part(rod((float(x), y, 0), (float(x) + 60, y, 0), radius), "stainless", -0.35)]  # fmt: skip
    return parts


def _frame(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """End frames of square tube with diagonals, and rails."""
    parts: list[Part] = []
    length, height = shell.length, shell.height
    for x in ((20.0, 150.0), (length - 150, length - 20)):
        for side in SIDES:
            parts += hollow("steel", x, (CASTING[1], height - CASTING[1]), (side * (HALF_WIDTH - 4), side * (HALF_WIDTH - 134)), 6.0, open_along="y")
        for y in ((20.0, 130.0), (height - 120, height - 20)):
            parts += hollow("steel", x, y, (-1060, 1060), 6.0, open_along="z")
    for side in SIDES:
        z = side * (HALF_WIDTH - 60)
        for y in (70.0, *((height - 70,) if rng.random() < 0.6 else ())):
            parts += hollow("steel", (150, length - 150), (y - 45, y + 45), (z - 45, z + 45), 4.5, open_along="x")
        for x, way in ((150.0, 1), (length - 150, -1)):
            for y, rise in ((130.0, 1), (height - 130, -1)):
                parts.append(bar((x, y, z), (x + way * 620, y + rise * 420, z), 80, 60, "steel", 0.25))
    # Skirts that carry the vessel's ends.
    for x in ((140.0, 430.0), (length - 430, length - 140)):
        parts += [Part(rod((x[0], height / 2 + 40, 0), (x[1], height / 2 + 40, 0), 1050), "steel"),
                  Part(rod((x[0], height / 2 + 40, 0), (x[1], height / 2 + 40, 0), 1045), "steel", -1.0)]  # fmt: skip
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
