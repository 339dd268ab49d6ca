"""Which scans are trained on, which are looked at meanwhile, and which are kept for the end."""

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from enum import StrEnum


class Split(StrEnum):
    """A part of a data set."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


TRAIN_SHARE, VALIDATION_SHARE = 0.8, 0.1
"""The rest is for the test."""


def split_of(scan_id: str) -> Split:
    """Where a scan falls that has nothing in common with any other: by the hash of its id, the same for ever."""
    part = int.from_bytes(hashlib.sha256(scan_id.encode()).digest()[:8], "big") / 2**64
    if part < TRAIN_SHARE:
        return Split.TRAIN
    return Split.VALIDATION if part < TRAIN_SHARE + VALIDATION_SHARE else Split.TEST


def split_scans(scans: Sequence[tuple[str, Iterable[Hashable]]]) -> list[Split]:
    """The split of every scan; scans that share a key stay together, also by way of a third.

    The first of those that belong together decides, so that a scan that comes later seldom moves one that came before:
    only where it joins two groups that had nothing in common until then.

    Args:
        scans: ids, and the keys of each (container numbers, hash of the bytes), in the order of arrival.
    """
    return [split_of(scans[leader][0]) for leader in together([keys for _, keys in scans])]


def together(keys: Sequence[Iterable[Hashable]]) -> list[int]:
    """Of every scan, the number of the first that it belongs together with, also by way of a third.

    Args:
        keys: of each scan; those that share one belong together.
    """
    leaders = list(range(len(keys)))
    holders: dict[Hashable, int] = {}
    for number, own in enumerate(keys):
        for key in own:
            first, second = sorted((_leader(leaders, holders.setdefault(key, number)), _leader(leaders, number)))
            leaders[second] = first
    return [_leader(leaders, number) for number in range(len(keys))]


def _leader(leaders: Sequence[int], number: int) -> int:
    while leaders[number] != number:
        number = leaders[number]
    return number
