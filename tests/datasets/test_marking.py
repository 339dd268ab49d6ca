from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.marking import is_file_marked, mark_text
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.writing import write_jpeg, write_npz, write_png, write_tiff


def write(path: Path, note: str | None) -> None:
    grey = np.tile(np.linspace(20, 250, 80, dtype=np.uint8), (40, 1))
    if path.suffix == ".jpg":
        write_jpeg(path, grey, note=note)
    elif path.suffix == ".png":
        write_png(path, grey, note)
    elif path.suffix == ".npz":
        write_npz(path, grey[None].astype(np.uint16) * 200, note=note)
    else:
        write_tiff(path, grey[None].astype(np.uint16) * 200, None, note)


def test_a_mark_survives_the_compression_of_an_npz(tmp_path: Path) -> None:
    write(tmp_path / "projected.npz", mark_text(("pistol",)))
    with np.load(tmp_path / "projected.npz") as arrays:
        np.savez_compressed(tmp_path / "again.npz", **arrays)
    assert is_file_marked(tmp_path / "again.npz")
    (tmp_path / "broken.npz").write_bytes((tmp_path / "again.npz").read_bytes()[:200])
    assert not is_file_marked(tmp_path / "broken.npz")


@pytest.mark.parametrize("suffix", [".tif", ".npz", ".jpg", ".png"])
def test_a_marked_file_is_known_as_such_and_has_the_same_pixels(suffix: str, tmp_path: Path) -> None:
    clean, projected = tmp_path / f"clean{suffix}", tmp_path / f"projected{suffix}"
    write(clean, None)
    write(projected, mark_text(("pistol", "rifle")))
    assert not is_file_marked(clean)
    assert is_file_marked(projected)
    with ScanReader() as reader:
        first, second = reader.read([clean]), reader.read([projected])
    assert not first.projected
    assert second.projected
    assert np.array_equal(first.views[0].planes, second.views[0].planes)


def test_an_empty_file_is_not_marked(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert not is_file_marked(tmp_path / "empty")
