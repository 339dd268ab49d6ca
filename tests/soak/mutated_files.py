"""Mutated files of one format, read one after the other, and the sound one between them."""

import random
import time
from pathlib import Path

import numpy as np

from cargoscope_datasets.errors import CargoscopeError, DecoderKilled
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Scan

from .mutated_inputs import mutate
from .tally import HEALTHY_EVERY, LONGEST_SECONDS, Tally

LONGEST_LINE = 400


class MutatedFiles:
    """One format.

    Args:
        reader: that reads them all, by one decoder as long as that lives.
        sample: bytes of a sound file.
        path: where files are written.
        tally: what becomes of them.
    """

    def __init__(self, reader: ScanReader, sample: bytes, path: Path, tally: Tally) -> None:
        self._reader = reader
        self._sample = sample
        self._path = path
        self._tally = tally
        self._sound = self._read(sample)

    def attack(self, number: int) -> float:
        """Read one mutated file, and the sound one where it is time or a decoder has ended; seconds of the former."""
        killed, begin = self._tally.killed, time.monotonic()
        self._read_mutated(number)
        took = time.monotonic() - begin
        if self._tally.killed > killed or number % HEALTHY_EVERY == HEALTHY_EVERY - 1:
            self.read_sound(number)
        return took

    def read_sound(self, number: int) -> None:
        """A sound file has to be read as it was before all this."""
        try:
            scan = self._read(self._sample)
        except Exception as error:
            self._tally.faults.append(f"after input {number} the sound file failed: {type(error).__name__}: {error}")
            return
        if not all(np.array_equal(a.planes, b.planes) for a, b in zip(scan.views, self._sound.views, strict=True)):
            self._tally.faults.append(f"after input {number} the sound file was read with other pixels")

    def _read_mutated(self, number: int) -> None:
        if self._reader._decoder._process is None:
            # After many refusals the decoder is replaced; its start is no hang of the input that comes next.
            self.read_sound(number)
        faults, begin = self._tally.faults, time.monotonic()
        try:
            self._read(mutate(self._sample, random.Random(number)))
        except DecoderKilled as error:
            # What decodes is a process of its own, so that this may happen to it.
            self._tally.killed += 1
            if "took longer" in str(error):
                faults.append(f"input {number} hung: {error}")
                return
        except CargoscopeError as error:
            if "\n" in str(error) or len(str(error)) > LONGEST_LINE:
                faults.append(f"input {number}: no line for a person: {str(error)[:200]!r}")
        except Exception as error:
            faults.append(f"input {number}: {type(error).__name__}: {error}")
        else:
            self._tally.read += 1
        if time.monotonic() - begin > LONGEST_SECONDS:
            faults.append(f"input {number} took {time.monotonic() - begin:.1f} s")

    def _read(self, content: bytes) -> Scan:
        self._path.write_bytes(content)
        return self._reader.read([self._path])
