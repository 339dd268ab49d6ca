"""Says to the service, every minute, that the station lives; and to whoever looks, what is wrong with its clock."""

import json
from threading import Event

from cargoscope_inference.reference_station.line import Line, LineDown
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.spool import Spool

SIGN_SECONDS = 60.0
FAR_OFF_SECONDS = 30.0
LONGEST_DOING = 200


class Heartbeat:
    """The station's signs of life, in a thread of their own, so that a slow line of scans does not hold them up.

    Args:
        line: to the service, used by nothing else.
        spool: of the station.
        narrator: knows what the station is doing, and is told what is wrong with its clock.

    Attributes:
        largest_scan: bytes of the largest scan that the service takes of this key, as it said last; None before that.
    """

    def __init__(self, line: Line, spool: Spool, narrator: Narrator) -> None:
        self._line = line
        self._spool = spool
        self._narrator = narrator
        self._far_off = False
        self.largest_scan: int | None = None

    def run(self, stopping: Event) -> None:
        """Give a sign every minute, until told to stop."""
        while not stopping.is_set():
            self.beat()
            stopping.wait(SIGN_SECONDS)
        self._line.close()

    def beat(self) -> None:
        """Give one sign. That it does not arrive is for the sender to say."""
        sign = {
            "doing": self._narrator.doing[:LONGEST_DOING],
            "waiting": len(self._spool.entries()),
            "refused": self._spool.refused(),
            "next_within_seconds": SIGN_SECONDS,
        }
        body, headers = json.dumps(sign).encode(), {"Content-Type": "application/json"}
        try:
            answer = self._line.request("PUT", "/v1/station/sign-of-life", headers, [body], size=len(body))
            if not answer.went_well:
                return
            said = json.loads(answer.body)
            offset, self.largest_scan = float(said["clock_offset"]), int(said["largest_scan"])
        except (LineDown, ValueError, KeyError, TypeError):
            return
        self._compare_clocks(offset)

    def _compare_clocks(self, offset: float) -> None:
        far_off = abs(offset) >= FAR_OFF_SECONDS
        if far_off and not self._far_off:
            word = "ahead of" if offset > 0 else "behind"
            self._narrator.note(
                f"this machine's clock is {abs(offset):,.0f} s {word} the service's; one of them is wrong"
            )
        self._far_off = far_off
