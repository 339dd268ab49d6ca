"""Sends what is in the spool, until nothing is: the scan that grows first, then the others in their order."""

import time
from collections.abc import Callable
from threading import Event

from cargoscope_datasets.errors import SpoolFull
from cargoscope_inference.reference_station.backoff import LONGEST_SECONDS, Backoff
from cargoscope_inference.reference_station.entry import Entry, Progress
from cargoscope_inference.reference_station.line import Line, LineDown
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.sending_file import send_file
from cargoscope_inference.reference_station.sending_stream import Step, Stream
from cargoscope_inference.reference_station.spool import SENT_BEFORE_AS, Spool
from cargoscope_inference.reference_station.telling import Telling
from cargoscope_inference.reference_station.verdict import Closed, NeverTaken, TryLater

LOOK_SECONDS = 1.0
PIECE_SECONDS = 0.3
"""Between two pieces of a scan that grows."""
MOST_REISSUES = 3
"""Every one is a scan of its own to the officers."""
QUIET_SECONDS = 5.0
"""A scan that has not grown for so long lets others go ahead: the vehicle stands."""


class Sender:
    """Sends what is in a spool, in one thread.

    Args:
        spool: of the station.
        line: to the service.
        narrator: told what goes on.
        on_refused: called with a scan that the service will never take, after it was put aside, and with the reason.
        largest: gives the bytes of the largest scan that the service takes, where that is known.
        longest_pause: seconds; no wait between tries is drawn from more.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        spool: Spool,
        line: Line,
        narrator: Narrator,
        *,
        on_refused: Callable[[Entry, str], None] | None = None,
        largest: Callable[[], int | None] = lambda: None,
        longest_pause: float = LONGEST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spool = spool
        self._line = line
        self._narrator = narrator
        self._on_refused = on_refused
        self._largest = largest
        self._longest_pause = longest_pause
        self._clock = clock
        self._telling = Telling(line)
        self._streams: dict[int, Stream] = {}
        self._pauses: dict[int, Backoff] = {}
        self._not_before: dict[int, float] = {}
        self._pause = Backoff(longest=longest_pause)
        self._grew = 0.0
        self._last_came = False
        self._stopping = Event()

    def stop(self) -> None:
        """Send nothing more than what is under way."""
        self._stopping.set()
        with self._spool.changed:
            self._spool.changed.notify_all()

    def end_when_empty(self) -> None:
        """No more scans will come: `run` ends when all are with the service, or refused for good."""
        self._last_came = True
        with self._spool.changed:
            self._spool.changed.notify_all()

    def run(self) -> None:
        """Send until told to stop, or until there is nothing left to wait for."""
        while not self._stopping.is_set():
            entries = self._spool.entries()
            if self._last_came and not entries:
                break
            entry = self._choose(entries)
            if entry is None:
                if not entries:
                    self._narrator.say("waiting for a scan")
                self._wait(
                    PIECE_SECONDS if any(each.progress is Progress.GROWING for each in entries) else LOOK_SECONDS
                )
                continue
            self._try(entry)
        self._line.close()

    def _choose(self, entries: list[Entry]) -> Entry | None:
        """What to send next: of a scan that grows what is new, else what was taken first."""
        now = self._clock()
        ready = [entry for entry in entries if self._not_before.get(entry.sequence, 0.0) <= now]
        for entry in ready:
            if entry.progress is Progress.GROWING and self._stream(entry).has_news(entry):
                self._grew = now
                return entry
        grown = [entry for entry in ready if entry.progress is not Progress.GROWING]
        if len(grown) < len(ready) and now - self._grew < QUIET_SECONDS:
            return None
        # What has just come to its end goes on being first: a vehicle waits.
        return next((entry for entry in grown if entry.sequence in self._streams), grown[0] if grown else None)

    def _try(self, entry: Entry) -> None:
        try:
            step = self._deliver(entry)
        except LineDown as error:
            self._lost_line()
            # Should it be this scan that breaks the line, such as one too large for a proxy, others have their turn.
            self._postpone(entry)
            self._rest(self._pause.fail(), "the service does not answer", f"({error}) ")
        except TryLater as later:
            self._lost_line()
            self._put_off(entry, later)
        except NeverTaken as never:
            self._refuse(entry, str(never))
        except Closed as closed:
            self._begin_anew(entry, closed)
        except SpoolFull as full:
            self._rest(self._pause.fail(), str(full))
        else:
            self._pause.succeed()
            self._pauses.pop(entry.sequence, None)
            if step is Step.HELD:
                self._let_go(entry)
            elif entry.progress is Progress.GROWING:
                self._wait(PIECE_SECONDS)

    def _deliver(self, entry: Entry) -> Step:
        self._check_size(entry)
        refusal = self._telling.tell(entry)
        if refusal is not None:
            self._narrator.note(
                f"{entry.name}: what is known of it was not taken ({refusal}); the scan is sent without"
            )
        self._narrator.say(f"sending {entry.name}", self._backlog(entry))
        if entry.streamed:
            return self._stream(entry).move_on(entry)
        send_file(self._spool, self._line, entry)
        return Step.HELD

    def _check_size(self, entry: Entry) -> None:
        """Not left to the service: an answer that comes before the end of a body is lost where the line is TLS."""
        most = self._largest()
        for part in entry.parts:
            if most is not None and part.size is not None and part.size > most:
                raise NeverTaken(f"It has {part.size:,} bytes, and the service takes {most:,} at most.")

    def _let_go(self, entry: Entry) -> None:
        self._spool.remove(entry)
        self._forget(entry)
        cut = " as far as it goes" if entry.progress is Progress.INTERRUPTED else ""
        self._narrator.note(f"{entry.name}: the service holds it{cut}, as scan {entry.id}")

    def _refuse(self, entry: Entry, reason: str) -> None:
        if entry.progress is Progress.GROWING:
            # Whoever writes it still does; it is refused once it is whole.
            self._stream(entry).closed = True
            return
        aside = self._spool.refuse(entry, reason)
        self._forget(entry)
        self._narrator.note(f"{entry.name}: refused for good, kept in {aside}: {reason}")
        if self._on_refused is not None:
            self._on_refused(entry, reason)

    def _begin_anew(self, entry: Entry, closed: Closed) -> None:
        """The service has closed a stream: the whole scan is sent once more under a new id."""
        stream = self._stream(entry)
        if entry.progress is Progress.GROWING:
            stream.closed = True
            return
        if entry.progress is Progress.INTERRUPTED and stream.is_held(entry):
            self._let_go(entry)
            return
        if len(entry.metadata.get(SENT_BEFORE_AS, ())) >= MOST_REISSUES:
            self._refuse(entry, f"sent {MOST_REISSUES + 1} times, and closed each time; the last time: {closed}")
            return
        self._forget(entry)
        anew = self._spool.reissue(entry)
        self._narrator.note(f"{entry.name}: {closed} It is sent once more, whole, as scan {anew.id}")

    def _put_off(self, entry: Entry, later: TryLater) -> None:
        if not later.scan:
            self._rest(self._pause.fail(later.seconds), later.reason)
            return
        seconds, failures = self._postpone(entry, later.seconds)
        if later.tries is not None and failures >= later.tries:
            self._refuse(entry, f"{failures} times in a row: {later.reason}")
            return
        self._narrator.note(f"{entry.name}: {later.reason} Next try in {seconds:.0f} s")

    def _postpone(self, entry: Entry, asked: float = 0.0) -> tuple[float, int]:
        """Let others go first for a while; returns for how many seconds, and how often that was so in a row."""
        pause = self._pauses.setdefault(entry.sequence, Backoff(longest=self._longest_pause))
        seconds = pause.fail(asked)
        self._not_before[entry.sequence] = self._clock() + seconds
        return seconds, pause.failures

    def _rest(self, seconds: float, why: str, details: str = "") -> None:
        waiting = len(self._spool.entries())
        self._narrator.say(f"{why}; {_scans(waiting)} kept here", f"{details}(next try in {seconds:.0f} s)")
        # Not woken by new scans: the service would not take those either.
        self._stopping.wait(seconds)

    def _wait(self, seconds: float) -> None:
        with self._spool.changed:
            if not self._stopping.is_set():
                self._spool.changed.wait(seconds)

    def _lost_line(self) -> None:
        for stream in self._streams.values():
            stream.lost_line()

    def _stream(self, entry: Entry) -> Stream:
        if entry.sequence not in self._streams:
            self._streams[entry.sequence] = Stream(self._spool, self._line)
        return self._streams[entry.sequence]

    def _forget(self, entry: Entry) -> None:
        self._telling.forget(entry)
        for known in (self._streams, self._pauses, self._not_before):
            known.pop(entry.sequence, None)

    def _backlog(self, entry: Entry) -> str:
        others = len(self._spool.entries()) - 1
        far = f"({entry.size / 1e6:.1f} MB)" if entry.progress is not Progress.GROWING else "while it passes"
        return f"{far}, {_scans(others)} after it" if others > 0 else far


def _scans(number: int) -> str:
    return f"{number} scan{'' if number == 1 else 's'}"
