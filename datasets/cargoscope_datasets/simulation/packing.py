"""What finds are wrapped in. All of it lies along the axes: boxes are cheap."""

import numpy as np

from cargoscope_datasets.simulation.shapes import Parts
from cargoscope_datasets.simulation.solids import Box, Part, ball
from cargoscope_datasets.simulation.threat import Lot


def bare(rng: np.random.Generator, lot: Lot) -> Lot:  # noqa: ARG001 - a way to pack like the others
    """As it is."""
    return lot


def wrapped(rng: np.random.Generator, lot: Lot) -> Lot:
    """In cloth and film, a few centimetres of it."""
    room = _room(lot, rng.uniform(5, 25))
    return Lot(lot.items, (*lot.packing, Part(room, "textile", rng.uniform(0.01, 0.07))))


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
    """Among clothes in a soft bag."""
    room = _room(lot, rng.uniform(40, 110))
    size = np.array([room.x1 - room.x0, room.y1 - room.y0, room.z1 - room.z0])
    middle = np.array([room.x0, room.y0, room.z0]) + size / 2
    clothes = []
    for _ in range(3):
        x, y, z = (middle + rng.uniform(-0.25, 0.25, 3) * size).tolist()
        rx, ry, rz = (rng.uniform(0.25, 0.5, 3) * size).tolist()
        clothes.append(Part(ball((x, y, z), rx, ry, rz), "textile", rng.uniform(0.05, 0.2)))
    zip_line = Box(
        room.x0 + size[0] * 0.1, room.x1 - size[0] * 0.1, room.y1 - 4, room.y1, -4 + middle[2], 4 + middle[2]
    )
    around = (Part(room, "textile", rng.uniform(0.03, 0.1)), Part(zip_line, "zinc", 0.2))
    return Lot(lot.items, (*lot.packing, *clothes, *around))


def shell(room: Box, wall: float, material: str, fill: float = 1.0) -> Parts:
    """Walls around a room, outside it."""
    outer = Box(room.x0 - wall, room.x1 + wall, room.y0 - wall, room.y1 + wall, room.z0 - wall, room.z1 + wall)
    return Part(outer, material, fill), Part(room, material, -fill)


def _room(lot: Lot, margin: float) -> Box:
    (x0, y0, z0), (x1, y1, z1) = lot.bounds.tolist()
    return Box(x0 - margin, x1 + margin, y0 - margin, y1 + margin, z0 - margin, z1 + margin)


SMALL_PACKINGS = (bare, wrapped, in_carton, in_case, in_bag)
