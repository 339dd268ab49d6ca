import numpy as np

from cargoscope_training.crops import Crops
from cargoscope_training.finds import SIDE
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe


def test_a_crop_is_the_same_whoever_makes_it(recipe: Recipe, pool: list[Background]) -> None:
    first, later = Crops(recipe, pool, (), 0, 20), Crops(recipe, pool, (), 10, 10)
    assert np.array_equal(first[13].image, later[3].image)
    assert first[13].objects == later[3].objects
    assert not np.array_equal(first[13].image, first[14].image)


def test_crops_of_both_passes_hold_objects_and_some_are_clean(recipe: Recipe, pool: list[Background]) -> None:
    crops = [Crops(recipe, pool, (), 0, 40)[index] for index in range(40)]
    assert {crop.coarse for crop in crops} == {True, False}
    assert any(not crop.objects for crop in crops)
    assert {placed.label for crop in crops for placed in crop.objects} == set(recipe.labels)
    for crop in crops:
        assert crop.image.shape == (3, SIDE, SIDE)
        assert crop.image.dtype.is_floating_point
        assert bool(crop.image.isfinite().all())
        for placed in crop.objects:
            x0, y0, x1, y1 = placed.box
            assert 0 <= x0 <= x1 <= SIDE
            assert 0 <= y0 <= y1 <= SIDE
