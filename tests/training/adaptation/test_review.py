import hashlib
from pathlib import Path

import pytest

from cargoscope_datasets.errors import DataSetError
from cargoscope_models.release import Release
from cargoscope_training.adaptation.review import read_reviewed, review_text, suspects
from cargoscope_training.evaluation.results import Role, Said, Scanned

PARENT = Release("0" * 64, "r", b"", {"thresholds": {"pistol": 0.4, "person": 0.1}})
BOX = (0.0, 0.0, 9.0, 9.0)


def scanned(name: str, label: str, score: float) -> Scanned:
    said = (Said(label, score, "side", BOX, flagged=False),)
    return Scanned(hashlib.sha256(name.encode()).hexdigest(), name, Role.CLEAN, 1, (5.0, 5.0), (), said)


SCANS = [scanned(f"quiet {number}", "pistol", 0.1) for number in range(38)]
LOUD, LOUDER = scanned("loud", "pistol", 0.45), scanned("louder", "person", 0.3)


def test_the_highest_over_their_own_thresholds_are_doubted() -> None:
    """A person at 0.3 stands further above its threshold than a pistol at 0.45."""
    found = suspects([*SCANS, LOUD, LOUDER], PARENT, frozenset(), held_out=False)
    assert [each.scan for each in found] == [LOUDER.scan, LOUD.scan]
    assert found[0].above > found[1].above > 0


def test_what_was_looked_at_again_is_not_followed_by_the_next() -> None:
    found = suspects([*SCANS, LOUD, LOUDER], PARENT, frozenset({LOUDER.scan}), held_out=False)
    assert [each.scan for each in found] == [LOUD.scan]
    assert suspects([*SCANS, LOUD, LOUDER], PARENT, frozenset({LOUDER.scan, LOUD.scan}), held_out=False) == []


def test_the_list_is_read_back_without_the_lines_that_an_officer_took_out(tmp_path: Path) -> None:
    found = suspects([*SCANS, LOUD, LOUDER], PARENT, frozenset(), held_out=True)
    text = review_text(found, {LOUD.scan: "loud one.tif", LOUDER.scan: "louder.tif"})
    path = tmp_path / "review.txt"
    path.write_text("\n".join(line for line in text.splitlines() if "louder" not in line))
    assert read_reviewed(path) == {LOUD.scan}


def test_a_line_that_names_no_scan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "review.txt").write_text("truck 7 is fine")
    with pytest.raises(DataSetError, match="'truck' where a sha256 belongs"):
        read_reviewed(tmp_path / "review.txt")
