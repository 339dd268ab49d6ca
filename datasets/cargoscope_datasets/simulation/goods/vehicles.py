"""Parts of vehicles, and what runs them: axles, doors, gearboxes, batteries, bicycles."""

from collections.abc import Callable, Sequence

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.conveyances.innards import innards
from cargoscope_datasets.simulation.goods.cartons import Carton
from cargoscope_datasets.simulation.goods.goods import ANY, CLOSED, Goods, Load
from cargoscope_datasets.simulation.goods.machines import Build, engine, frame, gearbox, hollow
from cargoscope_datasets.simulation.goods.pallet_loads import palletised
from cargoscope_datasets.simulation.goods.pallets import pallet
from cargoscope_datasets.simulation.goods.stow import begin, cells, door_gap
from cargoscope_datasets.simulation.goods.tyres import flat, turned
from cargoscope_datasets.simulation.mounds import upright
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.solids import Box, Part, prism, rod
from cargoscope_datasets.simulation.tiles import both, clumps, seams


def axle(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Axle beams with hubs and drums, across the vehicle, one above the other."""
    parts: list[Part] = []
    for y in np.arange(room.y0 + 190, room.y1 - 180, 400):
        for x in np.arange(room.x0 + 182, room.x1 - 180, 375):
            z0, z1 = room.z0 + abs(float(rng.normal(0, 15))), room.z1 - abs(float(rng.normal(0, 15)))
            middle = (z0 + z1) / 2 + float(rng.normal(0, 30))
            parts += [Part(rod((x, y, z0), (x, y, z1), 60), "steel", 0.7),
                      Part(rod((x, y, z0), (x, y, z0 + 160), 180), "cast_iron", 0.5),
                      Part(rod((x, y, z1 - 160), (x, y, z1), 180), "cast_iron", 0.5),
                      Part(rod((x, y - 10, middle - 150), (x, y, middle + 150), 170), "cast_iron", 0.4)]  # fmt: skip
    return tuple(parts)


def doors(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Car doors in a rack, one behind the other."""
    length, tall = room.x1 - room.x0 - 100, room.y1 - room.y0 - 150
    outline = [
        (0, 0),
        (length * 0.9, 0),
        (length, tall * 0.5),
        (length * 0.8, tall),
        (length * 0.35, tall),
        (0, tall * 0.55),
    ]
    window = [(length * 0.12, tall * 0.6), (length * 0.88, tall * 0.57), (length * 0.74, tall * 0.94),
              (length * 0.38, tall * 0.94)]  # fmt: skip
    parts = list(frame(room, 60))
    for z in np.arange(room.z0 + 90, room.z1 - 90, 250):
        at = (room.x0 + 50 + float(rng.normal(0, 8)), room.y0 + 80 + float(rng.normal(0, 5)), float(z))
        parts += [Part(prism(outline, 3.0, at), "steel"), Part(prism(window, 3.0, at), "steel", -1.0)]
        bar = (at[0] + length * 0.1, at[1] + tall * 0.3, at[2])
        parts.append(Part(rod(bar, (bar[0] + length * 0.7, bar[1] + 40, bar[2]), 17), "steel", 0.5))
        lock = Box(at[0] + length * 0.8, at[0] + length * 0.88, at[1] + tall * 0.4, at[1] + tall * 0.5, z - 20, z + 20)
        parts.append(Part(lock, "steel", 0.6))
    return tuple(parts)


def wheels(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Tyres on their rims, flat on each other."""
    radius = 310.0
    parts: list[Part] = []
    for y in np.arange(room.y0, room.y1 - 210, 215):
        for x in np.arange(room.x0 + radius, room.x1 - radius + 1, 2 * radius + 10):
            for z in np.arange(room.z0 + radius, room.z1 - radius + 1, 2 * radius + 10):
                at = (x + float(rng.normal(0, 8)), z + float(rng.normal(0, 8)))
                parts += flat(at[0], y, at[1], radius, 205)
                parts += [Part(upright(*at, y + 10, y + 190, radius * 0.62), "aluminium"),
                          Part(upright(*at, y + 10, y + 190, radius * 0.6), "aluminium", -1.0),
                          Part(upright(*at, y + 150, y + 172, radius * 0.6), "aluminium", 0.5)]  # fmt: skip
    return tuple(parts)


def bicycle(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """A bicycle: wheels and a frame of tubes, lying any way."""
    if room.size[0] < 1700 or room.size[1] < 1010:
        return ()
    wheel = 330.0
    made: list[Part] = []
    for x in (-520.0, 520.0):
        made += [Part(rod((x, 0, -18), (x, 0, 18), wheel), "rubber", 0.5),
                 Part(rod((x, 0, -18), (x, 0, 18), wheel - 38), "rubber", -0.5),
                 Part(rod((x, 0, -50), (x, 0, 50), 28), "steel", 0.6)]  # fmt: skip
    knots = {
        "back": (-520, 0, 0),
        "low": (-90, -30, 0),
        "seat": (-220, 480, 0),
        "head": (370, 500, 0),
        "fork": (520, 0, 0),
    }
    for start, end in (("back", "low"), ("back", "seat"), ("low", "seat"), ("low", "head"), ("seat", "head"),
                       ("head", "fork")):  # fmt: skip
        made.append(Part(rod(knots[start], knots[end], 17), "steel", 0.25))
    made.append(Part(rod((-90, -30, -12), (-90, -30, 12), 90), "steel", 0.4))
    centre = ((room.x0 + room.x1) / 2, room.y0 + 430, (room.z0 + room.z1) / 2)
    turn = rotation(*rng.uniform(-0.12, 0.12, 3).tolist())
    return place_parts(made, turn, centre)


def hidden_bicycles(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """A bicycle of which little shows among those before and behind it."""
    if room.size[0] < 1700 or room.size[1] < 1010:
        return ()
    low = room.y0 + 100
    return (innards(rng, "steel", (room.x0 + 60, room.x1 - 60), (low, low + 850), (room.z0 + 20, room.z1 - 20),
                    float(rng.uniform(0.6, 1.0)), upright=0.5),)  # fmt: skip


def racked(builds: Sequence[Build], size: tuple[float, float, float], *, base: bool = True,
           behind: Build | None = None, most: int = 700) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: racks or pallets of parts, tier on tier.

    Args:
        builds: any of them fills a rack.
        size: of a rack, mm.
        base: whether it stands on a pallet.
        behind: fills most racks that stand behind another, in less detail.
        most: parts of a load; it ends short after them.
    """

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow = begin(rng, hold)
        found = cells(rng, hold, size, slack=0.7)
        kept = []
        for cell in found:
            if len(stow.parts) > most:
                break
            room = cell.room
            foot = 130.0 if base else 5.0
            body = Room(room.x0 + 20, room.x1 - 20, room.y0 + foot, room.y1 - 15, room.z0 + 15, room.z1 - 15)
            under = pallet(body._replace(y0=room.y0, y1=room.y0 + foot)) if base else ()
            build = builds[int(rng.integers(len(builds)))]
            if behind and cell.row and rng.random() < _BEHIND:
                build = behind
            if stow.stack(room, (*under, *build(rng, body))):
                kept.append(cell)
        for cell in kept[:: max(1, len(kept) // 8)]:
            stow.place("machine", cell.room)
        door_gap(stow, kept)
        return stow.load()

    return pack


def batteries(rng: np.random.Generator) -> Carton:
    """Starter batteries: lead plates in plastic, layer on layer."""
    tiles = [both(seams(240, 190, 12, 0.6, number), seams(60, 2048, 5, 0.15, number)) for number in range(3)]
    return Carton((600.0, 200.0, 400.0), "lead_acid", float(rng.uniform(0.5, 0.62)), tiles, head=0.12)


def spares(rng: np.random.Generator) -> Carton:
    """Brake discs, pumps, filters in cartons."""
    tiles = [clumps(55, 0.5, number) for number in range(4)]
    return Carton((600.0, float(rng.uniform(250, 400)), 400.0), "steel", float(rng.uniform(0.05, 0.12)), tiles)


def shell(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Half a car body: sheet, sills, pillars, an engine still in it."""
    parts = list(hollow(Box(room.x0, room.x1, room.y0 + 150, room.y0 + 650, room.z0, room.z1), "steel", 1.6))
    parts += frame(room._replace(y0=room.y0 + 150), 70, 2.0)
    middle = (room.z0 + room.z1) / 2
    parts += engine(rng, Room(room.x0 + 100, room.x0 + 750, room.y0 + 250, room.y0 + 800, middle - 300, middle + 300))
    parts += turned(rng, room.x0 + 450, room.y0 + 320, middle, 310, 200)
    return tuple(parts)


_BEHIND = 0.8
"""Of the racks that stand behind another, those drawn in less detail."""
GOODS = (
    Goods("axles", "8708", racked((axle,), (1165, 1050, 2300), base=False), (0.68, 0.94), 0.6, ANY),
    Goods("car_doors", "8708", racked((doors,), (1300, 1130, 1130), base=False), (0.09, 0.14), 0.6, CLOSED),
    Goods("wheels", "8708", racked((wheels,), (1350, 1080, 1350), most=2200), (0.07, 0.12), 0.5, CLOSED),
    Goods("spare_parts", "8708", palletised(spares), (0.25, 0.7), 1),
    Goods(
        "used_car_parts", "8708", racked((shell, engine, gearbox, doors), (1500, 1150, 1130)), (0.25, 0.65), 1, CLOSED
    ),
    Goods("batteries", "8507", palletised(batteries, tallest=1000), (0.67, 1.2), 0.6, ANY),
    Goods(
        "bicycles",
        "8712",
        racked((bicycle,), (1750, 1150, 230), base=False, behind=hidden_bicycles),
        (0.015, 0.035),
        0.5,
        CLOSED,
    ),
)
