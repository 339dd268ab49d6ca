from io import BytesIO
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    DigitalXRayImageStorageForProcessing,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    RLELossless,
    generate_uid,
)

from cargoscope_datasets.decoding.files import decode_files
from cargoscope_datasets.decoding.formats import decode
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import ScanTooLarge, ScanUnreadable, ScanUnsupported
from cargoscope_datasets.scan import Polarity

LIMITS = Limits()
COUNTS = np.random.default_rng(3).integers(0, 65_536, (40, 50)).astype(np.uint16)


def dataset(values: NDArray[Any] = COUNTS, syntax: str = ExplicitVRLittleEndian, **elements: Any) -> Dataset:
    found = Dataset()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = syntax
    found.SOPClassUID = DigitalXRayImageStorageForProcessing
    found.SOPInstanceUID = generate_uid()
    found.Rows, found.Columns = values.shape
    found.SamplesPerPixel = 1
    found.PhotometricInterpretation = "MONOCHROME2"
    found.BitsAllocated = found.BitsStored = values.dtype.itemsize * 8
    found.HighBit = found.BitsStored - 1
    found.PixelRepresentation = int(values.dtype.kind == "i")
    found.PixelData = values.tobytes()
    found["PixelData"].VR = "OW"
    for name, value in elements.items():
        setattr(found, name, value)
    return found


def as_bytes(found: Dataset) -> bytes:
    file = BytesIO()
    found.save_as(file, enforce_file_format=True)
    return file.getvalue()


def compressed(syntax: str) -> Dataset:
    if syntax == RLELossless:
        found = dataset()
        found.compress(RLELossless, generate_instance_uid=False)
        return found
    encode = {
        JPEGLSLossless: imagecodecs.jpegls_encode,
        JPEG2000Lossless: lambda values: imagecodecs.jpeg2k_encode(values, level=0, codecformat="j2k"),
    }[syntax]
    return dataset(syntax=syntax, PixelData=encapsulate([encode(COUNTS)]))


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_uncompressed_keeps_every_count(syntax: str) -> None:
    raw = decode(as_bytes(dataset(syntax=syntax)), LIMITS)
    np.testing.assert_array_equal(raw.planes, COUNTS[None])
    assert raw.bits == 16
    assert not raw.display


@pytest.mark.parametrize("syntax", [RLELossless, JPEGLSLossless, JPEG2000Lossless])
def test_compressed_keeps_every_count(syntax: str) -> None:
    np.testing.assert_array_equal(decode(as_bytes(compressed(syntax)), LIMITS).planes, COUNTS[None])


def test_signed_values_and_bits_that_are_not_stored() -> None:
    signed = (COUNTS.astype(np.int32) - 32_768).astype(np.int16)
    np.testing.assert_array_equal(decode(as_bytes(dataset(signed)), LIMITS).planes[0], signed)
    raw = decode(as_bytes(dataset(COUNTS, BitsStored=12, HighBit=11)), LIMITS)
    np.testing.assert_array_equal(raw.planes[0], COUNTS & 0xFFF)
    assert raw.bits == 12
    negative = np.where(COUNTS & 0x800, (COUNTS & 0xFFF).astype(int) - 4096, COUNTS & 0xFFF)
    twelve = dataset(COUNTS, BitsStored=12, HighBit=11, PixelRepresentation=1)
    np.testing.assert_array_equal(decode(as_bytes(twelve), LIMITS).planes[0], negative)


def test_rescaling_is_applied() -> None:
    raw = decode(as_bytes(dataset(RescaleSlope="0.5", RescaleIntercept="-10")), LIMITS)
    np.testing.assert_allclose(raw.planes[0], COUNTS * 0.5 - 10)


def test_what_the_file_says_about_light_and_dark() -> None:
    raw = decode(as_bytes(dataset(PhotometricInterpretation="MONOCHROME1")), LIMITS)
    assert raw.white_is_low
    assert decode(as_bytes(dataset(PixelIntensityRelationshipSign=-1)), LIMITS).polarity is Polarity.DARK
    assert decode(as_bytes(dataset()), LIMITS).polarity is None


@pytest.mark.parametrize("name", ["PixelSpacing", "ImagerPixelSpacing"])
def test_spacing_is_rows_then_columns(name: str) -> None:
    assert decode(as_bytes(dataset(**{name: [3.2, 4.6]})), LIMITS).pitch_mm == (3.2, 4.6)


def test_for_presentation_and_eight_bits_are_displays() -> None:
    assert decode(as_bytes(dataset(PresentationIntentType="FOR PRESENTATION")), LIMITS).display
    assert decode(as_bytes(dataset((COUNTS >> 8).astype(np.uint8))), LIMITS).display


@pytest.mark.parametrize(
    ("found", "error", "words"),
    [
        (
            dataset(syntax=JPEGBaseline8Bit, PixelData=encapsulate([b"jpeg"])),
            ScanUnsupported,
            r"transfer syntax JPEG Baseline.*accepted are Implicit",
        ),
        (dataset(NumberOfFrames=3), ScanUnsupported, "3 frames"),
        (dataset(PhotometricInterpretation="RGB"), ScanUnsupported, "kind RGB"),
        (dataset(Rows=60_000), ScanTooLarge, "60,000 rows"),
        (dataset(Rows=41), ScanUnreadable, "4,100 bytes of pixels are announced, 4,000 are there"),
        (dataset(PixelIntensityRelationship="LOG"), ScanUnsupported, "logarithms"),
        (dataset(RescaleSlope="0"), ScanUnreadable, "Rescale Slope"),
    ],
)
def test_what_is_refused_is_said(found: Dataset, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        decode(as_bytes(found), LIMITS)


def test_a_report_without_pixels_is_refused() -> None:
    found = dataset()
    del found.PixelData
    with pytest.raises(ScanUnsupported, match="without an image"):
        decode(as_bytes(found), LIMITS)


def test_a_frame_of_another_size_than_the_header_says_is_refused() -> None:
    found = dataset(syntax=JPEGLSLossless, PixelData=encapsulate([imagecodecs.jpegls_encode(COUNTS[:20])]))
    with pytest.raises(ScanUnreadable, match="40 x 50"):
        decode(as_bytes(found), LIMITS)


def test_a_real_dicos_file_reads(data_folder: Path) -> None:
    raw, _ = decode_files([data_folder / "dicos" / "cargo_dx_16bit.dcs"], LIMITS)
    assert raw.planes.shape == (1, 188, 610)
    assert raw.planes.dtype == np.uint16
    assert raw.polarity is Polarity.BRIGHT
