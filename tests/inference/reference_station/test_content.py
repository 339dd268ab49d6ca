from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cargoscope_datasets.decoding.files import decode_files
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import ScanUnreadable, ScanUnsupported
from cargoscope_datasets.marking import MARK, is_marked
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_npz, write_tiff
from cargoscope_inference.reference_station.content import Content, join
from cargoscope_inference.service.media import media_type

from .conftest import sha

PITCH = Pitch(4.0, 6.0, PitchSource.FILE)
WRITERS: dict[str, Callable[[Path, Any], None]] = {
    "uint16.tif": lambda path, plane: write_tiff(path, plane[None], PITCH),
    "float32.tif": lambda path, plane: write_tiff(path, plane[None].astype(np.float32) / 7, None),
    "uint8.npy": lambda path, plane: np.save(path, plane.astype(np.uint8)),
    "air.npz": lambda path, plane: write_npz(path, plane[None], np.full((1, 20), plane.max(), np.float32), PITCH),
}


def planes() -> tuple[Any, Any]:
    high, low = np.random.default_rng(1).integers(0, 60_000, (2, 20, 30), np.uint16)
    return high, low


def unpacked(content: Content, folder: Path) -> Any:
    (folder / "unpacked").write_bytes(content.file.read())
    return decode_files([folder / "unpacked"], Limits())[0]


@pytest.mark.parametrize("form", WRITERS)
def test_two_files_become_one_of_the_same_pixels(tmp_path: Path, form: str) -> None:
    paths = [tmp_path / f"{energy}-{form}" for energy in ("high", "low")]
    for path, plane in zip(paths, planes(), strict=True):
        WRITERS[form](path, plane)
    before, _ = decode_files(paths, Limits())
    joined = join(*paths)
    content = joined.file.getvalue()  # type: ignore[attr-defined]
    assert (len(content), media_type(content, None)) == (joined.size, joined.media_type)
    assert joined.name == f"{paths[0].stem}+{paths[1].stem}.npz"
    assert joined.metadata == {"packed_from": [{"file": each.name, "sha256": sha(each.read_bytes())} for each in paths]}
    after = unpacked(joined, tmp_path)
    np.testing.assert_array_equal(after.planes, before.planes)
    assert after.planes.dtype == before.planes.dtype
    assert (after.display, after.pitch_mm) == (before.display, before.pitch_mm)
    np.testing.assert_array_equal(after.air, before.air)
    assert join(*paths).file.read() == content


def test_the_mark_of_a_projected_threat_stays(tmp_path: Path) -> None:
    high, low = planes()
    write_tiff(tmp_path / "high.tif", high[None], PITCH, MARK.decode())
    write_tiff(tmp_path / "low.tif", low[None], PITCH)
    assert is_marked(join(tmp_path / "high.tif", tmp_path / "low.tif").file.read())


def test_what_does_not_belong_together_is_not_joined(tmp_path: Path) -> None:
    high, low = planes()
    write_tiff(tmp_path / "high.tif", high[None], PITCH)
    write_tiff(tmp_path / "low.tif", low[None, :, :20], PITCH)
    (tmp_path / "damaged.tif").write_bytes((tmp_path / "low.tif").read_bytes()[:300])
    with pytest.raises(ScanUnsupported, match="joins two files of different size"):
        join(tmp_path / "high.tif", tmp_path / "low.tif")
    with pytest.raises(ScanUnreadable, match=r"^damaged\.tif is "):
        join(tmp_path / "high.tif", tmp_path / "damaged.tif")
    with pytest.raises(ScanUnsupported, match="has both energies itself"):
        join(tmp_path / "high.columns", tmp_path / "low.columns")
