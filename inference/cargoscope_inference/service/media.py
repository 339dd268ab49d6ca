"""What a scan's bytes are: by how they begin, and where that says nothing, by what the station calls them."""

from cargoscope_inference.media import COLUMNS

DICOM_PREAMBLE = 128
LONGEST_START = DICOM_PREAMBLE + 4
SIGNATURES = {
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0": "image/tiff",
    b"MM\0+": "image/tiff",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x93NUMPY": "application/x-npy",
    b"PK\x03\x04": "application/x-npz",
}
DICOM = "application/dicom"
KNOWN = {*SIGNATURES.values(), DICOM, COLUMNS}
ACCEPTED = "accepted are TIFF, PNG, JPEG, NPY, NPZ, DICOM/DICOS and .columns"


def media_type(start: bytes, declared: str | None) -> str | None:
    """The media type of a scan, or None where neither its first bytes nor its declared type is known.

    Args:
        start: the first `LONGEST_START` bytes, or all where there are fewer.
        declared: value of the Content-Type header.
    """
    if start[DICOM_PREAMBLE:LONGEST_START] == b"DICM":
        return DICOM
    for signature, name in SIGNATURES.items():
        if start.startswith(signature):
            return name
    named = (declared or "").partition(";")[0].strip().lower()
    return named if named in KNOWN else None
