import numpy as np

from cargoscope_datasets.simulation.contact_sheet import Picture, contact_sheet


def test_pictures_stand_in_rows_with_true_proportions() -> None:
    grey = np.full((50, 100), 10, np.uint8)
    sheet = contact_sheet([Picture("one", grey), Picture("two", grey, stretch=0.5), Picture("three", grey)], 2, 200)
    dark = sheet < 20
    assert dark[:100, :200].all()
    assert not dark[75:, 210:400].any()
    assert dark[135:220, :200].all()


def test_a_box_is_drawn_around_what_is_marked() -> None:
    plain, marked = (
        contact_sheet([Picture("", np.full((50, 100), 128, np.uint8), boxes)], 1, 100)
        for boxes in ((), ((20, 10, 60, 40),))
    )
    changed = np.argwhere(plain != marked)
    assert np.abs(changed.min(axis=0) - [8, 18]).max() <= 2
    assert np.abs(changed.max(axis=0) - [42, 62]).max() <= 2
