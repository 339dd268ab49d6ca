from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.scan import ViewKind
from cargoscope_training.adaptation.crops import SiteCrops
from cargoscope_training.adaptation.cutouts import Finds
from cargoscope_training.crops import Crops, Mined
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe

from .conftest import site_scan

FINDS = Finds(5, {}, None)


@pytest.fixture
def crops(recipe: Recipe, pool: list[Background], tmp_path: Path) -> SiteCrops:
    scans = [site_scan(tmp_path, kind) for kind in ViewKind]
    return SiteCrops(Crops(replace(recipe, real_share=2 / 3), pool, (), 0, 24), scans, (), FINDS, 6.0)


def test_about_a_third_stays_simulated(crops: SiteCrops) -> None:
    same = sum(bool((crops[index].image == crops.simulated[index].image).all()) for index in range(24))
    assert 4 <= same <= 14


def test_every_fourth_is_the_clean_twin_of_the_one_before(crops: SiteCrops) -> None:
    pairs = [(crops.of_site(number - 1), crops.of_site(number)) for number in range(3, 24, 4)]
    assert sum(bool(before.objects) for before, _ in pairs) >= 2
    for before, twin in pairs:
        assert twin.objects == ()
        assert (before.coarse, before.image.shape) == (twin.coarse, twin.image.shape)
        if not before.objects:
            assert (before.image == twin.image).all()
        else:
            # Where nothing was put, not a bit differs, but for what a window of local contrast spreads.
            assert (before.image[0] == twin.image[0]).float().mean() > 0.3
            assert not (before.image == twin.image).all()


def test_the_same_number_is_the_same_crop(crops: SiteCrops) -> None:
    assert all((crops[index].image == crops[index].image).all() for index in range(4))


def test_crops_are_cut_at_mined_alarms(crops: SiteCrops) -> None:
    """Of two alarms far beyond the scan, where everything is air."""
    recipe = replace(crops.simulated.recipe, mined_share=0.99)
    far = [Mined(0, -9000.0, 200.0, coarse) for coarse in (False, True)]
    mined = SiteCrops(Crops(recipe, crops.simulated.pool, (), 0, 8), crops.scans, far, FINDS, 6.0)
    assert all(bool((mined.of_site(number).image[0] == 1).all()) for number in range(3))


def test_into_a_scan_of_unknown_pitch_nothing_is_put(recipe: Recipe, pool: list[Background], tmp_path: Path) -> None:
    scans = [site_scan(tmp_path, ViewKind.DISPLAY, pitch_mm=None)]
    crops = SiteCrops(Crops(recipe, pool, (), 0, 12), scans, (), FINDS, 6.0)
    assert {crops.of_site(number).objects for number in range(12)} == {()}
    assert np.isfinite(crops.of_site(0).image.numpy()).all()
