"""A source that is one scan: a finished file, or `.columns` files that are played."""

from collections.abc import Sequence
from pathlib import Path

from cargoscope_datasets.errors import ScanError, ScanMissing, ScanUnsupported
from cargoscope_inference.media import COLUMNS
from cargoscope_inference.reference_station.content import Content, join
from cargoscope_inference.reference_station.folder import BY_ENDING
from cargoscope_inference.reference_station.passage import Passage
from cargoscope_inference.reference_station.sidecar import SIDECAR, Known, known_of, shown
from cargoscope_inference.reference_station.spool import Spool
from cargoscope_inference.service.media import ACCEPTED, LONGEST_START, media_type


def take_files(paths: Sequence[Path], spool: Spool, passage: Passage) -> None:
    """Take the files of one scan into the spool, with what is known of it.

    Args:
        paths: one file of any kind, the higher energy and the lower, or a `.columns` file for each view.
        spool: of the station.
        passage: plays what is streamed.

    Raises:
        ScanMissing: one cannot be read.
        ScanUnsupported: one is no scan.
        SpoolFull: there is no room for it.
    """
    try:
        if all(BY_ENDING.get(path.suffix.lower()) == COLUMNS for path in paths):
            known = _known(paths[0]).metadata
            passage.play([path.read_bytes() for path in paths], str(known.pop("reference")), known)
            return
        _take_finished(paths, spool)
    except OSError as error:
        raise ScanMissing(f"{error.filename or paths[0]} cannot be read ({error.strerror or error})") from error


def _take_finished(paths: Sequence[Path], spool: Spool) -> None:
    path = paths[0]
    with path.open("rb") as file:
        kind = media_type(file.read(LONGEST_START), BY_ENDING.get(path.suffix.lower()))
        if kind is None:
            raise ScanUnsupported(f"{path}: neither its name nor its first bytes are of a scan; {ACCEPTED}")
        file.seek(0)
        known = _known(path)
        lows = paths[1:] or [path.with_name(name) for name in (known.low,) if name is not None]
        try:
            content = _joined(path, lows[0]) if lows else Content(file, path.stat().st_size, kind, shown(path.name))
            spool.take_file(
                content.file,
                size=content.size,
                identify=lambda sha256: known.scan_id(spool.namespace, shown(path.name), sha256),
                name=content.name,
                media_type=content.media_type,
                metadata=known.metadata | content.metadata,
                view=known.view,
            )
        except ValueError as error:
            raise ScanMissing(f"{error}; wait until it is complete") from error


def _joined(high: Path, low: Path) -> Content:
    try:
        return join(high, low)
    except ScanError as error:
        raise type(error)(f"{high} and {low} cannot be joined: {error}") from error


def _known(path: Path) -> Known:
    beside = path.with_suffix(SIDECAR)
    known = known_of(path, beside.name if beside.exists() else None, path.stat().st_mtime_ns)
    if known.wrong is not None:
        raise ScanUnsupported(f"{beside}: {known.wrong}")
    return known
