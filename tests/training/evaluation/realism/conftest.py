"""Pictures of a box on a chassis, without anything else."""

import numpy as np
import pytest

from cargoscope_training.evaluation.realism.pictures import Shown

ROW_MM, COLUMN_MM = 4.0, 8.0
LEFT, RIGHT, ROOF, FLOOR = 200, 1000, 50, 700
"""Of the box, in pixels of a picture of 900 x 1400."""


def boxed(name: str, load: int, group: str = "truck, 40 ft") -> Shown:
    """A box with light walls, a load of one grey in its lower half, and a beam under it that reaches out before it."""
    grey = np.full((900, 1400), 254, np.uint8)
    grey[ROOF:FLOOR, LEFT:RIGHT] = 215
    grey[400:FLOOR, LEFT:RIGHT] = load
    grey[720:800, 100:RIGHT] = 60
    return Shown(name, group, grey, (ROW_MM, COLUMN_MM))


@pytest.fixture
def real() -> list[Shown]:
    return [boxed("real 1", 40), boxed("real 2", 40), boxed("real 3", 40, "container, 20 ft")]


@pytest.fixture
def simulated() -> list[Shown]:
    return [boxed("made 1", 120), boxed("made 2", 120)]
