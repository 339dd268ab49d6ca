import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from cargoscope_datasets.errors import ScanMissing
from cargoscope_datasets.reading import Polarity, ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource, ViewKind
from cargoscope_datasets.writing import write_jpeg, write_tiff

TOLD = Pitch(4.0, 7.0, PitchSource.COMMAND_LINE)


@pytest.fixture
def path(tmp_path: Path, counts: NDArray[np.uint16]) -> Path:
    path = tmp_path / "scan.tif"
    write_tiff(path, counts, Pitch(3.2, 4.6, PitchSource.STATION))
    return path


def test_a_scan_is_read(reader: ScanReader, path: Path, truck: NDArray[np.float32]) -> None:
    scan = reader.read([path])
    (view,) = scan.views
    assert (view.name, view.kind, view.energies) == ("side", ViewKind.CALIBRATED, 1)
    assert np.abs(view.planes[0] - truck).max() < 0.04
    assert view.quality.not_penetrated.shape == truck.shape
    assert scan.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_pitch_is_the_files_unless_it_is_told(reader: ScanReader, path: Path) -> None:
    found = reader.read([path]).views[0].pitch
    assert found is not None
    assert (found.row_mm, found.column_mm) == pytest.approx((3.2, 4.6))
    assert found.source is PitchSource.FILE
    assert reader.read([path], pitch=TOLD).views[0].pitch == TOLD


@pytest.mark.parametrize("dots_an_inch", [72, 96, 300])
def test_a_resolution_for_screens_and_paper_is_no_pitch(
    reader: ScanReader, tmp_path: Path, counts: NDArray[np.uint16], dots_an_inch: float
) -> None:
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, counts[0], resolution=(dots_an_inch, dots_an_inch), resolutionunit="inch", metadata=None)
    assert reader.read([path]).views[0].pitch is None


def test_polarity_that_is_told_is_of_the_picture_as_shown(
    reader: ScanReader, tmp_path: Path, counts: NDArray[np.uint16]
) -> None:
    bright = reader.read([_tiff(tmp_path, counts[0])], air=Polarity.BRIGHT).views[0].planes
    white_is_low = _tiff(tmp_path, 65_535 - counts[0], photometric="miniswhite")
    np.testing.assert_allclose(reader.read([white_is_low], air=Polarity.BRIGHT).views[0].planes, bright, atol=1e-6)
    np.testing.assert_allclose(reader.read([white_is_low]).views[0].planes, bright, atol=1e-6)


def _tiff(folder: Path, plane: NDArray[np.uint16], photometric: str = "minisblack") -> Path:
    path = folder / f"{photometric}.tif"
    tifffile.imwrite(path, plane, photometric=photometric, metadata=None)
    return path


def test_two_files_are_two_energies_of_one_view(
    reader: ScanReader, tmp_path: Path, path: Path, counts: NDArray[np.uint16]
) -> None:
    write_tiff(tmp_path / "low.tif", counts // 2, None)
    (view,) = reader.read([path, tmp_path / "low.tif"]).views
    assert view.energies == 2
    np.testing.assert_allclose(view.planes[1], view.planes[0], atol=1e-3)


def test_the_batch_goes_on_after_a_bad_file(reader: ScanReader, path: Path) -> None:
    with pytest.raises(ScanMissing):
        reader.read([path.with_name("gone.tif")])
    assert reader.read([path]).views


def test_a_jpeg_of_a_scan_is_a_display_of_the_same(
    reader: ScanReader, tmp_path: Path, truck: NDArray[np.float32]
) -> None:
    write_jpeg(tmp_path / "scan.jpg", np.round(truck * 255).astype(np.uint8))
    (view,) = reader.read([tmp_path / "scan.jpg"]).views
    assert view.kind is ViewKind.DISPLAY
    assert view.pitch is None
    assert np.abs(view.planes[0] - truck).mean() < 0.01


def test_real_scans_read_alike_as_they_are_and_as_negatives(
    reader: ScanReader, tmp_path: Path, data_folder: Path
) -> None:
    found = sorted((data_folder / "cargo" / "trucks").glob("*.jpg"))
    found += sorted((data_folder / "cargo" / "by_goods").glob("*/*.jpg"))
    assert found
    for path in found:
        (view,) = reader.read([path]).views
        assert view.kind is ViewKind.DISPLAY
        assert (view.quality.dead_rows, view.quality.misfired_columns) == ((), ())
        negative = tmp_path / "negative.png"
        grey = np.round(view.planes[0] * 255).astype(np.uint8)
        cv2.imwrite(str(negative), 255 - grey)
        np.testing.assert_array_equal(reader.read([negative]).views[0].planes, view.planes, err_msg=str(path))


def test_trucks_show_air_and_what_was_not_penetrated(reader: ScanReader, data_folder: Path) -> None:
    for path in sorted((data_folder / "cargo" / "trucks").glob("*.jpg")):
        quality = reader.read([path]).views[0].quality
        assert quality.air_found
        assert quality.not_penetrated_share < 0.35


def test_a_real_dicos_file_reads(reader: ScanReader, data_folder: Path) -> None:
    (view,) = reader.read([data_folder / "dicos" / "cargo_dx_16bit.dcs"]).views
    assert view.kind is ViewKind.CALIBRATED
    assert 0.9 < np.percentile(view.planes, 99) < 1.1
