from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_datasets.simulation.scanner.motion import move
from cargoscope_datasets.simulation.scanner.settings import Scanner

IDEAL = Scanner().without()


def ramp(rows: int = 40, columns: int = 500) -> np.ndarray:
    return np.broadcast_to(np.arange(columns, dtype=np.float32), (rows, columns)).copy()


def test_without_motion_nothing_moves() -> None:
    motion = move(IDEAL, 500, np.random.default_rng(1))
    assert motion.seen(ramp(), 0) is not None
    assert np.array_equal(motion.seen(ramp(), 1), ramp())
    assert motion.box((10, 5, 90, 30)) == (10, 5, 90, 30)


@given(seed=st.integers(0, 2**32 - 1), speed=st.floats(0.01, 0.15))
def test_a_box_goes_where_its_pixels_go(seed: int, speed: float) -> None:
    motion = move(replace(IDEAL, speed=speed), 500, np.random.default_rng(seed))
    plane = np.zeros((4, 500), np.float32)
    plane[:, 200:260] = 1
    found = np.flatnonzero(motion.seen(plane, 0)[0] > 0.5)
    x0, _, x1, _ = motion.box((200, 0, 260, 4))
    assert abs(found[0] - x0) <= 1.5
    assert abs(found[-1] + 1 - x1) <= 1.5


def test_interlaced_energies_look_half_a_column_apart() -> None:
    motion = move(replace(IDEAL, beams=(9.0, 6.0), interlaced=True), 500, np.random.default_rng(1))
    assert motion.seen(ramp(), 1)[0, 100] - motion.seen(ramp(), 0)[0, 100] == pytest.approx(0.5)


def test_the_boom_sways_rows() -> None:
    motion = move(replace(IDEAL, sway_px=1.0), 800, np.random.default_rng(4))
    assert 0.2 < motion.rows.std() < 2.5
    assert np.abs(np.diff(motion.rows)).max() < 0.8
