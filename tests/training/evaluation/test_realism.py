import json
from pathlib import Path

import numpy as np
import pytest

from cargoscope_training.evaluation.realism import (
    PATCHES,
    Shown,
    conveyance_group,
    grouped,
    tables,
    write_blind_page,
    write_plots,
)


def pictures(grey: int) -> list[Shown]:
    rng = np.random.default_rng(grey)
    plane = np.clip(rng.normal(grey, 20, (500, 900)), 0, 255).astype(np.uint8)
    return [Shown("truck", plane, (5.0, 6.0)), Shown("container", plane[:400], (4.0, 9.0))]


def test_the_page_tells_nothing_and_the_key_all(tmp_path: Path) -> None:
    write_blind_page(tmp_path, pictures(120), pictures(150), seed=3)
    key = json.loads((tmp_path / "key.json").read_text())
    assert sorted(key.values()).count("real") == PATCHES // 2
    page = (tmp_path / "page.html").read_text()
    assert page.count("<img") == PATCHES
    assert "real<" not in page
    assert "simulated" not in page


def test_groups_stand_beside_each_other(tmp_path: Path) -> None:
    real, simulated = grouped(pictures(120)), grouped(pictures(150))
    assert [table.row_count for table in tables(real, simulated)] == [6, 4, 4, 4]
    write_plots(tmp_path, real, simulated)
    assert {path.stem for path in tmp_path.glob("*.png")} == {"histogram", "detail", "along", "across"}


def test_a_group_that_only_one_side_has_gets_no_curves() -> None:
    real, simulated = grouped(pictures(120)), grouped(pictures(150)[:1])
    assert [table.columns[0].header for table in tables(real, simulated)] == ["pictures", "all", "truck"]


@pytest.mark.parametrize(
    ("conveyance", "cut", "group"),
    [
        ("truck_dry_40_high", False, "truck, 40 ft"),
        ("truck_dry_40_high", True, "container, 40 ft"),
        ("truck_two_20", False, "truck, 20 ft"),
        ("reefer_20", False, "container, 20 ft"),
        ("truck_flatbed", False, "truck_flatbed"),
        ("van", False, "van"),
    ],
)
def test_a_simulated_picture_is_compared_with_real_ones_of_its_conveyance(
    conveyance: str, cut: bool, group: str
) -> None:
    assert conveyance_group(conveyance, cut=cut) == group
