"""The store: its disk, its database, what waits in it, and who sends to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from cargoscope_inference.examining.finding import Finding, State
from cargoscope_inference.service.settings import ServiceSettings, rules_of
from cargoscope_inference.storage.clock import as_text
from cargoscope_inference.storage.disk import free_bytes
from cargoscope_inference.storage.events import newest_event
from cargoscope_inference.storage.removals import last_run, outlook
from cargoscope_inference.storage.signs_of_life import load_signs
from cargoscope_inference.storage.stations import list_stations
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.tables import events, inspections, parts, scans

RATE_DAYS = 7
FEW_DAYS = 7
LONGEST_ANALYSIS = timedelta(minutes=10)
"""A scan that has waited longer for its analysis shows that the box does not keep up, or that nothing analyses."""
SILENT = timedelta(days=1)
GIGABYTE = 1e9


def examine_service(_: ServiceSettings, store: Store) -> Iterator[Finding]:
    """Whether it runs."""
    if store.is_served():
        yield Finding("service", State.SOUND, f"runs on {store.folder}")
    else:
        yield Finding("service", State.UNSOUND, "does not run; start it: systemctl start cargoscope")


def examine_database(_: ServiceSettings, store: Store) -> Iterator[Finding]:
    """Whether it is whole, and of this version."""
    store.database.check()
    revision, newest = store.database.revision(), store.database.newest_revision()
    size = store.database.path.stat().st_size / 1e6
    if revision == newest:
        yield Finding("database", State.SOUND, f"whole, {size:,.1f} MB, version {revision}")
    else:
        text = f"is of version {revision}, this cargoscope of {newest}; the next start of the service brings it up"
        yield Finding("database", State.UNSOUND, text)


def examine_disk(settings: ServiceSettings, store: Store) -> Iterator[Finding]:
    """How much room there is, and for how long."""
    free = free_bytes(store.folder)
    since = as_text(datetime.now(UTC) - timedelta(days=RATE_DAYS))
    with store.database.read() as connection:
        sent = select(func.sum(parts.c.bytes)).join(scans, scans.c.id == parts.c.scan_id)
        lately = connection.execute(sent.where(scans.c.received_at > since)).scalar_one()
        ahead, ran = outlook(connection), last_run(connection)
    rate = (lately or 0) / RATE_DAYS
    room = free - settings.reserve
    text = f"{free / GIGABYTE:,.1f} GB free, {rate / GIGABYTE:,.2f} GB come in a day"
    if room <= 0:
        text += "; no scan is taken in: make room, or set CARGOSCOPE_KEEP_CLEAR_DAYS or CARGOSCOPE_DISK_BUDGET"
        yield Finding("disk", State.UNSOUND, text)
    elif rate and room / rate < FEW_DAYS:
        text += f": full in {room / rate:.1f} days; make room, or see CARGOSCOPE_KEEP_CLEAR_DAYS"
        yield Finding("disk", State.WARNING, text)
    else:
        yield Finding("disk", State.SOUND, text)
    if rules_of(settings).removes_nothing:
        yield Finding(
            "retention", State.WARNING, "no rule is set, so nothing is ever removed (cargoscope store retain --help)"
        )
    elif ahead.scans:
        text = f"{ahead.scans:,} scans are announced, the first goes at {ahead.first_due_at}"
        text += "; to keep one: cargoscope store hold"
        yield Finding("retention", State.WARNING, text)
    else:
        yield Finding(
            "retention", State.SOUND, f"nothing is announced; rules were applied last at {ran and as_text(ran)}"
        )


def examine_queue(_: ServiceSettings, store: Store) -> Iterator[Finding]:
    """What waits for its analysis."""
    waiting = inspections.c.state.in_(("received", "analysing"))
    query = select(func.count(), func.min(scans.c.received_at)).join_from(scans, inspections).where(waiting)
    with store.database.read() as connection:
        number, oldest = connection.execute(query).one()
    if not number:
        yield Finding("analysis", State.SOUND, "no scan waits for it")
        return
    age = datetime.now(UTC) - datetime.fromisoformat(oldest)
    text = f"{number:,} scans wait for it, the oldest for {age.total_seconds() / 60:,.0f} min"
    if age > LONGEST_ANALYSIS:
        yield Finding("analysis", State.UNSOUND, f"{text}; look into: journalctl -u cargoscope")
    else:
        yield Finding("analysis", State.SOUND, text)


def examine_stations(_: ServiceSettings, store: Store) -> Iterator[Finding]:
    """Which stations were not heard for long: a sign of life tells of one that has nothing to send."""
    with store.database.read() as connection:
        sending = [station for station in list_stations(connection) if station.revoked_at is None]
        signs = load_signs(connection)
    if not sending:
        yield Finding("stations", State.WARNING, "there is none; add one: cargoscope station add NAME")
        return
    since = as_text(datetime.now(UTC) - SILENT)
    heard = {station.name: signs[station.id].seen_at if station.id in signs else None for station in sending}
    silent = [f"{name} ({at or 'never'})" for name, at in sorted(heard.items()) if at is None or at < since]
    if silent:
        text = f"not heard for a day, and last: {', '.join(silent)}; see whether they run, or revoke their keys"
        yield Finding("stations", State.WARNING, text)
    else:
        yield Finding("stations", State.SOUND, f"{len(sending)}, each was heard within a day")


def examine_record(_: ServiceSettings, store: Store) -> Iterator[Finding]:
    """Whether the clock was ahead when something was written down."""
    with store.database.read() as connection:
        newest = newest_event(connection)
        at = connection.execute(select(events.c.at).where(events.c.id == newest)).scalar_one_or_none()
    if at is not None and at > as_text(datetime.now(UTC) + timedelta(minutes=1)):
        text = f"its newest entry is of {at}, which is still to come: the clock was wrong then, or is now; see to NTP"
        yield Finding("record", State.WARNING, text)


EXAMINATIONS: tuple[tuple[str, Callable[[ServiceSettings, Store], Iterator[Finding]]], ...] = (
    ("service", examine_service),
    ("database", examine_database),
    ("disk", examine_disk),
    ("analysis", examine_queue),
    ("stations", examine_stations),
    ("record", examine_record),
)
