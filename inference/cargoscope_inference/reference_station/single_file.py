"""A source that is one finished file."""

import uuid
from pathlib import Path

from cargoscope_datasets.errors import ScanMissing, ScanUnsupported
from cargoscope_inference.reference_station.folder import BY_ENDING, SIDECAR
from cargoscope_inference.reference_station.sidecar import known_of, shown
from cargoscope_inference.reference_station.spool import Spool
from cargoscope_inference.service.media import ACCEPTED, LONGEST_START, media_type


def take_single_file(path: Path, spool: Spool) -> None:
    """Take one file into the spool, with what is known of it.

    Raises:
        ScanMissing: it cannot be read.
        ScanUnsupported: it is no scan.
        SpoolFull: there is no room for it.
    """
    beside = path.with_suffix(SIDECAR)
    try:
        with path.open("rb") as file:
            kind = media_type(file.read(LONGEST_START), BY_ENDING.get(path.suffix.lower()))
            if kind is None:
                raise ScanUnsupported(f"{path}: neither its name nor its first bytes are of a scan; {ACCEPTED}")
            file.seek(0)
            said = path.stat()
            known, wrong = known_of(path, beside.name if beside.exists() else None, said.st_mtime_ns)
            if wrong is not None:
                raise ScanUnsupported(f"{beside}: {wrong}")
            spool.take_file(
                file,
                size=said.st_size,
                identify=lambda sha256: str(uuid.uuid5(spool.namespace, shown(path.name) + sha256)),
                name=shown(path.name),
                media_type=kind,
                metadata=known,
            )
    except OSError as error:
        raise ScanMissing(f"{path} cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise ScanMissing(f"{path}: {error}; wait until it is complete") from error
