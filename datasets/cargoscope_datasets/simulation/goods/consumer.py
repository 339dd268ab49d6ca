"""Consumer goods in cartons: light or heavy, uniform or a jumble within."""

from collections.abc import Callable, Sequence

import numpy as np

from cargoscope_datasets.simulation.goods.cartons import Carton, floor_loaded
from cargoscope_datasets.simulation.goods.goods import ANY, Goods
from cargoscope_datasets.simulation.goods.pallet_loads import palletised
from cargoscope_datasets.simulation.tiles import Tile, both, clumps, grain, seams


def _carton(material: str, fill: tuple[float, float], tiles: Callable[[int], Tile], *,
            sizes: Sequence[tuple[float, float, float]] = ((590, 390, 390), (480, 320, 390), (390, 290, 290)),
            head: float = 0.05) -> Callable[[np.random.Generator], Carton]:  # fmt: skip
    def draw(rng: np.random.Generator) -> Carton:
        size = sizes[int(rng.integers(len(sizes)))]
        scale = rng.uniform(0.85, 1.12, 3)
        length, height, width = (float(side * by) for side, by in zip(size, scale, strict=True))
        if rng.random() < 0.5:
            length, width = width, length
        return Carton((length, height, width), material, float(rng.uniform(*fill)),
                      [tiles(number) for number in range(4)], head)  # fmt: skip

    return draw


def _shoes(number: int) -> Tile:
    return both(seams(330, 120, 14, 0.5, number), grain(110, 40, 0.25, number))


def _cloth(number: int) -> Tile:
    return both(grain(260, 22, 0.12, number), grain(120, 90, 0.06, number + 4))


def _paper(number: int) -> Tile:
    return seams(210, 55, 6, 0.25, number)


def _boxes(number: int) -> Tile:
    return both(seams(140, 170, 8, 0.4, number), grain(70, 70, 0.1, number))


def _jumble(number: int) -> Tile:
    return clumps(45, 0.3, number)


def _gadgets(number: int) -> Tile:
    return both(seams(180, 90, 12, 0.5, number), clumps(40, 0.38, number))


def _metal(number: int) -> Tile:
    return both(seams(200, 110, 8, 0.35, number), clumps(30, 0.4, number))


SMALL = ((390.0, 290.0, 290.0), (320.0, 210.0, 260.0), (300.0, 180.0, 390.0))
GOODS = (
    Goods("shoes", "6403", floor_loaded(_carton("rubber", (0.13, 0.2), _shoes)), (0.11, 0.23), 1),
    Goods("garments", "6109", floor_loaded(_carton("textile", (0.15, 0.24), _cloth)), (0.16, 0.35), 1.5),
    Goods("toys", "9503", floor_loaded(_carton("plastic", (0.1, 0.2), _jumble)), (0.08, 0.21), 1),
    Goods("plastic_ware", "3924", floor_loaded(_carton("plastic", (0.1, 0.18), _jumble)), (0.08, 0.2), 1),
    Goods("paper", "4802", palletised(_carton("paper", (0.75, 0.9), _paper, sizes=SMALL, head=0.01)), (0.39, 0.66), 1,
          ANY),
    Goods("books", "4901", palletised(_carton("paper", (0.6, 0.8), _paper, sizes=SMALL)), (0.31, 0.57), 0.5),
    Goods("household_chemicals", "3402", palletised(_carton("water", (0.6, 0.8), _boxes, sizes=SMALL, head=0.08)),
          (0.33, 0.6), 1),
    Goods("cosmetics", "3304", palletised(_carton("organic", (0.3, 0.5), _boxes, sizes=SMALL)), (0.19, 0.4), 0.7),
    Goods("medicine", "3004", palletised(_carton("organic", (0.16, 0.3), _boxes, sizes=SMALL)), (0.11, 0.25), 0.7),
    Goods("biscuits", "1905", floor_loaded(_carton("grain", (0.15, 0.24), _boxes)), (0.15, 0.33), 0.7),
    Goods("electronics", "8517", palletised(_carton("plastic", (0.2, 0.35), _gadgets)), (0.13, 0.32), 1),
    Goods("computers", "8471", palletised(_carton("aluminium", (0.07, 0.12), _gadgets)), (0.13, 0.28), 0.7),
    Goods("tools", "8205", palletised(_carton("steel", (0.08, 0.14), _metal, sizes=SMALL)), (0.38, 0.84), 0.8),
    Goods("fasteners", "7318", palletised(_carton("steel", (0.25, 0.4), _metal, sizes=SMALL), tallest=1100),
          (1.0, 2.2), 0.5, ANY),
    Goods("tableware", "6911", floor_loaded(_carton("ceramic", (0.2, 0.3), _boxes, sizes=SMALL)), (0.33, 0.65), 0.7),
)  # fmt: skip
