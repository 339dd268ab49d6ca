import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.clean_scans import CleanScan
from cargoscope_training.adaptation.holding_out import ENOUGH, MOST, MOST_LEARNT, part, sizes


def scan(number: int, groups: tuple[str, ...] = ()) -> CleanScan:
    return CleanScan(Path(f"{number}.tif"), hashlib.sha256(str(number).encode()).hexdigest(), groups=groups)


@given(st.integers(3, 800))
def test_every_scan_is_for_one_thing(number: int) -> None:
    scans = [scan(each) for each in range(number)]
    parts = part(scans)
    dealt = [*parts.report, *parts.thresholds, *parts.learnt]
    assert len(set(dealt)) == len(dealt) == number - parts.unused
    assert parts.report
    assert len(parts.learnt) >= 2
    assert part(scans[::-1]) == parts
    assert len(parts.report) <= MOST
    assert len(parts.learnt) <= MOST_LEARNT


@given(st.lists(st.integers(0, 12), min_size=20, max_size=60))
def test_scans_of_one_container_are_held_out_together_or_not_at_all(containers: list[int]) -> None:
    scans = [scan(number, (f"container {container}",)) for number, container in enumerate(containers)]
    report, _ = sizes(len(scans))
    assume(len(set(containers)) > report + 1)
    parts = part(scans)
    held, learnt = ({each.groups for each in some} for some in (parts.report, parts.learnt))
    assert not held & learnt


def test_under_fifty_held_out_none_choose_thresholds() -> None:
    assert sizes(3 * ENOUGH - 1) == (29, 0)
    assert sizes(3 * ENOUGH) == (30, ENOUGH)
    assert sizes(3000) == (MOST, MOST)


def test_scans_of_one_vehicle_leave_nothing_to_learn_from() -> None:
    with pytest.raises(DataSetError, match="since they share containers"):
        part([scan(number, ("container 1",)) for number in range(9)])


def test_two_scans_are_too_few() -> None:
    with pytest.raises(DataSetError, match="there are 2 clean scans"):
        part([scan(0), scan(1)])
