"""NPY and NPZ: raw planes with their full depth, and what their scanner knows about them."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanUnreadable, ScanUnsupported

NPY_SIGNATURE = b"\x93NUMPY"
ZIP_SIGNATURE = b"PK\x03\x04"
DEPTHS = ("uint8", "uint16", "uint32", "int16", "int32", "float16", "float32", "float64")
KEYS = "an NPZ holds the keys high, low (optional), air (optional) and pitch_mm (optional)"


def read_npy(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes an NPY of shape (rows, columns) or (energies, rows, columns)."""
    return _raw(_read_array(BytesIO(data), limits, "it"))


def read_npz(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes the keys `high`, `low`, `air` and `pitch_mm` of an NPZ, and nothing else in it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        keys = {name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")}
        if "high" not in keys:
            found = ", ".join(sorted(keys)[:8]) or "none"
            raise ScanUnsupported(f"is a ZIP file without the key high (found: {found}); {KEYS}")
        planes = [(key, _read_member(archive, key, limits)) for key in ("high", "low") if key in keys]
        air = _read_small(archive, "air", 2 * limits.rows) if "air" in keys else None
        pitch = _read_small(archive, "pitch_mm", 2) if "pitch_mm" in keys else None
    raw = _raw(_stack(planes))
    return RawPlanes(raw.planes, display=raw.display, air=_air(air, raw.planes.shape[:2]), pitch_mm=_pitch(pitch))


def _stack(arrays: Sequence[tuple[str, NDArray[Any]]]) -> NDArray[Any]:
    first = arrays[0][1]
    for key, array in arrays:
        if array.ndim != 2:
            raise ScanUnsupported(f"has a key {key} of shape {array.shape}; one energy is (rows, columns)")
        if (array.shape, array.dtype) != (first.shape, first.dtype):
            raise ScanUnsupported(
                f"has energies that differ: high is {first.shape} {first.dtype}, {key} is {array.shape} {array.dtype}"
            )
    return np.stack([array for _, array in arrays])


def _raw(array: NDArray[Any]) -> RawPlanes:
    planes = array if array.ndim == 3 else array[None]
    planes = np.ascontiguousarray(planes, dtype=planes.dtype.newbyteorder("="))
    return RawPlanes(planes, display=planes.dtype == np.uint8)


def _read_member(archive: zipfile.ZipFile, key: str, limits: Limits) -> NDArray[Any]:
    with archive.open(f"{key}.npy") as member:
        return _read_array(member, limits, f"key {key}")


def _read_array(file: IO[bytes], limits: Limits, what: str) -> NDArray[Any]:
    """The array in an NPY stream; no more than its bounded header announces is decompressed."""
    shape, fortran, dtype = _read_header(file)
    if len(shape) not in (2, 3) or (len(shape) == 3 and shape[0] not in (1, 2)):
        raise ScanUnsupported(
            f"holds an array of shape {shape}; accepted are (rows, columns) and (1 or 2, rows, columns)"
        )
    limits.check_size(columns=shape[-1], rows=shape[-2])
    if dtype.name not in DEPTHS:
        raise ScanUnsupported(f"holds pixels of type {dtype}; accepted are {', '.join(DEPTHS)}")
    return _read_data(file, shape, dtype, what, fortran=fortran)


def _read_small(archive: zipfile.ZipFile, key: str, most: int) -> NDArray[np.float64]:
    with archive.open(f"{key}.npy") as member:
        shape, fortran, dtype = _read_header(member)
        if dtype.kind not in "fiu" or dtype.itemsize > 8 or len(shape) > 2 or int(np.prod(shape)) > most:
            raise ScanUnsupported(
                f"has a key {key} of shape {shape} and type {dtype}; at most {most} numbers belong there"
            )
        return _read_data(member, shape, dtype, f"key {key}", fortran=fortran).astype(np.float64)


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = npy.read_magic(file)
    if version == (1, 0):
        return npy.read_array_header_1_0(file)
    if version == (2, 0):
        return npy.read_array_header_2_0(file)
    raise ScanUnsupported(f"is an NPY of version {version[0]}.{version[1]}; accepted are 1.0 and 2.0")


def _read_data(
    file: IO[bytes], shape: tuple[int, ...], dtype: np.dtype[Any], what: str, *, fortran: bool
) -> NDArray[Any]:
    expected = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    # One byte more than announced: to the end of a ZIP member, where its checksum is compared.
    data = file.read(expected + 1)
    if len(data) != expected:
        found = f"only {len(data):,} are there" if len(data) < expected else "there are more"
        raise ScanUnreadable(f"is damaged or cut short: {what} announces {expected:,} bytes of pixels, {found}")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")


def _air(air: NDArray[np.float64] | None, energies_rows: tuple[int, ...]) -> NDArray[np.float32] | None:
    if air is None:
        return None
    energies, rows = energies_rows
    if not np.isfinite(air).all():
        raise ScanUnreadable("has a key air with values that are no finite number")
    if air.shape not in ((rows,), (energies, rows)):
        raise ScanUnsupported(f"has a key air of shape {air.shape}; expected is ({rows},) or ({energies}, {rows})")
    return np.broadcast_to(air, (energies, rows)).astype(np.float32)


def _pitch(pitch: NDArray[np.float64] | None) -> tuple[float, float] | None:
    if pitch is None:
        return None
    if pitch.shape != (2,):
        raise ScanUnsupported(f"has a key pitch_mm of shape {pitch.shape}; expected are two numbers, row and column")
    return float(pitch[0]), float(pitch[1])
