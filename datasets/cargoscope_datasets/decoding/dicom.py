"""DICOM and DICOS (NEMA IIC 1): one frame, one energy."""

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import generate_frames

from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanUnreadable, ScanUnsupported
from cargoscope_datasets.scan import Polarity

UNCOMPRESSED = (uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian, uid.DeflatedExplicitVRLittleEndian)
CODECS: dict[str, Callable[[bytes, np.dtype[Any]], Any]] = {
    # imagecodecs, because the plugin that pydicom would use for JPEG-LS is under the GPL.
    uid.RLELossless: lambda frame, dtype: np.frombuffer(imagecodecs.dicomrle_decode(frame, dtype), dtype),
    uid.JPEGLSLossless: lambda frame, _: imagecodecs.jpegls_decode(frame),
    uid.JPEGLSNearLossless: lambda frame, _: imagecodecs.jpegls_decode(frame),
    uid.JPEG2000Lossless: lambda frame, _: imagecodecs.jpeg2k_decode(frame),
    uid.JPEG2000: lambda frame, _: imagecodecs.jpeg2k_decode(frame),
}
SPACINGS = ("ObjectPixelSpacingInCenterOfBeam", "PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")
"""Attributes with the spacing of rows and of columns in mm, the one at the middle of the vehicle first."""
LOGARITHMIC = "LOG"
POLARITIES = {1: Polarity.BRIGHT, -1: Polarity.DARK}
"""Pixel Intensity Relationship Sign: 1, lower pixel values mean less X-ray intensity (DICOM PS3.3, C.8.11.3.1.2)."""


def read_dicom(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes the one frame of a DICOM or DICOS file whose header is within the limits."""
    with warnings.catch_warnings():
        # DICOS writers bend the rules for identifiers, which pydicom warns of; none is used here.
        warnings.simplefilter("ignore")
        return _read(pydicom.dcmread(BytesIO(data)), limits)


def _read(header: pydicom.Dataset, limits: Limits) -> RawPlanes:
    _check(header, limits)
    bits = int(header.BitsStored)
    values = _apply_bits(header, _stored_values(header))
    slope, intercept = _number(header, "RescaleSlope", 1), _number(header, "RescaleIntercept", 0)
    rescaled = (slope, intercept) != (1.0, 0.0)
    if rescaled:
        values = values.astype(np.float32) * np.float32(slope) + np.float32(intercept)
    polarity = POLARITIES.get(int(header.get("PixelIntensityRelationshipSign") or 0))
    return RawPlanes(
        values[None],
        display=bits <= 8 or header.get("PresentationIntentType") == "FOR PRESENTATION",
        bits=None if rescaled else bits - int(header.get("PixelRepresentation", 0)),
        white_is_low=header.PhotometricInterpretation == "MONOCHROME1",
        polarity=polarity if polarity is None or slope > 0 else polarity.opposite,
        pitch_mm=_pitch(header),
    )


def _check(header: pydicom.Dataset, limits: Limits) -> None:
    for name in ("Rows", "Columns", "BitsAllocated", "BitsStored", "PhotometricInterpretation", "PixelData"):
        if header.get(name) is None:
            raise ScanUnsupported(f"is a DICOM file without an image (no {name})")
    limits.check_size(columns=int(header.Columns), rows=int(header.Rows))
    if int(header.get("NumberOfFrames") or 1) != 1:
        raise ScanUnsupported(f"has {header.NumberOfFrames} frames; accepted is one, a second energy is a second file")
    if header.PhotometricInterpretation not in ("MONOCHROME1", "MONOCHROME2"):
        raise ScanUnsupported(f"is a DICOM image of kind {header.PhotometricInterpretation}; accepted is grey")
    allocated, stored = int(header.BitsAllocated), int(header.BitsStored)
    if allocated not in (8, 16, 32) or not 0 < stored <= int(header.get("HighBit", stored - 1)) + 1 <= allocated:
        raise ScanUnsupported(f"has {stored} bits in {allocated}; accepted are pixels of 8, 16 and 32 bits")
    if header.get("PixelIntensityRelationship") == LOGARITHMIC:
        raise ScanUnsupported("holds logarithms of the signal (Pixel Intensity Relationship LOG); counts are needed")
    if _number(header, "RescaleSlope", 1) == 0:
        raise ScanUnreadable("is damaged: its Rescale Slope is 0")


def _stored_values(header: pydicom.Dataset) -> NDArray[Any]:
    """(rows, columns) integers as decoded, before bits that carry no signal are taken off."""
    rows, columns = int(header.Rows), int(header.Columns)
    dtype = np.dtype(f"<{'i' if header.get('PixelRepresentation', 0) else 'u'}{int(header.BitsAllocated) // 8}")
    syntax = header.file_meta.get("TransferSyntaxUID")
    if syntax in UNCOMPRESSED:
        expected = rows * columns * dtype.itemsize
        if len(header.PixelData) < expected:
            raise ScanUnreadable(
                f"is cut short: {expected:,} bytes of pixels are announced, {len(header.PixelData):,} are there"
            )
        return np.frombuffer(header.PixelData, dtype, rows * columns).reshape(rows, columns)
    if syntax not in CODECS:
        accepted = ", ".join(uid.UID(name).name for name in (*UNCOMPRESSED, *CODECS))
        name = f"{uid.UID(syntax).name} ({syntax})" if syntax else "none"
        raise ScanUnsupported(f"has the transfer syntax {name}; accepted are {accepted}")
    frame = next(generate_frames(header.PixelData, number_of_frames=1))
    values = np.asarray(CODECS[syntax](frame, dtype))
    if values.size != rows * columns or (values.ndim == 2 and values.shape != (rows, columns)):
        raise ScanUnreadable(f"is damaged: {rows} x {columns} pixels are announced, {values.shape} were decoded")
    return values.astype(dtype, copy=False).reshape(rows, columns)


def _apply_bits(header: pydicom.Dataset, values: NDArray[Any]) -> NDArray[Any]:
    """Values without what stands above the high bit or below the lowest stored one, sign extended where signed."""
    allocated, stored = int(header.BitsAllocated), int(header.BitsStored)
    above = allocated - 1 - int(header.get("HighBit", stored - 1))
    native = values.astype(values.dtype.newbyteorder("="))
    if stored == allocated:
        return native
    return (native << above) >> (allocated - stored)


def _number(header: pydicom.Dataset, name: str, absent: float) -> float:
    value = header.get(name)
    return absent if value is None else float(value)


def _pitch(header: pydicom.Dataset) -> tuple[float, float] | None:
    for name in SPACINGS:
        spacing = header.get(name)
        if spacing is not None and len(spacing) == 2:
            return float(spacing[0]), float(spacing[1])
    return None
