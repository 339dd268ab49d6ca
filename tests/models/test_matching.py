import pytest

from cargoscope_models.matching import is_found, match

BOX = (100.0, 100.0, 140.0, 130.0)


@pytest.mark.parametrize(
    ("boxes", "found", "located"),
    [
        ([], False, False),
        ([BOX], True, True),
        # A tenth of its width aside: three quarters of both are shared.
        ([(104.0, 100.0, 144.0, 130.0)], True, True),
        # Far too large, though its middle is right.
        ([(0.0, 0.0, 240.0, 230.0)], False, True),
        # 20 cm beside it, at 5 mm a pixel.
        ([(140.0, 100.0, 180.0, 130.0)], False, True),
        ([(500.0, 100.0, 540.0, 130.0)], False, False),
        ([(500.0, 100.0, 540.0, 130.0), BOX], True, True),
    ],
)
def test_an_object_is_found_by_the_box_that_fits_best(
    boxes: list[tuple[float, float, float, float]], found: bool, located: bool
) -> None:
    matched = match(BOX, boxes, (5.0, 5.0))
    assert (matched.found, matched.located) == (found, located)
    assert is_found(BOX, boxes) is found


def test_near_is_a_matter_of_millimetres_not_pixels() -> None:
    beside = (170.0, 100.0, 210.0, 130.0)
    assert match(BOX, [beside], (3.0, 3.0)).located
    assert not match(BOX, [beside], (5.0, 5.0)).located
