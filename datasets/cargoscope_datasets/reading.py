"""From the path of a file to a calibrated `Scan`."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from cargoscope_datasets.decoding.decoder import Decoder
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.scan import Pitch, PitchSource, Polarity, Scan
from cargoscope_datasets.viewing import build_view

__all__ = ["Limits", "Polarity", "ScanReader"]

PLAUSIBLE_PITCH_MM = (1.0, 40.0)
"""Pixels of cargo scanners measure 3-16 mm; finer than 1 mm is a resolution for screens or paper (72 dpi are 0.35 mm),
and at more than 40 mm a container would be 65 pixels high."""


class ScanReader:
    """Reads scans, one after the other, by a decoder process that is started with the first and kept.

    Not to be shared between threads.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._decoder = Decoder(limits or Limits())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._decoder.stop()

    def read(self, paths: Sequence[Path], pitch: Pitch | None = None, air: Polarity | None = None) -> Scan:
        """Reads one scan.

        Args:
            paths: one file, or the files of two energies of the same view, the higher first.
            pitch: size of a pixel; replaces what the file says.
            air: polarity of the picture as it is to be shown; None to take the file's word, or else to find out.

        Raises:
            ScanError: the scan cannot be used. The text does not name the file, unless one part of two is meant.
        """
        return self.read_with_raw(paths, pitch, air)[0]

    def read_with_raw(
        self, paths: Sequence[Path], pitch: Pitch | None = None, air: Polarity | None = None
    ) -> tuple[Scan, RawPlanes]:
        """Reads one scan, and gives its pixels as they were stored, too; see `read`."""
        raw, sha256 = self._decoder.decode(paths)
        view = build_view(raw.view or "side", raw, pitch or _file_pitch(raw), _stored_polarity(raw, air))
        return Scan((view,), sha256, raw.projected), raw


def _file_pitch(raw: RawPlanes) -> Pitch | None:
    low, high = PLAUSIBLE_PITCH_MM
    if raw.pitch_mm is None or not all(low <= size <= high for size in raw.pitch_mm):
        return None
    return Pitch(*raw.pitch_mm, PitchSource.FILE)


def _stored_polarity(raw: RawPlanes, told: Polarity | None) -> Polarity | None:
    if told is not None:
        return told.opposite if raw.white_is_low else told
    return raw.polarity
