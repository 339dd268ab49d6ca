"""Applies the rules of retention to a store: announces, writes down, and only then unlinks."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cargoscope_inference.storage.clock import as_text
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.removals import (
    RAN,
    enter_removal,
    is_wanted,
    kept_scans,
    last_run,
    removals_to_unlink,
    replace_announcements,
    set_unlinked,
)
from cargoscope_inference.storage.retention import RetentionPlan, RetentionRules, plan_retention
from cargoscope_inference.storage.store import Store

UUID_LENGTH = 36
BATCH = 50
"""Removals in one transaction, so that stations are not kept waiting."""


@dataclass(frozen=True, slots=True)
class Retained:
    """What one run did.

    Attributes:
        plan: what it set out to do.
        removed: scans whose bytes went.
        freed: bytes that were unlinked.
    """

    plan: RetentionPlan
    removed: int
    freed: int


def plan_for(store: Store, rules: RetentionRules, now: datetime) -> RetentionPlan:
    """What a run would do now."""
    sizes = _picture_bytes(store.pictures)
    with store.database.read() as connection:
        return plan_retention(kept_scans(connection, sizes), rules, now, last_run(connection))


def retain(store: Store, rules: RetentionRules, now: datetime | None = None) -> Retained:
    """Apply the rules; to be called once a day or more often, also while the service runs.

    Cut short at any moment, the next run finishes it: what is written down as removed is unlinked then.
    """
    now = now or datetime.now(UTC)
    with store.upkeep():
        plan = plan_for(store, rules, now)
        removed = 0
        for first in range(0, len(plan.remove), BATCH):
            with store.database.write() as connection:
                removed += sum(enter_removal(connection, due) for due in plan.remove[first : first + BATCH])
        freed = _unlink_removed(store)
        with store.database.write() as connection:
            replace_announcements(connection, plan.announce, now, restarted=plan.restarted)
            counts: dict[str, Any] = {"removed": removed, "freed": freed, "announced": len(plan.announce)}
            record(connection, RAN, SERVICE, now=as_text(now), **counts)
    return Retained(plan, removed, freed)


def _unlink_removed(store: Store) -> int:
    """Unlink all that is written down as removed and is still there; returns the bytes that this freed."""
    with store.database.read() as connection:
        removed = removals_to_unlink(connection)
    freed = 0
    for picture in _pictures(store.pictures):
        if picture.name[:UUID_LENGTH] in removed:
            freed += _unlink(picture)
    scans = list(removed.items())
    for first in range(0, len(scans), BATCH):
        # In a writer's transaction: whoever takes in the same bytes anew looks for the file in one, too.
        with store.database.write() as connection:
            for scan_id, originals in scans[first : first + BATCH]:
                unwanted = [sha256 for sha256 in originals if not is_wanted(connection, sha256)]
                freed += sum(_unlink(store.originals.path(sha256)) for sha256 in unwanted)
                set_unlinked(connection, scan_id)
    return freed


def _unlink(path: Path) -> int:
    try:
        size = path.stat().st_size
        path.unlink()
    except FileNotFoundError:
        return 0
    return size


def _picture_bytes(folder: Path) -> Counter[str]:
    """By scan, the size of its pictures together."""
    sizes: Counter[str] = Counter()
    for picture in _pictures(folder):
        try:
            sizes[picture.name[:UUID_LENGTH]] += picture.stat().st_size
        except FileNotFoundError:
            continue
    return sizes


def _pictures(folder: Path) -> list[Path]:
    return [Path(entry) for below, _, names in os.walk(folder) for name in names if (entry := f"{below}/{name}")]
