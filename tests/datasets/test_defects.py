import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.scan import View
from cargoscope_datasets.viewing import build_view

every_row = st.integers(1, 158)
examples = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def calibrated(planes: NDArray[np.generic]) -> View:
    return build_view("side", RawPlanes(planes, display=False))


def test_a_sound_scan_has_no_defects(counts: NDArray[np.uint16]) -> None:
    quality = calibrated(counts).quality
    assert quality.dead_rows == ()
    assert quality.misfired_columns == ()


@examples
@given(row=every_row, value=st.sampled_from([0, 3, 65_535]))
def test_a_stuck_channel_is_found_wherever_it_is(
    counts: NDArray[np.uint16], truck: NDArray[np.float32], row: int, value: int
) -> None:
    broken = counts.copy()
    broken[0, row] = value
    view = calibrated(broken)
    assert view.quality.dead_rows == (row,)
    between = (truck[row - 1] + truck[row + 1]) / 2
    assert np.abs(view.planes[0, row] - between).max() < 0.04


@examples
@given(row=every_row, seed=st.integers(0, 1000))
def test_a_channel_that_gives_nothing_but_noise_is_found(counts: NDArray[np.uint16], row: int, seed: int) -> None:
    broken = counts.copy()
    broken[0, row] = np.random.default_rng(seed).integers(0, 3_000, counts.shape[2])
    assert calibrated(broken).quality.dead_rows == (row,)


@pytest.mark.parametrize("rows", [(0,), (159,), (60, 61), (76, 77, 78), (10, 50, 90, 130)])
def test_dead_channels_at_the_edge_and_side_by_side(counts: NDArray[np.uint16], rows: tuple[int, ...]) -> None:
    broken = counts.copy()
    broken[0, rows, :] = 0
    assert calibrated(broken).quality.dead_rows == rows


def test_a_whole_board_of_dead_channels_counts_as_not_penetrated(counts: NDArray[np.uint16]) -> None:
    broken = counts.copy()
    broken[0, 60:76] = 0
    assert calibrated(broken).quality.not_penetrated[62:74].all()


def test_dead_rows_of_both_energies_are_named_and_repaired_apart(counts: NDArray[np.uint16]) -> None:
    broken = np.concatenate([counts, counts])
    broken[0, 50] = broken[1, 90] = 0
    view = calibrated(broken)
    assert view.quality.dead_rows == (50, 90)
    sound = calibrated(np.concatenate([counts, counts]))
    np.testing.assert_allclose(view.planes[1, 50], sound.planes[1, 50], atol=0.01)


@examples
@given(column=st.integers(1, 418), dark=st.integers(0, 40))
def test_a_misfire_is_found_wherever_it_is(
    counts: NDArray[np.uint16], truck: NDArray[np.float32], column: int, dark: int
) -> None:
    broken = counts.copy()
    broken[0, :, column] = dark
    view = calibrated(broken)
    assert view.quality.misfired_columns == (column,)
    assert view.quality.dead_rows == ()
    between = (truck[:, column - 1] + truck[:, column + 1]) / 2
    assert np.abs(view.planes[0, :, column] - between).max() < 0.04


@pytest.mark.parametrize("columns", [(0,), (419,), (200, 201), (30, 31, 32, 300)])
def test_misfires_at_the_edge_and_in_a_row(counts: NDArray[np.uint16], columns: tuple[int, ...]) -> None:
    broken = counts.copy()
    broken[0][:, columns] = 0
    assert calibrated(broken).quality.misfired_columns == columns


def test_a_steel_post_below_the_roof_is_no_misfire(truck: NDArray[np.float32]) -> None:
    truck[30:130, 200:202] = 0
    assert calibrated((truck * 50_000)[None]).quality.misfired_columns == ()
