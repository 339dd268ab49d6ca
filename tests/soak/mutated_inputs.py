"""Sound inputs of every kind, and how they are mutated. The same numbers make the same inputs."""

import random
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

from cargoscope_datasets.writing import write_tiff

from ..inference.service.line import stream_of


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The same with some bytes changed, taken out, doubled or cut off, mostly near its beginning."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not changed:
            break
        near = len(changed) if chance.random() < 0.3 else min(len(changed), 400)
        place = chance.randrange(max(1, near))
        kind = chance.randrange(5)
        if kind == 0:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            changed[place : place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"9999"))
        elif kind == 2:
            del changed[place : place + chance.randrange(1, 64)]
        elif kind == 3:
            changed[place:place] = changed[place : place + chance.randrange(1, 64)]
        else:
            del changed[max(1, place + chance.randrange(len(changed))) :]
    return bytes(changed)


def samples() -> dict[str, bytes]:
    """A small sound file of every format."""
    counts = np.random.default_rng(1).normal(30_000, 200, (1, 64, 80)).astype(np.uint16)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.tif"
        write_tiff(path, counts, None)
        tiff = path.read_bytes()
    npy, npz = BytesIO(), BytesIO()
    np.save(npy, counts[0])
    np.savez_compressed(npz, high=counts[0], air=np.full(64, 40_000.0), pitch_mm=[4.0, 5.0])
    grey = (counts[0] >> 8).astype(np.uint8)
    return {
        "tiff": tiff,
        "png": cv2.imencode(".png", counts[0])[1].tobytes(),
        "jpeg": cv2.imencode(".jpg", grey)[1].tobytes(),
        "npy": npy.getvalue(),
        "npz": npz.getvalue(),
        "dicom": _dicom(counts[0]),
        "columns": stream_of(columns=40),
    }


def _dicom(plane: np.ndarray[Any, np.dtype[np.uint16]]) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["mutated"])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    file.SOPClassUID, file.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    file.Rows, file.Columns = plane.shape
    file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
    file.BitsAllocated = file.BitsStored = 16
    file.HighBit, file.PixelRepresentation = 15, 0
    file.PixelData = plane.tobytes()
    written = BytesIO()
    file.save_as(written, enforce_file_format=True)
    return written.getvalue()
