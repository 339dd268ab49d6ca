"""Cartons on pallets, in lanes along the hold, one or two tiers of them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.cartons import MOST, Carton, Size, stack
from cargoscope_datasets.simulation.goods.goods import Load
from cargoscope_datasets.simulation.goods.lanes import lanes
from cargoscope_datasets.simulation.goods.pallets import BLOCK, EURO, STRINGER, pallet
from cargoscope_datasets.simulation.goods.stow import Cell, begin, cells, door_gap
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.weights import mass_kg


def palletised(carton: Callable[[np.random.Generator], Carton], *, tiers: int = 1, least: float = 0.85,
               tallest: float = 2100.0) -> Callable[[np.random.Generator, Hold], Load]:  # fmt: skip
    """A packer: cartons on pallets, one or two tiers of them."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        one, stow = carton(rng), begin(rng, hold, least)
        base = (EURO, BLOCK, STRINGER)[int(rng.integers(3))]
        one = fitted(one, base)
        per_layer = round(base[0] / one.size[0]) * round(base[2] / one.size[2])
        room = min(tallest, (hold.load_line - hold.room.y0) / tiers * float(rng.uniform(0.8, 1.0)))
        layers = max(1, int((room - base[1]) // one.size[1]))
        empty = mass_kg(pallet(Room(0, base[0], 0, base[1], 0, base[2])))
        rows = lanes(rng, hold, (base[0] + 15, base[1], base[2] + 15))
        count = tiers * sum(len(cells(rng, lane, size, height=base[1])) for lane, size in rows)
        afford = (stow.limit_kg / max(1, count) - empty) / (per_layer * one.mass_kg)
        layers = max(1, min(layers, int(afford)))
        most = int(stow.limit_kg / (empty + per_layer * layers * one.mass_kg))
        bundle = 1 + per_layer * layers * min(count, most) // MOST
        kept = []
        for lane, size in rows:
            crosswise = size[0] < size[2]
            here = replace(one, size=one.size[::-1]) if crosswise and one.size[0] != one.size[2] else one
            foot = base[::-1] if crosswise else base
            loads = cells(rng, lane, (size[0], base[1] + layers * one.size[1], size[2]),
                          height=tiers * (base[1] + layers * one.size[1]) + 1,
                          most=-(-most // len(rows)), slack=0.9)  # fmt: skip
            kept += [
                cell
                for cell in loads
                if stow.stack(cell.room, on_pallet(rng, here, cell.room, foot, layers, cell.top, bundle))
            ]
        for cell in kept[:: max(1, len(kept) // 6)]:
            middle = cell.room
            stow.place("pallet", Room(middle.x0 + 200, middle.x1 - 200, middle.y0 + base[1], middle.y1 - 150,
                                      middle.z0 + 200, middle.z1 - 200))  # fmt: skip
        door_gap(stow, kept)
        return stow.load()

    return pack


def fitted(carton: Carton, base: Size) -> Carton:
    """The carton in the size that fills a pallet's layers."""
    along, across = max(1, round(base[0] / carton.size[0])), max(1, round(base[2] / carton.size[2]))
    return replace(carton, size=(base[0] / along, carton.size[1], base[2] / across))


def on_pallet(rng: np.random.Generator, carton: Carton, room: Room, base: Size, layers: int,
              top: bool, bundle: int) -> tuple[Part, ...]:  # fmt: skip
    """One pallet with its cartons; the last layer of the uppermost may lack some."""
    x, z = room.x0 + float(rng.normal(7, 4)), room.z0 + float(rng.normal(7, 8))
    parts = list(pallet(Room(x, x + base[0], room.y0, room.y0 + base[1], z, z + base[2])))
    along, across = round(base[0] / carton.size[0]), round(base[2] / carton.size[2])
    lean = float(rng.normal(0, 0.004))
    for i in range(along):
        for k in range(across):
            x0, z0 = x + i * carton.size[0], z + k * carton.size[2]
            count = layers - int(top and layers > 1 and rng.random() < 0.06)
            floor = room.y0 + base[1]
            stacked = [
                Cell(Room(x0, x0 + carton.size[0], floor + j * carton.size[1], floor + (j + 1) * carton.size[1],
                          z0, z0 + carton.size[2]), i, k, j, j == count - 1)
                for j in range(count)
            ]  # fmt: skip
            parts.extend(stack(rng, carton, stacked, lean, bundle))
    return tuple(parts)
