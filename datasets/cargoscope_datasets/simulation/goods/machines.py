"""Machines in the raw: shafts, housings, frames and panels of steel and castings, grouped as makers group them."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Room
from cargoscope_datasets.simulation.conveyances.innards import innards
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Box, Part, Prism, ball, brick, prism, rod

Build = Callable[[np.random.Generator, Room], tuple[Part, ...]]
"""Builds a machine that fills a room."""


def _at(room: Room, x: float, y: float, z: float) -> tuple[float, float, float]:
    """A point by its shares of a room."""
    return (room.x0 + x * (room.x1 - room.x0), room.y0 + y * (room.y1 - room.y0), room.z0 + z * (room.z1 - room.z0))


def hollow(box: Box, material: str, wall: float) -> tuple[Part, ...]:
    """A housing of plates."""
    inner = Box(box.x0 + wall, box.x1 - wall, box.y0 + wall, box.y1 - wall, box.z0 + wall, box.z1 - wall)
    return Part(box, material), Part(inner, material, -1.0)


def frame(room: Room, bar: float, wall: float = 5.0) -> tuple[Part, ...]:
    """Twelve hollow bars along the edges."""
    share = 4 * wall / bar
    bars = []
    for y in (room.y0, room.y1 - bar):
        for z in (room.z0, room.z1 - bar):
            bars.append(Box(room.x0, room.x1, y, y + bar, z, z + bar))
        for x in (room.x0, room.x1 - bar):
            bars.append(Box(x, x + bar, y, y + bar, room.z0 + bar, room.z1 - bar))
    for x in (room.x0, room.x1 - bar):
        for z in (room.z0, room.z1 - bar):
            bars.append(Box(x, x + bar, room.y0 + bar, room.y1 - bar, z, z + bar))
    return tuple(Part(each, "steel", share) for each in bars)


def engine(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """An engine: block with bores, head, sump, flywheel, pulleys, alternator, turbo, pipes."""
    length, height, width = room.size
    metal = "cast_iron" if rng.random() < 0.7 else "aluminium"
    parts = [Part(brick(_at(room, 0.5, 0.5, 0.5), (length * 0.72, height * 0.36, width * 0.42)), metal, 0.75)]
    count = int(rng.choice([3, 4, 6]))
    for index in range(count):
        x = 0.2 + 0.6 * (index + 0.5) / count
        bore = length * 0.72 / count * 0.36
        parts.append(Part(rod(_at(room, x, 0.42, 0.5), _at(room, x, 0.68, 0.5), bore), metal, -0.7))
        parts.append(Part(rod(_at(room, x, 0.5, 0.5), _at(room, x, 0.57, 0.5), bore * 0.95), "aluminium", 0.7))
        parts.append(Part(rod(_at(room, x, 0.3, 0.5), _at(room, x, 0.52, 0.5), bore * 0.25), "steel"))
    parts.append(Part(brick(_at(room, 0.5, 0.76, 0.5), (length * 0.74, height * 0.16, width * 0.36)), "aluminium", 0.7))
    parts += hollow(Box(*_span(room, (0.18, 0.82), (0.1, 0.32), (0.34, 0.66))), "steel", 4.0)
    parts.append(Part(rod(_at(room, 0.12, 0.3, 0.5), _at(room, 0.9, 0.3, 0.5), height * 0.035), "steel"))
    parts.append(Part(rod(_at(room, 0.86, 0.38, 0.5), _at(room, 0.95, 0.38, 0.5), height * 0.24), "cast_iron", 0.6))
    for y, z, size in ((0.3, 0.5, 0.12), (0.62, 0.28, 0.09), (0.55, 0.75, 0.09)):
        parts.append(Part(rod(_at(room, 0.06, y, z), _at(room, 0.11, y, z), height * size), "steel", 0.7))
    parts.append(Part(rod(_at(room, 0.13, 0.62, 0.24), _at(room, 0.34, 0.62, 0.24), height * 0.09), "copper", 0.35))
    parts.append(Part(ball(_at(room, 0.6, 0.72, 0.82), height * 0.12), "cast_iron", 0.6))
    for index in range(count):
        x = 0.2 + 0.6 * (index + 0.5) / count
        parts.append(Part(rod(_at(room, x, 0.7, 0.66), _at(room, 0.55, 0.8, 0.84), height * 0.035), "steel", 0.4))
    around = innards(rng, "aluminium", (room.x0, room.x1), (room.y0 + 0.08 * height, room.y1 - 0.1 * height),
                     (room.z0, room.z1), float(rng.uniform(3, 9)), upright=0.5)  # fmt: skip
    return (*parts, around)


def lump(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """An engine, gearbox or motor of which little shows, as it stands behind another: castings that overlap."""
    parts = []
    for _ in range(int(rng.integers(3, 6))):
        low, high = rng.uniform(0.02, 0.35, 3), rng.uniform(0.6, 0.98, 3)
        span = _span(room, *zip(low.tolist(), high.tolist(), strict=True))
        grams = float(rng.uniform(5, 16)) * (span[5] - span[4]) / 500
        parts.append(innards(rng, "cast_iron", span[:2], span[2:4], span[4:], grams, upright=0.5))
    return tuple(parts)


def gearbox(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """A housing of ribs with shafts and wheels in it."""
    height = room.size[1]
    parts = list(hollow(Box(*_span(room, (0.15, 0.85), (0.08, 0.92), (0.12, 0.88))), "cast_iron", 14.0))
    for index in range(int(rng.integers(2, 5))):
        y = 0.25 + 0.5 * index / 4 + float(rng.normal(0, 0.02))
        z = 0.35 + 0.3 * float(rng.random())
        parts.append(Part(rod(_at(room, 0.02, y, z), _at(room, 0.98, y, z), height * 0.05), "steel"))
        for _ in range(int(rng.integers(1, 4))):
            x, radius = float(rng.uniform(0.22, 0.75)), height * float(rng.uniform(0.1, 0.24))
            parts.append(Part(rod(_at(room, x, y, z), _at(room, x + 0.07, y, z), radius), "steel", 0.85))
    for x in (0.13, 0.83):
        parts.append(Part(Box(*_span(room, (x, x + 0.04), (0.02, 0.98), (0.08, 0.92))), "cast_iron", 0.35))
    parts.append(Part(Box(*_span(room, (0.1, 0.9), (0.0, 0.05), (0.05, 0.95))), "cast_iron", 0.7))
    return tuple(parts)


def motor(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """An electric motor or generator lying along the vehicle, with its cooling ribs and terminal box."""
    radius = min(room.size[1] * 0.4, room.size[2] * 0.43)
    parts = [Part(rod(_at(room, 0.14, 0.48, 0.5), _at(room, 0.86, 0.48, 0.5), radius), "cast_iron", 0.45),
             Part(rod(_at(room, 0.22, 0.48, 0.5), _at(room, 0.78, 0.48, 0.5), radius * 0.55), "steel", 0.5),
             Part(rod(_at(room, 0.18, 0.48, 0.5), _at(room, 0.26, 0.48, 0.5), radius * 0.8), "copper", 0.3),
             Part(rod(_at(room, 0.74, 0.48, 0.5), _at(room, 0.82, 0.48, 0.5), radius * 0.8), "copper", 0.3),
             Part(rod(_at(room, 0.0, 0.48, 0.5), _at(room, 0.9, 0.48, 0.5), radius * 0.16), "steel")]  # fmt: skip
    for x in np.linspace(0.2, 0.8, int(rng.integers(6, 12))):
        parts.append(Part(rod(_at(room, float(x), 0.48, 0.5), _at(room, float(x) + 0.012, 0.48, 0.5), radius * 1.1),
                          "cast_iron", 0.3))  # fmt: skip
    lid = 0.48 + 0.95 * radius / room.size[1]
    parts += hollow(Box(*_span(room, (0.4, 0.6), (lid, min(lid + 0.16, 1.0)), (0.4, 0.6))), "steel", 4.0)
    parts.append(Part(Box(*_span(room, (0.2, 0.8), (0.0, 0.1), (0.15, 0.85))), "cast_iron", 0.4))
    return tuple(parts)


def bucket(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """An excavator's bucket on its back: curved plates, side walls, teeth."""
    length, height, width = room.size
    angle = np.linspace(0.1, 1.25 * np.pi, 11)
    outer = np.column_stack([np.cos(angle), np.sin(angle)]) * [length * 0.48, height * 0.48]
    inner = outer * (1 - 45 / min(length, height))
    band = [tuple(point) for point in np.concatenate([outer, inner[::-1]]).tolist()]
    x, _, z = _at(room, 0.5, 0.5, 0.5)
    centre = (x, room.y0 - float(outer[:, 1].min()), z)
    parts = [Part(prism(band, width, centre), "steel")]
    shell = [tuple(point) for point in outer.tolist()]
    for side in (-0.49, 0.49):
        parts.append(Part(prism(shell, 22, (centre[0], centre[1], centre[2] + side * width)), "steel"))
    edge = outer[0]
    for share in np.linspace(-0.45, 0.45, int(rng.integers(4, 7))):
        start = (centre[0] + edge[0], centre[1] + edge[1], centre[2] + float(share) * width)
        parts.append(Part(rod(start, (start[0] + 90, start[1] - 120, start[2]), 26), "steel"))
    return tuple(parts)


def boom(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """An excavator's boom or dipper: a bent box girder with bosses, a ram along it."""
    length, height, width = room.size
    line = np.array([[-0.5, -0.35], [float(rng.uniform(-0.2, 0.05)), 0.15], [0.5, float(rng.uniform(-0.35, -0.1))]]) * [
        length * 0.94,
        height * 0.9,
    ]
    thick = np.array([0.1, 0.2, 0.08]) * height
    top = line + np.column_stack([np.zeros(3), thick])
    low = line - np.column_stack([np.zeros(3), thick])
    outline = [tuple(point) for point in np.concatenate([top, low[::-1]]).tolist()]
    x, _, z = _at(room, 0.5, 0.5, 0.5)
    y = room.y0 - float(low[:, 1].min())
    sides: list[Prism] = [prism(outline, 14, (x, y, z + side * width * 0.3)) for side in (-1, 1)]
    parts = [Part(side, "steel") for side in sides]
    for upper, lower in ((top, top - np.array([0, 14])), (low + np.array([0, 14]), low)):
        plate = [tuple(point) for point in np.concatenate([upper, lower[::-1]]).tolist()]
        parts.append(Part(prism(plate, width * 0.6, (x, y, z)), "steel"))
    for point in line:
        start, end = (x + point[0], y + point[1], z - width * 0.38), (x + point[0], y + point[1], z + width * 0.38)
        parts.append(Part(rod(start, end, 75), "steel", 0.7))
    one, two = line[0] + [0, height * 0.35], line[1] + [length * 0.1, height * 0.3]
    ends = ((x + one[0], y + one[1], z), (x + two[0], y + two[1], z))
    parts.append(Part(rod(*ends, 65), "steel", 0.7))
    return tuple(parts)


def plant(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """A machine in its frame: cabinet, rollers, motors, plates, cables."""
    parts = list(frame(room, float(rng.uniform(50, 120))))
    parts.append(innards(rng, "aluminium", (room.x0, room.x1), (room.y0, room.y0 + 0.9 * room.size[1]),
                         (room.z0, room.z1), float(rng.uniform(1.5, 7)), upright=0.5))  # fmt: skip
    # Sheet and mesh between the bars, a bed that all stands on.
    bed = Box(*_span(room, (0.05, 0.95), (0.05, float(rng.uniform(0.07, 0.15))), (0.1, 0.9)))
    parts.append(Part(bed, "steel", float(rng.uniform(0.05, 0.25))))
    for z in (0.03, 0.97):
        x0, x1 = np.sort(rng.uniform(0.02, 0.98, 2)).tolist()
        parts.append(Part(Box(*_span(room, (x0, x1), (0.06, float(rng.uniform(0.4, 0.96))), (z, z + 0.001))), "steel"))
    for _ in range(int(rng.integers(5, 13))):
        x, y = rng.uniform(0.08, 0.85), 0.85 * rng.beta(1, 1.6) + 0.06
        if rng.random() < 0.5:
            radius = float(rng.uniform(30, 160))
            parts.append(Part(rod(_at(room, float(x), float(y), 0.06), _at(room, float(x), float(y), 0.94), radius),
                              "steel", float(rng.uniform(0.2, 0.8))))  # fmt: skip
        else:
            wide, high = rng.uniform(0.06, 0.3, 2)
            box = Box(*_span(room, (x, min(x + wide, 0.95)), (y, min(y + high, 0.95)), (0.1, 0.9)))
            parts += hollow(box, "steel", float(rng.uniform(2, 8)))
    for _ in range(int(rng.integers(1, 4))):
        at = _at(room, float(rng.uniform(0.2, 0.8)), float(rng.uniform(0.15, 0.7)), float(rng.uniform(0.3, 0.7)))
        size = float(rng.uniform(250, 450))
        parts += motor(rng, Room(at[0] - size * 0.7, at[0] + size * 0.7, at[1] - size / 2, at[1] + size / 2,
                                 at[2] - size / 2, at[2] + size / 2))  # fmt: skip
    for _ in range(int(rng.integers(3, 7))):
        x, y = rng.uniform(0.04, 0.6, 2).tolist()
        wide, high = rng.uniform(0.15, 0.45, 2).tolist()
        z0, z1 = np.sort(rng.uniform(room.z0, room.z1, 2)).tolist()
        span = _span(room, (x, x + wide), (y, min(y + high, 0.96)), (0.0, 1.0))
        metal, upright = str(rng.choice(["steel", "aluminium", "copper"])), float(rng.choice([0.3, 0.5, 0.7]))
        grams = float(rng.uniform(2, 11))
        parts.append(innards(rng, metal, span[:2], span[2:4], (z0, z1 + 50), grams, upright=upright))
    for _ in range(int(rng.integers(0, 3))):
        turn = rotation(float(rng.normal(0, 0.2)), float(rng.uniform(-1.5, 1.5)), 0.0)
        plate = (float(rng.uniform(0.2, 0.55)) * room.size[1], float(rng.uniform(8, 40)), float(rng.uniform(60, 500)))
        parts.append(Part(brick(_at(room, *rng.uniform(0.3, 0.7, 3).tolist()), plate, turn), "steel"))
    return tuple(parts)


def _span(room: Room, *shares: tuple[float, float]) -> tuple[float, float, float, float, float, float]:
    (x0, x1), (y0, y1), (z0, z1) = shares
    low, high = _at(room, float(x0), float(y0), float(z0)), _at(room, float(x1), float(y1), float(z1))
    return low[0], high[0], low[1], high[1], low[2], high[2]


ALL: tuple[Build, ...] = (engine, gearbox, motor, bucket, boom, plant)
