"""Tells by its first bytes what a file is, never by its name, and decodes it."""

from collections.abc import Callable

from cargoscope_datasets.decoding import arrays, columns, jpeg, png, tiff
from cargoscope_datasets.decoding.limits import ACCEPTED, Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import DecoderKilled, ScanError, ScanUnreadable, ScanUnsupported

Reader = Callable[[bytes, Limits], RawPlanes]

DICOM_PREAMBLE = 128
FOREIGN = {
    b"GIF8": "a GIF",
    b"BM": "a BMP",
    b"%PDF": "a PDF",
    b"\x89HDF": "an HDF5",
    b"\x1f\x8b": "a gzip",
    b"RIFF": "a RIFF (WebP or AVI)",
    b"\0\0\0\x0cjP": "a JPEG 2000",
    b"\xff\x4f\xff\x51": "a JPEG 2000",
    b"\x28\xb5\x2f\xfd": "a zstd",
}
TEXT_SAMPLE = 1024
TEXT_SHARE = 0.9


def decode(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes a file's bytes after its header was found to be within the limits.

    Raises:
        ScanUnreadable: empty, damaged or cut short.
        ScanUnsupported: of a form that is not accepted.
        ScanTooLarge: the header announces too much.
        DecoderKilled: memory ran out.
    """
    if not data:
        raise ScanUnreadable(f"is empty (0 bytes); {ACCEPTED}")
    reader = _reader(data)
    try:
        return reader(data, limits)
    except ScanError:
        raise
    except MemoryError:
        raise DecoderKilled(
            f"needs more memory than the {limits.memory_bytes >> 20:,} MB that decoding may take"
        ) from None
    except Exception as error:
        # Damaged bytes make the decoding libraries raise errors of every kind.
        raise ScanUnreadable(f"is damaged or cut short ({_one_line(error)})") from error


def _reader(data: bytes) -> Reader:
    if data.startswith(tiff.SIGNATURES):
        return tiff.read_tiff
    if data.startswith(png.SIGNATURE):
        return png.read_png
    if data.startswith(jpeg.START):
        return jpeg.read_jpeg
    if data.startswith(arrays.NPY_SIGNATURE):
        return arrays.read_npy
    if data.startswith(arrays.ZIP_SIGNATURE):
        return arrays.read_npz
    if data.startswith(columns.START):
        return columns.read_columns
    if data[DICOM_PREAMBLE : DICOM_PREAMBLE + 4] == b"DICM":
        return _read_dicom
    raise ScanUnsupported(f"is {_foreign(data)}, not a scan; {ACCEPTED}")


def _read_dicom(data: bytes, limits: Limits) -> RawPlanes:
    # pydicom takes a fifth of a second to import, and most scans are no DICOM.
    from cargoscope_datasets.decoding.dicom import read_dicom

    return read_dicom(data, limits)


def _foreign(data: bytes) -> str:
    for signature, name in FOREIGN.items():
        if data.startswith(signature):
            return f"{name} file"
    sample = data[:TEXT_SAMPLE].decode("utf-8", errors="replace")
    readable = sum(character.isprintable() or character in "\r\n\t" for character in sample) - sample.count("\ufffd")
    return "a text file" if readable > TEXT_SHARE * len(sample) else "a file of an unknown type"


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:160]
