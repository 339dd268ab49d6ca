"""The small edition of `python -m tests.soak.mutated`, and that it can fail."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cargoscope_datasets.errors import DecoderKilled, ScanUnreadable
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Scan

from .mutated import main, run
from .mutated_files import MutatedFiles
from .mutated_inputs import samples
from .tally import Tally


class Moody(ScanReader):
    """Reads sound files, until something was wrong with one."""

    def __init__(self, sound: bytes, error: Exception, *, recovers: bool) -> None:
        super().__init__()
        self._bytes, self._error, self._recovers, self._upset = sound, error, recovers, False

    def read(self, paths: Sequence[Path], *_: object) -> Scan:
        if self._upset or paths[0].read_bytes() != self._bytes:
            self._upset = not self._recovers
            raise self._error
        return super().read(paths)


def faults_of_one(tmp_path: Path, error: Exception, *, recovers: bool = True) -> tuple[int, list[str]]:
    """Decoders that one mutated input is told to have ended, and faults."""
    sound, tally = samples()["npy"], Tally()
    with Moody(sound, error, recovers=recovers) as reader:
        files = MutatedFiles(reader, sound, tmp_path / "scan", tally)
        files.attack(0)
        files.read_sound(1)
    return tally.killed, tally.faults


def test_mutated_inputs_cost_nothing_but_themselves(tmp_path: Path) -> None:
    tallies = run(120, tmp_path / "state.json", 300.0)
    assert {name: tally.faults for name, tally in tallies.items()} == {name: [] for name in tallies}
    assert all(tally.done == 120 for tally in tallies.values())
    assert all(tally.read < tally.done for tally in tallies.values())


def test_an_input_that_costs_the_next_scan_is_a_fault(tmp_path: Path) -> None:
    assert faults_of_one(tmp_path, ScanUnreadable("is damaged")) == (0, [])
    (fault,) = faults_of_one(tmp_path, ScanUnreadable("is damaged"), recovers=False)[1]
    assert "the sound file failed" in fault


def test_a_decoder_that_ends_is_counted_and_the_sound_file_read_at_once(tmp_path: Path) -> None:
    assert faults_of_one(tmp_path, DecoderKilled("ended the decoder by SIGSEGV; the file is damaged")) == (1, [])
    killed, faults = faults_of_one(tmp_path, DecoderKilled("ended the decoder by SIGSEGV"), recovers=False)
    assert (killed, len(faults)) == (1, 2)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DecoderKilled("took longer than 5 s to decode, so decoding was ended"), "hung"),
        (ScanUnreadable("is\ndamaged"), "no line for a person"),
        (IndexError("list index out of range"), "IndexError"),
    ],
)
def test_hangs_and_errors_of_the_code_are_faults(tmp_path: Path, error: Exception, words: str) -> None:
    (fault,) = faults_of_one(tmp_path, error)[1]
    assert words in fault


def test_a_run_that_was_cut_short_does_not_end_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--count", "3", "--only", "npy", "--state", str(tmp_path / "state.json"), "--seconds"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "0"])
    assert ended.value.code == 1
    assert "not all was tried of npy" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main([*words, "60"])
    assert ended.value.code == 0
