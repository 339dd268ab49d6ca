"""How long to wait before the next try: exponentially longer, with full jitter.

Full jitter (a wait drawn evenly from nought to the present bound) spreads the stations of a port that lost the same
line over time, so that they do not all come back at the same moment: M. Brooker, "Exponential Backoff And Jitter",
AWS Architecture Blog, 2015.
"""

import random

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 120.0
LONGEST_ASKED_SECONDS = 3600.0
"""Of a service that asks for more patience, more is not believed."""


class Backoff:
    """The waits of one thing that is tried again and again.

    Args:
        longest: seconds; no wait is drawn from more.
        rng: to draw by.
    """

    def __init__(self, *, longest: float = LONGEST_SECONDS, rng: random.Random | None = None) -> None:
        self._longest = longest
        self._rng = random.Random() if rng is None else rng
        self.failures = 0

    def fail(self, asked: float = 0.0) -> float:
        """It failed; how many seconds to wait.

        Args:
            asked: seconds that the service asked for, by Retry-After.
        """
        bound = min(self._longest, FIRST_SECONDS * 2.0 ** min(self.failures, 32))
        self.failures += 1
        return min(asked, LONGEST_ASKED_SECONDS) + self._rng.uniform(0.0, bound)

    def succeed(self) -> None:
        """It went well."""
        self.failures = 0
