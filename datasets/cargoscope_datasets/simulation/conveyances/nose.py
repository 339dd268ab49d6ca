"""The front end of a semi-trailer: a plate across, cheeks that slope up to the box, and the couplings of its lines."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, plate
from cargoscope_datasets.simulation.solids import Part, Point, frustum, rod


def end_plate(rng: np.random.Generator, x: float, low: float, top: float) -> list[Part]:
    """Across the beams' ends, its upper edge at `top`."""
    half = float(rng.uniform(520, 1000))
    return [block("steel", x - float(rng.uniform(8, 14)), x, low - float(rng.uniform(0, 40)), top, -half, half)]


def cheeks(rng: np.random.Generator, x: float, box_x: float, low: float, top: float) -> list[Part]:
    """Plates from the nose's end up to the front of the box, one pair or two.

    Args:
        rng: make.
        x: of the end plate, mm.
        box_x: of the box's front, mm.
        low: of the beams there, mm.
        top: of the beams, mm.
    """
    parts = []
    rise, foot = float(rng.uniform(60, 260)), float(rng.uniform(0, 80))
    for z in (480.0, float(rng.uniform(700, 1100)))[: int(rng.integers(1, 3))]:
        back = box_x - float(rng.uniform(5, 30))
        outline = ((x, low + foot), (x, top + rise * 0.15), (back, top + rise), (back, low + foot * 0.4))
        parts += [plate(outline, side * z, float(rng.uniform(4, 7))) for side in SIDES]
    return parts


def couplings(rng: np.random.Generator, x: float, low: float, top: float) -> tuple[list[Part], tuple[Point, ...]]:
    """Tapered pieces on the end plate that the air lines and the cable are plugged onto, and where these begin."""
    parts: list[Part] = []
    tips: list[Point] = []
    y, step = low + float(rng.uniform(0.35, 0.7)) * (top - low), float(rng.uniform(40, 62))
    for number in range(int(rng.integers(2, 5))):
        z, at = float(rng.uniform(-450, 450)), y + (number - 1) * step
        tip = (x - float(rng.uniform(125, 165)), at - float(rng.uniform(0, 25)), z)
        thick = float(rng.uniform(11, 15))
        parts += [
            Part(frustum((x, at, z), tip, thick, thick * 0.7, 8), "aluminium", 0.9),
            Part(rod((x - 22, at - 2, z), (x - 4, at, z), thick * 1.7), "steel", 0.7),
            block("steel", x - 8, x, at - 40, at + 40, z - 45, z + 45),
        ]
        tips.append(tip)
    return parts, tuple(tips)
