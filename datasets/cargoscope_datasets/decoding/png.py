"""PNG, 8 or 16 bits a sample."""

import struct

import imagecodecs

from cargoscope_datasets.decoding.grey import grey_channel
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanUnreadable, ScanUnsupported

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PALETTE = 3
UNIT_METRE = 1


def read_png(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes a PNG (PNG specification, third edition, section 11) whose header is within the limits."""
    if data[12:16] != b"IHDR":
        raise ScanUnreadable("is a damaged PNG: it does not begin with its header")
    columns, rows, depth, colour = struct.unpack_from(">IIBB", data, 16)
    limits.check_size(columns, rows)
    if depth not in (8, 16) and colour != PALETTE:
        raise ScanUnsupported(f"is a PNG of {depth} bit a pixel; accepted are 8 and 16")
    pixels = imagecodecs.png_decode(data)
    if pixels.shape[:2] != (rows, columns):
        raise ScanUnreadable("is a damaged PNG: its pixels do not fit its header")
    return RawPlanes(grey_channel(pixels)[None], display=depth <= 8, pitch_mm=_pitch(data))


def _pitch(data: bytes) -> tuple[float, float] | None:
    """Row and column pitch in mm from the pHYs chunk, which stands before the pixels."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"pHYs" and length == 9 and at + 17 <= len(data):
            across, down, unit = struct.unpack_from(">IIB", data, at + 8)
            return (1000.0 / down, 1000.0 / across) if unit == UNIT_METRE and across and down else None
        if name in (b"IDAT", b"IEND"):
            break
        at += length + 12
    return None
