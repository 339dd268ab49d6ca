from pathlib import Path

import pytest

from cargoscope_datasets.annotations.growing import GrowingSet
from cargoscope_datasets.errors import DataSetError


def test_a_run_that_was_refused_before_its_first_scan_is_in_nobodys_way(tmp_path: Path) -> None:
    first = GrowingSet(tmp_path / "set", "refused", {})
    first.put_original(0, ".tif", lambda path: path.write_bytes(b"of another recipe") and None)
    second = GrowingSet(tmp_path / "set", "corrected", {})
    assert not list(second.whole.glob("originals/*"))
    second.leave_out(0, "no room")
    assert GrowingSet(tmp_path / "set", "corrected", {}).left_out(1) == {"no room": 1}
    with pytest.raises(DataSetError, match="another recipe"):
        GrowingSet(tmp_path / "set", "third", {})
