"""Two energies in two files: which files of a watched folder wait for each other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from cargoscope_inference.reference_station.appearance import Appearance
from cargoscope_inference.reference_station.sidecar import SIDECAR, said_in, sidecar_of

PARTNER_SECONDS = 600.0
"""How long one energy waits for the other; then it goes alone, rather than never."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of one look at a folder.

    Attributes:
        low_of: the file of the lower energy by that of the higher, which is there.
        lows: names of all files of a lower energy, whether the higher one is there or not.
    """

    low_of: Mapping[str, str]
    lows: Collection[str]

    def is_waiting(self, name: str, found: Mapping[str, Appearance], complete: Collection[str], seconds: float) -> bool:
        """Whether a file has to wait for its partner, or for being taken with it.

        Args:
            name: of the file.
            found: all files that are there.
            complete: those of them that have stayed as they are for long enough.
            seconds: for how long this file has.
        """
        low = self.low_of.get(name)
        if low is not None:
            return low not in complete and (low in found or seconds < PARTNER_SECONDS)
        return name in self.lows and (name in self.low_of.values() or seconds < PARTNER_SECONDS)


class SaidPairs:
    """What the sidecars of a folder say of pairs; each is read when it has changed.

    Args:
        folder: that is watched.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said: dict[str, tuple[Appearance, str | None]] = {}

    def low_in(self, sidecar: str) -> str | None:
        """The file that a sidecar named, at the last look, as that of the lower energy."""
        return self._said.get(sidecar, (None, None))[1]

    def look(self, found: Mapping[str, Appearance]) -> Pairs:
        """The pairs among these files."""
        sidecars = [name for name in found if name.lower().endswith(SIDECAR)]
        self._said = {name: self._look_into(name, found[name]) for name in sidecars}
        low_of = {}
        for name in found:
            low = self.low_in(sidecar_of(name, found) or "")
            if low is not None and low != name:
                low_of[name] = low
        named = {low for _, low in self._said.values() if low is not None}
        # Two that name each other: each is the higher of its own sidecar, and neither waits for ever.
        return Pairs(low_of, named - low_of.keys())

    def _look_into(self, sidecar: str, appearance: Appearance) -> tuple[Appearance, str | None]:
        known = self._said.get(sidecar)
        if known is not None and known[0] == appearance:
            return known
        return appearance, said_in(self._folder / sidecar).low
