import struct
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from cargoscope_datasets.decoding.formats import decode
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.tiff import AIR_TAG
from cargoscope_datasets.errors import ScanTooLarge, ScanUnreadable, ScanUnsupported

LIMITS = Limits()
RAMP = np.random.default_rng(1).integers(0, 60_000, (70, 90)).astype(np.uint16)


def tiff(pages: Sequence[NDArray[Any]], **options: Any) -> bytes:
    file = BytesIO()
    with tifffile.TiffWriter(file) as writer:
        for page in pages:
            writer.write(page, metadata=None, **({"photometric": "minisblack"} | options))
    return file.getvalue()


@pytest.mark.parametrize("compression", [None, "lzw", "deflate", "zstd"])
@pytest.mark.parametrize("predictor", [False, True])
def test_every_compression_keeps_the_full_depth(compression: str | None, predictor: bool) -> None:
    options = {"predictor": True} if predictor and compression else {}
    raw = decode(tiff([RAMP], compression=compression, rowsperstrip=16, **options), LIMITS)
    np.testing.assert_array_equal(raw.planes, RAMP[None])
    assert not raw.display


@pytest.mark.parametrize("dtype", ["uint16", "int16", "uint32", "int32", "float32", "float64"])
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_every_depth_in_both_byte_orders(dtype: str, byteorder: str) -> None:
    values = (RAMP // 2).astype(dtype)
    file = BytesIO()
    tifffile.imwrite(file, values, photometric="minisblack", byteorder=byteorder, metadata=None)
    raw = decode(file.getvalue(), LIMITS)
    np.testing.assert_array_equal(raw.planes[0], values)
    assert raw.planes.dtype.isnative


def test_two_pages_are_two_energies_the_higher_first() -> None:
    raw = decode(tiff([RAMP, RAMP // 2], compression="zstd"), LIMITS)
    np.testing.assert_array_equal(raw.planes, np.stack([RAMP, RAMP // 2]))


def test_tiles_and_bigtiff() -> None:
    file = BytesIO()
    tifffile.imwrite(file, RAMP, photometric="minisblack", bigtiff=True, tile=(32, 32), compression="deflate")
    np.testing.assert_array_equal(decode(file.getvalue(), LIMITS).planes[0], RAMP)


def test_a_thumbnail_is_no_energy() -> None:
    file = BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(RAMP, photometric="minisblack", metadata=None)
        writer.write(RAMP[::4, ::4], photometric="minisblack", subfiletype=1, metadata=None)
    np.testing.assert_array_equal(decode(file.getvalue(), LIMITS).planes, RAMP[None])


def test_eight_bits_are_a_display_and_white_may_be_low() -> None:
    raw = decode(tiff([(RAMP >> 8).astype(np.uint8)], photometric="miniswhite"), LIMITS)
    assert raw.display
    assert raw.white_is_low


@pytest.mark.parametrize(
    ("unit", "resolution", "pitch"),
    [
        ("centimeter", (2.0, 2.5), (4.0, 5.0)),
        ("inch", (5.08, 6.35), (4.0, 5.0)),
        ("none", (2.0, 2.5), None),
    ],
)
def test_pitch_comes_from_the_resolution(
    unit: str, resolution: tuple[float, float], pitch: tuple[float, float] | None
) -> None:
    raw = decode(tiff([RAMP], resolution=resolution, resolutionunit=unit), LIMITS)
    assert raw.pitch_mm == (None if pitch is None else pytest.approx(pitch))


def with_tag(kind: str, values: Sequence[float] | bytes) -> bytes:
    return tiff([RAMP], extratags=[(AIR_TAG, kind, len(values), values, True)])


@pytest.mark.parametrize(("kind", "values"), [("f", [1.0] * 69), ("d", [1.0] * 70), ("B", b"x" * 70)])
def test_a_tag_that_somebody_else_put_there_is_no_air(kind: str, values: Sequence[float] | bytes) -> None:
    raw = decode(with_tag(kind, values), LIMITS)
    np.testing.assert_array_equal(raw.planes, RAMP[None])
    assert raw.air is None


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (with_tag("f", [float("nan")] * 70), ScanUnreadable, "no finite number"),
        (tiff([RAMP, RAMP, RAMP]), ScanUnsupported, "has 3 pages"),
        (tiff([RAMP, RAMP[:40]]), ScanUnsupported, "90 x 70 uint16 and 90 x 40 uint16"),
        (tiff([RAMP] * 30), ScanUnsupported, "more than 8 pages"),
        (tiff([RAMP.astype(np.complex64)]), ScanUnsupported, "accepted are uint8"),
        (tiff([RAMP], compression="lzma"), ScanUnsupported, "compressed by LZMA"),
        (tiff([np.stack([RAMP] * 2, axis=-1)], planarconfig="contig"), ScanUnsupported, "2 samples a pixel"),
        (tiff([RAMP[:1]]), ScanUnreadable, "90 columns and 1 rows"),
        (tiff([np.zeros((16, 33_000), np.uint8)]), ScanTooLarge, "33,000 columns"),
    ],
)
def test_what_is_refused_is_said(data: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        decode(data, LIMITS)


@pytest.mark.parametrize("compression", [None, "lzw", "deflate", "zstd"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_cut_short_is_refused(compression: str | None, share: float) -> None:
    whole = tiff([RAMP], compression=compression, rowsperstrip=16)
    with pytest.raises(ScanUnreadable):
        decode(whole[: int(share * len(whole))], LIMITS)


def test_a_missing_strip_is_not_filled_with_zeros() -> None:
    whole = bytearray(tiff([RAMP], compression="zstd", rowsperstrip=16))
    with tifffile.TiffFile(BytesIO(bytes(whole))) as file:
        lengths = file.pages.first.tags["StripByteCounts"]
    struct.pack_into("<I" if lengths.dtype == 4 else "<H", whole, lengths.valueoffset, 0)
    with pytest.raises(ScanUnreadable, match="cut short"):
        decode(bytes(whole), LIMITS)


def test_an_endless_chain_of_pages_ends() -> None:
    whole = bytearray(tiff([RAMP]))
    (first,) = struct.unpack_from("<I", whole, 4)
    (tags,) = struct.unpack_from("<H", whole, first)
    struct.pack_into("<I", whole, first + 2 + 12 * tags, first)
    with pytest.raises(ScanUnsupported, match="pages"):
        decode(bytes(whole), LIMITS)
