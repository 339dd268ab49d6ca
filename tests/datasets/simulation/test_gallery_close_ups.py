from cargoscope_datasets.simulation.gallery_close_ups import (
    CROP,
    DEEP,
    HALF,
    TYPICAL,
    inside,
    textures,
    undercarriages,
)
from cargoscope_datasets.simulation.gallery_views import loaded, stream
from cargoscope_datasets.simulation.goods import GOODS


def test_trucks_are_shown_from_below_the_hold_to_the_road_in_two_halves() -> None:
    pictures = undercarriages()
    assert len(pictures) == 6
    for picture in pictures:
        assert picture.grey.shape == (DEEP, HALF)
        assert picture.grey.min() < 30
        assert picture.grey[-8:].mean() > 240


def test_a_dozen_typical_goods_are_shown_from_within() -> None:
    pictures = textures()
    assert [picture.caption.split(":")[0] for picture in pictures] == list(TYPICAL)
    assert len(pictures) == 12


def test_a_texture_has_all_greys() -> None:
    grey = inside(loaded(stream("oranges", 1), GOODS["oranges"], ("reefer_20",)))
    assert grey.shape == (CROP, CROP)
    assert grey.min() < 10
    assert grey.max() > 245
