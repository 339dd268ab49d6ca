"""What people have on them and about them: buckle, phone, a bag, what they sit on; mm."""

import numpy as np

from cargoscope_datasets.simulation.human import Grown
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.shapes import Parts, block, case
from cargoscope_datasets.simulation.solids import Part, ball, brick


def pockets(rng: np.random.Generator, someone: Grown) -> Parts:
    """At times a belt buckle, at times a phone in a trouser pocket."""
    unit, lean = someone.unit, someone.stance.lean
    parts: list[Part] = []
    if rng.random() < 0.3:
        turn = rotation(0, -lean, 0)
        x, y, z = (turn @ (113 * unit * someone.girth, 60 * unit, 0)).tolist()
        parts.append(Part(brick((x, y + 900 * unit, z), (5, 38, 55), turn), "steel", 0.6))
    if rng.random() < 0.35:
        side = int(rng.integers(2))
        turn = rotation(0, someone.stance.thighs[side], 0)
        x, y, z = (turn @ (82 * unit * someone.girth, -150 * unit, 0)).tolist()
        aside = (90 if side == 0 else -90) * unit * someone.girth
        parts.append(Part(brick((x, y + 900 * unit, z + aside), (9, 150, 72), turn), "aluminium", 0.7))
    return tuple(parts)


def seat(rng: np.random.Generator, someone: Grown, low: float) -> Parts:
    """A crate or a sack under somebody who sits, from the floor up to the thighs."""
    unit = someone.unit
    top, half = (900 - 91 * someone.girth) * unit, 200 * unit * someone.girth
    x0, x1 = -170 * unit * someone.girth, rng.uniform(150, 260) * unit
    if rng.random() < 0.6:
        return case(x0, x1, low, top, -half, half, rng.uniform(8, 18), "wood" if rng.random() < 0.6 else "plastic")
    return (
        Part(block(x0, x1, low, top - 40, -half, half), str(rng.choice(["textile", "grain"])), rng.uniform(0.2, 0.5)),
        Part(block(x0 + 30, x1 - 30, top - 40, top, 30 - half, half - 30), "textile", 0.25),
    )


def bag(rng: np.random.Generator, x0: float, x1: float) -> Parts:
    """A rucksack or a holdall with clothes, a bottle and something of metal, on y = 0, near an end of x0..x1."""
    long, high, deep = rng.uniform(280, 480), rng.uniform(230, 420), rng.uniform(160, 260)
    x = x0 - long * 0.4 if rng.random() < 0.5 else x1 + long * 0.4
    z = rng.normal(0, 120)
    bottle = ball((x + rng.uniform(-0.25, 0.25) * long, high * 0.45, z), 36, min(110, high * 0.4), 36)
    tin = (x + rng.uniform(-0.25, 0.25) * long, high * 0.3, z)
    return (
        Part(block(x - long / 2, x + long / 2, 0, high * 0.85, z - deep / 2, z + deep / 2), "textile", 0.12),
        Part(ball((x, high * 0.8, z), long * 0.48, high * 0.2, deep * 0.48), "textile", 0.1),
        Part(bottle, "water", 0.9),
        Part(brick(tin, (90, 45, 60)), "steel", 0.2),
    )
