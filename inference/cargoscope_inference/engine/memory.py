"""Remembers what the network said of strips, so that one shown again, bit by bit the same, costs next to nothing."""

from collections import OrderedDict
from collections.abc import Callable

from cargoscope_inference.engine.network import Answer

MOST_STRIPS = 24
"""Answers that are kept, the latest: those of a dozen trucks in their portals, and some 45 MB."""


class StripMemory:
    """The network's latest answers.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int = MOST_STRIPS) -> None:
        self._most = most
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()

    def recall(self, digest: bytes, ask: Callable[[], Answer]) -> Answer:
        """What the network says of a window.

        Args:
            digest: of the window.
            ask: asks the network; called where it was not asked before, or so long ago that it is forgotten.
        """
        if digest not in self._answers:
            self._answers[digest] = ask()
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        self._answers.move_to_end(digest)
        return self._answers[digest]
