from functools import cache

import numpy as np
import pytest

from cargoscope_datasets.harmonized_system import hs_code_problem
from cargoscope_datasets.simulation.conveyances.conveyance import Hold, HoldKind, Room
from cargoscope_datasets.simulation.extents import bounds
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.goods import GOODS, Load, random_goods, random_load
from cargoscope_datasets.simulation.goods.stow import Stow
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.weights import mass_kg

NAMES = sorted(GOODS)
LONG = ("frozen_beef", "juice_drums", "steel_coils", "soya_meal", "cement_sacks", "cotton", "stone_blocks", "mixed")
LOADS = [(name, 20) for name in NAMES] + [(name, 40) for name in LONG]
STOWAGE = {
    # Stowage factors, m3/t, of Cargo Handbook (cargohandbook.com).
    "coffee_sacks": (1.70, 2.09),
    "rice_sacks": (1.34, 1.60),
    # Of hansatic.com, Stowage Factor Table by Commodity.
    "wheat": (1.2, 1.4),
    "fertiliser_sacks": (0.9, 1.2),
    "machines": (1.5, 3.0),
    "mixed_machinery": (1.5, 3.0),
    "mixed": (1.4, 2.0),
    "steel_coils": (0.4, 0.6),
    # Packages of sawn wood: IMO's code for timber deck cargoes, resolution A.1048(27), table 4.1.
    "sawn_timber": (1.8, 3.4),
    # Of handybulk.com: bales of 60-130 cubic feet a long ton, plywood in units of 70-80, kraft paper of 65-90 a tonne.
    "cotton": (1.67, 3.62),
    "plywood": (1.95, 2.23),
    "paper_reels": (1.84, 2.55),
    # Of 585 mm drums in four rows and two tiers, 0.31 m3 each: 208 l of 0.87 kg/l, and 197 l of concentrate (52 gallons
    # a drum, sunpacificprod.com) from 1.1 kg/l to 1.3, that of 65 Brix; a drum of steel weighs 17 kg.
    "oil_drums": (1.55, 1.6),
    "juice_drums": (1.13, 1.33),
    # 19-24 t in a 20 ft container of 33.2 m3: International Trade Centre, The Coffee Guide.
    "coffee_bulk": (1.38, 1.75),
    # 650 kg/m3 of boned meat in cartons in containers: L. G. Wyborn, International Institute of Refrigeration, 1988.
    "frozen_beef": (1.54, 1.54),
    # From four fifths of the closest packing of round bars (91 % steel) to the densest steel products as ships stow
    # them (Wärtsilä's encyclopedia).
    "steel_bars": (0.175, 0.3),
}
"""Least and most m3 that a tonne takes as it is stowed."""
STOWED_LESS, STOWED_MORE = 0.7, 1.1
"""Shares of the density that follows: lanes, pallets, bulging sacks and what is left at the walls take more of a
container than of a ship's hold, whose stowage factors most of these are."""
LOOSE = 1.8
"""A stated density is wide of the goods if none of a few loads comes as near as this to each of its ends."""
OF_ALL_SORTS = {"mixed", "part_load", "empty", "mixed_machinery"}
"""Their loads differ too much for a few to show how wide they range."""
FLOOR = 1250.0
STICKS_OUT = 160.0
"""mm that a leaning stack, a lashing or a sagging sack may reach beyond its hold."""


def hold(kind: HoldKind, *, feet: int = 20) -> Hold:
    length, payload = {20: (5890.0, 28000.0), 40: (12020.0, 26500.0)}[feet]
    wide = 900.0 if kind == "tank" else 1170.0
    room = Room(50.0, 50.0 + length, FLOOR, FLOOR + 2380.0, -wide, wide)
    load_line = room.y1 - (120.0 if kind == "reefer" else 0.0)
    return Hold(room, payload, room.x1 + 60.0, kind, load_line)


@cache
def packed(name: str, feet: int = 20) -> Load:
    goods = GOODS[name]
    return goods.pack(np.random.default_rng([NAMES.index(name), feet]), hold(goods.holds[0], feet=feet))


def stowed_m3(load: Load, room: Room) -> float:
    """Between the floor and the tops, over each 200 mm of the hold that has goods."""
    edges = np.arange(room.x0, room.x1 + 200.0, 200.0)
    tops = np.zeros(edges.size)
    for part in load.parts:
        low, high = bounds(part.solid)
        first, last = np.clip(np.searchsorted(edges, [low[0] + 30, high[0] - 30]) - 1, 0, edges.size - 1)
        tops[first : last + 1] = np.maximum(tops[first : last + 1], high[1] - room.y0)
    return float(tops.sum() * 200.0 * room.size[2]) * 1e-9


@cache
def densities(name: str) -> list[float]:
    """Of three loads, t/m3 as stowed."""
    goods = GOODS[name]
    into = hold(goods.holds[0])
    loads = [goods.pack(np.random.default_rng([seed, 77]), into) for seed in range(3)]
    return [load.mass_kg / 1000 / stowed_m3(load, into.room) for load in loads if load.parts]


@pytest.mark.parametrize(("name", "feet"), LOADS)
def test_a_load_weighs_what_its_parts_weigh_and_no_more_than_the_payload(name: str, feet: int) -> None:
    load = packed(name, feet)
    assert load.mass_kg == pytest.approx(mass_kg(load.parts), abs=0.1)
    assert load.mass_kg <= hold(GOODS[name].holds[0], feet=feet).payload_kg


@pytest.mark.parametrize(("name", "feet"), [load for load in LOADS if load[0] != "empty"])
def test_goods_have_their_bulk_density(name: str, feet: int) -> None:
    load, room = packed(name, feet), hold(GOODS[name].holds[0], feet=feet).room
    least, most = GOODS[name].bulk
    assert least <= load.mass_kg / 1000 / stowed_m3(load, room) <= most


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"empty"}))
def test_no_load_is_lighter_or_heavier_than_stated_nor_the_statement_wide_of_loads(name: str) -> None:
    least, most = GOODS[name].bulk
    found = densities(name)
    assert least <= min(found) <= max(found) <= most
    if name not in OF_ALL_SORTS:
        assert min(found) <= LOOSE * least
        assert max(found) >= most / LOOSE


@pytest.mark.parametrize("name", STOWAGE)
def test_goods_take_the_room_that_a_tonne_of_them_takes(name: str) -> None:
    dense = np.median(densities(name))
    least, most = STOWAGE[name]
    assert STOWED_LESS / most <= dense <= STOWED_MORE / least


@pytest.mark.parametrize("name", NAMES)
def test_goods_stay_in_their_hold(name: str) -> None:
    load, room = packed(name), hold(GOODS[name].holds[0]).room
    for part in load.parts:
        low, high = bounds(part.solid)
        assert (low >= [room.x0 - STICKS_OUT, room.y0 - 1, room.z0 - STICKS_OUT]).all()
        assert (high <= [room.x1 + STICKS_OUT, room.y1 + 30, room.z1 + STICKS_OUT]).all()


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"empty"}))
def test_places_are_rooms_in_the_hold(name: str) -> None:
    goods = GOODS[name]
    room = hold(goods.holds[0]).room
    places = packed(name).places
    assert places or goods.holds == ("tank",)
    for place in places:
        assert min(place.room.size) >= 60
        assert room.x0 <= place.room.x0 < place.room.x1 <= room.x1
        assert room.y0 <= place.room.y0 < place.room.y1 <= room.y1


@pytest.mark.parametrize("name", NAMES)
def test_hollows_take_away_no_more_than_there_is(name: str) -> None:
    load, room = packed(name), hold(GOODS[name].holds[0]).room
    sheet = Sheet(Fan(), room.x0 - 200, room.y1 + 800, (80, 160), (40.0, 40.0))
    sheet.add(load.parts)
    assert transmission(sheet.density, 6.0).max() <= 1.02


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_makes_one_load(name: str) -> None:
    one, two = packed(name), packed.__wrapped__(name)
    assert one.mass_kg == two.mass_kg
    assert one.places == two.places
    for first, second in zip(one.parts, two.parts, strict=True):
        assert np.array_equal(bounds(first.solid), bounds(second.solid))
        assert (first.material, first.fill) == (second.material, second.fill)


def test_every_kind_has_a_heading() -> None:
    assert all(goods.hs.isdigit() and len(goods.hs) == 4 for goods in GOODS.values())
    # An empty container is declared as what it is, 8609.
    assert not [goods.name for goods in GOODS.values() if hs_code_problem(goods.hs)]


def test_two_kinds_are_kept_for_benchmarks() -> None:
    assert sum(goods.reserved for goods in GOODS.values()) == 2


@pytest.mark.parametrize("kind", ["dry", "reefer", "open", "tank", "van"])
def test_goods_are_drawn_for_their_hold_and_never_reserved(kind: HoldKind) -> None:
    rng = np.random.default_rng(1)
    drawn = [random_goods(rng, hold(kind)) for _ in range(200)]
    assert all(kind in goods.holds and not goods.reserved for goods in drawn)
    assert len({goods.name for goods in drawn}) >= 4


def test_a_benchmark_may_draw_reserved_kinds() -> None:
    rng = np.random.default_rng(1)
    assert any(random_goods(rng, hold("dry"), reserved=True).reserved for _ in range(2000))


VAN = Hold(Room(0.0, 2600.0, 600.0, 2300.0, -850.0, 850.0), 1200.0, 2600.0, "van", 2300.0)
BOOT = Hold(Room(0.0, 320.0, 380.0, 820.0, -500.0, 500.0), 250.0, 320.0, "van", 820.0)


@pytest.mark.parametrize("small", [VAN, BOOT], ids=["van", "boot"])
def test_a_small_hold_takes_what_fits_of_all_that_vans_carry(small: Hold) -> None:
    for name, goods in GOODS.items():
        if "van" in goods.holds:
            load = goods.pack(np.random.default_rng(3), small)
            assert 0 <= load.mass_kg <= small.payload_kg, name


def test_a_hold_that_the_goods_do_not_fit_into_goes_empty_and_is_called_so() -> None:
    rng = np.random.default_rng(1)
    drawn = [random_load(rng, BOOT) for _ in range(40)]
    assert all(load.parts or kind.name == "empty" for kind, load in drawn)
    assert any(kind.name != "empty" for kind, _ in drawn)


def test_nothing_stands_on_a_piece_that_was_too_heavy() -> None:
    stow, room = Stow(BOOT, 250.0), BOOT.room
    heavy, light = Part(Box(*room), "lead"), Part(Box(*room), "foam")
    assert not stow.stack(room, [heavy])
    assert not stow.stack(room, [light])
    assert stow.stack(room._replace(x0=room.x0 + 100), [light])
