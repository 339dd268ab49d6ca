from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_inference.engine.memory import RememberingNetwork
from cargoscope_inference.engine.strips import lay_strips, unchanging
from cargoscope_models.release import Pass

LOOK = Pass("fine", 6.0, 1.0, 192, (64, 128), 48, ("block",))
MARGIN = 17


class Counting:
    """A network that counts how often it is asked."""

    provider = "none"

    def __init__(self) -> None:
        self.asked = 0

    def run(self, strips: NDArray[np.float32]) -> tuple[Any, Any]:
        self.asked += 1
        return strips.sum(), strips.mean()


def test_what_was_asked_before_is_remembered() -> None:
    counting = Counting()
    network = RememberingNetwork(counting, most=2)
    one, two, three = (np.full((1, 3, 4, 4), value, np.float32) for value in (1, 2, 3))
    assert network.run(one) == network.run(one.copy())
    assert counting.asked == 1
    network.run(two)
    network.run(one)
    network.run(three)
    # The one that was used last longest ago is forgotten.
    network.run(one)
    assert counting.asked == 3
    network.run(two)
    assert counting.asked == 4


def test_the_shape_is_part_of_what_was_asked() -> None:
    counting = Counting()
    network = RememberingNetwork(counting)
    plane = np.zeros((1, 3, 4, 8), np.float32)
    network.run(plane)
    network.run(plane.reshape(1, 3, 8, 4))
    assert counting.asked == 2


@given(st.integers(1, 900), st.integers(0, 900), st.integers(1, 300))
def test_strips_that_stay_are_strips_of_the_whole(columns: int, more: int, rows: int) -> None:
    layout, whole = lay_strips(rows, columns, LOOK), lay_strips(rows, columns + more, LOOK)
    for index in unchanging(layout, columns, LOOK, MARGIN):
        strip = layout.strips[index]
        assert strip in whole.strips
        assert strip.left + strip.width + MARGIN <= columns
