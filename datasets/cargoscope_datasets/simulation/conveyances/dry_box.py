"""Dry freight containers on the ground (ISO 668: 20, 40 and 45 ft, standard and high)."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.solids import Box, Part


def twenty(rng: np.random.Generator) -> Conveyance:
    """A 20 ft box."""
    walls = [Box(0, 6058, 0, 2591, z, z + 2, None) for z in (-1219, 1217)]
    room = Room(120, 5950, 160, 2480, -1176, 1176)
    doors = Place("doors", Room(5800, 5950, 160, 2480, -1176, 1176))
    return Conveyance("dry_20", tuple(Part(wall, "steel") for wall in walls),
                      (Hold(room, 28000 - float(rng.uniform(0, 2000)), 6058.0, "dry", room.y1),), (doors,))  # fmt: skip


SHARES: dict[str, tuple[float, Builder]] = {"dry_20": (1.0, twenty)}
