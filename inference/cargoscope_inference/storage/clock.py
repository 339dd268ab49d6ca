"""Times as they are stored: RFC 3339 in UTC with microseconds, so that text sorts as time does."""

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
