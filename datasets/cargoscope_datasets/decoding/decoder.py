"""The side of the decoder that callers see: it keeps one worker, and replaces it when it had to be killed."""

import json
import math
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np

from cargoscope_datasets import errors
from cargoscope_datasets.decoding.limits import MESSAGE_BYTES, Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.scan import Direction, Polarity

WORKER = "cargoscope_datasets.decoding.worker"
START_SECONDS = 60.0
"""Time for a new worker to import its libraries, which on a busy machine with cold disks is long."""
GRACE_SECONDS = 1.0
"""The worker's own alarm rings first; this is for a worker that the alarm does not end."""
MOST_REFUSALS = 1000
"""A worker that has refused so many files is replaced. With every damaged PNG imagecodecs (2026.3.6) gives back a
reference to None that it does not hold, and keeps eight kilobytes; after some 13,000 of them Python (3.11) aborts, on
whatever file is next."""
SURROUNDINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
}
"""Of the worker. Each thread of a library reserves address space, which is what the worker's limit counts. Arrays go
back to the system one by one: left to itself glibc keeps them in a heap that breaks up, and grows for hours."""


class Decoder:
    """Decodes files in a worker process that is started with the first file and kept.

    Not to be shared between threads.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._complaints: IO[bytes] | None = None
        self._refusals = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def decode(self, paths: Sequence[Path]) -> tuple[RawPlanes, str]:
        """Reads and decodes the files of one view, see `files.decode_files`.

        Returns:
            The raw planes, read-only, and the hex sha256 of the bytes they were decoded from.

        Raises:
            ScanError: what is wrong with the files; `DecoderKilled` where the worker had to be ended, or ended itself.
        """
        request = json.dumps({"paths": [os.fspath(path.absolute()) for path in paths]}).encode()
        fresh = self._process is None or self._process.poll() is not None
        try:
            if fresh:
                self._start()
            reply, file = self._ask(request, self._limits.seconds + (START_SECONDS if fresh else 0.0))
        except BaseException:
            self.stop()
            raise
        if "error" in reply:
            self._refusals += 1
            if reply["error"] == errors.DecoderKilled.__name__ or self._refusals >= MOST_REFUSALS:
                # After memory ran out within a library, nothing about that process is certain.
                self.stop()
            raise getattr(errors, reply["error"])(reply["text"])
        assert file is not None
        try:
            return _raw_planes(reply, file), reply["sha256"]
        finally:
            os.close(file)

    def stop(self) -> None:
        """Ends the worker; the next file starts another."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._complaints is not None:
            self._complaints.close()
        self._process = self._connection = self._complaints = None
        self._refusals = 0

    def _start(self) -> None:
        self.stop()
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop
        with theirs:
            self._process = subprocess.Popen(
                # -P: a file called numpy.py in the working folder is not to be imported.
                [sys.executable, "-P", "-m", WORKER, str(theirs.fileno()), json.dumps(asdict(self._limits))],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                env=os.environ | SURROUNDINGS,
                # Of its own, so that an interrupt from the terminal reaches the parent alone, which then ends it.
                process_group=0,
            )

    def _ask(self, request: bytes, seconds: float) -> tuple[dict[str, Any], int | None]:
        assert self._connection is not None
        self._connection.settimeout(seconds + GRACE_SECONDS)
        try:
            self._connection.send(request)
            message, files, _, _ = socket.recv_fds(
                self._connection, MESSAGE_BYTES, maxfds=1, flags=socket.MSG_CMSG_CLOEXEC
            )
        except (TimeoutError, BrokenPipeError, ConnectionResetError):
            message, files = b"", []
        if not message:
            raise self._death()
        return json.loads(message), files[0] if files else None

    def _death(self) -> errors.DecoderKilled:
        """Why the worker no longer answers, in words; it is ended if it has not done so itself."""
        assert self._process is not None
        assert self._complaints is not None
        try:
            status = self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            status = -signal.SIGALRM
        if status == -signal.SIGALRM:
            return errors.DecoderKilled(f"took longer than {self._limits.seconds:g} s to decode, so decoding was ended")
        if status < 0:
            return errors.DecoderKilled(f"ended the decoder by {signal.Signals(-status).name}; the file is damaged")
        self._complaints.seek(0)
        last = self._complaints.read().decode(errors="replace").strip().rsplit("\n", 1)[-1]
        return errors.DecoderKilled(f"ended the decoder with status {status} ({last})")


def _raw_planes(reply: dict[str, Any], file: int) -> RawPlanes:
    dtype, shape = np.dtype(reply["dtype"]), tuple(reply["shape"])
    memory = mmap.mmap(file, 0, prot=mmap.PROT_READ)
    planes = np.frombuffer(memory, dtype, count=math.prod(shape)).reshape(shape)
    place, levels = planes.nbytes, {}
    for name in ("air", "dark"):
        if reply[name]:
            levels[name] = np.frombuffer(memory, np.float32, math.prod(shape[:2]), place).reshape(shape[:2])
            place += levels[name].nbytes
    return RawPlanes(
        planes,
        display=reply["display"],
        bits=reply["bits"],
        white_is_low=reply["white_is_low"],
        polarity=None if reply["polarity"] is None else Polarity(reply["polarity"]),
        pitch_mm=None if reply["pitch_mm"] is None else (reply["pitch_mm"][0], reply["pitch_mm"][1]),
        **levels,
        view=reply["view"],
        dead_rows=tuple(reply["dead_rows"]),
        direction=None if reply["direction"] is None else Direction(reply["direction"]),
        cut_short=reply["cut_short"],
        projected=reply["projected"],
    )
