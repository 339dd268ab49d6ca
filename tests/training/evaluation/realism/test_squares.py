from dataclasses import replace

import numpy as np
import pytest

from cargoscope_training.evaluation.realism.pictures import Shown
from cargoscope_training.evaluation.realism.squares import KINDS, SQUARE_MM, UNDERCARRIAGE, Outline, outline, square


def of_kind(picture: Shown, kind: str, seed: int) -> np.ndarray:
    place = square(np.random.default_rng(seed), picture, kind)
    assert place is not None
    rows, columns = (round(SQUARE_MM / mm) for mm in picture.pitch_mm)
    cut = picture.grey[place[0] : place[0] + rows, place[1] : place[1] + columns]
    assert cut.shape == (rows, columns)
    return cut


def test_a_box_is_found_by_its_walls(real: list[Shown]) -> None:
    assert outline(real[0]) == Outline(left=200, right=1000, roof=50)


def test_a_picture_of_air_holds_no_squares(real: list[Shown]) -> None:
    air = replace(real[0], grey=np.full_like(real[0].grey, 254))
    assert outline(air) is None
    assert all(square(np.random.default_rng(1), air, kind) is None for kind in KINDS)


@pytest.mark.parametrize("seed", range(5))
def test_squares_hold_what_they_are_called_after(real: list[Shown], seed: int) -> None:
    """Walls are 215, the load is 40 and the beam under the floor 60."""
    assert np.mean(of_kind(real[0], "wall", seed) == 215) > 0.8
    assert np.mean(of_kind(real[0], "load", seed) == 40) > 0.3
    assert np.any(of_kind(real[0], UNDERCARRIAGE, seed) == 60)
    corner = of_kind(real[0], "corner", seed)
    assert np.any(corner == 254)
    assert np.any(corner != 254)


def test_containers_have_no_undercarriage(real: list[Shown]) -> None:
    assert square(np.random.default_rng(1), real[2], UNDERCARRIAGE) is None
