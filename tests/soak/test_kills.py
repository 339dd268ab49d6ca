"""A small edition of `kills.py`, and that it can fail."""

import shutil
from pathlib import Path

import pytest
from tests.inference.conftest import SPECIFICATION, block_finder, write_release

from .kills import VICTIMS, Soak
from .kills_audit import audit

KILLS = 4


def test_a_few_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("there is no setpriv (util-linux), by which the processes end with the test")
    release = write_release(tmp_path / "blocks", block_finder(SPECIFICATION).SerializeToString())
    said: list[str] = []
    soak = Soak(tmp_path / "soak", release, said.append)
    soak.run(KILLS)
    vehicle = soak.vehicle.read_bytes()
    wrong, counts = audit(soak.store, soak.folder, soak.ledger("file"), vehicle)
    assert wrong == [], counts
    assert [entry["victim"] for entry in soak.ledger("kill")] == list(VICTIMS)
    assert len(said) == KILLS
    lost = {"name": "never.tif", "sha256": "00" * 32}
    assert len(audit(soak.store, soak.folder, [*soak.ledger("file"), lost], vehicle)[0]) == 1
    if soak.ledger("file"):
        assert len(audit(soak.store, soak.folder, soak.ledger("file")[1:], vehicle)[0]) == 1
    assert audit(soak.store, soak.folder, soak.ledger("file"), b"another vehicle")[0]
