"""Which scans' bytes may go, and which are announced to go: a pure rule over what a store keeps.

Only a scan that an officer cleared or held may ever go: not one that waits, not one that was referred and is not
decided since, not one under a legal hold. None goes that was not announced for the whole time of warning before. So an
age that is a clock's mistake, or a budget that is a slip of the pen, removes nothing before a person had those days to
see it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cargoscope_inference.storage.inspections import Verdict

WARNING_DAYS = 7
LONGEST_PAUSE = timedelta(days=3)
"""Between two runs. After a longer one the service was off, or the clock jumped: all announcements begin anew."""
CLOCK_STEP = timedelta(hours=1)
"""By which a clock may be set back between two runs without that."""
RATE_SPAN = timedelta(days=7)
"""Over which the bytes that come in a day are counted."""
SPARE_DAYS = 1
"""By which a shortage is looked for further ahead, so that a slack day takes back no announcement that is near."""
ORDER = {Verdict.CLEAR: 0, Verdict.HOLD: 1}
"""What goes first where the budget is short; what is not named here never goes."""


class Cause(StrEnum):
    """Why a scan's bytes go."""

    AGE = "age"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """What a site has said about keeping.

    Attributes:
        keep_days: by verdict, for how many days after the decision a scan is kept; what is not named is kept.
        budget: bytes that originals and pictures may take up, or None.
        warning_days: for how long every removal is announced.
    """

    keep_days: Mapping[Verdict, int]
    budget: int | None
    warning_days: int = WARNING_DAYS

    @property
    def warning(self) -> timedelta:
        """For how long every removal is announced."""
        return timedelta(days=self.warning_days)

    @property
    def removes_nothing(self) -> bool:
        """Whether all is kept for ever."""
        return not self.keep_days and self.budget is None


@dataclass(frozen=True, slots=True)
class Kept:
    """A scan whose bytes are kept.

    Attributes:
        scan_id: which.
        originals: by sha256, sizes of its originals, one a view; several scans may share one.
        picture_bytes: size of its pictures together.
        received_at: when it came.
        verdict: the latest, or None.
        decided_at: when that was decided, or None.
        held: it is under a legal hold.
        announced_at: since when its removal is announced, or None.
    """

    scan_id: str
    originals: Mapping[str, int]
    picture_bytes: int
    received_at: datetime
    verdict: Verdict | None
    decided_at: datetime | None
    held: bool
    announced_at: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """A scan whose bytes are to go.

    Attributes:
        scan: which.
        cause: by which rule.
        at: from when on they may go.
    """

    scan: Kept
    cause: Cause
    at: datetime


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """What one run does.

    Attributes:
        remove: goes now.
        announce: goes later; all that is not in here is no longer announced.
        used: bytes of originals and pictures before.
        over: bytes above the budget that stay so for now, since what would free them is announced, held or undecided.
        restarted: the announcements of before do not count, because the last run is too long ago or in the future.
    """

    remove: Sequence[Due]
    announce: Sequence[Due]
    used: int
    over: int
    restarted: bool


def plan_retention(
    kept: Sequence[Kept], rules: RetentionRules, now: datetime, last_run: datetime | None
) -> RetentionPlan:
    """What goes now, and what is announced.

    Args:
        kept: every scan whose bytes are kept, in any order.
        rules: the site's.
        now: this moment.
        last_run: when this was planned and done last.
    """
    restarted = last_run is not None and not -CLOCK_STEP <= now - last_run <= LONGEST_PAUSE

    def warned(due: Due) -> Due:
        since = now if restarted or due.scan.announced_at is None else due.scan.announced_at
        return replace(due, at=max(due.at, since + rules.warning))

    due = {each.scan.scan_id: warned(each) for each in _by_age(kept, rules, now)}
    left = _without(kept, [each for each in due.values() if each.at <= now])
    for each in map(warned, _by_budget(left, rules, now)):
        known = due.get(each.scan.scan_id)
        if known is None or each.at < known.at:
            due[each.scan.scan_id] = each
    in_order = sorted(due.values(), key=lambda each: (each.at, each.scan.scan_id))
    remove = [each for each in in_order if each.at <= now]
    announce = [each for each in in_order if each.at > now]
    used = used_bytes(kept)
    freed = used - used_bytes(_without(kept, remove))
    over = 0 if rules.budget is None else max(0, used - freed - rules.budget)
    return RetentionPlan(remove, announce, used, over, restarted)


def used_bytes(kept: Iterable[Kept]) -> int:
    """Bytes of originals and pictures; an original that several scans share counts once."""
    originals: dict[str, int] = {}
    pictures = 0
    for each in kept:
        originals.update(each.originals)
        pictures += each.picture_bytes
    return sum(originals.values()) + pictures


def _may_go(scan: Kept) -> bool:
    return scan.verdict in ORDER and scan.decided_at is not None and not scan.held


def _by_age(kept: Sequence[Kept], rules: RetentionRules, now: datetime) -> Iterator[Due]:
    for scan in kept:
        if scan.verdict is None or scan.decided_at is None or scan.verdict not in rules.keep_days or not _may_go(scan):
            continue
        at = scan.decided_at + timedelta(days=rules.keep_days[scan.verdict])
        if at <= now + rules.warning:
            yield Due(scan, Cause.AGE, at)


def _by_budget(kept: Sequence[Kept], rules: RetentionRules, now: datetime) -> Iterator[Due]:
    """What has to go for the budget within the time of warning, should as much come in as lately."""
    if rules.budget is None:
        return
    lately = used_bytes(scan for scan in kept if now - RATE_SPAN <= scan.received_at <= now)
    rate = lately / RATE_SPAN.days
    used = used_bytes(kept)
    for scan, freed in _in_order(kept):
        # Freed by those before it; so the time at which this one is needed is that at which those no longer suffice.
        room = rules.budget - (used - freed)
        if room >= rate * (rules.warning_days + SPARE_DAYS):
            break
        days = max(0.0, room / rate) if rate else 0.0
        yield Due(scan, Cause.BUDGET, now + timedelta(days=days))


def _in_order(kept: Sequence[Kept]) -> Iterator[tuple[Kept, int]]:
    """What may go, first what was cleared, then what was held, oldest first; with the bytes freed by those before."""
    users = Counter(sha256 for scan in kept for sha256 in scan.originals)
    may_go = [(ORDER[scan.verdict], scan.decided_at, scan) for scan in kept if _may_go(scan) and scan.verdict]
    freed = 0
    for _, _, scan in sorted(may_go, key=lambda each: (each[0], each[1], each[2].scan_id)):
        yield scan, freed
        users.subtract(scan.originals.keys())
        freed += scan.picture_bytes + sum(size for sha256, size in scan.originals.items() if users[sha256] == 0)


def _without(kept: Sequence[Kept], removed: Sequence[Due]) -> list[Kept]:
    gone = {each.scan.scan_id for each in removed}
    return [scan for scan in kept if scan.scan_id not in gone]
