"""Times as they are stored: RFC 3339 in UTC with microseconds, so that text sorts as time does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def now() -> str:
    """This moment."""
    return as_text(datetime.now(UTC))


def from_now(span: timedelta) -> str:
    """This moment and a span."""
    return as_text(datetime.now(UTC) + span)


def as_text(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def of_today() -> str:
    """When this day began, where this machine stands."""
    return as_text(datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0))


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What a station's clock said when one of its requests came in.

    Attributes:
        sent_at: the station's time.
        offset: seconds by which it was ahead of ours; negative where it was behind.
    """

    sent_at: str
    offset: float


def read_clock(sent: datetime) -> ClockReading:
    """Hold a station's time against ours. It may be any time at all: nothing is ever ordered by it."""
    return ClockReading(as_text(sent), (sent - datetime.now(UTC)).total_seconds())
