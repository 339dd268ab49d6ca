"""Slows down those who guess passwords."""

import time
from collections.abc import Callable

MOST_FAILURES = 5
WINDOW_SECONDS = 300.0
MOST_NAMES = 10_000


class Throttle:
    """Counts failed sign-ins by name; after a few, that name has to wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, list[float]] = {}

    def seconds_to_wait(self, name: str) -> int:
        """How long this name has to wait, 0 where it need not."""
        recent = self._recent(name)
        if len(recent) < MOST_FAILURES:
            return 0
        return max(1, round(recent[0] + WINDOW_SECONDS - self._clock()))

    def count_failure(self, name: str) -> None:
        """Someone gave a wrong password for this name."""
        if len(self._failures) >= MOST_NAMES:
            self._failures.clear()
        self._failures[name] = [*self._recent(name), self._clock()][-MOST_FAILURES:]

    def forget(self, name: str) -> None:
        """The right password was given."""
        self._failures.pop(name, None)

    def _recent(self, name: str) -> list[float]:
        since = self._clock() - WINDOW_SECONDS
        return [moment for moment in self._failures.get(name, []) if moment > since]
