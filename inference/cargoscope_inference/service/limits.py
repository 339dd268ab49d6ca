"""How much, and how often, the key of a station may send."""

import math
import time
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from cargoscope_inference.service.problems import Problem
from cargoscope_inference.storage.stations import Station

HOUR_SECONDS = 3600.0


class Pace:
    """Counts the scans that each station has begun to send within the last hour.

    The same scan again, after a line was cut, counts once. The count starts anew with the service, and does not depend
    on the time of day.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._begun: dict[int, dict[UUID, float]] = {}

    def admit(self, station: Station, scan_id: UUID) -> None:
        """Count a scan that a station begins to send.

        Raises:
            Problem: it has begun as many as it may (429).
        """
        most, moment = station.limits.scans_per_hour, self._clock()
        if most is None:
            return
        with self._lock:
            known = self._begun.get(station.id, {})
            begun = {each: at for each, at in known.items() if at > moment - HOUR_SECONDS}
            self._begun[station.id] = begun
            if scan_id in begun:
                return
            if len(begun) < most:
                begun[scan_id] = moment
                return
            # So many have to grow older than an hour until there is room for one; a limit may have been lowered.
            frees = sorted(begun.values())[len(begun) - most]
        wait = max(1, math.ceil(frees + HOUR_SECONDS - moment))
        raise Problem(
            429,
            f"This key may send {most:,} scans an hour, and has begun as many. Keep this one, and send it in {wait} s.",
            {"Retry-After": str(wait)},
        )
