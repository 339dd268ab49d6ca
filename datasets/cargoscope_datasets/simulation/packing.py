"""What finds are wrapped in. All of it lies along the axes: boxes are cheap."""

from dataclasses import replace

import numpy as np

from cargoscope_datasets.simulation.placement import placed, rotation
from cargoscope_datasets.simulation.shapes import Parts
from cargoscope_datasets.simulation.solids import Box, Part, Union, ball, rod
from cargoscope_datasets.simulation.threat import Lot


def bare(rng: np.random.Generator, lot: Lot) -> Lot:  # noqa: ARG001 - a way to pack like the others
    """As it is."""
    return lot


def wrapped(rng: np.random.Generator, lot: Lot) -> Lot:
    """In cloth and film: a soft lump around it."""
    lump = _lump(rng, lot, rng.uniform(1.05, 1.25), rng.uniform(5, 20))
    return Lot(lot.items, (*lot.packing, Part(lump, "textile", rng.uniform(0.01, 0.07))))


def in_carton(rng: np.random.Generator, lot: Lot) -> Lot:
    """In foam, in a carton."""
    room = _room(lot, rng.uniform(15, 60))
    return Lot(lot.items, (*lot.packing, Part(room, "foam", rng.uniform(0.4, 1.2)), *shell(room, 4.0, "paper", 0.7)))


def in_case(rng: np.random.Generator, lot: Lot) -> Lot:
    """In a hard case of plastic or aluminium, lined with foam."""
    room = _room(lot, rng.uniform(15, 50))
    material, wall = ("aluminium", 1.2) if rng.random() < 0.4 else ("plastic", rng.uniform(2.5, 4))
    fittings = tuple(
        Part(Box(x, x + 25, room.y1 - 15, room.y1, room.z1, room.z1 + 6), "steel", 0.5)
        for x in np.linspace(room.x0, room.x1, 4)[1:3]
    )
    packing = (Part(room, "foam", rng.uniform(0.6, 1.2)), *shell(room, wall, material), *fittings)
    return Lot(lot.items, lot.packing + packing)


def in_bag(rng: np.random.Generator, lot: Lot) -> Lot:
    """Among clothes in a soft bag with a zip, and often shoes or a bottle."""
    low, high = lot.bounds
    size, middle = high - low + rng.uniform(80, 220), (low + high) / 2
    stuff = [Part(_lump(rng, lot, 1.15, 60.0), "textile", rng.uniform(0.02, 0.07))]
    for _ in range(5):
        fold = ball((0, 0, 0), *(rng.uniform((0.25, 0.08, 0.2), (0.42, 0.2, 0.4)) * size).tolist())
        x, y, z = (middle + rng.uniform(-0.3, 0.3, 3) * size).tolist()
        lying = placed(fold, rotation(rng.normal(0, 0.4), rng.normal(0, 0.35), 0), (x, y, z))
        stuff.append(Part(lying, "textile", rng.uniform(0.04, 0.18)))
    top, half = float(middle[1] + size[1] * 0.5), float(size[0] * 0.42)
    x, z = float(middle[0]), float(middle[2])
    stuff.append(Part(Box(x - half, x + half, top - 4, top, z - 4, z + 4), "zinc", 0.25))
    if rng.random() < 0.4:
        y, sole = float(middle[1] - size[1] * 0.45), min(280.0, half)
        stuff += [
            Part(Box(start, start + sole, y, y + 15, z - 45, z + 45), "rubber", 0.4) for start in (x - sole - 8, x + 8)
        ]
    elif rng.random() < 0.5:
        side = x + rng.choice([-1, 1]) * half
        stuff.append(Part(rod((side, top - 260, z), (side, top - 50, z), 35), "water", rng.uniform(0.3, 1.0)))
    return Lot(lot.items, (*lot.packing, *stuff))


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


def _room(lot: Lot, margin: float) -> Box:
    (x0, y0, z0), (x1, y1, z1) = lot.bounds.tolist()
    return Box(x0 - margin, x1 + margin, y0 - margin, y1 + margin, z0 - margin, z1 + margin)


SMALL_PACKINGS = (bare, wrapped, in_carton, in_case, in_bag)
