"""The threads of a station: they begin together, and end together."""

import signal
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Self

Work = Callable[[Event], None]

GOODBYE_SECONDS = 5.0
"""For what is under way when the station is stopped; after that it ends all the same, and loses nothing."""


class Working:
    """What is done beside the main thread, until a signal, an error, or the end of the `with` block.

    Args:
        on_stop: called when it is to end; what the main thread does has to end by it.
    """

    def __init__(self, on_stop: Callable[[], None]) -> None:
        self._on_stop = on_stop
        self._stopping = Event()
        self._threads: list[Thread] = []
        self._failures: list[BaseException] = []

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        for thread in self._threads:
            thread.join(GOODBYE_SECONDS)
        if error is None and self._failures:
            # A station of which half is dead looks as if it worked.
            raise self._failures[0]

    def begin(self, work: Work) -> None:
        """Do something beside; its event is set when it is to end."""
        thread = Thread(target=self._do, args=(work,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """End all of it."""
        self._stopping.set()
        self._on_stop()

    def _do(self, work: Work) -> None:
        try:
            work(self._stopping)
        except BaseException as failure:
            self._failures.append(failure)
            self.stop()
