"""Legs that a trailer stands on without its tractor: telescoping tubes, gearbox, cross shaft, crank, struts, feet."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, block, hollow, pin
from cargoscope_datasets.simulation.solids import Part, rod


def landing_gear(rng: np.random.Generator, x: float, frame_y: float, *, lifted: float) -> list[Part]:
    """Both legs.

    Args:
        rng: make and small things.
        x: of the legs, mm.
        frame_y: height of the frame's lower edge there, mm.
        lifted: height of the feet above the ground, mm.
    """
    outer, wall = float(rng.uniform(105, 135)), float(rng.uniform(5, 7))
    top, low = frame_y + float(rng.uniform(120, 260)), frame_y - float(rng.uniform(420, 480))
    z = float(rng.uniform(560, 700))
    parts: list[Part] = []
    for side in SIDES:
        middle = side * z
        parts += hollow(
            "steel",
            (x - outer / 2, x + outer / 2),
            (low, top),
            (middle - outer / 2, middle + outer / 2),
            wall,
            open_along="y",
        )
        inner = outer - 2 * wall - 6
        foot = max(lifted + 60, 130.0)
        parts += hollow(
            "steel",
            (x - inner / 2, x + inner / 2),
            (foot, top - 120),
            (middle - inner / 2, middle + inner / 2),
            wall,
            open_along="y",
        )
        # The screw that drives the inner tube, its nut and the bevel gears on top.
        parts += [
            Part(rod((x, foot + 40, middle), (x, top - 30, middle), 16), "steel"),
            Part(rod((x, top - 190, middle), (x, top - 120, middle), 36), "steel", 0.9),
            Part(rod((x, top - 62, middle), (x, top - 34, middle), 44), "cast_iron", 0.9),
            Part(rod((x, top - 85, middle - 40), (x, top - 85, middle - 18), 30), "cast_iron"),
            block("steel", x - 135, x + 135, foot - 70, foot - 58, middle - 130, middle + 130),
            pin(x, foot - 15, middle - 75, middle + 75, 16),
            *(
                block("steel", x + dx - 4, x + dx + 4, foot - 60, foot + 25, middle - 50, middle + 50)
                for dx in (-62, 62)
            ),
            block(
                "steel",
                x - 150,
                x + 150,
                top - 290,
                top - 20,
                middle - side * (outer / 2 + 10),
                middle - side * outer / 2,
            ),
        ]
        for y in np.arange(top - 270, top - 20, float(rng.uniform(45, 70))):
            for dx in (-105, 105):
                parts.append(
                    pin(x + dx, float(y), middle - side * (outer / 2 - 12), middle - side * (outer / 2 + 25), 9)
                )
        for way in (1, -1) if rng.random() < 0.4 else (1,):
            foot_of_strut = (x + 20, low + 70, middle)
            parts.append(
                bar(
                    foot_of_strut, (x + way * float(rng.uniform(500, 700)), frame_y - 10, middle), 55, 40, "steel", 0.32
                )
            )
            parts.append(pin(*foot_of_strut[:2], middle - 80, middle + 80, 12))
    parts.append(Part(rod((x, top - 85, -z), (x, top - 85, z), 15), "steel"))
    parts += hollow("steel", (x - 40, x + 40), (low + 150, low + 210), (-z, z), 5.0, open_along="z")
    return parts + _crank(rng, x, top - 85, -z)


def _crank(rng: np.random.Generator, x: float, y: float, z: float) -> list[Part]:
    """Gearbox on one leg with a shaft and a crank folded in its hook."""
    box = (x - 75, x + 95)
    out = z - 90
    fold = float(rng.uniform(180, 320))
    knee = (x + float(rng.uniform(-60, 60)), y - fold)
    return [
        *hollow("cast_iron", box, (y - 85, y + 75), (z - 150, z - 65), 9.0),
        Part(rod((x - 20, y, z - 140), (x - 20, y, z - 75), 52), "steel", 0.85),
        Part(rod((x + 52, y - 20, z - 140), (x + 52, y - 20, z - 75), 27), "steel", 0.9),
        pin(x, y, out - 190, out, 14),
        Part(rod((x, y, out - 180), (*knee, out - 180), 12), "steel"),
        Part(rod((*knee, out - 180), (*knee, out - 40), 13), "steel"),
    ]
