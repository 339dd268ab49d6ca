"""Big bags of a tonne or so: domed, slumped against each other, two to the width of a hold."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import ANY, Goods, Load
from cargoscope_datasets.simulation.goods.stow import among, begin, cells, door_gap, gaps_along, settled
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.mounds import mound
from cargoscope_datasets.simulation.solids import Part, Wire
from cargoscope_datasets.simulation.tiles import both, cut, grain

_SLICES = 4
_SWELLS = 0.12
"""How far a bag spreads into a gap beside it at most, as a share of its length."""


def bag(rng: np.random.Generator, room: Room, material: str, fill: float, *, top: bool) -> tuple[Part, ...]:
    """One bag: slices across it, each with its own part of the dome; creased on top, pressed flat below another."""
    u = np.linspace(-1, 1, 25)
    length, height, width = room.size
    power, flat, ridge = float(rng.uniform(4, 8)), float(rng.uniform(0.02, 0.16)), float(rng.uniform(-0.06, 0.06))
    peak, skew = float(rng.uniform(-0.5, 0.5)), float(rng.normal(0, 0.05))
    lean = float(rng.normal(0, 0.15))
    if not top:
        flat, ridge, skew = 0.15 * flat, 0.1 * ridge, 0.2 * skew
    creases, highest = (_creases(rng, u), 1.06) if top else (np.zeros_like(u), 1.0)
    bumps = np.convolve(rng.normal(0, 0.02, 29), np.ones(5) / 5, "valid")
    slant = float(rng.uniform(-1, 1))
    wide = 1 + 0.03 * float(rng.normal())
    x, z = (room.x0 + room.x1) / 2 + float(rng.normal(0, 12)), (room.z0 + room.z1) / 2
    number = int(rng.integers(3))
    texture = cut(rng, both(grain(250, 160, 0.05, number), grain(60, 45, 0.025, number)))
    shoulder = (1 - np.abs(u) ** power) ** (1 / 2.2)
    foot = 0.1 * height * (1 - shoulder)

    def crown(across: float) -> NDArray[np.float64]:
        """Heights along the bag at a place across it, from -1 to 1."""
        dome = 1 - flat * (u - peak) ** 2 - ridge * abs(across - lean) ** 1.8 + skew * u + bumps
        dome += creases * (1 + across * slant)
        return np.asarray(height * dome.clip(0.4, highest) * (0.7 + 0.3 * shoulder), np.float64)

    parts = []
    edges = np.linspace(-1, 1, _SLICES + 1).tolist()
    for near, far in pairwise(edges):
        one, two = crown(near), crown(far)
        half = length / 2 * wide * (1 - 0.1 * abs((near + far) / 2) ** 4)
        high = np.maximum(room.y0 + (one + two) / 2, room.y0 + foot)
        tilt = (two - one) / (far - near) / (width / 2)
        body = mound(x + half * u, room.y0 + foot, high, z + near * width / 2, z + far * width / 2, texture, tilt)
        parts.append(Part(body, material, fill))
    return tuple(parts)


def _creases(rng: np.random.Generator, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """(knots,) float64: folds and corners of a slack bag, straight in between, as a share of its height."""
    places = np.concatenate([[-1.0, -0.85], np.sort(rng.uniform(-0.7, 0.7, 3)), [0.85, 1.0]])
    corners = rng.choice([-0.04, 0.0, 0.05], 2)
    rises = np.concatenate([[0.0], corners[:1], rng.normal(-0.015, 0.022, 3), corners[1:], [0.0]])
    return np.asarray(np.interp(u, places, rises), np.float64)


def lifting_loops(rng: np.random.Generator, room: Room, roof: float) -> tuple[Part, ...]:
    """Webbing at the corners of a bag on top, fallen over as it fell; it bends down where the roof is near."""
    parts = []
    for x in (room.x0 + 60, room.x1 - 60):
        for z in (room.z0 + 60, room.z1 - 60):
            way, high = float(rng.normal(0, 90)), float(rng.uniform(20, 150))
            line = np.array([(x - 40, -120, z), (x - 25 + way / 2, high * 0.7, z), (x + way, high, z),
                             (x + 25 + way / 2, high * 0.6, z), (x + 40, -120, z)])  # fmt: skip
            line[:, 0] = np.clip(line[:, 0], room.x0, room.x1)
            line[:, 1] = np.minimum(line[:, 1] + room.y1, roof)
            parts.append(Part(Wire(line, float(rng.uniform(5, 9))), "polyethylene", 0.7))
    return tuple(parts)


def packed(material: str, fill: tuple[float, float]) -> Callable[[np.random.Generator, Hold], Load]:
    """A packer: pairs of bags; a second tier if the payload bears it, some bags laid between."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow, share = begin(rng, hold), float(rng.uniform(*fill))
        side, height = float(rng.uniform(900, 1120)), float(rng.uniform(900, 1350))
        each = 0.88 * side * side * height * 1e-6 * MATERIALS[material].density * share
        found = cells(rng, hold, (side, height, side), most=int(stow.limit_kg / each), slack=0.6)
        kept = []
        gaps = gaps_along(found)
        for cell, room in settled(rng, hold, found, (0.8, 1.03), 0.006):
            loops = lifting_loops(rng, room, hold.room.y1 - 10) if cell.top else ()
            swells = min(gaps[cell.column, cell.row], _SWELLS * side) * float(rng.uniform(0.2, 1.1))
            spread, loose = room._replace(x1=room.x1 + swells), share * side / (side + swells)
            if stow.stack(cell.room, (*bag(rng, spread, material, loose, top=cell.top), *loops)):
                kept.append(cell)
        among(rng, stow, kept)
        door_gap(stow, kept)
        return stow.load()

    return pack


GOODS = (
    Goods("sugar_big_bags", "1701", packed("sugar", (0.5, 0.56)), (0.43, 0.75), 1),
    Goods("polymer_big_bags", "3902", packed("polyethylene", (0.55, 0.62)), (0.28, 0.5), 0.8, ANY),
    Goods("fertiliser_big_bags", "3105", packed("fertiliser", (0.5, 0.58)), (0.47, 0.84), 0.7, ANY),
    Goods("mineral_big_bags", "2530", packed("stone", (0.4, 0.55)), (0.65, 1.3), 0.5, ANY),
)
