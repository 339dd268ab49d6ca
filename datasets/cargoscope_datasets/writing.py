"""Writes scans to files that `cargoscope_datasets.reading` reads back with nothing lost but what JPEG loses."""

import struct
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray

from cargoscope_datasets.decoding.columns import encode_columns
from cargoscope_datasets.decoding.columns_header import ColumnsHeader
from cargoscope_datasets.decoding.tiff import AIR_TAG
from cargoscope_datasets.scan import Pitch

JPEG_QUALITY = 90
MM_PER_CM = 10.0
_AFTER_HEADER = 33
"""Bytes of a PNG's signature and its first chunk, which is its header."""


def write_tiff(
    path: Path,
    counts: NDArray[Any],
    pitch: Pitch | None,
    note: str | None = None,
    air: NDArray[np.float32] | None = None,
) -> None:
    """Writes raw counts as a zstd TIFF, one page an energy; the pitch goes into the resolution tags.

    Counts are stored as they are, not divided by air: the air calibration goes into a tag of our own, `AIR_TAG`.

    Args:
        path: file to write.
        counts: (energies, rows, columns), mostly uint16, highest energy first, one or two energies.
        pitch: size of a pixel, or None to leave the resolution unsaid.
        note: ASCII text for the description of each page.
        air: (energies, rows) float32, counts of each detector channel through air, or None where unknown.
    """
    resolution = (1.0, 1.0) if pitch is None else (MM_PER_CM / pitch.column_mm, MM_PER_CM / pitch.row_mm)
    with tifffile.TiffWriter(path) as tiff:
        for energy, plane in enumerate(counts):
            tiff.write(
                plane,
                photometric="minisblack",
                compression="zstd",
                resolution=resolution,
                resolutionunit="none" if pitch is None else "centimeter",
                description=note,
                metadata=None,
                extratags=() if air is None else [_air_tag(air[energy])],
            )


def _air_tag(levels: NDArray[np.float32]) -> tuple[int, str, int, tuple[float, ...], bool]:
    """As tifffile wants it: number, type (of struct), length, values, and whether of this page alone."""
    return AIR_TAG, "f", len(levels), tuple(levels.tolist()), True


def write_npz(
    path: Path,
    counts: NDArray[Any],
    air: NDArray[np.float32] | None = None,
    pitch: Pitch | None = None,
    note: str | None = None,
) -> None:
    """Writes raw counts as an NPZ with the keys `high`, `low`, `air`, `pitch_mm`, `note`, but the first where known.

    Args:
        path: file to write, ending in .npz.
        counts: (energies, rows, columns), mostly uint16, highest energy first, one or two energies.
        air: (energies, rows) or (rows,) float32, counts of each detector channel through air.
        pitch: size of a pixel.
        note: ASCII text.
    """
    arrays: dict[str, NDArray[np.generic]] = dict(zip(("high", "low"), counts, strict=False))
    if air is not None:
        arrays["air"] = air
    if pitch is not None:
        arrays["pitch_mm"] = np.array([pitch.row_mm, pitch.column_mm])
    if note is not None:
        arrays["note"] = np.array(note.encode("ascii"))
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def write_columns(path: Path, planes: NDArray[np.generic], header: ColumnsHeader) -> None:
    """Writes planes as a station streams them, see `docs/protocol-streaming.md`.

    Args:
        path: file to write.
        planes: (energies, rows, columns) as measured, the highest energy and the topmost row first.
        header: what to say of them; its energies and rows are those of the planes.
    """
    path.write_bytes(header.line() + encode_columns(planes, header))


def write_jpeg(path: Path, grey: NDArray[np.uint8], quality: int = JPEG_QUALITY, note: str | None = None) -> None:
    """Writes a picture already processed for display as a grey 8-bit JPEG.

    Args:
        path: file to write.
        grey: (rows, columns) uint8, brighter is thinner.
        quality: 1 to 100.
        note: ASCII text for a comment.
    """
    encoded = bytes(imagecodecs.jpeg8_encode(grey, level=quality))
    if note is not None:
        text = note.encode("ascii")
        # A comment (COM, ITU-T T.81) stands anywhere among the segments after the start of the image.
        encoded = encoded[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + encoded[2:]
    path.write_bytes(encoded)


def write_png(path: Path, grey: NDArray[np.uint8], note: str | None = None) -> None:
    """Writes a picture already processed for display as a grey 8-bit PNG; arguments as of `write_jpeg`."""
    encoded = bytes(imagecodecs.png_encode(grey))
    if note is not None:
        chunk = b"tEXtComment\0" + note.encode("ascii")
        at = _AFTER_HEADER
        length, check = struct.pack(">I", len(chunk) - 4), struct.pack(">I", zlib.crc32(chunk))
        encoded = encoded[:at] + length + chunk + check + encoded[at:]
    path.write_bytes(encoded)
