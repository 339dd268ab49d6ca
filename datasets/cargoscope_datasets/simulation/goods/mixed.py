"""Holds with several goods, part of a load, or nothing but what was left."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, HoldKind, Room
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.goods import (
    bales,
    big_bags,
    consumer,
    drinks,
    drums,
    furnishings,
    machinery,
    meat,
    sacks,
    tyres,
    vehicles,
)  # fmt: skip
from cargoscope_datasets.simulation.goods.goods import Goods, Load
from cargoscope_datasets.simulation.goods.pallets import EURO, pallet
from cargoscope_datasets.simulation.goods.stow import Stow, begin
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Box, Part, brick, rod

DRY: tuple[Goods, ...] = (
    *consumer.GOODS, *drinks.GOODS, *drums.GOODS, *sacks.GOODS, *big_bags.GOODS, *bales.GOODS, *tyres.GOODS,
    *machinery.GOODS, *furnishings.GOODS, *vehicles.GOODS,
)  # fmt: skip
_STRETCH = 2900.0
"""mm of a hold for each of its goods, or more."""
_SHORT = 1300.0
"""mm; too little for goods that would stand there alone."""
EVERYWHERE: tuple[HoldKind, ...] = ("dry", "van", "reefer", "open")


def mixed(rng: np.random.Generator, hold: Hold) -> Load:
    """Two to five goods one behind the other, with bulkheads, dunnage bags or straps between."""
    kinds = [goods for goods in (meat.GOODS if hold.kind == "reefer" else DRY) if not goods.reserved]
    count = int(rng.integers(2, 2 + max(1, int(hold.room.size[0] // _STRETCH))))
    shares = rng.dirichlet(np.full(count, 3.0))
    stow, x = begin(rng, hold, 0.7), hold.room.x0
    for share in shares:
        end = x + float(share) * hold.room.size[0]
        room = hold.room._replace(x0=x, x1=end - float(rng.uniform(20, 250)))
        if room.size[0] < _SHORT:
            continue
        part = Hold(room, stow.limit_kg * float(share), hold.doors_x, hold.kind, hold.load_line)
        load = kinds[int(rng.integers(len(kinds)))].pack(rng, part)
        if load.parts and stow.add(load.parts):
            stow.places.extend(load.places)
            # What the goods left of their share, those behind them get.
            room = room._replace(x1=min(room.x1, float(parts_bounds(load.parts)[1, 0])))
        else:
            room = room._replace(x1=x + 10)
        end = min(end, room.x1 + float(rng.uniform(20, 250)))
        stow.place("goods_gap", hold.room._replace(x0=room.x1, x1=end))
        stow.add(secured(rng, Room(room.x1 - 10, end, room.y0, room.y1, room.z0, room.z1), hold.room.x0))
        x = end
    return stow.load()


def partial(rng: np.random.Generator, hold: Hold) -> Load:
    """One kind of goods in a part of the hold, strapped."""
    kinds = [goods for goods in (meat.GOODS if hold.kind == "reefer" else DRY) if not goods.reserved]
    length = hold.room.size[0]
    start, taken = float(rng.uniform(0, 0.35)) * length, float(rng.uniform(0.2, 0.6)) * length
    room = hold.room._replace(x0=hold.room.x0 + start, x1=min(hold.room.x0 + start + max(taken, 1300), hold.room.x1))
    part = Hold(room, hold.payload_kg * room.size[0] / length, hold.doors_x, hold.kind, hold.load_line)
    load = kinds[int(rng.integers(len(kinds)))].pack(rng, part)
    stow = Stow(hold, hold.payload_kg)
    stow.add(load.parts)
    stow.places.extend(load.places)
    behind = room._replace(x0=room.x1, x1=min(room.x1 + 300, hold.room.x1))
    stow.add(secured(rng, behind, hold.room.x0))
    stow.place("goods_gap", hold.room._replace(x1=room.x0))
    stow.place("goods_gap", hold.room._replace(x0=room.x1))
    return stow.load()


def secured(rng: np.random.Generator, room: Room, front: float) -> tuple[Part, ...]:
    """What keeps goods from shifting, in the room behind them: timber, an air bag, lashings, or nothing.

    Args:
        rng: chooses.
        room: behind the goods.
        front: x of the wall before them, which no lashing goes through, mm.
    """
    kind = int(rng.integers(4))
    length, tall, _ = room.size
    if length < 40 or kind == 0:
        return ()
    if kind == 1:
        rails = [Box(room.x0, room.x0 + 50, room.y0 + share * tall, room.y0 + share * tall + 100, room.z0, room.z1)
                 for share in rng.uniform(0.1, 0.7, int(rng.integers(2, 5))).tolist()]  # fmt: skip
        posts = [Box(room.x0, room.x0 + 60, room.y0, room.y0 + tall * 0.8, z, z + 90) for z in (-600.0, 500.0)]
        return tuple(Part(each, "wood") for each in (*rails, *posts))
    if kind == 2:
        return (Part(Box(room.x0, room.x0 + 4, room.y0 + 100, room.y0 + tall * 0.6, -450, 450), "paper"),
                Part(Box(room.x0 + length - 4, room.x0 + length, room.y0 + 100, room.y0 + tall * 0.6, -450, 450),
                     "paper"))  # fmt: skip
    height = room.y0 + tall * float(rng.uniform(0.3, 0.7))
    ends = [
        ((room.x0 + 15, room.y0 + 40, z), (max(room.x0 - 900, front + 20), height, z * 0.7))
        for z in (room.z0 + 80, room.z1 - 80)
    ]
    return tuple(Part(rod(start, end, 8), "textile", 0.8) for start, end in ends)


def empty(rng: np.random.Generator, hold: Hold) -> Load:
    """Nothing, or pallets, dunnage, a strap, a broom, sweepings."""
    stow, room = Stow(hold, hold.payload_kg), hold.room
    for _ in range(int(rng.choice([0, 0, 0, 1, 2, 4]))):
        x = float(rng.uniform(room.x0, max(room.x0 + 1, room.x1 - 1300)))
        kind = int(rng.integers(5))
        if kind == 0 and room.size[0] > 1300:
            z = float(rng.uniform(room.z0, room.z1 - EURO[2]))
            for level in range(int(rng.integers(1, 9))):
                y = room.y0 + level * (EURO[1] + 2)
                stow.add(pallet(Room(x, x + EURO[0], y, y + EURO[1], z, z + EURO[2])))
        elif kind == 1:
            turn = rotation(float(rng.uniform(-1.5, 1.5)), 0.0, 0.0)
            stow.add([Part(brick((x + 500, room.y0 + 50, 0.0), (float(rng.uniform(400, 2000)), 90, 90), turn), "wood")])
        elif kind == 2:
            z = float(rng.uniform(-0.75, 0.75)) * room.z1
            end = (min(x + float(rng.uniform(300, 1500)), room.x1), room.y0 + 15, z)
            stow.add([Part(rod((x, room.y0 + 15, 0.0), end, 12), "textile", 0.6)])
        elif kind == 3 and room.size[1] > 1400 and room.z1 > 1050:
            stow.add([Part(rod((x, room.y0 + 20, 600.0), (x + 250, room.y0 + 1300, 1050.0), 14), "wood")])
        else:
            scrap = Box(x, x + float(rng.uniform(100, 900)), room.y0, room.y0 + float(rng.uniform(5, 60)), -300, 400)
            stow.add([Part(scrap, "paper", float(rng.uniform(0.05, 0.5)))])
    stow.place("goods_gap", room._replace(y1=room.y0 + 700))
    return stow.load()


GOODS = (
    Goods("mixed", "9999", mixed, (0.05, 1.0), 3, ("dry", "van", "reefer")),
    Goods("part_load", "9999", partial, (0.02, 1.5), 2, ("dry", "van", "reefer")),
    Goods("empty", "8609", empty, (0.0, 0.1), 2, EVERYWHERE),
)
