"""Air brakes at an axle: chambers, slack adjusters, camshafts, hoses."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.lines import hose
from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, pin
from cargoscope_datasets.simulation.solids import Part, ball, rod


def brake(rng: np.random.Generator, x: float, y: float, side: int, *, spring: bool, behind: int) -> list[Part]:
    """Chamber, adjuster and camshaft of one wheel.

    Args:
        rng: how each is turned.
        x: of the axle's middle, mm.
        y: of the axle's middle, mm.
        side: of the vehicle.
        spring: a parking brake's second chamber.
        behind: 1 where the chamber lies behind the axle, -1 before it.
    """
    z = side * float(rng.uniform(380, 480))
    cam = (x + behind * float(rng.uniform(95, 150)), y + float(rng.uniform(20, 70)))
    arm = (cam[0] + behind * float(rng.uniform(5, 45)), cam[1] + float(rng.uniform(120, 150)))
    parts = [
        pin(*cam, z - side * 60, side * 830, 20),
        bar((*cam, z), (*arm, z), 46, 24, "steel", 0.8),
        Part(ball((*cam, z), 44, 44, 20), "steel", 0.8),
        pin(*arm, z - 24, z + 24, 11),
    ]
    return parts + _chamber(rng, arm, z, spring=spring, away=behind)


def _chamber(rng: np.random.Generator, arm: tuple[float, float], z: float, *, spring: bool, away: int) -> list[Part]:
    """A pot of sheet steel clamped around a diaphragm; its rod pushes the adjuster's arm."""
    tilt = float(rng.uniform(-0.25, 0.3))
    along = np.array([-away * np.cos(tilt), np.sin(tilt)])
    base = np.asarray(arm) + along * float(rng.uniform(105, 140))

    def at(step: float) -> tuple[float, float, float]:
        spot = base + along * step
        return float(spot[0]), float(spot[1]), z

    radius = float(rng.uniform(76, 92))
    parts = [
        Part(rod((*arm, z), at(10), 8.5), "steel"),
        Part(rod(at(0), at(48), radius * 0.86), "steel", 0.16),
        Part(rod(at(44), at(58), radius), "steel", 0.55),
        Part(rod(at(56), at(98), radius * 0.86), "steel", 0.13),
        Part(rod(at(-30), at(4), 14), "steel", 0.7),
    ]
    if spring:
        parts += [
            Part(rod(at(96), at(106), radius * 1.02), "aluminium"),
            Part(rod(at(104), at(196), radius * 0.95), "steel", 0.19),
            Part(rod(at(110), at(188), radius * 0.55), "steel", 0.28),
            Part(rod(at(190), at(222), 17), "steel", 0.8),
        ]
    end = at(70)
    up = (end[0] + float(rng.uniform(-200, 200)), end[1] + float(rng.uniform(180, 300)), z * 0.75)
    return parts + hose(rng, (end[0], end[1] + radius, z), up, 8.0, sag=float(rng.uniform(-40, 60)))


def brakes(rng: np.random.Generator, x: float, y: float, *, spring: bool, behind: int) -> list[Part]:
    """Of both sides of an axle."""
    return [part for side in SIDES for part in brake(rng, x, y, side, spring=spring, behind=behind)]
