"""From paths to raw planes, in one process: what the decoder's worker does for each scan."""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.decoding.formats import decode
from cargoscope_datasets.decoding.limits import ACCEPTED, Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanError, ScanMissing, ScanTooLarge, ScanUnreadable, ScanUnsupported
from cargoscope_datasets.marking import is_marked


def decode_files(paths: Sequence[Path], limits: Limits) -> tuple[RawPlanes, str]:
    """Reads and decodes the files of one view.

    Args:
        paths: one file, or one an energy, the higher first.
        limits: bounds, checked on each header before anything is decoded.

    Returns:
        The raw planes, and the hex sha256 of the very bytes that were decoded, in the order of the files.

    Raises:
        ScanError: with the name of the part at its start where there is more than one file.
    """
    if not 1 <= len(paths) <= 2:
        raise ScanUnsupported(f"joins {len(paths)} files; accepted are one, or two energies of one view")
    digest = hashlib.sha256()
    parts = []
    for path in paths:
        try:
            data = read_bytes(path, limits)
            digest.update(data)
            part = replace(_in_single_precision(decode(data, limits)), projected=is_marked(data))
            _check_values(part.planes)
        except ScanError as error:
            if len(paths) == 1:
                raise
            raise type(error)(f"{path.name} {error}") from error
        parts.append(part)
    return _join(parts), digest.hexdigest()


def read_bytes(path: Path, limits: Limits) -> bytes:
    """All bytes of a regular file whose size is within the limits.

    Raises:
        ScanMissing: there is no such file, it cannot be opened, or it is a folder.
        ScanUnsupported: a pipe, socket or device.
        ScanTooLarge: more bytes than are accepted.
    """
    try:
        _check_regular(path.stat().st_mode)
        # The file may have been exchanged for a pipe meanwhile: opening one must not wait for its writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            _check_regular(status.st_mode)
            if status.st_size > limits.file_bytes:
                raise ScanTooLarge(
                    f"is a file of {status.st_size >> 20:,} MB; accepted are up to {limits.file_bytes >> 20:,} MB"
                )
            return file.read(status.st_size)
    except FileNotFoundError:
        raise ScanMissing("does not exist") from None
    except (OSError, ValueError) as error:
        raise ScanMissing(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _check_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise ScanMissing("is a folder, not a file; name the scans in it")
    if not stat.S_ISREG(mode):
        raise ScanUnsupported(f"is a pipe, socket or device, not a file; {ACCEPTED}")


def _in_single_precision(raw: RawPlanes) -> RawPlanes:
    if raw.planes.dtype.kind != "f" or raw.planes.dtype == np.float32:
        return raw
    with np.errstate(over="ignore"):
        return replace(raw, planes=raw.planes.astype(np.float32))


def _check_values(planes: NDArray[Any]) -> None:
    if planes.dtype.kind == "f":
        finite = np.isfinite(planes)
        if not finite.all():
            energy, row, column = (int(index) for index in np.argwhere(~finite)[0])
            raise ScanUnreadable(
                f"has {int(finite.size - np.count_nonzero(finite)):,} values that are no finite number, the first in "
                f"energy {energy + 1} at row {row}, column {column} (counted from 0)"
            )
    for energy, plane in enumerate(planes, start=1):
        if plane.min() == plane.max():
            raise ScanUnreadable(f"shows nothing: every pixel of energy {energy} has the value {plane.flat[0]}")


def _join(parts: list[RawPlanes]) -> RawPlanes:
    if len(parts) == 1:
        return parts[0]
    for part, order in zip(parts, ("first", "second"), strict=True):
        if part.planes.shape[0] != 1:
            raise ScanUnsupported(f"joins two files, but the {order} holds {part.planes.shape[0]} energies by itself")
    high, low = parts
    if high.planes.shape != low.planes.shape:
        sizes = " and ".join(f"{part.planes.shape[2]} x {part.planes.shape[1]}" for part in parts)
        raise ScanUnsupported(f"joins two files of different size (columns x rows): {sizes}")
    if high.planes.dtype != low.planes.dtype or high.display != low.display:
        raise ScanUnsupported(f"joins two files of different depth: {high.planes.dtype} and {low.planes.dtype}")
    air = None if high.air is None or low.air is None else np.concatenate([high.air, low.air])
    return replace(
        high,
        planes=np.concatenate([high.planes, low.planes]),
        air=air,
        projected=high.projected or low.projected,
    )
