"""Furniture, white goods and screens, one by one: thin panels, springs, motors, much air."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.conveyances.innards import innards
from cargoscope_datasets.simulation.goods.cartons import board
from cargoscope_datasets.simulation.goods.goods import CLOSED, Goods, Load
from cargoscope_datasets.simulation.goods.machines import hollow
from cargoscope_datasets.simulation.goods.stow import among, begin, cells, door_gap
from cargoscope_datasets.simulation.solids import Box, Part, ball, rod
from cargoscope_datasets.simulation.texture import Texture
from cargoscope_datasets.simulation.tiles import cut, fins, grain, seams

_MOST_PARTS = 1300
_AIR = 30.0
"""mm between pieces side by side."""
_FITTED = 0.85
"""Pieces are chosen a little shorter, down to this share, where one more of them then goes into a hold."""
Build = Callable[[np.random.Generator, Room], tuple[Part, ...]]


def fridge(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Skins with foam between, shelves, a compressor low at the back, pipes up the rear wall."""
    wall = 55.0
    x, y, z = (room.x0 + room.x1) / 2, room.y0, room.z1
    deep, wide = room.z1 - room.z0, room.x1 - room.x0
    parts = list(hollow(Box(*room), "steel", 0.7))
    parts += hollow(Box(room.x0 + 1, room.x1 - 1, y + 1, room.y1 - 1, room.z0 + 1, room.z1 - 1), "foam", wall)
    height = room.y1 - y
    for share in rng.uniform(0.25, 0.95, int(rng.integers(3, 7))):
        shelf = y + float(share) * (height - wall)
        parts.append(Part(Box(room.x0 + wall, room.x1 - wall, shelf, shelf + 5, room.z0 + wall, z - wall), "glass"))
    parts.append(Part(ball((x + wide * 0.15, y + 130, z - deep * 0.2), 95, 80, 90), "steel", 0.55))
    parts.append(Part(Box(room.x0 + 20, room.x1 - 20, y + 20, y + 45, room.z0 + 20, z - 20), "steel", 0.1))
    for at in np.linspace(room.x0 + 60, room.x1 - 60, 7):
        parts.append(Part(Box(at - 2.5, at + 2.5, y + 250, room.y1 - 150, z - 8, z - 3), "steel"))
    return tuple(parts)


def washer(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """A drum across the machine, its tub, motor, and a block of concrete on top."""
    x, y, z = (room.x0 + room.x1) / 2, (room.y0 + room.y1) / 2, (room.z0 + room.z1) / 2
    deep = room.z1 - room.z0
    radius = min(room.x1 - room.x0, room.y1 - room.y0) * float(rng.uniform(0.38, 0.43))
    parts = list(hollow(Box(*room), "steel", 0.8))
    for outer, inner, material in ((radius, radius - 4, "plastic"), (radius * 0.86, radius * 0.86 - 0.8, "stainless")):
        parts += [Part(rod((x, y, z - deep * 0.32), (x, y, z + deep * 0.3), outer), material),
                  Part(rod((x, y, z - deep * 0.31), (x, y, z + deep * 0.29), inner), material, -1.0)]  # fmt: skip
    parts.append(Part(rod((x, y, z + deep * 0.3), (x, y, z + deep * 0.42), 110), "aluminium", 0.4))
    low = room.y0 + float(rng.uniform(100, 150))
    parts.append(Part(rod((x + 40, low, z - 20), (x + 40, low, z + 150), 75), "steel", 0.45))
    parts.append(Part(Box(x - 210, x + 210, room.y1 - 150, room.y1 - 60, z - 90, z + 90), "concrete"))
    parts.append(Part(Box(room.x0, room.x1, room.y1 - 30, room.y1, room.z0, room.z1), "wood", 0.8))
    return tuple(parts)


def screens(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Two flat screens on edge, face to face between pieces of foam: frames, boards, loudspeakers, a stand."""
    x0, x1, y0, y1 = room.x0 + 60, room.x1 - 60, room.y0 + 60, room.y1 - 50
    z, wide = (room.z0 + room.z1) / 2, x1 - x0
    parts = [Part(Box(x0, x1, y0, y1, z - 12, z + 12), "glass", 0.6)]
    for low, high in ((y0, y0 + 14), (y1 - 10, y1)):
        parts.append(Part(Box(x0, x1, low, high, z - 40, z + 40), "steel", 0.12))
    for left, right in ((x0, x0 + 10), (x1 - 10, x1)):
        parts.append(Part(Box(left, right, y0, y1, z - 40, z + 40), "steel", 0.12))
    for side in (-1, 1):
        at = (x0 + x1) / 2 + side * wide * 0.16 + float(rng.normal(0, 8))
        back, skin = sorted((z + side * 22, z + side * 60))
        for share, tall in ((0.0, 0.42), (-0.16 * side, 0.3), (0.2 * side, 0.14)):
            middle, foot = at + share * wide, y0 + float(rng.uniform(0.22, 0.34)) * (y1 - y0)
            half = wide * float(rng.uniform(0.05, 0.11))
            parts.append(Part(Box(middle - half, middle + half, foot, foot + tall * (y1 - y0), back, skin), "aluminium",
                              float(rng.uniform(0.05, 0.16))))  # fmt: skip
        for share in (0.2, 0.8):
            speaker = x0 + share * wide
            parts.append(Part(Box(speaker - 45, speaker + 45, y0 + 30, y0 + 75, back, skin), "steel", 0.2))
    parts.append(Part(Box(x0 + 0.25 * wide, x0 + 0.75 * wide, y0 - 45, y0 - 20, z - 90, z + 90), "steel", 0.12))
    for low, high in ((room.y0 + 5, room.y0 + 110), (room.y1 - 100, room.y1 - 5)):
        parts.append(Part(Box(room.x0 + 5, room.x1 - 5, low, high, room.z0 + 5, room.z1 - 5), "foam", 0.6))
    return tuple(parts)


def cooler(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """An air conditioner's outer unit: a coil of fins on two sides, a fan, a compressor."""
    wide, tall = room.x1 - room.x0, room.y1 - room.y0
    z = (room.z0 + room.z1) / 2
    parts = list(hollow(Box(*room), "steel", 0.8))
    coil = Box(room.x0 + 20, room.x1 - wide * 0.3, room.y0 + 30, room.y1 - 30, room.z1 - 45, room.z1 - 15,
               cut(rng, fins(float(rng.choice([12, 16, 20])), int(rng.integers(4)))))  # fmt: skip
    parts += [Part(coil, "aluminium", 0.25), Part(coil, "copper", 0.06)]
    parts.append(innards(rng, "plastic", (room.x0, room.x1), (room.y0, room.y1), (room.z0, room.z1), 0.8))
    at = room.x1 - wide * float(rng.uniform(0.14, 0.18))
    parts.append(Part(rod((at, room.y0 + 40, z), (at, room.y0 + tall * 0.55, z), wide * 0.1), "steel", 0.5))
    hub = (room.x0 + wide * 0.36, room.y0 + tall / 2)
    parts.append(Part(rod((*hub, z - 60), (*hub, z + 50), 60), "steel", 0.5))
    parts.append(Part(rod((*hub, z - 80), (*hub, z - 60), tall * 0.4), "plastic", 0.3))
    return tuple(parts)


def flat_pack(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Boards and a bag of fittings in a flat carton."""
    ends = rng.uniform(10, (room.x1 - room.x0) * 0.05, 2).tolist()
    layers = cut(rng, seams(float(rng.choice([512, 1024])), 20, 4, 0.55, int(rng.integers(4))))
    boards = Box(room.x0 + ends[0], room.x1 - ends[1], room.y0 + 6, room.y1 - 22, room.z0 + 12, room.z1 - 12, layers)
    parts = [Part(boards, "wood", 1.0)]
    x = room.x0 + float(rng.uniform(0.2, 0.7)) * (room.x1 - room.x0)
    parts.append(Part(Box(x, x + 120, room.y1 - 25, room.y1 - 5, room.z0 + 60, room.z0 + 160), "steel", 0.4))
    return tuple(parts)


def sofa(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Foam on a wooden frame, springs beneath, arms and a back."""
    length, tall, deep = room.x1 - room.x0, room.y1 - room.y0, room.z1 - room.z0
    seat = room.y0 + tall * 0.45
    frame = [Box(room.x0, room.x1, room.y0 + 60, room.y0 + 90, z, z + 45) for z in (room.z0, room.z1 - 45)]
    frame += [Box(x, x + 40, room.y0, room.y1 - 60, room.z1 - 60, room.z1 - 20)
              for x in np.linspace(room.x0, room.x1 - 40, 4).tolist()]  # fmt: skip
    frame += [Box(x, x + 60, room.y0, room.y0 + tall * 0.65, room.z0, room.z1) for x in (room.x0, room.x1 - 60)]
    soft = [Box(room.x0 + 60, room.x1 - 60, room.y0 + 150, seat, room.z0, room.z1 - 120, _padding(rng)),
            Box(room.x0 + 60, room.x1 - 60, seat, room.y1, room.z1 - deep * 0.3, room.z1, _padding(rng))]  # fmt: skip
    parts = [Part(each, "wood", 0.35 if each.x1 - each.x0 < 100 else 1.0) for each in frame]
    parts += [Part(each, "foam", 1.2) for each in soft] + [Part(each, "textile", 0.015) for each in soft]
    for x in np.arange(room.x0 + 120, room.x1 - 100, 110):
        parts.append(Part(Box(x, x + 5, room.y0 + 90, room.y0 + 160, room.z0 + 60, room.z1 - 60), "steel", 0.12))
    return tuple(parts) if length > 300 else ()


def _padding(rng: np.random.Generator) -> Texture:
    return cut(rng, grain(180, 120, 0.12, int(rng.integers(3))))


def chairs(rng: np.random.Generator, room: Room) -> tuple[Part, ...]:
    """Chairs nested into each other: seats, backs and legs, each a step on; their backs to any of three sides."""
    parts: list[Part] = []
    count = max(0, int((room.y1 - room.y0 - 830) // 70)) - int(rng.integers(0, 4))
    if count < 1:
        return ()
    step_on, way = min(12.0, 130.0 / count), int(rng.integers(3))
    high = float(rng.uniform(330, 390))
    middle = room.x0 + (room.x1 - room.x0 - 430 - step_on * count) / 2
    for step in range(count):
        y, x = room.y0 + 70.0 * step, middle + step_on * step + float(rng.normal(0, 3))
        parts.append(Part(Box(x, x + 420, y + 430, y + 442, room.z0, room.z1), "plastic", 0.9))
        if way == 2:
            z = room.z1 - 12 - step_on * (count - step)
            parts.append(Part(Box(x + 15, x + 405, y + 470, y + 440 + high, z, z + 6), "plastic", 0.9))
            continue
        side = x + (0 if way else 408)
        for y0, y1 in ((y + 450, y + 560), (y + 600, y + 440 + high)):
            parts.append(Part(Box(side, side + 6, y0, y1, room.z0 + 20, room.z1 - 20), "plastic", 0.9))
    # Legs of nested chairs run within each other.
    rise, shift = 70.0 * (count - 1), step_on * (count - 1)
    for foot in (middle + 8, middle + 383):
        for z in (room.z0 + 15, room.z1 - 15):
            legs = Box(foot, foot + 22 + shift, room.y0, room.y0 + 430 + rise, z - 11, z + 11)
            parts.append(Part(legs, "steel", 0.25 * count * 22 * 430 / ((22 + shift) * (430 + rise))))
    return tuple(parts)


def packed(build: Build, size: tuple[float, float, float], *, shell: float = 3.0,
           jitter: float = 0.06, most: int = _MOST_PARTS) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: piece by piece in its carton (of `shell` kg), to the roof; it ends short after `most` parts."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow = begin(rng, hold)
        scale = 1 + rng.uniform(-jitter, jitter, 3)
        length, height, width = (side * float(by) for side, by in zip(size, scale, strict=True))
        length = _fitted(length, hold.room.size[0])
        found = cells(rng, hold, (length + _AIR, height + 15, width + _AIR), slack=0.7)
        kept = []
        for cell in found:
            if len(stow.parts) > most:
                break
            room, sway = cell.room, float(rng.normal(0, 6))
            body = Room(room.x0 + 15 + sway, room.x0 + 15 + sway + length, room.y0 + 6, room.y0 + 6 + height,
                        room.z0 + 15, room.z0 + 15 + width)  # fmt: skip
            wrap = [board(Box(*body), shell)] if shell else []
            if stow.stack(room, (*build(rng, body), *wrap)):
                kept.append(cell)
        among(rng, stow, kept)
        door_gap(stow, kept)
        return stow.load()

    return pack


def _fitted(length: float, room: float) -> float:
    shorter = room / np.ceil(room / (length + _AIR)) - _AIR
    return float(shorter) if shorter > _FITTED * length else length


GOODS = (
    Goods("fridges", "8418", packed(fridge, (620, 1720, 640)), (0.06, 0.11), 1, CLOSED),
    Goods("washing_machines", "8450", packed(washer, (600, 850, 580)), (0.13, 0.26), 1, CLOSED),
    Goods("screens", "8528", packed(screens, (1250, 780, 300), shell=6, most=4000), (0.08, 0.15), 0.8, CLOSED),
    Goods("air_conditioners", "8415", packed(cooler, (850, 620, 340)), (0.24, 0.33), 0.8, CLOSED),
    Goods("flat_pack_furniture", "9403", packed(flat_pack, (1500, 170, 560), shell=2), (0.23, 0.42), 1, CLOSED),
    Goods("sofas", "9401", packed(sofa, (1900, 800, 880), shell=0), (0.02, 0.04), 0.8, CLOSED),
    Goods("chairs", "9401", packed(chairs, (600, 1900, 480), shell=0, most=4000), (0.07, 0.13), 0.4, CLOSED),
)
