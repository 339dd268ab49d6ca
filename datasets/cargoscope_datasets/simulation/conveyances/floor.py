"""Floor of a dry container: plywood on cross members, fork pockets or a tunnel for a chassis' neck, lashing rings."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.corner_frame import HALF_WIDTH, Shell
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, channel_across
from cargoscope_datasets.simulation.solids import Part, rod

PLYWOOD_MM = 28.0
BEAM_TOP = 134.0
TUNNEL_HALF_WIDTH = 514.0


def floor(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """All below the goods, and the rings along the walls."""
    inside = (130.0, shell.length - 110)
    parts = [
        block("wood", *inside, BEAM_TOP, BEAM_TOP + PLYWOOD_MM, -HALF_WIDTH + 45, HALF_WIDTH - 45, 1.15),
        block("steel", *inside, BEAM_TOP, BEAM_TOP + PLYWOOD_MM, -3, 3),
    ]
    tunnel = 3300.0 if shell.length > 12000 else 0.0
    parts += _cross_members(rng, shell, tunnel)
    if tunnel:
        parts += _tunnel(tunnel)
    elif rng.random() < 0.8:
        parts += _fork_pockets(shell.length / 2)
    parts += _lashing_rings(rng, shell)
    return parts


def _cross_members(rng: np.random.Generator, shell: Shell, tunnel: float) -> list[Part]:
    parts: list[Part] = []
    pitch, wall = float(rng.uniform(285, 330)), float(rng.uniform(3.8, 4.6))
    z = HALF_WIDTH - 55
    x = 210.0
    while x < shell.length - 200:
        wide = 75.0 if rng.random() < 0.14 else float(rng.uniform(40, 50))
        at = x + float(rng.normal(0, 5))
        if x < tunnel:
            parts += channel_across(at, (BEAM_TOP - 122, BEAM_TOP), (-z, -TUNNEL_HALF_WIDTH), wide, wall)
            parts += channel_across(at, (BEAM_TOP - 122, BEAM_TOP), (TUNNEL_HALF_WIDTH, z), wide, wall)
        else:
            parts += channel_across(at, (BEAM_TOP - 122, BEAM_TOP), (-z, z), wide, wall)
        x += pitch * float(rng.choice([1.0, 0.6], p=[0.93, 0.07]))
    return parts


def _tunnel(length: float) -> list[Part]:
    parts = [block("steel", 60, length, BEAM_TOP - 5, BEAM_TOP - 2, -TUNNEL_HALF_WIDTH, TUNNEL_HALF_WIDTH)]
    parts.append(block("steel", length - 12, length + 90, BEAM_TOP - 122, BEAM_TOP, -900, 900, 0.12))
    for side in SIDES:
        inner = side * TUNNEL_HALF_WIDTH
        parts.append(block("steel", 60, length, BEAM_TOP - 122, BEAM_TOP - 2, inner, inner + side * 4))
        parts.append(block("steel", 60, length, BEAM_TOP - 122, BEAM_TOP - 118, inner, inner + side * 30))
    return parts


def _fork_pockets(middle: float) -> list[Part]:
    parts = []
    for x in (middle - 1025, middle + 1025):
        for edge in (-180.0, 174.0):
            parts.append(block("steel", x + edge, x + edge + 6, 14, BEAM_TOP, -HALF_WIDTH + 10, HALF_WIDTH - 10, 0.8))
        parts.append(block("steel", x - 180, x + 180, BEAM_TOP - 8, BEAM_TOP - 3, -HALF_WIDTH + 55, HALF_WIDTH - 55))
        for side in SIDES:
            parts.append(block("steel", x - 180, x + 180, 14, 20, side * (HALF_WIDTH - 10), side * (HALF_WIDTH - 260)))
    return parts


def _lashing_rings(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Bows or bars near the floor and the roof, by the make; some are bent, some gone."""
    parts = []
    pitch, bows = float(rng.uniform(1000, 2100)), bool(rng.random() < 0.8)
    for side in SIDES:
        z = side * (HALF_WIDTH - 60)
        for y, hang in ((BEAM_TOP + 34, 1), (shell.height - 80, -1)):
            for x in np.arange(300 + float(rng.uniform(0, 300)), shell.length - 250, pitch):
                if rng.random() > 0.12:
                    at = float(x) + float(rng.normal(0, 20))
                    parts += _bow(rng, at, y, z, hang) if bows else _lashing_bar(rng, at, y, z, hang)
    return parts


def _bow(rng: np.random.Generator, x: float, y: float, z: float, hang: int) -> list[Part]:
    """A U of bar, turned over and a little askew."""
    half, out, thick = float(rng.uniform(14, 26)), hang * float(rng.uniform(18, 38)), float(rng.uniform(4, 6))
    lean = float(rng.normal(0, 5))
    first, last = (x - half, y, z), (x + half, y, z)
    ends = (x - half + lean, y + out, z), (x + half + lean, y + out, z)
    return [Part(rod(*ends_of, thick), "steel") for ends_of in ((first, ends[0]), (last, ends[1]), ends)]


def _lashing_bar(rng: np.random.Generator, x: float, y: float, z: float, hang: int) -> list[Part]:
    """A short bar that stands off the wall between two lugs."""
    length = hang * float(rng.uniform(40, 110))
    lug = y + length
    return [
        Part(rod((x, y, z), (x, lug, z), float(rng.uniform(4, 6))), "steel"),
        block("steel", x - 9, x + 9, lug - 4, lug + 4, z, z + np.sign(z) * 25),
    ]
