"""Says in one line what the station is doing: a line that changes on a terminal, plain lines elsewhere."""

import sys
from contextlib import suppress
from threading import Lock
from typing import TextIO


class Narrator:
    """Where the station speaks; may be used by many threads.

    Args:
        output: where to write.
    """

    def __init__(self, output: TextIO | None = None) -> None:
        self._output = sys.stdout if output is None else output
        self._live = self._output.isatty()
        self._lock = Lock()
        self._subject = ""
        self.doing = "starting"

    def say(self, subject: str, details: str = "") -> None:
        """What the station is doing now.

        Args:
            subject: what it is about; elsewhere than on a terminal, a line comes out when this changes.
            details: what changes all the time, such as how far it is.
        """
        with self._lock:
            new, self._subject = subject != self._subject, subject
            self.doing = f"{subject} {details}".strip()
            if self._live:
                self._write(f"\r\x1b[K{self.doing}")
            elif new:
                self._write(f"{self.doing}\n")

    def note(self, text: str) -> None:
        """Something that happened, and that stays on the screen."""
        with self._lock:
            self._write(f"\r\x1b[K{text}\n{self.doing}" if self._live else f"{text}\n")

    def _write(self, text: str) -> None:
        # Nobody may be listening any more; that is no reason to stop sending.
        with suppress(OSError, ValueError):
            self._output.write(text)
            self._output.flush()
