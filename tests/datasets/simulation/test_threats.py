import numpy as np
import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.placement import place_parts
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.threat import Lot
from cargoscope_datasets.simulation.threats import FAMILIES, LABELS, draw_threat
from cargoscope_datasets.simulation.weights import mass_kg

SIZE_MM = {
    "pistol": (120, 400),
    "rifle": (310, 1320),
    "ammunition": (60, 900),
    "brick_package": (110, 2200),
    "cigarettes": (200, 2600),
    "gas_cylinder": (80, 1800),
    "tusk": (60, 2600),
    "person": (700, 2000),
    "vehicle": (1500, 5400),
    "dense_shield": (80, 1600),
}
"""The longest side of one object, as it is drawn."""
MASS_KG = {
    "pistol": (0.22, 2.5),
    "rifle": (1.8, 6.5),
    "ammunition": (0.1, 70),
    "brick_package": (0.3, 110),
    "cigarettes": (0.2, 900),
    "gas_cylinder": (0.2, 130),
    "tusk": (0.05, 50),
    "person": (42, 112),
    "vehicle": (105, 1700),
    "dense_shield": (5, 1400),
}
"""Of one object."""
EVERY = [(label, family) for label in LABELS for family in FAMILIES[label]]


def drawn(label: str, family: str, seed: int) -> Lot:
    return draw_threat(np.random.default_rng(seed), label, family=family, allow_reserved=True).lot


def seen(lot: Lot, pitch_mm: float = 5.0) -> Sheet:
    """The lot in front of a side view's source, 1.5 m high."""
    parts = place_parts(lot.parts, np.eye(3), (0.0, 1500.0, 0.0))
    (x0, y0, _), (x1, y1, _) = parts_bounds(parts)
    shape = (int((y1 - y0) * 1.4 / pitch_mm) + 8, int((x1 - x0) / pitch_mm) + 8)
    sheet = Sheet(Fan(), x0 - 4 * pitch_mm, 1500 + (y1 - 1500) * 1.4 + 4 * pitch_mm, shape, (pitch_mm, pitch_mm))
    sheet.add(parts)
    return sheet


@pytest.mark.parametrize("label", LABELS)
def test_a_label_has_many_families_and_keeps_one_for_the_benchmark(label: str) -> None:
    assert len(FAMILIES[label]) >= 6
    assert sum(family.reserved for family in FAMILIES[label].values()) == 1


@pytest.mark.parametrize(("label", "name"), EVERY)
def test_sizes_and_masses_are_those_of_the_real_thing(label: str, name: str) -> None:
    for seed in range(4):
        for item in FAMILIES[label][name].draw(np.random.default_rng(seed)).items:
            low, high = parts_bounds(item)
            assert SIZE_MM[label][0] <= (high - low).max() <= SIZE_MM[label][1]
            assert MASS_KG[label][0] <= mass_kg(item) <= MASS_KG[label][1]


@pytest.mark.parametrize(("label", "name"), EVERY)
def test_a_seed_decides_everything(label: str, name: str) -> None:
    first, second = (seen(drawn(label, name, 3), 20.0).density for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(parts_bounds(drawn(label, name, 3).parts), parts_bounds(drawn(label, name, 4).parts))


@pytest.mark.parametrize(("label", "name"), EVERY)
def test_nothing_is_hollower_than_air_and_all_of_it_is_about_the_origin(label: str, name: str) -> None:
    lot = drawn(label, name, 5)
    assert seen(lot, 10.0).density.sum(axis=0).min() > -1e-3
    assert lot.bounds.mean(axis=0) == pytest.approx(0, abs=1e-6)
    assert all(item for item in lot.items)


@pytest.mark.parametrize("label", LABELS)
def test_a_reserved_family_is_refused_in_training(label: str) -> None:
    (reserved,) = (name for name, family in FAMILIES[label].items() if family.reserved)
    with pytest.raises(RecipeError, match="reserved for the benchmark"):
        draw_threat(np.random.default_rng(0), label, family=reserved)
    assert draw_threat(np.random.default_rng(0), label, family=reserved, allow_reserved=True).kind.reserved
    assert reserved not in {draw_threat(np.random.default_rng(seed), label).family for seed in range(10)}


def test_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(RecipeError, match="no threat 'sword'"):
        draw_threat(np.random.default_rng(0), "sword")
    with pytest.raises(RecipeError, match="no 'sword' of pistol"):
        draw_threat(np.random.default_rng(0), "pistol", family="sword")


def test_a_carton_of_two_hundred_cigarettes_weighs_less_than_a_third_of_a_kilogram() -> None:
    lot = FAMILIES["cigarettes"]["loose_cartons"].draw(np.random.default_rng(1))
    for part in lot.items[0]:
        assert 0.2 < mass_kg([part]) < 0.36


@pytest.mark.parametrize("family", ["whole", "pair"])
def test_a_tusk_weighs_two_to_fifty_kilograms(family: str) -> None:
    for seed in range(15):
        for item in FAMILIES["tusk"][family].draw(np.random.default_rng(seed)).items:
            assert 2 <= mass_kg(item) <= 50


@pytest.mark.parametrize("family", ["standing", "lying"])
def test_rays_meet_all_that_a_person_weighs(family: str) -> None:
    for seed in range(6):
        lot = FAMILIES["person"][family].draw(np.random.default_rng(seed)).centred()
        parts = place_parts(lot.parts, np.eye(3), (0.0, 1000.0, 0.0))
        sheet = Sheet(Fan(distance=1e7, axis=1000.0), -1200.0, 2200.0, (240, 240), (10.0, 10.0))
        sheet.add(parts)
        assert float(sheet.density.sum()) / 1000 == pytest.approx(mass_kg(lot.parts), rel=0.03)


def test_people_stand_sit_crouch_and_lie_at_their_heights() -> None:
    tall = {
        family: np.mean(
            [np.ptp(FAMILIES["person"][family].draw(np.random.default_rng(seed)).bounds[:, 1]) for seed in range(8)]
        )
        for family in ("standing", "sitting", "crouching", "lying")
    }
    assert tall["standing"] > tall["sitting"] > tall["crouching"] > tall["lying"]
    assert 1450 < tall["standing"] < 1950


def test_objects_are_seen_from_all_sides() -> None:
    """Foreshortened lumps and slivers as often as side views."""
    shapes = []
    for seed in range(80):
        lot = FAMILIES["pistol"]["compact"].draw(np.random.default_rng(seed))
        lot = lot.placed(FAMILIES["pistol"]["compact"].pose(np.random.default_rng(seed)), (0.0, 0.0, 0.0))
        wide, high, deep = np.ptp(lot.bounds, axis=0)
        shapes.append(deep > max(wide, high))
    assert 0.1 < np.mean(shapes) < 0.6
