"""What an answer of the service means for the scan that was sent."""

from cargoscope_inference.reference_station.line import Answer

KEY_SECONDS = 60.0
"""Between tries with a key that is refused: somebody has to give the station another one."""
BUSY = {429, 503, 507}
"""The service as a whole is busy or full, or this key is: another scan would fare no better."""
PASSING = {404, 405, 408}
"""The body came too slowly; or the service does not know what was asked for, and a newer one will."""
SPOILT = 400
"""Bytes were changed on the way. Where that happens again and again, they were before."""
MOST_SPOILT = 5
KEY = {401, 403}


class TryLater(Exception):
    """The scan was not taken in this time.

    Args:
        reason: in words.
        seconds: that the service asked for.
        scan: whether the failure is this scan's alone; another may go through meanwhile.
        tries: after as many failures in a row the scan counts as refused for good; None for never.
    """

    def __init__(self, reason: str, *, seconds: float = 0.0, scan: bool = False, tries: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds
        self.scan = scan
        self.tries = tries


class NeverTaken(Exception):
    """The service will not take in this scan, however often it is sent; the text says why."""


class Closed(Exception):
    """The stream was closed, and what came is with a person: the scan needs a new id."""


def check(answer: Answer) -> Answer:
    """Returns the answer of a request that went well.

    Raises:
        TryLater: it may go well another time.
        NeverTaken: it never will.
        Closed: it may under a new id.
    """
    if answer.went_well:
        return answer
    if answer.status in KEY:
        raise TryLater(f"the key is refused: {answer.detail}", seconds=KEY_SECONDS)
    if answer.status in BUSY:
        raise TryLater(answer.detail, seconds=answer.retry_after)
    if not answer.is_ours and answer.body:
        raise TryLater(f"{answer.status} came from something that is no cargoscope; is the URL right?", scan=True)
    if answer.status == 410:
        raise Closed(answer.detail)
    if answer.status == SPOILT:
        raise TryLater(answer.detail, scan=True, tries=MOST_SPOILT)
    if answer.status in PASSING or answer.status >= 500:
        raise TryLater(answer.detail, seconds=answer.retry_after, scan=True)
    raise NeverTaken(answer.detail)
