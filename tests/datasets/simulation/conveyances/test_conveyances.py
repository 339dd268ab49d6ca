"""Every kind of conveyance: mass, measures, rooms, places, and that it can be drawn."""

import numpy as np
import pytest

from cargoscope_datasets.simulation.conveyances import CONVEYANCES, SHARES, Conveyance, random_conveyance
from cargoscope_datasets.simulation.conveyances.chassis import skeleton
from cargoscope_datasets.simulation.conveyances.tractor import tractor
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.sheet import Sheet

TARES_KG = {
    "dry_20": (2150, 2400), "dry_40": (3550, 4000), "dry_40_high": (3700, 4000), "dry_45_high": (4300, 4900),
    "reefer_20": (2700, 3200), "reefer_40": (4400, 5050), "tank_20": (3100, 4300), "car": (1100, 1800),
    "van": (1800, 2500), "box_truck": (6000, 11000), "truck_flatbed": (11500, 17500), "truck_dry_20": (11500, 18500),
    "truck_two_20": (15000, 21500), "truck_dry_40": (14500, 20500), "truck_dry_40_high": (14500, 20500),
    "truck_dry_45_high": (15000, 21500), "truck_reefer_40": (15500, 21500), "truck_tank_20": (13000, 19500),
}  # fmt: skip
"""Makers' plates and sheets of the usual makes, rounded outwards."""
ISO_668_MM = {
    "dry_20": (6058, 2591), "dry_40": (12192, 2591), "dry_40_high": (12192, 2896), "dry_45_high": (13716, 2896),
    "reefer_20": (6058, 2591), "reefer_40": (12192, 2896), "tank_20": (6058, 2591),
}  # fmt: skip
"""Outside length and height; all are 2,438 wide."""
BUILT = {name: build(np.random.default_rng(1)) for name, build in CONVEYANCES.items()}
each = pytest.mark.parametrize("name", BUILT)
DRAWN = ("box_truck", "car", "dry_40_high", "reefer_20", "tank_20", "truck_flatbed", "truck_dry_20", "van")
"""Every module's own parts once."""


def test_every_kind_has_a_tare_and_a_share() -> None:
    assert set(TARES_KG) == set(CONVEYANCES) == set(SHARES)
    assert sum(SHARES.values()) == pytest.approx(1.0)


@each
def test_the_tare_is_a_real_one(name: str) -> None:
    least, most = TARES_KG[name]
    assert least <= BUILT[name].tare_kg <= most


@pytest.mark.parametrize("seed", range(4))
def test_tractors_and_chassis_weigh_what_real_ones_do(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chassis = skeleton(rng, 12192.0, (103.0, 12089.0))
    assert 4500 <= chassis.conveyance.tare_kg <= 7000
    assert 6000 <= tractor(rng, 1000.0, chassis.coupling, chassis.plugs).tare_kg <= 9500


@pytest.mark.parametrize("name", ISO_668_MM)
def test_boxes_have_the_outside_measures_of_iso_668(name: str) -> None:
    low, high = BUILT[name].bounds
    length, height = ISO_668_MM[name]
    assert low[0] == 0
    # Locking gear stands a little proud of the doors, and a box's castings carry it.
    assert length <= high[0] <= length + 60
    assert (low[1], high[1]) == (0, height)
    assert (low[2], high[2]) == (-1219, 1219)


@pytest.mark.parametrize("name", [name for name in CONVEYANCES if name.startswith("truck_") and "flatbed" not in name])
def test_what_a_truck_may_carry_is_what_roads_allow(name: str) -> None:
    for seed in range(3):
        truck = CONVEYANCES[name](np.random.default_rng(seed))
        payload = sum(hold.payload_kg for hold in truck.holds)
        assert payload + 1e-6 >= 25_000
        assert payload <= 27_500 + 1e-6
        assert truck.tare_kg + payload < 48_000


@each
def test_holds_and_places_lie_within_the_conveyance(name: str) -> None:
    conveyance = BUILT[name]
    low, high = conveyance.bounds
    for room in [hold.room for hold in conveyance.holds if hold.kind != "open"] + [p.room for p in conveyance.places]:
        assert min(room.size) > 0
        assert low[0] <= room.x0 < room.x1 <= high[0]
        assert low[1] <= room.y0 < room.y1 <= high[1]
        assert low[2] <= room.z0 < room.z1 <= high[2]


@each
def test_goods_stand_above_the_floor_and_under_the_load_line(name: str) -> None:
    for hold in BUILT[name].holds:
        assert hold.room.y0 < hold.load_line <= hold.room.y1
        assert hold.payload_kg > 0
        assert hold.doors_x is None or hold.doors_x >= hold.room.x1


@each
def test_nothing_reaches_far_below_the_road(name: str) -> None:
    assert BUILT[name].bounds[0, 1] > -25


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("top", [False, True])
def test_every_kind_is_seen_whole_in_both_views(name: str, top: bool) -> None:
    conveyance = BUILT[name]
    sheet = _drawn(conveyance, top=top)
    seen_kg = float(sheet.density.sum()) * sheet.pitch[0] * sheet.pitch[1] * 1e-5
    assert seen_kg == pytest.approx(conveyance.tare_kg, rel=0.04)
    assert not sheet.density[:, :, (0, -1)].any()
    assert not sheet.density[:, (0, -1), :].any()


def _drawn(conveyance: Conveyance, *, top: bool) -> Sheet:
    """Through a beam so far that its rays run level, so that mass can be counted."""
    fan = Fan(distance=1e7, axis=1500.0, top=top)
    x0, x1 = float(conveyance.bounds[0, 0]) - 100, float(conveyance.bounds[1, 0]) + 100
    a0, rows = (-1600.0, 320) if top else (4500.0, 460)
    upper = -a0 if top else a0
    sheet = Sheet(fan, x0, upper, (rows, round((x1 - x0) / 10)), (10.0, 10.0))
    sheet.add(conveyance.parts)
    return sheet


@pytest.mark.parametrize("name", ["truck_reefer_40", "car", "tank_20"])
def test_a_seed_gives_the_same_parts(name: str) -> None:
    first, second = (CONVEYANCES[name](np.random.default_rng(7)) for _ in range(2))
    assert len(first.parts) == len(second.parts)
    assert np.array_equal(_drawn(first, top=False).density, _drawn(second, top=False).density)
    assert first.holds == second.holds
    assert first.places == second.places


def test_makes_differ() -> None:
    first, second = (CONVEYANCES["truck_dry_40"](np.random.default_rng(seed)) for seed in (1, 2))
    assert len(first.parts) != len(second.parts)


def test_common_kinds_come_by_more_often() -> None:
    rng = np.random.default_rng(0)
    names = {random_conveyance(rng).name for _ in range(6)}
    assert names <= set(CONVEYANCES)
