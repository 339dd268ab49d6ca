"""Tyres, loose: in leaning stacks, laced, or standing; hollow rings over rings."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import Goods, Load
from cargoscope_datasets.simulation.goods.stow import Stow, begin, cells, door_gap
from cargoscope_datasets.simulation.mounds import Mound, mound
from cargoscope_datasets.simulation.placement import placed, rotation
from cargoscope_datasets.simulation.solids import Part, rod

_KNOTS = -np.cos(np.linspace(0, np.pi, 21))


def _disc(x: float, z: float, y0: float, y1: float, radius: float, slope: float) -> Mound:
    """A round slice that lies askew along the vehicle."""
    along = radius * _KNOTS
    reach = radius * np.sqrt(1 - _KNOTS**2)
    return mound(x + along, y0 + slope * along, y1 + slope * along, z - reach, z + reach)


def flat(x: float, y: float, z: float, radius: float, width: float, slope: float = 0.0) -> tuple[Part, ...]:
    """A tyre lying on its side: tread, two walls with their bores, air within."""
    tread, wall, bore = radius * 0.05, width * 0.06, radius * 0.62
    return (
        Part(_disc(x, z, y, y + width, radius, slope), "rubber"),
        Part(_disc(x, z, y + wall, y + width - wall, radius - tread, slope), "rubber", -1.0),
        Part(_disc(x, z, y, y + wall, bore, slope), "rubber", -1.0),
        Part(_disc(x, z, y + width - wall, y + width, bore, slope), "rubber", -1.0),
    )


def turned(rng: np.random.Generator, x: float, y: float, z: float, radius: float, width: float) -> tuple[Part, ...]:
    """A tyre that stands or leans any way, its axis mostly across the vehicle."""
    tread, wall, bore = radius * 0.05, width * 0.06, radius * 0.62
    turn = rotation(float(rng.normal(0, 0.5)), float(rng.normal(0, 0.2)), float(rng.normal(0, 0.5)))
    slices = ((-width / 2, width / 2, radius, 1.0), (-width / 2 + wall, width / 2 - wall, radius - tread, -1.0),
              (-width / 2, -width / 2 + wall, bore, -1.0), (width / 2 - wall, width / 2, bore, -1.0))  # fmt: skip
    return tuple(Part(placed(rod((0, 0, start), (0, 0, end), size), turn, (x, y, z)), "rubber", fill)
                 for start, end, size, fill in slices)  # fmt: skip


def packed(radii: tuple[float, float], widths: tuple[float, float], *,
           used: bool) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: stack beside stack, leaning more towards the doors; used ones of all sizes, some on edge on top."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow = begin(rng, hold)
        radius, width = float(rng.uniform(*radii)), float(rng.uniform(*widths))
        tall = (hold.load_line - hold.room.y0) * float(rng.uniform(0.75, 0.97))
        size = (2 * radius * 1.01, width * 0.96, 2 * radius * 1.01)
        found = cells(rng, hold, size, height=tall, slack=0.6)
        lean = abs(float(rng.normal(0, 0.14))) if used or rng.random() < 0.5 else 0.0
        kept = []
        columns = 1 + max((cell.column for cell in found), default=0)
        for cell in found:
            if _add(rng, stow, cell.room, radius, width, lean * cell.column / columns, used, cell.top):
                kept.append(cell)
        for cell in kept[:: max(1, len(kept) // 8)]:
            room = cell.room
            stow.place("in_goods", Room(room.x0 + radius * 0.4, room.x1 - radius * 0.4, room.y0, room.y0 + 3 * width,
                                        room.z0 + radius * 0.4, room.z1 - radius * 0.4))  # fmt: skip
        door_gap(stow, kept)
        return stow.load()

    return pack


def _add(rng: np.random.Generator, stow: Stow, room: Room, radius: float, width: float, lean: float, used: bool,
         top: bool) -> bool:  # fmt: skip
    size = radius * float(rng.uniform(0.86, 1.0)) if used else radius
    loose = 0.06 * radius if used else 0.015 * radius
    rise = room.y0 - stow.hold.room.y0
    x = (room.x0 + room.x1) / 2 - lean * rise + float(rng.normal(0, loose))
    x = float(np.clip(x, stow.hold.room.x0 + size, stow.hold.room.x1 - size))
    z = (room.z0 + room.z1) / 2 + float(rng.normal(0, loose))
    if top and used and rng.random() < 0.4 and room.y0 + 2 * size < stow.hold.room.y1:
        return stow.add(turned(rng, x, room.y0 + size, z, size, width))
    rising = min(1.0, rise / (2 * radius))
    slope = rising * (lean * 1.5 + float(rng.normal(0, 0.12 if used else 0.015)))
    return stow.add(flat(x, room.y0, z, size, width * (float(rng.uniform(0.85, 1)) if used else 1), slope))


GOODS = (
    Goods("car_tyres", "4011", packed((290, 350), (180, 240), used=False), (0.08, 0.14), 1),
    Goods("truck_tyres", "4011", packed((480, 540), (250, 320), used=False), (0.09, 0.14), 0.7),
    Goods("used_tyres", "4012", packed((290, 350), (170, 220), used=True), (0.06, 0.12), 1),
)
