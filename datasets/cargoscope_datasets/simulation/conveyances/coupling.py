"""Where trailer and tractor join: kingpin and its plate, the fifth wheel and its feet."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, pin, plate
from cargoscope_datasets.simulation.solids import Part, Ring, Rings, rod

KINGPIN_DROP = 86.0
"""How far a 2 inch kingpin reaches below its plate (ISO 337)."""


def kingpin(rng: np.random.Generator, x: float, y: float) -> list[Part]:
    """The pin and the rubbing plate, whose lower face is at y."""
    rings: tuple[Ring, ...] = ((0, 36.5, -KINGPIN_DROP, -62), (0, 25.4, -62, -28), (0, 36.5, -28, 0), (0, 90, 8, 22))
    reach = x - float(rng.uniform(350, 650)), x + float(rng.uniform(300, 900))
    return [Part(Rings((x, y, 0.0), "y", rings), "steel"),
            block("steel", *reach, y, y + float(rng.uniform(7, 9)), -560, 560)]  # fmt: skip


def fifth_wheel(rng: np.random.Generator, x: float, top: float, frame_y: float) -> list[Part]:
    """A cast plate that slopes off behind, on two feet with rubber bearings, its lock below.

    Args:
        rng: make.
        x: of the kingpin, mm.
        top: height of the plate, mm.
        frame_y: height of the tractor frame's upper edge, mm.
    """
    front, back = float(rng.uniform(380, 430)), float(rng.uniform(470, 540))
    tilt = float(rng.uniform(10, 60))
    profile = ((x - front, top - 12), (x - front + 40, top), (x + 250, top), (x + back, top - 60 - tilt),
               (x + back - 25, top - 78 - tilt), (x + 240, top - 30), (x - front, top - 34))  # fmt: skip
    parts = [plate(profile, side * 290, 320.0, "cast_iron", 0.75) for side in SIDES]
    parts += [
        Part(Rings((x, top - 60, 0.0), "y", ((60, 150, -45, 40),)), "cast_iron", 0.8),
        block("cast_iron", x - 260, x + 180, top - 105, top - 34, -120, 120, 0.55),
        Part(rod((x + 60, top - 85, -20), (x + 90, top - 85, -520), 15), "steel"),
        block("steel", x + 40, x + 110, top - 110, top - 70, -240, -170, 0.7),
        block("steel", x - 260, x + 260, frame_y, frame_y + 14, -460, 460),
    ]
    for side in SIDES:
        z = side * 360
        foot = ((x - 230, frame_y + 14), (x + 230, frame_y + 14), (x + 85, top - 75), (x + 60, top - 40),
                (x - 60, top - 40), (x - 85, top - 75))  # fmt: skip
        parts += [plate(foot, z + dz, 18.0, "cast_iron") for dz in (-70, 70)]
        parts += [
            pin(x, top - 62, z - 100, z + 100, 28),
            block("rubber", x - 75, x + 75, top - 96, top - 74, z - 60, z + 60),
        ]
        for dx in (-190, -130, 130, 190):
            parts.append(Part(rod((x + dx, frame_y - 30, z), (x + dx, frame_y + 40, z), 12), "steel"))
            parts.append(Part(rod((x + dx, frame_y + 14, z), (x + dx, frame_y + 30, z), 20), "steel"))
    return parts
