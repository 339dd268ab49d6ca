import numpy as np
import pytest

from cargoscope_datasets.simulation.detectability import detectability, shadow, shadows, squared
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner.detector import noise_variance
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.shapes import Parts
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Box, Part, ball
from cargoscope_datasets.simulation.threats import draw_threat

WALL = Part(Box(-2000, 2000, -500, 3000, -1000, -990), "steel")


def some_scanner() -> Scanner:
    return next(iter(presets().values())).draw(np.random.default_rng(1))


def sheet(*parts: Part) -> Sheet:
    empty = Sheet(Fan(), -600.0, 2100.0, (240, 240), (5.0, 5.0))
    empty.add(parts)
    return empty


def block(x: float, z: float = 0.0, *, deep: float = 40.0) -> Parts:
    return (Part(Box(x, x + 100, 1450, 1550, z, z + deep), "steel"),)


def test_the_box_is_tight_around_what_the_object_changes() -> None:
    view = sheet(WALL)
    for seed in range(5):
        lot = draw_threat(np.random.default_rng(seed), "pistol", family="revolver").lot
        parts = lot.placed(np.eye(3), (0.0, 1500.0, 0.0)).items[0]
        seen = shadow(view, parts)
        assert seen is not None
        alone = sheet(*parts).density.sum(axis=0)
        rows, columns = np.nonzero(alone > 0.03 * alone.max())
        assert seen.box == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_a_shadow_leaves_the_sheet_as_it_was() -> None:
    view = sheet(WALL)
    before = view.density.copy()
    assert shadow(view, block(0.0)) is not None
    assert np.array_equal(view.density, before)


def test_what_lies_beside_the_sheet_has_no_shadow() -> None:
    assert shadow(sheet(), block(50_000.0)) is None


def test_detectability_is_the_change_of_the_log_over_the_noise() -> None:
    scanner = some_scanner()
    whole = sheet(WALL, *block(0.0))
    seen = shadow(whole, block(0.0))
    assert seen is not None
    without, total = sheet(WALL), 0.0
    for beam in scanner.beams:
        clean, signal = transmission(without.density, beam), transmission(whole.density, beam)
        variance = noise_variance(signal, scanner) / signal**2
        total += float(np.sum((np.log(clean) - np.log(signal)) ** 2 / variance))
    assert detectability(whole, seen, scanner) == pytest.approx(np.sqrt(total), rel=0.01)


def test_no_change_is_not_detectable() -> None:
    signal = np.full((4, 4), 0.3, np.float32)
    assert squared(signal, signal, some_scanner()) == 0


def test_more_steel_in_front_hides_an_object() -> None:
    scanner = some_scanner()
    seen = []
    for wall in (10.0, 100.0, 250.0):
        whole = sheet(Part(Box(-2000, 2000, -500, 3000, -1000, wall - 1000), "steel"), *block(0.0, deep=10.0))
        found = shadow(whole, block(0.0, deep=10.0))
        assert found is not None
        seen.append(detectability(whole, found, scanner))
    assert seen[0] > seen[1] > seen[2] > 0


def test_objects_behind_each_other_are_one() -> None:
    beside, behind = [block(0.0), block(150.0)], [block(0.0), block(8.0, 200.0), block(300.0)]
    assert len(shadows(sheet(), beside)) == 2
    boxes = [seen.box for seen in shadows(sheet(), behind)]
    assert len(boxes) == 2
    assert boxes[0][0] < 121
    assert boxes[0][2] >= 141


def test_a_hollow_weighs_nothing_at_its_rim() -> None:
    shell = (Part(ball((0, 1500, 0), 61), "steel"), Part(ball((0, 1500, 0), 60), "steel", -1.0))
    assert sheet(*shell).density.min() >= 0
