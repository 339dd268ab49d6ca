import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cargoscope_datasets.decoding.files import decode_files
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import ScanMissing, ScanTooLarge, ScanUnreadable, ScanUnsupported
from cargoscope_datasets.writing import write_tiff

LIMITS = Limits()


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises((ScanMissing, ScanUnreadable, ScanUnsupported, ScanTooLarge)) as refused:
        decode_files([path], limits)
    text = str(refused.value)
    assert "\n" not in text
    assert path.name not in text
    return f"{refused.type.__name__}: {text}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ScanUnreadable: is empty"),
        (
            b"declared goods;weight\ncoffee;19000\n",
            "ScanUnsupported: is a text file, not a scan; accepted are TIFF, PNG",
        ),
        ("Kaffee, geröstet\n".encode("latin-1") * 20, "ScanUnsupported: is a text file"),
        (b"%PDF-1.7\n", "ScanUnsupported: is a PDF file"),
        (b"GIF89a" + bytes(100), "ScanUnsupported: is a GIF file"),
        (bytes(range(256)), "ScanUnsupported: is a file of an unknown type"),
        (b"II*\0", "ScanUnreadable: is damaged or cut short"),
        (b"II*\0" + bytes(500), "ScanUnreadable: is a damaged TIFF: it has no page"),
    ],
)
def test_what_is_no_scan_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "scan.tif"
    path.write_bytes(content)
    assert refusal(path).startswith(words)


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tif")
    assert refusal(tmp_path / "pipe.tif").startswith("ScanUnsupported: is a pipe, socket or device")
    assert refusal(Path("/dev/zero")).startswith("ScanUnsupported: is a pipe, socket or device")
    assert refusal(tmp_path).startswith("ScanMissing: is a folder")
    assert refusal(tmp_path / "gone.tif") == "ScanMissing: does not exist"


def test_the_name_does_not_decide_the_type(tmp_path: Path, counts: NDArray[np.uint16]) -> None:
    write_tiff(tmp_path / "really_a_tiff.jpg", counts, None)
    raw, _ = decode_files([tmp_path / "really_a_tiff.jpg"], LIMITS)
    np.testing.assert_array_equal(raw.planes, counts)


def test_a_file_of_too_many_bytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.tif").open("wb") as file:
        file.write(b"II*\0")
        file.truncate(3 << 30)
    assert refusal(tmp_path / "huge.tif") == "ScanTooLarge: is a file of 3,072 MB; accepted are up to 1,024 MB"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_counted_and_located(tmp_path: Path, value: float) -> None:
    plane = np.random.default_rng(0).random((20, 30), np.float32)
    plane[7, 11] = plane[9, 3] = value
    np.save(tmp_path / "scan.npy", plane)
    assert "has 2 values that are no finite number, the first in energy 1 at row 7, column 11" in refusal(
        tmp_path / "scan.npy"
    )


def test_double_precision_that_single_cannot_hold_is_refused(tmp_path: Path) -> None:
    plane = np.random.default_rng(0).random((20, 30))
    plane[0, 0] = 1e200
    np.save(tmp_path / "scan.npy", plane)
    assert "no finite number" in refusal(tmp_path / "scan.npy")


def test_a_blank_scan_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "scan.npy", np.full((20, 30), 7, np.uint16))
    assert refusal(tmp_path / "scan.npy") == "ScanUnreadable: shows nothing: every pixel of energy 1 has the value 7"


def test_two_files_are_two_energies(tmp_path: Path, counts: NDArray[np.uint16]) -> None:
    high, low = tmp_path / "high.tif", tmp_path / "low.tif"
    write_tiff(high, counts, None)
    write_tiff(low, counts // 2, None)
    raw, sha256 = decode_files([high, low], LIMITS)
    np.testing.assert_array_equal(raw.planes, np.concatenate([counts, counts // 2]))
    assert sha256 == hashlib.sha256(high.read_bytes() + low.read_bytes()).hexdigest()


def test_the_failing_part_of_two_is_named(tmp_path: Path, counts: NDArray[np.uint16]) -> None:
    write_tiff(tmp_path / "high.tif", counts, None)
    with pytest.raises(ScanMissing, match=r"^low\.tif does not exist$"):
        decode_files([tmp_path / "high.tif", tmp_path / "low.tif"], LIMITS)


def test_parts_that_do_not_fit_each_other_are_refused(tmp_path: Path, counts: NDArray[np.uint16]) -> None:
    high, low, both = (tmp_path / name for name in ("high.tif", "low.tif", "both.tif"))
    write_tiff(high, counts, None)
    write_tiff(low, counts[:, :100], None)
    write_tiff(both, np.concatenate([counts, counts]), None)
    with pytest.raises(ScanUnsupported, match=r"different size .* 420 x 160 and 420 x 100"):
        decode_files([high, low], LIMITS)
    with pytest.raises(ScanUnsupported, match="the second holds 2 energies by itself"):
        decode_files([high, both], LIMITS)
    with pytest.raises(ScanUnsupported, match="joins 3 files"):
        decode_files([high, high, high], LIMITS)
