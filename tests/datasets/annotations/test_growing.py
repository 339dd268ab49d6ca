from pathlib import Path

import pytest

from cargoscope_datasets.annotations.growing import GrowingSet
from cargoscope_datasets.errors import DataSetError


def test_a_run_that_was_refused_before_its_first_scan_is_in_nobodys_way(tmp_path: Path) -> None:
    GrowingSet(tmp_path / "set", "refused", {})
    second = GrowingSet(tmp_path / "set", "corrected", {})
    second.leave_out(0, "no room")
    assert GrowingSet(tmp_path / "set", "corrected", {}).left_out(1) == {"no room": 1}
    with pytest.raises(DataSetError, match="another recipe"):
        GrowingSet(tmp_path / "set", "third", {})
