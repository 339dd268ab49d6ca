"""Where the time of a scan goes."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

STEPS = ("resample", "channels", "network", "merge", "facts")


class Stopwatch:
    """Adds up milliseconds by step."""

    def __init__(self) -> None:
        self._spent = dict.fromkeys(STEPS, 0.0)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts what happens within as time of one step of `STEPS`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._spent[name] += (time.perf_counter() - start) * 1e3

    @property
    def milliseconds(self) -> Mapping[str, float]:
        """What has been counted until now."""
        return dict(self._spent)
