from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cargoscope_inference.storage.inspections import Verdict
from cargoscope_inference.storage.retention import (
    CLOCK_STEP,
    LONGEST_PAUSE,
    Cause,
    Kept,
    RetentionPlan,
    RetentionRules,
    plan_retention,
    used_bytes,
)

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def scan(name: str, *, age_days: float = 100, verdict: Verdict | None = Verdict.CLEAR, **other: Any) -> Kept:
    decided_at = NOW - age_days * DAY
    made = Kept(name, {f"sha of {name}": 10}, 1, decided_at, verdict, decided_at, held=False, announced_at=None)
    return replace(made, **{"decided_at": None if verdict is None else decided_at} | other)


def ids(due: Sequence[Any]) -> list[str]:
    return [each.scan.scan_id for each in due]


CLEAR_30 = RetentionRules({Verdict.CLEAR: 30}, None, 7)


def plan(*kept: Kept, rules: RetentionRules = CLEAR_30, last_run: datetime | None = NOW - DAY) -> RetentionPlan:
    return plan_retention(kept, rules, NOW, last_run)


def test_a_scan_is_announced_before_its_days_are_over_and_goes_after() -> None:
    young, near, over = scan("young", age_days=22), scan("near", age_days=24), scan("over", age_days=31)
    announced = replace(over, announced_at=NOW - 8 * DAY)
    made = plan(young, near, announced)
    assert ids(made.remove) == ["over"]
    assert ids(made.announce) == ["near"]
    assert made.announce[0].at == NOW + 7 * DAY


def test_what_was_never_announced_is_announced_first_however_old_it_is() -> None:
    made = plan(scan("ancient", age_days=4000))
    assert (ids(made.remove), ids(made.announce)) == ([], ["ancient"])
    assert made.announce[0].at == NOW + 7 * DAY


@pytest.mark.parametrize(
    "last_run", [NOW - LONGEST_PAUSE - timedelta(seconds=1), NOW + CLOCK_STEP + timedelta(seconds=1)]
)
def test_after_a_jump_of_the_clock_all_warnings_begin_anew(last_run: datetime) -> None:
    made = plan(scan("over", announced_at=NOW - 80 * DAY), last_run=last_run)
    assert made.restarted
    assert (ids(made.remove), ids(made.announce)) == ([], ["over"])
    assert made.announce[0].at == NOW + 7 * DAY


@pytest.mark.parametrize("spared", [scan("a", verdict=None), scan("a", verdict=Verdict.REFER), scan("a", held=True)])
def test_undecided_referred_and_held_scans_stay(spared: Kept) -> None:
    rules = RetentionRules(dict.fromkeys(Verdict, 1), 0, 0)
    made = plan(replace(spared, announced_at=NOW - 90 * DAY), rules=rules)
    assert (made.remove, made.announce) == ([], [])
    assert made.over == 11


def test_a_short_budget_takes_the_oldest_cleared_scans_first_and_no_more_than_it_needs() -> None:
    since = NOW - 10 * DAY
    kept = [
        scan("held for seizure", age_days=90, verdict=Verdict.HOLD, announced_at=since),
        scan("old", age_days=80, announced_at=since),
        scan("middle", age_days=70, announced_at=since),
        scan("new", age_days=60, announced_at=since),
    ]
    assert ids(plan(*kept, rules=RetentionRules({}, 22, 7)).remove) == ["middle", "old"]
    assert ids(plan(*kept, rules=RetentionRules({}, 5, 7)).remove) == ["held for seizure", "middle", "new", "old"]


def test_an_original_that_another_scan_shares_frees_nothing() -> None:
    since = NOW - 10 * DAY
    kept = [scan("a", age_days=90), scan("b", age_days=80), scan("c", age_days=70)]
    shared = [replace(each, originals={"same": 10}, announced_at=since) for each in kept[:2]] + [kept[2]]
    assert used_bytes(shared) == 10 + 10 + 3
    # 2 too many; removing the first of the two that share frees its pictures alone.
    made = plan(*shared, rules=RetentionRules({}, 21, 7))
    assert ids(made.remove) == ["a", "b"]


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
scans = st.builds(
    Kept,
    scan_id=st.uuids().map(str),
    originals=st.dictionaries(st.sampled_from("abcdefgh"), st.just(10), min_size=1, max_size=3),
    picture_bytes=st.integers(0, 5),
    received_at=moments,
    verdict=st.none() | st.sampled_from(Verdict),
    decided_at=st.none() | moments,
    held=st.booleans(),
    announced_at=st.none() | moments,
)
rules = st.builds(
    RetentionRules,
    st.dictionaries(st.sampled_from(Verdict), st.integers(0, 300)),
    st.none() | st.integers(0, 300),
    st.integers(0, 30),
)


@given(st.lists(scans, max_size=30, unique_by=lambda each: each.scan_id), rules, moments, st.none() | moments)
def test_whatever_is_kept_the_rule_holds(
    kept: list[Kept], chosen: RetentionRules, now: datetime, last_run: datetime | None
) -> None:
    made = plan_retention(kept, chosen, now, last_run)
    for due in [*made.remove, *made.announce]:
        assert due.scan.verdict in (Verdict.CLEAR, Verdict.HOLD)
        assert due.scan.decided_at is not None
        assert not due.scan.held
    for due in made.remove:
        if chosen.warning_days:
            assert due.scan.announced_at is not None
            assert due.scan.announced_at + chosen.warning <= now
            assert not made.restarted
        if due.cause is Cause.AGE:
            assert due.scan.verdict is not None
            assert due.scan.decided_at is not None
            assert due.scan.decided_at + chosen.keep_days[due.scan.verdict] * DAY <= now
        else:
            assert chosen.budget is not None
            assert made.used >= chosen.budget
    assert not set(ids(made.remove)) & set(ids(made.announce))
    assert all(due.at > now for due in made.announce)
    if chosen.removes_nothing:
        assert not made.remove
        assert not made.announce


@settings(max_examples=15)
@given(st.integers(1, 3), st.integers(20, 60), st.integers(0, 7))
def test_with_a_steady_stream_the_budget_is_kept(a_day: int, budget_days: int, warning_days: int) -> None:
    """Day by day, with scans that are decided at once: what is stored never passes the budget by more than a day."""
    chosen = RetentionRules({}, budget_days * a_day * 11, warning_days)
    kept: dict[str, Kept] = {}
    for day in range(budget_days + 40):
        now = NOW + day * DAY
        for number in range(a_day):
            made = scan(f"{day:04}-{number}")
            kept[made.scan_id] = replace(made, received_at=now, decided_at=now)
        done = plan_retention(list(kept.values()), chosen, now, now - DAY)
        for due in done.remove:
            del kept[due.scan.scan_id]
        announced = {due.scan.scan_id for due in done.announce}
        for name, each in kept.items():
            kept[name] = replace(each, announced_at=(each.announced_at or now) if name in announced else None)
        assert used_bytes(kept.values()) <= (budget_days + 1) * a_day * 11
    assert len(kept) >= (budget_days - 2) * a_day
