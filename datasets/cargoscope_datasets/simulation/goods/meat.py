"""Frozen meat, poultry and fish: cartons by hand to the load line of a refrigerated hold, or hanging."""

import numpy as np

from cargoscope_datasets.simulation.goods.cartons import Carton, floor_loaded
from cargoscope_datasets.simulation.goods.goods import COOLED, Goods
from cargoscope_datasets.simulation.goods.pallet_loads import palletised
from cargoscope_datasets.simulation.tiles import balls, both, grain


def poultry(rng: np.random.Generator) -> Carton:
    """Whole birds, each with its hollow, in two rows to a carton."""
    tiles = [balls(float(rng.choice([105, 115, 125])), 4, 0.45, number, 1.25) for number in range(4)]
    return Carton((float(rng.uniform(1165, 1195)), float(rng.uniform(130, 170)), 388.0), "meat",
                  float(rng.uniform(0.42, 0.56)), tiles, head=0.03, gap=11, soft=60,
                  bulge=12, splits=(5, 5, 3, 2))  # fmt: skip


def pieces(rng: np.random.Generator) -> Carton:
    """Wings, legs or trimmings in blocks."""
    tiles = [both(grain(80, 60, 0.09, number), grain(220, 90, 0.07, number + 4)) for number in range(4)]
    return Carton((float(rng.choice([980, 1180])), float(rng.uniform(120, 180)), 390.0), "meat",
                  float(rng.uniform(0.45, 0.58)), tiles, head=0.04, gap=9, soft=60,
                  bulge=30, splits=(2, 3, 4))  # fmt: skip


def beef(rng: np.random.Generator) -> Carton:
    """Boneless cuts in vacuum bags: big soft lumps."""
    tiles = [grain(150, 100, 0.1, number) for number in range(4)]
    return Carton((float(rng.uniform(1150, 1190)), float(rng.uniform(150, 190)), 390.0), "meat",
                  float(rng.uniform(0.66, 0.78)), tiles, head=0.08, gap=9, soft=60,
                  bulge=45, splits=(2, 3))  # fmt: skip


def joints(rng: np.random.Generator) -> Carton:
    """Boned cuts in cartons of half the usual size, as they go on pallets."""
    tiles = [grain(150, 100, 0.1, number) for number in range(4)]
    return Carton((600.0, float(rng.uniform(140, 180)), 400.0), "meat", float(rng.uniform(0.6, 0.75)), tiles,
                  head=0.08, gap=8, soft=40, bulge=20)  # fmt: skip


def fish(rng: np.random.Generator) -> Carton:
    """Blocks of ice and fish."""
    tiles = [grain(120, 25, 0.07, number) for number in range(4)]
    return Carton((float(rng.uniform(500, 560)), float(rng.uniform(110, 180)), 390.0), "meat",
                  float(rng.uniform(0.7, 0.85)), tiles, head=0.04)  # fmt: skip


GOODS = (
    Goods("frozen_poultry", "0207", floor_loaded(poultry, lean=0.016, least=0.75), (0.3, 0.48), 3, COOLED),
    Goods("poultry_pieces", "0207", floor_loaded(pieces, lean=0.013, least=0.75), (0.35, 0.57), 2, COOLED),
    Goods("frozen_beef", "0202", floor_loaded(beef, lean=0.008), (0.45, 0.73), 2, COOLED),
    Goods("frozen_fish", "0303", floor_loaded(fish, lean=0.006), (0.53, 0.88), 1, COOLED),
    Goods("palletised_meat", "0203", palletised(joints), (0.37, 0.59), 1, COOLED),
)
