"""What an examination finds."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How it is."""

    SOUND = "sound"
    WARNING = "warning"
    UNSOUND = "unsound"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an examination finds.

    Attributes:
        what: it looked at, in a word or two.
        state: how that is.
        text: what it saw, and where it is not sound, what to do.
    """

    what: str
    state: State
    text: str
