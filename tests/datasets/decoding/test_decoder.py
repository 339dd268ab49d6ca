import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cargoscope_datasets.decoding.decoder import Decoder
from cargoscope_datasets.decoding.files import decode_files
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import DecoderKilled, ScanMissing
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_npz, write_tiff


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder(Limits()) as decoder:
        yield decoder


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.tif"
    write_tiff(path, np.random.default_rng(0).integers(0, 60_000, (1, 2000, 4000)).astype(np.uint16), None)
    return path


@pytest.fixture
def small(tmp_path: Path, counts: NDArray[np.uint16]) -> Path:
    path = tmp_path / "small.tif"
    write_tiff(path, counts, None)
    return path


def worker_of(decoder: Decoder) -> int:
    assert decoder._process is not None
    return decoder._process.pid


def test_the_worker_gives_what_decoding_here_gives(
    decoder: Decoder, tmp_path: Path, counts: NDArray[np.uint16]
) -> None:
    path = tmp_path / "scan.npz"
    air = np.linspace(30_000, 40_000, counts.shape[1], dtype=np.float32)
    write_npz(path, np.concatenate([counts, counts // 2]), air, Pitch(3.0, 5.0, PitchSource.FILE))
    here, here_sha256 = decode_files([path], Limits())
    there, there_sha256 = decoder.decode([path])
    np.testing.assert_array_equal(there.planes, here.planes)
    assert here.air is not None
    assert there.air is not None
    np.testing.assert_array_equal(there.air, here.air)
    assert there_sha256 == here_sha256
    assert (there.pitch_mm, there.display, there.bits) == (here.pitch_mm, here.display, here.bits)


def test_one_worker_serves_many_files_and_outlives_bad_ones(decoder: Decoder, small: Path, tmp_path: Path) -> None:
    decoder.decode([small])
    first = worker_of(decoder)
    with pytest.raises(ScanMissing, match="does not exist"):
        decoder.decode([tmp_path / "gone.tif"])
    decoder.decode([small])
    assert worker_of(decoder) == first


def test_a_worker_that_has_refused_many_files_is_replaced(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cargoscope_datasets.decoding.decoder.MOST_REFUSALS", 3)
    with Decoder(Limits()) as decoder:
        workers = []
        for _ in range(4):
            decoder.decode([small])
            workers.append(worker_of(decoder))
            with pytest.raises(ScanMissing):
                decoder.decode([tmp_path / "gone.tif"])
    assert len(set(workers[:3])) == 1
    assert workers[3] != workers[0]


def test_names_of_any_bytes(decoder: Decoder, tmp_path: Path, small: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/c\xf4t\xe9 \xff\n.tif"))
    small.rename(strange)
    assert decoder.decode([strange])[0].planes.shape == (1, 160, 420)


def test_too_little_memory_is_said_and_the_next_file_is_read(small: Path, large: Path) -> None:
    with Decoder(Limits(memory_bytes=16 << 20)) as decoder:
        with pytest.raises(DecoderKilled, match="needs more memory than the 16 MB"):
            decoder.decode([large])
        assert decoder.decode([small])[0].planes.shape == (1, 160, 420)


def test_too_long_is_said(large: Path) -> None:
    with Decoder(Limits(seconds=0.001)) as decoder, pytest.raises(DecoderKilled, match=r"took longer than 0.001 s"):
        decoder.decode([large])


def test_a_worker_that_hangs_is_killed(small: Path) -> None:
    with Decoder(Limits(seconds=0.2)) as decoder:
        decoder.decode([small])
        hung = worker_of(decoder)
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(DecoderKilled, match="took longer"):
            decoder.decode([small])
        with pytest.raises(ProcessLookupError):
            os.kill(hung, 0)


def test_a_worker_that_died_is_replaced(decoder: Decoder, small: Path) -> None:
    decoder.decode([small])
    os.kill(worker_of(decoder), signal.SIGKILL)
    os.waitid(os.P_PID, worker_of(decoder), os.WEXITED | os.WNOWAIT)
    assert decoder.decode([small])[0].planes.shape == (1, 160, 420)


def test_a_crash_names_its_signal(small: Path) -> None:
    with Decoder(Limits()) as decoder:
        decoder.decode([small])
        assert decoder._connection is not None
        os.kill(worker_of(decoder), signal.SIGSTOP)
        decoder._connection.send(b"{}")
        os.kill(worker_of(decoder), signal.SIGSEGV)
        os.kill(worker_of(decoder), signal.SIGCONT)
        with pytest.raises(DecoderKilled, match="SIGSEGV"):
            decoder._ask(b"{}", 5)


def test_the_worker_ends_with_its_parent() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        command = [sys.executable, "-m", "cargoscope_datasets.decoding.worker", str(theirs.fileno()), "{}"]
        worker = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        theirs.close()
        ours.close()
        assert worker.wait(30) == 0


def test_the_worker_imports_nothing_heavy() -> None:
    program = (
        "import sys, cargoscope_datasets.decoding.worker;"
        "print(*{'cv2', 'pydicom', 'torch', 'onnxruntime'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == ""
