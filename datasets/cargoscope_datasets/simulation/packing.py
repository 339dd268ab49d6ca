"""What finds are wrapped in. All of it lies along the axes: boxes are cheap."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.placement import UNTURNED, place_parts
from cargoscope_datasets.simulation.shapes import Parts
from cargoscope_datasets.simulation.solids import Box, Part, Union, ball
from cargoscope_datasets.simulation.threat import Lot

_IN_FOAM = 0.3
"""Share of boxed things that foam holds in the middle."""
_FILLINGS = (("paper", 0.01, 0.05), ("textile", 0.02, 0.07), ("foam", 0.4, 1.2), ("foam", 0.0, 0.0))
"""What else lies in a box, with the least and the greatest fill; the last is nothing."""


def bare(rng: np.random.Generator, lot: Lot) -> Lot:  # noqa: ARG001 - a way to pack like the others
    """As it is."""
    return lot


def wrapped(rng: np.random.Generator, lot: Lot) -> Lot:
    """In cloth and film: a soft lump around it."""
    lump = _lump(rng, lot, rng.uniform(1.05, 1.25), rng.uniform(5, 20))
    return Lot(lot.items, (*lot.packing, Part(lump, "textile", rng.uniform(0.01, 0.07))))


def in_carton(rng: np.random.Generator, lot: Lot) -> Lot:
    """In a carton, on its bottom or in foam."""
    lot, room, filling = _boxed(rng, lot, rng.uniform(15, 60))
    return Lot(lot.items, (*lot.packing, *filling, *shell(room, 4.0, "paper", 0.7)))


def in_case(rng: np.random.Generator, lot: Lot) -> Lot:
    """In a hard case of plastic or aluminium, on its bottom or in the foam that lines it."""
    lot, room, filling = _boxed(rng, lot, rng.uniform(15, 50))
    material, wall = ("aluminium", 1.2) if rng.random() < 0.4 else ("plastic", rng.uniform(2.5, 4))
    fittings = tuple(
        Part(Box(x, x + 25, room.y1 - 15, room.y1, room.z1, room.z1 + 6), "steel", 0.5)
        for x in np.linspace(room.x0, room.x1, 4)[1:3]
    )
    return Lot(lot.items, (*lot.packing, *filling, *shell(room, wall, material), *fittings))


def shell(room: Box, wall: float, material: str, fill: float = 1.0) -> Parts:
    """Walls around a room, outside it."""
    outer = Box(room.x0 - wall, room.x1 + wall, room.y0 - wall, room.y1 + wall, room.z0 - wall, room.z1 + wall)
    return Part(outer, material, fill), Part(room, material, -fill)


def _lump(rng: np.random.Generator, lot: Lot, wider: float, margin: float) -> Union:
    """An uneven body about as large as the room that a lot takes, of ellipsoids in one."""
    low, high = lot.bounds
    middle, half = (low + high) / 2, (high - low) / 2 * wider + margin
    members = [ball((0, 0, 0), *half.tolist())]
    for _ in range(4):
        share = rng.uniform(0.45, 0.8, 3)
        x, y, z = (rng.choice([-1, 1], 3) * rng.uniform(0.6, 1.0, 3) * (1 - share) * half).tolist()
        members.append(ball((x, y, z), *(share * half).tolist()))
    return Union(tuple(replace(member, centre=member.centre + middle) for member in members))


def _boxed(rng: np.random.Generator, lot: Lot, margin: float) -> tuple[Lot, Box, Parts]:
    """A lot as it lies in a box, the room within the box, and what fills it.

    In the middle only where dense foam holds it; else it lies on the bottom, as often as not against a wall, under
    crumpled paper, cloth, foam or nothing.
    """
    if rng.random() < _IN_FOAM:
        room = _room(lot, margin)
        return lot, room, (Part(room, "foam", rng.uniform(1.0, 2.0)),)
    lot = _settled(lot)
    room = _room(lot, margin)
    slid = rng.uniform(-margin, margin) if rng.random() < 0.5 else float(rng.choice([-margin, margin]))
    room = replace(room, x0=room.x0 + slid, x1=room.x1 + slid, y0=room.y0 + margin)
    material, least, most = _FILLINGS[int(rng.integers(len(_FILLINGS)))]
    return lot, room, (Part(room, material, rng.uniform(least, most)),) if most else ()


def _settled(lot: Lot) -> Lot:
    """Each object slid down until it lies on the floor under all of them, or on what it is above of."""
    if lot.packing or len(lot.items) == 1:
        return lot
    floor = float(lot.bounds[0, 1])
    items: list[Parts] = []
    rooms: list[NDArray[np.float64]] = []
    for low, high, item in sorted(((*parts_bounds(item), item) for item in lot.items), key=lambda each: each[0][1]):
        over = (room[1, 1] for room in rooms if (room[0, ::2] < high[::2]).all() and (room[1, ::2] > low[::2]).all())
        down = min(max(over, default=floor) - float(low[1]), 0.0)
        items.append(place_parts(item, UNTURNED, (0.0, down, 0.0)) if down else item)
        rooms.append(np.stack([low, high]) + np.array([0.0, down, 0.0]))
    return Lot(tuple(items))


def _room(lot: Lot, margin: float) -> Box:
    (x0, y0, z0), (x1, y1, z1) = lot.bounds.tolist()
    return Box(x0 - margin, x1 + margin, y0 - margin, y1 + margin, z0 - margin, z1 + margin)


SMALL_PACKINGS = (bare, wrapped, in_carton, in_case, in_bag)
