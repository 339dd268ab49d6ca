"""The small edition of `python -m tests.soak.cuts`."""

from pathlib import Path

import pytest

from .cuts import run
from .disk import why_no_disk


@pytest.fixture(autouse=True)
def disk() -> None:
    if (reason := why_no_disk()) is not None:
        pytest.skip(f"no power can be cut here: {reason}")


def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    findings = run(tmp_path, 3)
    assert (findings.lost, findings.doubled, findings.forgotten) == ([], [], [])


@pytest.mark.parametrize("unsynced", ["files", "database"])
def test_without_syncing_the_same_test_fails(tmp_path: Path, unsynced: str) -> None:
    # It ends with the first cut that cost something: mostly the first at all.
    assert run(tmp_path, 20, unsynced=unsynced).lost
