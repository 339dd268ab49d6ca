"""Tells whoever listens that something happened; what it was, they read from the table of events."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Announcer:
    """Wakes all listeners of one event loop at once.

    Attributes:
        closed: the service stops, and listeners are to leave.
        listeners: how many there are.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self.closed = False
        self.listeners = 0

    @property
    def next_news(self) -> asyncio.Event:
        """Is set with the next news. To miss none: take this first, then read what there is, then wait for it."""
        return self._news

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Be counted as a listener."""
        self.listeners += 1
        try:
            yield
        finally:
            self.listeners -= 1

    def announce(self) -> None:
        """Something happened. May be called in any thread."""
        try:
            self._loop.call_soon_threadsafe(self._wake)
        except RuntimeError:
            # The loop has ended, and all listeners with it.
            return

    def close(self) -> None:
        """Send all listeners away. Only in the loop's own thread."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        woken, self._news = self._news, asyncio.Event()
        woken.set()
