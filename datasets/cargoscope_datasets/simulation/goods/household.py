"""Household removals and waste electronics: one thing after another, of every kind, as it came to hand."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods import furnishings, vehicles
from cargoscope_datasets.simulation.goods.goods import Goods, Load
from cargoscope_datasets.simulation.goods.stow import begin
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Box, Part, brick
from cargoscope_datasets.simulation.tiles import cut, grain


def household(rng: np.random.Generator, hold: Hold) -> Load:
    """A removal: furniture, cartons of everything, bags, machines, packed as it came to hand."""
    stow, room = begin(rng, hold, 0.3), hold.room
    x, budget = room.x0 + 30, hold.payload_kg * float(rng.uniform(0.25, 0.45))
    while x < room.x1 - 500:
        deep = 0.0
        z = room.z0
        while z < room.z1 - 300:
            size = _THINGS[int(rng.integers(len(_THINGS)))][1]
            width, y = min(size[2], room.z1 - z), room.y0
            while y < room.y1 - 250:
                build, (length, tall, _) = _THINGS[int(rng.integers(len(_THINGS)))]
                length = min(length, room.x1 - x)
                top = min(y + tall * float(rng.uniform(0.7, 1.05)), room.y1 - 10)
                if top - y < 200 or length < 250 or stow.mass > budget:
                    break
                body = Room(x, x + length, y, top, z + 10, z + width - 10)
                stow.add(build(rng, body))
                y, deep = top + 10, max(deep, length)
            z += width
        if stow.mass > budget:
            break
        x += max(deep * float(rng.uniform(0.75, 1.0)), 300)
    stow.place("goods_gap", room._replace(x0=x))
    stow.place("in_goods", room._replace(x1=x))
    return stow.load()


def jumble(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """A carton or bag of all sorts: clothes, books, pans, tools."""
    parts = [Part(Box(*room, cut(rng, grain(110, 60, 0.25, int(rng.integers(3))))), "textile",
                  float(rng.uniform(0.03, 0.14)))]  # fmt: skip
    for _ in range(int(rng.integers(0, 5))):
        at = [
            float(rng.uniform(low + 130, max(high - 60, low + 131)))
            for low, high in zip(room[::2], room[1::2], strict=True)
        ]
        size = rng.lognormal(4.2, 0.6, 3).clip(10, 200).tolist()
        material = str(rng.choice(["steel", "aluminium", "plastic", "paper", "glass", "wood"]))
        turn = rotation(*rng.uniform(-1.5, 1.5, 3).tolist())
        parts.append(Part(brick((at[0], at[1], at[2]), (size[0], size[1], size[2]), turn), material,
                          float(rng.uniform(0.05, 0.5))))  # fmt: skip
    return tuple(parts)


def mattress(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Mattresses on edge: foam and rows of springs."""
    z = room.z0 + min(float(rng.uniform(150, 260)), room.z1 - room.z0)
    parts = [Part(Box(room.x0, room.x1, room.y0, room.y1, room.z0, z), "foam", 0.9)]
    for y in np.arange(room.y0 + 60, room.y1 - 40, 130):
        parts.append(Part(Box(room.x0 + 30, room.x1 - 30, y, y + 5, room.z0 + 40, z - 40), "steel", 0.05))
    return tuple(parts)


def table(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """A table or a chest of drawers."""
    top = Box(room.x0, room.x1, room.y1 - 28, room.y1, room.z0, room.z1)
    legs = [
        Box(x, x + 60, room.y0, room.y1, z, z + 60) for x in (room.x0, room.x1 - 60) for z in (room.z0, room.z1 - 60)
    ]
    drawers = [Box(room.x0 + 60, room.x1 - 60, y, y + 16, room.z0, room.z1)
               for y in np.linspace(room.y0 + 60, room.y1 - 60, int(rng.integers(0, 5))).tolist()]  # fmt: skip
    return tuple(Part(each, "wood", 1.2) for each in (top, *legs, *drawers))


_THINGS: tuple[tuple[furnishings.Build, tuple[float, float, float]], ...] = (
    (jumble, (500, 400, 500)), (jumble, (450, 350, 450)), (jumble, (700, 500, 550)), (jumble, (400, 300, 400)),
    (mattress, (1900, 1300, 300)), (table, (1300, 750, 800)), (table, (900, 900, 500)),
    (furnishings.sofa, (1900, 850, 900)), (furnishings.fridge, (620, 1600, 650)), (furnishings.washer, (600, 850, 600)),
    (vehicles.bicycle, (1750, 1350, 300)), (furnishings.flat_pack, (1600, 250, 600)),
)  # fmt: skip


def waste_electronics(rng: np.random.Generator, hold: Hold) -> Load:
    """Old machines thrown in: washers, fridges, screens, motors, cables, leaning any way."""
    stow, room = begin(rng, hold, 0.5), hold.room
    reach = (hold.load_line - room.y0) * float(rng.uniform(0.5, 0.9))
    builds = (furnishings.washer, furnishings.cooler, jumble, jumble, furnishings.screens)
    x = room.x0
    while x < room.x1 - 700 and len(stow.parts) < 1200:
        for z in (room.z0 + 10, room.z0 + room.size[2] / 3, room.z0 + 2 * room.size[2] / 3 - 10):
            y = room.y0
            while y < room.y0 + reach * float(rng.uniform(0.7, 1)):
                length, tall = rng.uniform(350, 800, 2).tolist()
                sway = float(rng.uniform(0, 150))
                body = Room(
                    x + sway, min(x + sway + length, room.x1), y, min(y + tall, room.y1), z, z + room.size[2] / 3 - 30
                )
                if body.y1 - body.y0 > 250 and not stow.add(builds[int(rng.integers(len(builds)))](rng, body)):
                    return stow.load()
                y += tall * float(rng.uniform(0.85, 1.0))
        x += float(rng.uniform(450, 750))
    stow.place("in_goods", room._replace(x1=x))
    return stow.load()


GOODS = (
    Goods("household", "9905", household, (0.03, 0.09), 1.5),
    Goods("waste_electronics", "8549", waste_electronics, (0.1, 0.17), 0.8),
)
