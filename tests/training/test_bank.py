import numpy as np

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.simulation.threats import LABELS
from cargoscope_training.bank import INNOCENT, drawn


def test_a_find_is_the_same_whoever_draws_it() -> None:
    first = drawn(5, "pistol", 7)
    drawn.cache_clear()
    from_disk = drawn(5, "pistol", 7)
    assert np.array_equal(first.density, from_disk.density)
    assert (first.boxes, first.kinds, first.size_mm) == (from_disk.boxes, from_disk.kinds, from_disk.size_mm)
    assert drawn(5, "pistol", 8).density.shape != first.density.shape


def test_everything_has_a_shadow_and_a_box_around_it() -> None:
    for label in (*LABELS, UNKNOWN, INNOCENT):
        find = drawn(5, label, 1)
        _, rows, columns = find.density.shape
        assert find.density.max() > 0
        assert find.boxes
        for x0, y0, x1, y1 in find.boxes:
            assert 0 <= x0 < x1 <= columns
            assert 0 <= y0 < y1 <= rows
