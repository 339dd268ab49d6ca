"""Fruit and vegetables: vented cartons on pallets or by hand, with gaps for the air."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation.goods.cartons import Carton, floor_loaded
from cargoscope_datasets.simulation.goods.goods import COOLED, Goods
from cargoscope_datasets.simulation.goods.pallet_loads import palletised
from cargoscope_datasets.simulation.tiles import balls, both, grain


def _round(diameters: tuple[float, ...], fill: tuple[float, float],
           height: tuple[float, float]) -> Callable[[np.random.Generator], Carton]:  # fmt: skip
    def draw(rng: np.random.Generator) -> Carton:
        diameter = float(rng.choice(diameters))
        tiles = [balls(diameter, max(3, int(330 / diameter)), 0.0, number) for number in range(4)]
        size = (float(rng.choice([300, 400, 500, 600])), float(rng.uniform(*height)), float(rng.choice([300, 400])))
        return Carton(size, "fruit", float(rng.uniform(*fill)), tiles, head=0.09, gap=9)

    return draw


def bananas(rng: np.random.Generator) -> Carton:
    """18 kg in a box with a hole in its lid: hands of fruit, curved, in two layers."""
    tiles = [both(grain(110, 45, 0.13, number), grain(28, 60, 0.09, number + 4)) for number in range(4)]
    size = (500.0, float(rng.uniform(235, 250)), 395.0) if rng.random() < 0.5 else (395.0, 245.0, 500.0)
    return Carton(size, "fruit", float(rng.uniform(0.4, 0.46)), tiles, head=0.12, gap=12)


def roots(rng: np.random.Generator) -> Carton:
    """Potatoes, onions, ginger, garlic."""
    tiles = [balls(float(rng.choice([55, 65, 75])), 5, 0.0, number, 0.8) for number in range(4)]
    return Carton((400.0, float(rng.uniform(150, 260)), 300.0), "fruit", float(rng.uniform(0.5, 0.6)), tiles, head=0.07)


GOODS = (
    Goods("oranges", "0805", palletised(_round((70, 80, 90), (0.5, 0.58), (230, 300))), (0.25, 0.42), 2, COOLED),
    Goods("apples", "0808", palletised(_round((68, 75), (0.46, 0.54), (200, 300))), (0.23, 0.38), 1, COOLED),
    Goods("melons", "0807", palletised(_round((130, 160), (0.42, 0.5), (170, 200))), (0.2, 0.36), 0.7, COOLED),
    Goods("mangoes", "0804", floor_loaded(_round((85, 100), (0.45, 0.52), (110, 150))), (0.27, 0.44), 0.7, COOLED),
    Goods("bananas", "0803", palletised(bananas), (0.16, 0.32), 2, COOLED),
    Goods("bananas_by_hand", "0803", floor_loaded(bananas, lean=0.004), (0.25, 0.37), 1, COOLED),
    Goods("vegetables", "0703", floor_loaded(roots), (0.33, 0.51), 1, COOLED),
)
