"""What is sent of a scan in the end: its file as it is, or its two energies, packed into one."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from cargoscope_datasets.decoding.decoder import Decoder
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import ScanError, ScanUnsupported
from cargoscope_datasets.marking import MARK
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_npz
from cargoscope_inference.reference_station.appearance import Appearance, appearance_of
from cargoscope_inference.reference_station.pairs import PARTNER_SECONDS
from cargoscope_inference.reference_station.sidecar import shown
from cargoscope_inference.reference_station.spool import Spool

NPZ = "application/x-npz"
PIECE_BYTES = 1 << 20
LOW_MISSING = "low_missing"
"""In the metadata: why a scan has one energy where its sidecar says two."""
MARKED = f"{MARK.decode()} It stood in one of the two files that this was packed from."


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent of a scan.

    Attributes:
        file: its bytes, at their beginning.
        size: how many.
        media_type: of them.
        name: for people.
        metadata: what the service is told beside what is known of the scan.
    """

    file: IO[bytes]
    size: int
    media_type: str
    name: str
    metadata: dict[str, Any] = field(default_factory=dict)


def with_low(alone: Content, high: Path, low: str, found: Mapping[str, Appearance], spool: Spool) -> Content:
    """What is sent of a file whose sidecar names that of the lower energy.

    Args:
        alone: the file by itself, which is sent where there is no way to send both: no scan is lost for it.
        high: the file.
        low: name of the other, in the same folder.
        found: what the files there looked like.
        spool: that has to have room for both.

    Raises:
        SpoolFull: it has none.
        ValueError: one of them has changed.
        OSError: one cannot be read.
    """
    if low not in found or low == high.name:
        why = f"no other file of this name came within {PARTNER_SECONDS:g} s"
        return replace(alone, metadata={"low": shown(low), LOW_MISSING: why})
    files = (high, high.with_name(low))
    spool.check_room(sum(found[path.name].size for path in files))
    try:
        joined = join(*files)
    except ScanError as error:
        why = f"cannot be joined with {shown(high.name)}: {error}"
        return replace(alone, metadata={"low": shown(low), LOW_MISSING: why})
    if any(appearance_of(path.stat()) != found[path.name] for path in files):
        raise ValueError(f"{shown(high.name)} or {shown(low)} has changed")
    return joined


def join(high: Path, low: Path) -> Content:
    """Pack the two energies of a view into one NPZ, every pixel as it was stored.

    The same two files make the same bytes. The service takes one file a view, so it is told what the two were.

    Args:
        high: file of the higher energy.
        low: file of the lower one.

    Raises:
        ScanError: they are no scans, do not belong together, or say what an NPZ has no place for.
        ValueError: one was changed while it was read.
        OSError: one cannot be read.
    """
    if ".columns" in (high.suffix.lower(), low.suffix.lower()):
        raise ScanUnsupported("a .columns file has both energies itself")
    both, files = sha256(), []
    for path in (high, low):
        own = sha256()
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                own.update(piece)
                both.update(piece)
        files.append({"file": shown(path.name), "sha256": own.hexdigest()})
    # In a process of its own: bytes that end a decoder do not end the station.
    with Decoder(Limits()) as decoder:
        raw, decoded = decoder.decode([high, low])
    if decoded != both.hexdigest():
        raise ValueError(f"{shown(high.name)} or {shown(low.name)} changed while it was read")
    packed = _pack(raw)
    name = f"{shown(high.stem)}+{shown(low.stem)}.npz"
    return Content(BytesIO(packed), len(packed), NPZ, name, {"packed_from": files})


def _pack(raw: RawPlanes) -> bytes:
    # That white is low is for a screen, and told polarities; the service looks at neither.
    if any(each is not None for each in (raw.bits, raw.polarity, raw.dark, raw.view, raw.direction, raw.cut_short)):
        raise ScanUnsupported(
            "they say more of their pixels than an NPZ can (DICOM does), so they cannot be packed into one"
        )
    pitch = None if raw.pitch_mm is None else Pitch(*raw.pitch_mm, PitchSource.FILE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "both.npz"
        write_npz(path, raw.planes, raw.air, pitch, MARKED if raw.projected else None)
        return path.read_bytes()
