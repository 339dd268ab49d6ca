from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cargoscope_datasets.annotations.splits import Split, split_of, split_scans

scans = st.lists(
    st.tuples(st.uuids().map(str), st.lists(st.sampled_from("ABCDEF"), max_size=2)), unique_by=lambda scan: scan[0]
)


@given(scans)
def test_no_two_splits_share_a_key(drawn: list[tuple[str, list[str]]]) -> None:
    found: dict[str, set[Split]] = {}
    for (_, keys), split in zip(drawn, split_scans(drawn), strict=True):
        for key in keys:
            found.setdefault(key, set()).add(split)
    assert all(len(splits) == 1 for splits in found.values())


@given(scans)
def test_a_scan_with_nothing_in_common_falls_by_its_id_alone(drawn: list[tuple[str, list[str]]]) -> None:
    alone = [(scan_id, []) for scan_id, _ in drawn]
    assert split_scans(alone) == [split_of(scan_id) for scan_id, _ in drawn]


@given(scans, st.uuids().map(str), st.sampled_from("ABCDEF"))
def test_a_later_scan_of_one_container_moves_none_that_came_before(
    drawn: list[tuple[str, list[str]]], scan_id: str, key: str
) -> None:
    assert split_scans([*drawn, (scan_id, [key])])[:-1] == split_scans(drawn)


def test_scans_stay_together_by_way_of_a_third() -> None:
    ids = [str(UUID(int=number)) for number in range(200)]
    chain = [(scan_id, [number, number + 1]) for number, scan_id in enumerate(ids)]
    assert set(split_scans(chain)) == {split_of(ids[0])}


def test_about_a_tenth_each_is_for_validation_and_for_the_test() -> None:
    counts = Counter(split_of(str(UUID(int=number))) for number in range(2000))
    assert 160 < counts[Split.VALIDATION] < 240
    assert 160 < counts[Split.TEST] < 240
