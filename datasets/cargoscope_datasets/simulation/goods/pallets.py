"""Wooden pallets: their blocks and decks show below every load that stands on them."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Room
from cargoscope_datasets.simulation.solids import Box, Part

EURO = (1200.0, 144.0, 800.0)
"""EN 13698-1: length, height, width, mm."""
BLOCK = (1200.0, 144.0, 1000.0)
STRINGER = (1219.0, 130.0, 1016.0)
_DECK = 22.0


def pallet(room: Room) -> tuple[Part, ...]:
    """Nine blocks between two decks; the room is the pallet's own."""
    length, _, width = room.size
    foot, neck = min(145.0, length * 0.15), min(145.0, width * 0.15)
    wood = [Part(Box(room.x0, room.x1, room.y0, room.y0 + _DECK, room.z0, room.z1), "wood", 0.4),
            Part(Box(room.x0, room.x1, room.y1 - _DECK, room.y1, room.z0, room.z1), "wood", 0.8)]  # fmt: skip
    for along in (0.0, 0.5, 1.0):
        x = room.x0 + along * (length - foot)
        for across in (0.0, 0.5, 1.0):
            z = room.z0 + across * (width - neck)
            block = Box(x, x + foot, room.y0 + _DECK, room.y1 - 2 * _DECK, z, z + neck)
            wood.append(Part(block, "wood"))
        rail = Box(x, x + foot, room.y1 - 2 * _DECK, room.y1 - _DECK, room.z0, room.z1)
        wood.append(Part(rail, "wood"))
    return tuple(wood)


def skid(room: Room, rng: np.random.Generator) -> tuple[Part, ...]:
    """Three runners across the goods' length, for what is not on a pallet."""
    high = room.y1 - room.y0
    places = room.x0 + (room.x1 - room.x0) * np.array([0.08, 0.5, 0.92]) + rng.normal(0, 20, 3)
    return tuple(Part(Box(float(x) - high / 2, float(x) + high / 2, room.y0, room.y1, room.z0, room.z1), "wood")
                 for x in places)  # fmt: skip
