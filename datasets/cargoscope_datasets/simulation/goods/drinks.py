"""Bottles and cans: rows of necks with air above, crate upon crate."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import ANY, Goods, Load
from cargoscope_datasets.simulation.goods.lanes import lanes
from cargoscope_datasets.simulation.goods.pallets import EURO, pallet
from cargoscope_datasets.simulation.goods.stow import begin, cells, door_gap
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.tiles import Tile, bottles, cut
from cargoscope_datasets.simulation.weights import mass_kg

Drink = tuple[Callable[[int], Tile], float, float, tuple[str, float], float]
"""Tile by its number, height of a layer in mm, share of the room that is drink, packaging and its share, tray in mm."""
_TILE = 2048.0


def _beer(number: int) -> Tile:
    return bottles(61, 8, 8, 0.36, 0.7, number)


def _wine(number: int) -> Tile:
    return bottles(78, 6, 6, 0.34, 0.68, number)


def _cans(number: int) -> Tile:
    return bottles(66, 16, 8, 0.0, 0.9, number)


def _plastic(number: int) -> Tile:
    return bottles(88, 6, 6, 0.3, 0.72, number)


def _tins(number: int) -> Tile:
    return bottles(76, 16, 6, 0.0, 0.88, number)


DRINKS: dict[str, Drink] = {
    "beer": (_beer, _TILE / 8, 0.4, ("glass", 0.12), 18),
    "wine": (_wine, _TILE / 6, 0.34, ("glass", 0.12), 8),
    "cans": (_cans, _TILE / 16, 0.66, ("aluminium", 0.012), 5),
    "plastic": (_plastic, _TILE / 6, 0.55, ("plastic", 0.025), 5),
    "tins": (_tins, _TILE / 16, 0.6, ("steel", 0.018), 6),
}


def pallets_of(name: str) -> Callable[[np.random.Generator, Hold], Load]:
    """A packer: pallets of layers, each with its tray."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow = begin(rng, hold)
        height = DRINKS[name][1]
        base = EURO if rng.random() < 0.5 else (1200.0, 150.0, 1000.0)
        rows = lanes(rng, hold, (base[0] + 20, base[1], base[2] + 20))
        count = sum(len(cells(rng, lane, size, height=base[1])) for lane, size in rows)
        sample = mass_kg(
            _block(np.random.default_rng(0), name, Room(0, base[0], 0, base[1] + height, 0, base[2]), base)
        )
        tiers = 2 if hold.load_line - hold.room.y0 > 2000 and rng.random() < 0.5 else 1
        room = min(1800.0, (hold.load_line - hold.room.y0 - 60) / tiers) - base[1]
        layers = max(1, min(int(room // height), int(stow.limit_kg / max(1, count * tiers) / sample)))
        high = base[1] + layers * height + 10
        most = int(stow.limit_kg / (sample * layers))
        kept = []
        for lane, size in rows:
            here = base if size[0] > size[2] else base[::-1]
            found = cells(rng, lane, (size[0], high, size[2]), height=tiers * high + 1, most=-(-most // len(rows)),
                          slack=0.9)  # fmt: skip
            for cell in found:
                room_ = cell.room
                x, z = room_.x0 + 10 + float(rng.normal(0, 6)), room_.z0 + 10 + float(rng.normal(0, 6))
                body = Room(x, x + here[0], room_.y0, room_.y0 + base[1] + layers * height, z, z + here[2])
                if stow.stack(room_, _block(rng, name, body, here)):
                    kept.append(cell)
                    stow.place("pallet", Room(x + 250, x + here[0] - 250, body.y0 + base[1], body.y1 - height,
                                              z + 250, z + here[2] - 250))  # fmt: skip
        door_gap(stow, kept)
        return stow.load()

    return pack


def _block(rng: np.random.Generator, name: str, room: Room, base: tuple[float, float, float]) -> tuple[Part, ...]:
    """One pallet of layers; each layer stands a little aside, front and back rows of it out of step."""
    tiles, height, share, (wrap, wall), tray = DRINKS[name]
    parts = list(pallet(Room(room.x0, room.x1, room.y0, room.y0 + base[1], room.z0, room.z1)))
    rows = np.linspace(room.z0, room.z1, 4)
    for layer in range(round((room.y1 - room.y0 - base[1]) / height)):
        y0 = room.y0 + base[1] + layer * height
        for near, far in pairwise(rows.tolist()):
            x = float(rng.normal(0, 3))
            texture = cut(rng, tiles(int(rng.integers(3))), base=y0)
            body = Box(room.x0 + x, room.x1 + x, y0, y0 + height, near + 3, far - 3, texture)
            parts += [Part(body, "water", share), Part(body, wrap, wall)]
        parts.append(Part(Box(room.x0, room.x1, y0, y0 + tray, room.z0, room.z1), "paper", 0.35))
    return tuple(parts)


GOODS = (
    Goods("beer", "2203", pallets_of("beer"), (0.34, 0.61), 1, ANY),
    Goods("wine", "2204", pallets_of("wine"), (0.28, 0.55), 1),
    Goods("canned_drinks", "2202", pallets_of("cans"), (0.33, 0.6), 0.8, ANY),
    Goods("bottled_water", "2201", pallets_of("plastic"), (0.26, 0.49), 0.7, ANY),
    Goods("tinned_food", "2005", pallets_of("tins"), (0.35, 0.64), 1),
)
