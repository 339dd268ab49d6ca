"""TIFF and BigTIFF: one page an energy, the higher first.

TIFF has no tag for the air calibration of a detector, so ours is a private one: `AIR_TAG`, one FLOAT a row, the stored
value of this row's channel through air, on the page of each energy. Where it is missing, air is found in the picture.
"""

from io import BytesIO
from itertools import count
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from cargoscope_datasets.decoding.grey import grey_channel
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanUnreadable, ScanUnsupported

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
COMPRESSIONS = (1, 5, 8, 32946, 34926, 50000)
"""None, LZW, deflate (Adobe's and the older), zstd (the older and the registered number)."""
DEPTHS = ("uint8", "uint16", "uint32", "int16", "int32", "float16", "float32", "float64")
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB = 0, 1, 2
MM_PER_UNIT = {2: 25.4, 3: 10.0}
"""ResolutionUnit (TIFF 6.0, page 38): inch, centimetre; 1 means that the numbers are only an aspect ratio."""
AIR_TAG = 65042
"""Private tags are those from 32768 up (TIFF 6.0, page 8); of another type or length, it is somebody else's."""
MOST_PAGES = 8
"""Pages looked at before the file is refused: two energies, and thumbnails beside them."""


def read_tiff(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes the one or two full pages of a TIFF whose headers are within the limits."""
    with tifffile.TiffFile(BytesIO(data)) as file:
        pages = _full_pages(file)
        for page in pages:
            _check(page, len(data), limits)
        first = pages[0]
        if any((page.shape, page.dtype) != (first.shape, first.dtype) for page in pages):
            raise ScanUnsupported(
                "has two pages of different size or depth: "
                + " and ".join(f"{page.imagewidth} x {page.imagelength} {page.dtype}" for page in pages)
                + "; both energies of a view are alike"
            )
        planes = np.stack([_pixels(page) for page in pages])
        return RawPlanes(
            planes,
            display=planes.dtype == np.uint8,
            white_is_low=int(first.photometric) == WHITE_IS_ZERO,
            pitch_mm=_pitch(first),
            air=_air(pages),
        )


def _full_pages(file: tifffile.TiffFile) -> list[tifffile.TiffPage]:
    pages: list[tifffile.TiffPage] = []
    for index in count():
        try:
            page = file.pages.get(index)
        except IndexError:
            break
        # The chain of pages is followed one by one: it may be endless.
        if index >= MOST_PAGES:
            raise ScanUnsupported(f"has more than {MOST_PAGES} pages; accepted are one or two, one an energy")
        if isinstance(page, tifffile.TiffPage) and not page.is_reduced:
            pages.append(page)
    if not pages:
        raise ScanUnreadable("is a damaged TIFF: it has no page")
    if len(pages) > 2:
        raise ScanUnsupported(f"has {len(pages)} pages beside thumbnails; accepted are one or two, one an energy")
    return pages


def _check(page: tifffile.TiffPage, file_bytes: int, limits: Limits) -> None:
    limits.check_size(int(page.imagewidth), int(page.imagelength))
    if int(page.compression) not in COMPRESSIONS:
        name = getattr(page.compression, "name", page.compression)
        raise ScanUnsupported(f"is a TIFF compressed by {name}; accepted are raw, LZW, deflate and zstd")
    if str(page.dtype) not in DEPTHS:
        raise ScanUnsupported(
            f"has pixels of {page.bitspersample} bit ({page.dtype or 'an unknown sample format'}); "
            f"accepted are {', '.join(DEPTHS)}"
        )
    if int(page.photometric) not in (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB) or int(page.imagedepth) != 1:
        name = getattr(page.photometric, "name", page.photometric)
        raise ScanUnsupported(f"is a TIFF of kind {name}; accepted is grey")
    _check_colour(page)
    _check_segments(page, file_bytes)


def _check_colour(page: tifffile.TiffPage) -> None:
    samples = int(page.samplesperpixel)
    if samples == 1 and int(page.photometric) != RGB:
        return
    if (
        samples not in (3, 4)
        or int(page.photometric) != RGB
        or page.axes != "YXS"
        or str(page.dtype) not in ("uint8", "uint16")
    ):
        raise ScanUnsupported(
            f"has {samples} samples a pixel; accepted is grey, or grey saved as RGB; a second energy is a second page"
        )


def _check_segments(page: tifffile.TiffPage, file_bytes: int) -> None:
    """Raises where a strip or tile is missing or ends beyond the file: tifffile would fill it with zeros."""
    expected = int(np.prod(page.chunked))
    offsets, lengths = page.dataoffsets, page.databytecounts
    if len(offsets) < expected or len(lengths) < expected:
        raise ScanUnreadable(f"is damaged: {expected} strips are needed, {min(len(offsets), len(lengths))} are there")
    for offset, length in zip(offsets[:expected], lengths[:expected], strict=True):
        if length <= 0 or offset <= 0 or offset + length > file_bytes:
            raise ScanUnreadable(f"is cut short: its pixels go beyond its {file_bytes:,} bytes")


def _pixels(page: tifffile.TiffPage) -> NDArray[Any]:
    pixels = np.asarray(page.asarray())
    return grey_channel(pixels) if pixels.ndim == 3 else pixels.astype(pixels.dtype.newbyteorder("="), copy=False)


def _air(pages: list[tifffile.TiffPage]) -> NDArray[np.float32] | None:
    """(energies, rows) float32: the air calibration, where every page has it."""
    levels = [_air_of(page) for page in pages]
    known = [each for each in levels if each is not None]
    if len(known) < len(pages):
        return None
    air = np.array(known, np.float32)
    if not np.isfinite(air).all():
        raise ScanUnreadable(f"has an air calibration (tag {AIR_TAG}) with values that are no finite number")
    return air


def _air_of(page: tifffile.TiffPage) -> tuple[float, ...] | None:
    tag = page.tags.get(AIR_TAG)
    if tag is None or tag.dtype != tifffile.DATATYPE.FLOAT or tag.count != page.imagelength:
        return None
    return tuple(tag.value)


def _pitch(page: tifffile.TiffPage) -> tuple[float, float] | None:
    """Row and column pitch in mm from the resolution tags."""
    unit = page.tags.valueof("ResolutionUnit", default=2)
    across, down = (_quotient(page.tags.valueof(name)) for name in ("XResolution", "YResolution"))
    if unit not in MM_PER_UNIT or not across or not down:
        return None
    return MM_PER_UNIT[unit] / down, MM_PER_UNIT[unit] / across


def _quotient(rational: Any) -> float | None:
    if not isinstance(rational, tuple) or len(rational) != 2 or not all(rational):
        return None
    return float(rational[0] / rational[1])
