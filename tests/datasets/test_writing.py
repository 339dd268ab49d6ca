from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_datasets.decoding.files import decode_files
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_jpeg, write_npz, write_tiff

sizes = st.floats(1.0, 40.0)


@pytest.mark.parametrize("energies", [1, 2])
def test_tiff_keeps_every_count(tmp_path: Path, counts: NDArray[np.uint16], energies: int) -> None:
    planes = np.concatenate([counts, counts // 2])[:energies]
    write_tiff(tmp_path / "scan.tif", planes, None)
    raw, _ = decode_files([tmp_path / "scan.tif"], Limits())
    np.testing.assert_array_equal(raw.planes, planes)
    assert raw.planes.dtype == np.uint16
    assert raw.pitch_mm is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=sizes, column=sizes)
def test_tiff_keeps_the_pitch(tmp_path: Path, row: float, column: float) -> None:
    flat = np.arange(16 * 20, dtype=np.uint16).reshape(1, 16, 20)
    write_tiff(tmp_path / "scan.tif", flat, Pitch(row, column, PitchSource.COMMAND_LINE))
    raw, _ = decode_files([tmp_path / "scan.tif"], Limits())
    assert raw.pitch_mm == pytest.approx((row, column), rel=1e-5)


@pytest.mark.parametrize("energies", [1, 2])
def test_tiff_keeps_the_air_calibration(tmp_path: Path, counts: NDArray[np.uint16], energies: int) -> None:
    planes = np.concatenate([counts, counts // 2])[:energies]
    air = np.random.default_rng(0).normal(40_000, 800, planes.shape[:2]).astype(np.float32)
    write_tiff(tmp_path / "scan.tif", planes, None, air=air)
    raw, _ = decode_files([tmp_path / "scan.tif"], Limits())
    np.testing.assert_array_equal(raw.planes, planes)
    np.testing.assert_array_equal(raw.air, air)


def test_npz_keeps_counts_air_and_pitch(tmp_path: Path, counts: NDArray[np.uint16]) -> None:
    planes = np.concatenate([counts, counts // 2])
    air = np.full((2, planes.shape[1]), 40_000, np.float32)
    write_npz(tmp_path / "scan.npz", planes, air, Pitch(3.2, 4.6, PitchSource.FILE))
    raw, _ = decode_files([tmp_path / "scan.npz"], Limits())
    np.testing.assert_array_equal(raw.planes, planes)
    assert raw.air is not None
    np.testing.assert_array_equal(raw.air, air)
    assert raw.pitch_mm == (3.2, 4.6)


def test_jpeg_keeps_grey_levels_within_its_losses(tmp_path: Path, truck: NDArray[np.float32]) -> None:
    grey = np.round(truck * 255).astype(np.uint8)
    write_jpeg(tmp_path / "scan.jpg", grey)
    raw, _ = decode_files([tmp_path / "scan.jpg"], Limits())
    assert raw.display
    assert np.abs(raw.planes[0].astype(int) - grey).mean() < 2
