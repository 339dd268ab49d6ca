"""Door end of a freight container: two leafs with locking bars, cams, handles, hinges and gaskets."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.corner_frame import Shell
from cargoscope_datasets.simulation.conveyances.corrugation import end_wall
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow
from cargoscope_datasets.simulation.solids import Part, ball, rod

LEAF_MM = 52.0


def doors(rng: np.random.Generator, shell: Shell, *, insulated: bool) -> list[Part]:
    """Both leafs and their gear, at the end of larger x."""
    x = shell.length - 12
    low, high = 140.0, shell.height - 110
    parts: list[Part] = []
    for side in SIDES:
        parts += _leaf(x, (low, high), side, insulated=insulated)
        bars = sorted(float(z) for z in rng.uniform([230, 800], [420, 980]))
        for z in bars:
            parts += _locking_bar(rng, x + float(rng.uniform(16, 26)), (low, high), side * z)
        for y in np.linspace(low + 140, high - 140, int(rng.integers(4, 6))):
            parts.append(block("steel", x - 25, x + 18, y - 45, y + 45, side * 1120, side * 1195, 0.3))
            parts.append(Part(rod((x + 12, y - 60, side * 1170), (x + 12, y + 60, side * 1170), 9), "steel"))
        parts += _gear(rng, x, (low, high), side)
    if not insulated:
        parts.append(block("aluminium", x + 1, x + 3, 900, 1200, 200, 800))
    return parts


def _gear(rng: np.random.Generator, x: float, y: tuple[float, float], side: int) -> list[Part]:
    """Lips of seals, keepers, plates and weld all along the edge, no two alike."""
    parts = []
    at = y[0]
    while at < y[1] - 80:
        tall, out = float(rng.uniform(20, 80)), float(rng.uniform(4, 24))
        fill = float(rng.uniform(0.04, 0.25))
        parts.append(
            block("steel", x - float(rng.uniform(0, 22)), x + out, at, at + tall, side * 1100, side * 1200, fill)
        )
        at += tall + float(rng.uniform(0, 60))
    return parts


def _leaf(x: float, y: tuple[float, float], side: int, *, insulated: bool) -> list[Part]:
    low, high = y
    inner, outer = side * 12, side * 1150
    gaskets = [
        block("rubber", x - 30, x - 4, low - 18, low + 8, inner, outer, 0.5),
        block("rubber", x - 30, x - 4, high - 8, high + 18, inner, outer, 0.5),
        block("rubber", x - 30, x - 4, low, high, outer, outer + side * 24, 0.5),
    ]
    if insulated:
        return [
            block("steel", x - 1.5, x, low, high, inner, outer),
            block("foam", x - 78, x - 1.5, low, high, inner, outer, 1.1),
            block("aluminium", x - 79.5, x - 78, low, high, inner, outer),
            *gaskets,
        ]
    half = abs(outer - inner) / 2
    panel = [
        Part(part.solid, part.material, part.fill * half / 1150)
        for part in end_wall(x - 2, -1, (low + 90, high - 90), 1150, 2.0)
    ]
    parts = [*panel, *gaskets]
    for ends in ((low, low + 100), (high - 100, high)):
        parts += hollow("steel", (x - LEAF_MM, x), ends, (inner, outer), 3.2, open_along="z")
    for z in (inner + side * 45, outer - side * 45):
        parts += hollow("steel", (x - LEAF_MM, x), (low + 100, high - 100), (z - 45, z + 45), 3.2, open_along="y")
    return parts


def _locking_bar(rng: np.random.Generator, x: float, y: tuple[float, float], z: float) -> list[Part]:
    """A tube from cam to cam with its guides, and a handle at a man's height."""
    low, high = y[0] - 60, y[1] + 50
    parts = [
        Part(rod((x, low, z), (x, high, z), 17), "steel"),
        Part(rod((x, low, z), (x, high, z), 13.5), "steel", -1.0),
    ]
    for end in (low, high):
        parts.append(block("steel", x - 22, x + 26, end - 38, end + 38, z - 24, z + 24, 0.75))
        parts.append(block("cast_iron", x - 34, x - 8, end - 50, end + 30, z - 45, z + 45, 0.5))
    for place in (0.2, float(rng.uniform(0.42, 0.5)), 0.8):
        middle = low + place * (high - low)
        parts.append(block("steel", x - 20, x + 22, middle - 30, middle + 30, z - 32, z + 32, 0.45))
    grip = low + float(rng.uniform(0.36, 0.42)) * (high - low)
    reach = -np.sign(z) * 420 if abs(z) > 600 else np.sign(z) * 420
    parts.append(block("steel", x + 14, x + 24, grip - 14, grip + 14, z, z + reach))
    parts.append(block("steel", x - 10, x + 28, grip - 40, grip + 40, z + reach * 0.75, z + reach * 0.9, 0.4))
    parts.append(Part(ball((x + 22, grip, z + reach), 9), "steel"))
    return parts
