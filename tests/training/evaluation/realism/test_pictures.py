from pathlib import Path

import pytest

from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_training.evaluation.realism.pictures import (
    GROUPS,
    conveyance_group,
    pitch_by_outline,
    real_pictures,
    simulated_pictures,
)


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


def test_simulated_pictures_are_of_what_real_ones_are_of() -> None:
    (picture,) = simulated_pictures("archive_6mv", 1)
    assert picture.group == GROUPS[0]
    assert picture.name.startswith("archive_6mv 50000")


def test_real_pictures_are_of_the_groups_that_are_simulated(data_folder: Path) -> None:
    assert {picture.group for picture in real_pictures(data_folder)} == set(GROUPS)


def test_rows_are_measured_on_the_side_next_to_the_source() -> None:
    """Half of a container, 1,219 mm, is a quarter of the way; from above rows run across, and have no near side."""
    pitch, side = Pitch(4.0, 6.0, PitchSource.FILE), Scanner(distance_mm=4 * 1219.0)
    assert pitch_by_outline(pitch, side) == pytest.approx((3.0, 6.0))
    assert pitch_by_outline(pitch, Scanner(distance_mm=4 * 1219.0, top=True)) == (4.0, 6.0)
