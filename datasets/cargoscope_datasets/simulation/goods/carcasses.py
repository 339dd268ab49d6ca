"""Meat that hangs: quarters and halves on hooks from rails under the roof of a refrigerated hold."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import COOLED, Goods, Load
from cargoscope_datasets.simulation.goods.stow import Cell, begin, door_gap
from cargoscope_datasets.simulation.mounds import mound
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.tiles import Tile, both, cut, grain

_KNOTS = -np.cos(np.linspace(0, np.pi, 13))
_HOOK = 130.0
"""From the rail to the meat, mm."""
_MOST = 240
"""Pieces drawn a load; fewer hang further apart."""


@dataclass(frozen=True, slots=True)
class Carcass:
    """What hangs from one hook.

    Attributes:
        length: from hook to the lowest point, mm.
        wide, deep: of its trunk, seen flat and on edge, mm.
        leg: share of the length that is leg or neck.
        hollow: share of the trunk's depth that the chest takes away.
        apart: from hook to hook along a rail, mm.
    """

    length: float
    wide: float
    deep: float
    leg: float
    hollow: float
    apart: float


def ribs(number: int) -> Tile:
    """Ribs and muscle, seen through: bands across, soft lumps."""
    return both(grain(260, 34, 0.13, number), grain(120, 150, 0.14, number + 4))


def hung(rng: np.random.Generator, carcass: Carcass, x: float, y: float, z: float) -> tuple[Part, ...]:
    """One piece under its hook at (x, y, z), turned as it hangs, smaller or larger than its like."""
    size = float(rng.normal(1, 0.06))
    turn = abs(float(np.cos(rng.uniform(0, np.pi))))
    wide = size * (carcass.deep + (carcass.wide - carcass.deep) * turn) / 2
    deep = size * (carcass.wide + (carcass.deep - carcass.wide) * turn) / 2
    length, sway = carcass.length * size, float(rng.normal(0, 18))
    top, knee = y - _HOOK, y - _HOOK - length * carcass.leg
    tile = cut(rng, ribs(int(rng.integers(4))))
    round_ = np.sqrt(1 - np.abs(_KNOTS) ** float(rng.uniform(2, 3.2)))
    skew = float(rng.normal(0, 0.08)) * length * _KNOTS * round_
    low = y - _HOOK - length
    middle, half = (low + knee + 90) / 2, (knee + 90 - low) / 2
    trunk = mound(x + sway + wide * _KNOTS, middle - half * round_ + skew, middle + half * round_ + skew,
                  z - deep * round_, z + deep * round_, tile)  # fmt: skip
    chest = mound(x + sway + wide * 0.6 * _KNOTS, middle - half * 0.7 * round_, middle + half * 0.45 * round_,
                  z - deep * carcass.hollow * round_, z + deep * carcass.hollow * round_)  # fmt: skip
    thin = wide * float(rng.uniform(0.4, 0.6))
    leg = mound(x + sway / 2 + thin * _KNOTS, top - (top - knee + 120) * (0.35 + 0.65 * round_),
                top - (top - knee) * 0.3 * (1 - round_), z - thin * round_, z + thin * round_, tile)  # fmt: skip
    spine = x + sway + wide * float(rng.choice([-0.55, 0.55]))
    bones = Box(spine - 16, spine + 16, low + 0.2 * length, knee, z - 16, z + 16, cut(rng, grain(40, 30, 0.2)))
    shank = Box(x - 13, x + 13, knee - 60, top - 20, z - 13, z + 13)
    hook = Box(x - 6, x + 6, top - 90, y, z - 6, z + 6)
    return (Part(trunk, "meat", 1.0), Part(chest, "meat", -1.0), Part(leg, "meat", 0.95), Part(bones, "bone", 0.5),
            Part(shank, "bone", 0.6), Part(hook, "stainless"))  # fmt: skip


def hanging(carcass: Callable[[np.random.Generator], Carcass]) -> Callable[[np.random.Generator, Hold], Load]:
    """A packer: rails along the hold, hook after hook, closer where the load has run forward."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        one, stow, room = carcass(rng), begin(rng, hold, 0.6), hold.room
        one = _shortened(one, hold.load_line - room.y0 - 180)
        rails = max(2, int(room.size[2] // (one.deep + one.wide) * 1.6))
        y = hold.load_line - 40
        per_rail = max(1, min(int(room.size[0] / one.apart), _MOST // rails))
        cells = []
        for row, z in enumerate(np.linspace(room.z0, room.z1, 2 * rails + 1)[1::2].tolist()):
            stow.add([Part(Box(room.x0, room.x1, y, y + 60, z - 9, z + 9), "aluminium", 0.7)])
            gaps = rng.lognormal(0, float(rng.uniform(0.1, 0.4)), per_rail + 1).cumsum()
            reach = room.size[0] - one.wide * 1.2
            for column, share in enumerate((gaps[:-1] / gaps[-1]).tolist()):
                if rng.random() < 0.04:
                    continue
                x = room.x0 + one.wide * 0.6 + share * reach
                if stow.add(hung(rng, one, x, y, z + float(rng.normal(0, 12)))):
                    own = Room(x - one.wide / 2, x + one.wide / 2, y - one.length, y, z - 150, z + 150)
                    cells.append(Cell(own, column, row, 0, top=True))
        door_gap(stow, cells)
        stow.place("goods_gap", room._replace(y1=y - _HOOK - one.length))
        for cell in cells[:: max(1, len(cells) // 5)]:
            stow.place("in_goods", cell.room)
        return stow.load()

    return pack


def _shortened(carcass: Carcass, most: float) -> Carcass:
    """Cut to what the hold's height leaves."""
    length = min(carcass.length, most - _HOOK)
    return Carcass(length, carcass.wide, carcass.deep, carcass.leg, carcass.hollow, carcass.apart)


def beef(rng: np.random.Generator) -> Carcass:
    """Fore and hind quarters, 60 to 100 kg."""
    return Carcass(float(rng.uniform(1150, 1500)), float(rng.uniform(480, 620)), float(rng.uniform(230, 300)),
                   float(rng.uniform(0.25, 0.4)), 0.45, float(rng.uniform(300, 420)))  # fmt: skip


def pork(rng: np.random.Generator) -> Carcass:
    """Halves, 35 to 50 kg."""
    return Carcass(float(rng.uniform(1350, 1650)), float(rng.uniform(330, 420)), float(rng.uniform(170, 220)),
                   float(rng.uniform(0.22, 0.3)), 0.5, float(rng.uniform(200, 300)))  # fmt: skip


def lamb(rng: np.random.Generator) -> Carcass:
    """Whole, 15 to 25 kg."""
    return Carcass(float(rng.uniform(950, 1200)), float(rng.uniform(240, 310)), float(rng.uniform(190, 240)),
                   float(rng.uniform(0.3, 0.4)), 0.65, float(rng.uniform(190, 260)))  # fmt: skip


GOODS = (
    Goods("hanging_beef", "0201", hanging(beef), (0.13, 0.28), 1, COOLED),
    Goods("hanging_pork", "0203", hanging(pork), (0.17, 0.43), 0.7, COOLED),
    Goods("hanging_lamb", "0204", hanging(lamb), (0.12, 0.27), 0.5, COOLED),
)
