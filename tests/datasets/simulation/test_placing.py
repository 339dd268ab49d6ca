import numpy as np
import pytest

from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Place, PlaceKind, Room
from cargoscope_datasets.simulation.extents import bounds
from cargoscope_datasets.simulation.goods import Load
from cargoscope_datasets.simulation.placing import fitting, hidden, instead_of_goods, into
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.threats import LABELS, draw_threat
from cargoscope_datasets.simulation.weights import mass_kg

BUILT = {name: CONVEYANCES[name](np.random.default_rng(1)) for name in ("truck_reefer_40", "truck_dry_40", "car")}
HOLD = Room(0.0, 12000.0, 1200.0, 3500.0, -1150.0, 1150.0)
TYRE = Room(3000.0, 3250.0, 200.0, 900.0, -350.0, 350.0)
TIGHT = Room(0.0, 5.0, 0.0, 5.0, 0.0, 5.0)


def holds(room: Room, bounds: np.ndarray) -> bool:
    low, high = np.array([room.x0, room.y0, room.z0]), np.array([room.x1, room.y1, room.z1])
    return bool(np.all(bounds[0] >= low - 1e-6) and np.all(bounds[1] <= high + 1e-6))


@pytest.mark.parametrize("label", LABELS)
def test_a_find_lies_within_its_place(label: str) -> None:
    places = (Place("goods_gap", HOLD), Place("spare_tyre", TYRE))
    found = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        placed = hidden(rng, draw_threat(rng, label), places)
        if placed is not None:
            found += 1
            assert holds(placed.place.room, placed.lot.bounds)
    assert found >= 8


def test_what_fits_nowhere_is_put_nowhere() -> None:
    rng = np.random.default_rng(0)
    assert hidden(rng, draw_threat(rng, "vehicle"), (Place("goods_gap", TIGHT), Place("spare_tyre", HOLD))) is None


@pytest.mark.parametrize("label", ["pistol", "ammunition", "brick_package"])
def test_small_things_are_found_wherever_seizures_are_made(label: str) -> None:
    """Each of these places at least once in so many draws, without goods that would offer others."""
    places = [place for conveyance in BUILT.values() for place in conveyance.places]
    rng = np.random.default_rng(4)
    placed = [hidden(rng, draw_threat(rng, label), places) for _ in range(150)]
    kinds = {each.place.kind for each in placed if each is not None}
    assert kinds >= {"floor", "wall", "roof", "cooling_unit", "spare_tyre", "fuel_tank", "chassis", "cab"}


def test_what_lies_in_a_wall_is_flat_and_bare() -> None:
    wall = Place("wall", Room(0.0, 60.0, 0.0, 2300.0, -1000.0, 1000.0))
    rng = np.random.default_rng(5)
    placed = [hidden(rng, draw_threat(rng, "brick_package"), [wall]) for _ in range(20)]
    lots = [each.lot for each in placed if each is not None]
    assert len(lots) >= 4, "pressed bricks by themselves, and sheets"
    assert all(holds(wall.room, lot.bounds) for lot in lots)


def test_a_long_thing_is_turned_until_it_fits() -> None:
    upright = Place("goods_gap", Room(0.0, 300.0, 0.0, 2000.0, -300.0, 300.0))
    rng = np.random.default_rng(2)
    rifle = draw_threat(rng, "rifle", family="bolt_action")
    while (
        rifle.lot.packing
        or np.ptp(rifle.lot.bounds, axis=0)[0] < 700
        or np.sort(np.ptp(rifle.lot.bounds, axis=0))[1] > 290
    ):
        rifle = draw_threat(rng, "rifle", family="bolt_action")
    placed = hidden(rng, rifle, (upright,))
    assert placed is not None
    assert not fitting(rifle.lot, upright.room)
    assert fitting(placed.lot, upright.room)


def test_people_and_vehicles_stay_on_their_feet() -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        person = draw_threat(rng, "person", family="standing")
        placed = hidden(rng, person, (Place("cab", Room(0.0, 2500.0, 0.0, 2100.0, -1200.0, 1200.0)),))
        assert placed is not None
        assert np.ptp(placed.lot.bounds[:, 1]) == pytest.approx(np.ptp(person.lot.bounds[:, 1]))


def test_most_things_lie_on_the_bottom_of_a_room() -> None:
    bottoms = []
    for seed in range(24):
        rng = np.random.default_rng(seed)
        placed = hidden(rng, draw_threat(rng, "pistol"), (Place("doors", HOLD),))
        assert placed is not None
        bottoms.append(placed.lot.bounds[0, 1] == pytest.approx(HOLD.y0))
    assert 0.6 < np.mean(bottoms) < 0.95


@pytest.mark.parametrize(
    ("label", "kind", "some"),
    [("gas_cylinder", "goods_gap", True), ("gas_cylinder", "cab", False), ("pistol", "goods_gap", False)],
)
def test_only_ordinary_goods_among_goods_are_declared(label: str, kind: PlaceKind, some: bool) -> None:
    declared = set()
    for seed in range(30):
        rng = np.random.default_rng(seed)
        placed = hidden(rng, draw_threat(rng, label), (Place(kind, HOLD),))
        if placed is not None:
            declared.add(not placed.concealed)
    assert (True in declared) == some
    assert False in declared


def test_a_kind_of_place_is_no_likelier_because_there_are_many_of_it() -> None:
    places = (*(Place("in_goods", HOLD) for _ in range(30)), Place("roof", HOLD))
    kinds = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        placed = hidden(rng, draw_threat(rng, "pistol"), places)
        assert placed is not None
        kinds.append(placed.place.kind)
    assert 5 < kinds.count("roof") < 27


def test_into_keeps_to_the_room() -> None:
    rng = np.random.default_rng(3)
    lot = draw_threat(rng, "pistol", family="revolver").lot
    for standing in (False, True):
        assert holds(HOLD, into(rng, lot, HOLD, standing=standing).bounds)


def test_a_vehicle_takes_the_place_of_goods() -> None:
    hold = Hold(HOLD, 26_000.0, HOLD.x1, "dry", HOLD.y1)
    goods = tuple(Part(Box(x, x + 990, 1200, 3200, -1100, 1100), "paper", 0.3) for x in range(0, 12000, 1000))
    load = Load(goods, mass_kg(goods), tuple(Place("in_goods", HOLD._replace(x0=x, x1=x + 990)) for x in (0, 11000)))
    rng = np.random.default_rng(4)
    found = instead_of_goods(rng, draw_threat(rng, "vehicle", family="saloon"), [hold], [load])
    assert found is not None
    placed, (left,) = found
    (x0, y0, _), (x1, _, _) = placed.lot.bounds
    assert holds(HOLD, placed.lot.bounds)
    assert y0 == pytest.approx(HOLD.y0)
    assert 4 <= len(left.parts) <= 7
    assert left.mass_kg == pytest.approx(mass_kg(left.parts))
    for part in left.parts:
        low, high = bounds(part.solid)[:, 0]
        assert high <= x0 or low >= x1


def test_what_is_too_long_for_every_hold_takes_no_goods_away() -> None:
    rng = np.random.default_rng(4)
    short = Hold(HOLD._replace(x1=3000.0), 20_000.0, None, "dry", HOLD.y1)
    assert instead_of_goods(rng, draw_threat(rng, "vehicle", family="saloon"), [short], []) is None
