"""JPEG, 8 bits a sample: archives that were already processed for display."""

import struct

import imagecodecs

from cargoscope_datasets.decoding.grey import grey_channel
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanUnreadable, ScanUnsupported

START = b"\xff\xd8\xff"
END = b"\xff\xd9"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF markers (ITU-T T.81, table B.1); C4, C8 and CC are other segments."""
APP0 = 0xE0
SCAN = 0xDA
MM_PER_UNIT = {1: 25.4, 2: 10.0}
"""JFIF density units: dots an inch, dots a centimetre."""


def read_jpeg(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes a JPEG whose header is within the limits."""
    precision, rows, columns, components, pitch, scan_at = _header(data)
    limits.check_size(columns, rows)
    if precision != 8:
        raise ScanUnsupported(f"is a JPEG of {precision} bit a sample; accepted are 8")
    if components not in (1, 3):
        raise ScanUnsupported(f"is a JPEG of {components} colour components; accepted are grey, or grey saved as RGB")
    if data.find(END, scan_at) < 0:
        # libjpeg fills what is missing with grey and only warns.
        raise ScanUnreadable("is cut short: the JPEG's end marker is missing")
    pixels = imagecodecs.jpeg8_decode(data)
    if pixels.shape[:2] != (rows, columns):
        raise ScanUnreadable("is a damaged JPEG: its pixels do not fit its header")
    return RawPlanes(grey_channel(pixels)[None], display=True, pitch_mm=pitch)


def _header(data: bytes) -> tuple[int, int, int, int, tuple[float, float] | None, int]:
    """Precision, rows, columns, components, (row, column) pitch in mm or None, and where the first scan begins."""
    frame: tuple[int, int, int, int] | None = None
    pitch = None
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        if marker == APP0 and body[:5] == b"JFIF\0" and len(body) >= 12:
            pitch = _pitch(*struct.unpack_from(">BHH", body, 7))
        elif marker in FRAMES and frame is None and len(body) >= 6:
            frame = struct.unpack_from(">BHHB", body)
        elif marker == SCAN and frame is not None:
            return *frame, pitch, at
        at += 2 + length
    raise ScanUnreadable("is a damaged or cut short JPEG: its header is incomplete")


def _pitch(unit: int, across: int, down: int) -> tuple[float, float] | None:
    if unit not in MM_PER_UNIT or not across or not down:
        return None
    return MM_PER_UNIT[unit] / down, MM_PER_UNIT[unit] / across
