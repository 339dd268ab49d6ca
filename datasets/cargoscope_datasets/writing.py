"""Writes scans to files that `cargoscope_datasets.reading` reads back with nothing lost but what JPEG loses."""

from pathlib import Path

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray

from cargoscope_datasets.decoding.columns import encode_columns
from cargoscope_datasets.decoding.columns_header import ColumnsHeader
from cargoscope_datasets.scan import Pitch

JPEG_QUALITY = 90
MM_PER_CM = 10.0


def write_tiff(path: Path, counts: NDArray[np.uint16], pitch: Pitch | None) -> None:
    """Writes raw counts as a zstd TIFF, one page an energy; the pitch goes into the resolution tags.

    Args:
        path: file to write.
        counts: (energies, rows, columns) uint16, highest energy first, one or two energies.
        pitch: size of a pixel, or None to leave the resolution unsaid.
    """
    resolution = (1.0, 1.0) if pitch is None else (MM_PER_CM / pitch.column_mm, MM_PER_CM / pitch.row_mm)
    with tifffile.TiffWriter(path) as tiff:
        for plane in counts:
            tiff.write(
                plane,
                photometric="minisblack",
                compression="zstd",
                resolution=resolution,
                resolutionunit="none" if pitch is None else "centimeter",
                metadata=None,
            )


def write_npz(
    path: Path, counts: NDArray[np.uint16], air: NDArray[np.float32] | None = None, pitch: Pitch | None = None
) -> None:
    """Writes raw counts as an NPZ with the keys `high`, `low`, `air` and `pitch_mm`, the last three where known.

    Args:
        path: file to write, ending in .npz.
        counts: (energies, rows, columns) uint16, highest energy first, one or two energies.
        air: (energies, rows) or (rows,) float32, counts of each detector channel through air.
        pitch: size of a pixel.
    """
    arrays: dict[str, NDArray[np.generic]] = dict(zip(("high", "low"), counts, strict=False))
    if air is not None:
        arrays["air"] = air
    if pitch is not None:
        arrays["pitch_mm"] = np.array([pitch.row_mm, pitch.column_mm])
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


def write_jpeg(path: Path, grey: NDArray[np.uint8]) -> None:
    """Writes a picture already processed for display as a grey 8-bit JPEG.

    Args:
        path: file to write.
        grey: (rows, columns) uint8, brighter is thinner.
    """
    path.write_bytes(imagecodecs.jpeg8_encode(grey, level=JPEG_QUALITY))
