import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray

from cargoscope_datasets.decoding.formats import decode
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import ScanTooLarge, ScanUnreadable, ScanUnsupported

LIMITS = Limits()
DEEP = np.random.default_rng(2).integers(0, 65_536, (50, 60)).astype(np.uint16)
GREY = np.linspace(0, 255, 50 * 60).reshape(50, 60).astype(np.uint8)


def as_rgb(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.repeat(grey[..., None], 3, axis=2)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(columns: int, rows: int, depth: int, colour: int, pixels: bytes, *extra: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def grey_png(*extra: bytes) -> bytes:
    rows = b"".join(b"\0" + row.tobytes() for row in GREY)
    return png(60, 50, 8, 0, zlib.compress(rows), *extra)


def test_png_of_16_bit_keeps_every_count() -> None:
    raw = decode(imagecodecs.png_encode(DEEP), LIMITS)
    np.testing.assert_array_equal(raw.planes, DEEP[None])
    assert not raw.display


def test_png_of_8_bit_is_a_display() -> None:
    raw = decode(imagecodecs.png_encode(GREY), LIMITS)
    np.testing.assert_array_equal(raw.planes, GREY[None])
    assert raw.display


def test_grey_saved_as_rgb_is_grey() -> None:
    np.testing.assert_array_equal(decode(imagecodecs.png_encode(as_rgb(GREY)), LIMITS).planes[0], GREY)
    decoded = decode(imagecodecs.jpeg8_encode(as_rgb(GREY), level=60), LIMITS).planes[0]
    assert np.abs(decoded.astype(int) - GREY).max() < 12


def test_a_grey_palette_is_grey() -> None:
    palette = chunk(b"PLTE", bytes(level for level in range(256) for _ in range(3)))
    rows = b"".join(b"\0" + row.tobytes() for row in GREY)
    raw = decode(png(60, 50, 8, 3, zlib.compress(rows), palette), LIMITS)
    np.testing.assert_array_equal(raw.planes[0], GREY)


@pytest.mark.parametrize("encode", [imagecodecs.png_encode, imagecodecs.jpeg8_encode])
def test_real_colour_is_refused(encode: object) -> None:
    coloured = as_rgb(GREY)
    coloured[10:20, 10:40] = (250, 30, 30)
    with pytest.raises(ScanUnsupported, match="is in colour"):
        decode(encode(coloured), LIMITS)  # type: ignore[operator]


@pytest.mark.parametrize(("alpha", "accepted"), [(255, True), (128, False)])
def test_alpha_is_accepted_where_it_is_opaque(alpha: int, accepted: bool) -> None:
    data = imagecodecs.png_encode(np.dstack([as_rgb(GREY), np.full_like(GREY, alpha)]))
    if accepted:
        np.testing.assert_array_equal(decode(data, LIMITS).planes[0], GREY)
    else:
        with pytest.raises(ScanUnsupported, match="transparent"):
            decode(data, LIMITS)


def test_png_pitch_comes_from_its_physical_size() -> None:
    across_down_metre = chunk(b"pHYs", struct.pack(">IIB", 200, 250, 1))
    assert decode(grey_png(across_down_metre), LIMITS).pitch_mm == (4.0, 5.0)
    assert decode(grey_png(chunk(b"pHYs", struct.pack(">IIB", 2, 3, 0))), LIMITS).pitch_mm is None
    assert decode(grey_png(), LIMITS).pitch_mm is None


@pytest.mark.parametrize(("unit", "pitch"), [(1, (25.4 / 6, 25.4 / 5)), (2, (10 / 6, 10 / 5)), (0, None)])
def test_jpeg_density(unit: int, pitch: tuple[float, float] | None) -> None:
    data = bytearray(imagecodecs.jpeg8_encode(GREY))
    at = data.index(b"JFIF\0") + 7
    struct.pack_into(">BHH", data, at, unit, 5, 6)
    assert decode(bytes(data), LIMITS).pitch_mm == pitch


def test_sixty_megapixels_in_a_small_file_are_refused_before_decoding() -> None:
    columns, rows = 15_000, 4_000
    pixels = zlib.compress(bytes(rows * (columns + 1)), 9)
    data = png(columns, rows, 8, 0, pixels)
    assert len(data) < 100_000
    with pytest.raises(ScanTooLarge, match=r"15,000 columns and 4,000 rows.*50 megapixels"):
        decode(data, LIMITS)


def test_a_hundred_thousand_columns_are_refused() -> None:
    with pytest.raises(ScanTooLarge, match=r"100,000 columns .* up to 32,768 columns, 4,096 rows and 50 megapixels"):
        decode(png(100_000, 100, 16, 0, b""), LIMITS)


def test_one_bit_and_cmyk_are_refused() -> None:
    with pytest.raises(ScanUnsupported, match="1 bit a pixel"):
        decode(png(64, 64, 1, 0, b""), LIMITS)
    with pytest.raises(ScanUnsupported, match="4 colour components"):
        decode(imagecodecs.jpeg8_encode(np.dstack([as_rgb(GREY), GREY]), colorspace=4, outcolorspace=4), LIMITS)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
@pytest.mark.parametrize("data", [imagecodecs.png_encode(DEEP), imagecodecs.jpeg8_encode(GREY)], ids=["png", "jpeg"])
def test_a_picture_cut_short_is_refused(data: bytes, share: float) -> None:
    with pytest.raises(ScanUnreadable):
        decode(data[: int(share * len(data))], LIMITS)
