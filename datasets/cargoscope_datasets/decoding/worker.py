"""The decoder's worker: a process of its own, so that a hostile file can be stopped.

Run as `python -m cargoscope_datasets.decoding.worker SOCKET LIMITS`, where SOCKET is the number of an inherited socket
and LIMITS is JSON. Each message on the socket is one datagram of JSON: {"paths": [...]} comes in; what goes out is
{"error": class, "text": ...}, or what `RawPlanes` says with the pixels in a memory file that is sent along. The
kernel frees that file when its last holder is gone, so nothing is left behind however the worker ends.
"""

import json
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import numpy as np

from cargoscope_datasets.decoding.files import decode_files
from cargoscope_datasets.decoding.limits import MESSAGE_BYTES, Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanError

PAGE_BYTES = resource.getpagesize()


def main(arguments: list[str]) -> None:
    """Decodes what is asked for until the other side of the socket is closed."""
    connection = socket.socket(fileno=int(arguments[0]))
    limits = Limits(**json.loads(arguments[1]))
    _limit_memory(limits.memory_bytes)
    while request := connection.recv(MESSAGE_BYTES):
        # Should the parent be gone or stuck, the kernel ends this process all the same.
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        reply, file = _answer([Path(path) for path in json.loads(request)["paths"]], limits)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            socket.send_fds(connection, [json.dumps(reply).encode()], [] if file is None else [file])
        except BrokenPipeError:
            return
        if file is not None:
            os.close(file)


def _answer(paths: list[Path], limits: Limits) -> tuple[dict[str, Any], int | None]:
    try:
        raw, sha256 = decode_files(paths, limits)
    except ScanError as error:
        return {"error": type(error).__name__, "text": str(error)}, None
    described = {
        "sha256": sha256,
        "dtype": raw.planes.dtype.str,
        "shape": raw.planes.shape,
        "air": raw.air is not None,
        "dark": raw.dark is not None,
        "display": raw.display,
        "bits": raw.bits,
        "white_is_low": raw.white_is_low,
        "polarity": raw.polarity,
        "pitch_mm": raw.pitch_mm,
        "view": raw.view,
        "dead_rows": raw.dead_rows,
        "direction": raw.direction,
        "cut_short": raw.cut_short,
        "projected": raw.projected,
    }
    return described, _to_memory_file(raw)


def _to_memory_file(raw: RawPlanes) -> int:
    """Writes planes, air and dark in this order, and returns the descriptor of the file; no address space is taken."""
    file = os.memfd_create("scan")
    for array in (raw.planes, raw.air, raw.dark):
        if array is not None:
            left = np.ascontiguousarray(array).data.cast("B")
            while left:
                left = left[os.write(file, left) :]
    return file


def _limit_memory(allowed: int) -> None:
    """Limits the address space to what this process has now and what decoding may take."""
    present = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE_BYTES
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = present + allowed if hard == resource.RLIM_INFINITY else min(present + allowed, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    main(sys.argv[1:])
