"""Machinery and its parts: on skids or pallets, in crates, chocked, with room between."""

from collections.abc import Callable, Sequence

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import ANY, CLOSED, Goods, Load
from cargoscope_datasets.simulation.goods.machines import ALL, Build, boom, bucket, engine, gearbox, lump, motor, plant
from cargoscope_datasets.simulation.goods.pallets import pallet, skid
from cargoscope_datasets.simulation.goods.stow import Stow, begin
from cargoscope_datasets.simulation.goods.trimmings import trimmings
from cargoscope_datasets.simulation.solids import Box, Part

Size = tuple[float, float, float]
"""Length, height, width, mm."""
BARE = (boom, bucket)
"""Nothing is fixed around these."""
_BEHIND = 0.7
"""Of the machines that stand behind another, those drawn in little detail."""
_MOST_PARTS = 900
"""A load of many small machines ends short of the doors."""


def packed(builds: Sequence[Build], size: Callable[[np.random.Generator], Size], *,
           crates: float = 0.2, tiers: int = 1) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: machine after machine from the closed end on; small ones side by side and above each other."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow, room = begin(rng, hold), hold.room
        most = stow.limit_kg
        x = room.x0 + float(rng.uniform(20, 150))
        while x < room.x1 - 400 and len(stow.parts) < _MOST_PARTS:
            length, height, width = size(rng)
            length = min(length, room.x1 - x - 20)
            # Axles and floor bear no whole load at one end.
            stow.limit_kg = most * min(1.0, 0.1 + 1.3 * (x + length - room.x0) / room.size[0])
            rows = max(1, int(room.size[2] // (width + 40)))
            for row in range(rows):
                z = room.z0 + (row + 0.5) * room.size[2] / rows + float(rng.normal(0, 15))
                y = room.y0
                for _ in range(tiers):
                    high = min(height * float(rng.uniform(0.85, 1.0)), room.y1 - 160 - y)
                    if high < 250:
                        break
                    half = min(width, room.size[2] - 40) / 2
                    place = Room(x, x + length, y, y + 130 + high, z - half, z + half)
                    if not _one(rng, stow, builds, place, crates, behind=row > 0 and rng.random() < _BEHIND):
                        break
                    y += high + 130
            x += length + float(rng.choice([30, 60, 150, 400]))
        return stow.load()

    return pack


def _one(rng: np.random.Generator, stow: Stow, builds: Sequence[Build], room: Room, crates: float, *,
         behind: bool) -> bool:  # fmt: skip
    """Whether it could be loaded."""
    body = room._replace(y0=room.y0 + 120)
    foot = Room(room.x0, room.x1, room.y0, room.y0 + 120, room.z0, room.z1)
    base = pallet(foot) if room.x1 - room.x0 < 1400 else skid(foot, rng)
    build = builds[int(rng.integers(len(builds)))]
    machine = lump(rng, body) if behind and build in (engine, gearbox, motor) else build(rng, body)
    if build not in BARE and not behind:
        machine += trimmings(rng, body, min(12, int(body.size[0] / 300)))
    if not stow.add((*base, *machine, *(crate(body) if rng.random() < crates else ()))):
        return False
    stow.place("machine", Room(body.x0 + 60, body.x1 - 60, body.y0 + 60, body.y1 - 60, body.z0 + 60, body.z1 - 60))
    stow.place("goods_gap", Room(room.x1, room.x1 + 400, room.y0, room.y1, room.z0, room.z1))
    return True


def crate(room: Room) -> tuple[Part, ...]:
    """Boards round a machine, with battens at the corners and across."""
    board = 20.0
    parts = [Part(Box(room.x0, room.x1, room.y0, room.y1, z, z + board), "wood") for z in (room.z0, room.z1 - board)]
    parts += [Part(Box(x, x + board, room.y0, room.y1, room.z0, room.z1), "wood") for x in (room.x0, room.x1 - board)]
    parts.append(Part(Box(room.x0, room.x1, room.y1 - board, room.y1, room.z0, room.z1), "wood"))
    for x in np.linspace(room.x0, room.x1 - 80, max(2, int((room.x1 - room.x0) / 700))).tolist():
        parts += [Part(Box(x, x + 80, room.y0, room.y1, z, z + 40), "wood") for z in (room.z0 - 20, room.z1 - 20)]
    return tuple(parts)


def _sized(low: Size, high: Size, *, tall: float = np.inf) -> Callable[[np.random.Generator], Size]:
    """Any size between two, no higher than `tall` times its width."""

    def size(rng: np.random.Generator) -> Size:
        length, height, width = rng.uniform(low, high).tolist()
        return length, min(height, tall * width), width

    return size


GOODS = (
    Goods("engines", "8408", packed((engine,), _sized((800, 650, 550), (1400, 1100, 900)), tiers=2), (0.23, 0.49), 1),
    Goods("used_engines", "8409", packed((engine, gearbox), _sized((500, 450, 450), (900, 750, 700)), crates=0.0,
          tiers=3), (0.32, 0.58), 0.7),
    Goods("gearboxes", "8483", packed((gearbox,), _sized((600, 500, 500), (1200, 1000, 1000)), tiers=2), (0.4, 0.75),
          0.7),
    Goods("electric_motors", "8501",
          packed((motor,), _sized((600, 450, 450), (1500, 1100, 1000), tall=1.05), tiers=2), (0.53, 0.96), 0.7),
    Goods("excavator_parts", "8431", packed((bucket, boom), _sized((1200, 900, 700), (3500, 1700, 1300)), crates=0.0),
          (0.19, 0.42), 1, ANY),
    Goods("machines", "8479", packed((plant,), _sized((1500, 1100, 1300), (4500, 2150, 2200)), crates=0.4),
          (0.18, 0.37), 1, ANY),
    Goods("mixed_machinery", "8474", packed(ALL, _sized((800, 600, 700), (2500, 1800, 1600))), (0.21, 1.2), 1, CLOSED),
)  # fmt: skip
