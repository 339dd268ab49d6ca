"""What the parent release says of a site's scans, one by one; those that cannot be read are said and left out."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cargoscope_datasets.errors import DataSetError, ReleaseError, ScanError
from cargoscope_datasets.projection.clean_scans import CleanScan
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import PitchSource, Scan
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.release import Release
from cargoscope_training.adaptation.gathering import Gathered
from cargoscope_training.adaptation.holding_out import MOST, MOST_LEARNT
from cargoscope_training.evaluation.results import Origin, ResultsFile, Role, Scanned, read_results
from cargoscope_training.evaluation.saying import header_of, said_of
from cargoscope_training.export import FINE_MM

MOST_SCANS = 2 * MOST + MOST_LEARNT
PITCH = "pitch"
"""Facet of a scan: whether its pitch was told, estimated, or is unknown."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of the scans.

    Attributes:
        scans: those that can be used, in the order of their hashes.
        said: what the parent said of each, by its hash.
        left_out: why the others are not among them, by name.
        unused: more than an hour has time for.
    """

    scans: tuple[CleanScan, ...]
    said: dict[str, Scanned]
    left_out: dict[str, str]
    unused: int

    def pitches(self, scans: Iterable[CleanScan]) -> dict[str, int]:
        """Of how many the pitch was told, estimated, or is unknown."""
        return dict(Counter(self.said[scan.sha256].facets[PITCH] for scan in scans))


def survey(gathered: Gathered, parent: Release, path: Path, progress: Callable[[int, int], None]) -> Survey:
    """Look at each scan once; what an earlier run has looked at is not read again.

    Raises:
        DataSetError: none can be used.
    """
    file = ResultsFile(path, header_of(parent, "cleared scans of a site", gathered.id, Origin.PROJECTED))
    engine = Engine(parent)
    left_out = dict(gathered.left_out)
    sound: list[CleanScan] = []
    total = min(len(gathered.scans), MOST_SCANS)
    with ScanReader() as reader:
        for at, clean in enumerate(gathered.scans):
            if len(sound) == MOST_SCANS:
                break
            try:
                if clean.sha256 not in file.done:
                    file.add(look(engine, reader, clean, Role.CLEAN))
                sound.append(clean)
            except (ScanError, ReleaseError) as error:
                left_out[gathered.names[clean.sha256]] = str(error)
            progress(min(at + 1, total), total)
    if not sound:
        reasons = "; ".join(f"{name} {reason}" for name, reason in list(left_out.items())[:3])
        raise DataSetError(f"none of the scans that were given can be used ({reasons or 'there is no file'})")
    said = {scan.scan: scan for scan in read_results(path).scans}
    failed = len(left_out) - len(gathered.left_out)
    return Survey(tuple(sound), said, left_out, len(gathered.scans) - len(sound) - failed)


def look(engine: Engine, reader: ScanReader, clean: CleanScan, role: Role) -> Scanned:
    """One clean scan, and what a release says of it.

    Raises:
        ScanError: it cannot be read.
        ReleaseError: it is of a kind that the release does not take.
    """
    scan = reader.read([clean.path], pitch=clean.pitch)
    said = said_of(engine.detect(scan).detections, engine.specification.labels)
    view = scan.views[0]
    # What is unknown is looked at as if it were of the network's own pitch.
    pitch_mm = (FINE_MM, FINE_MM) if view.pitch is None else (view.pitch.row_mm, view.pitch.column_mm)
    facets = {"shown as": view.kind.value, PITCH: _pitch_known(scan)}
    group = clean.groups[0] if clean.groups else clean.sha256
    return Scanned(clean.sha256, group, role, max(len(view.outlines), 1), pitch_mm, (), said, facets)


def _pitch_known(scan: Scan) -> str:
    pitch = scan.views[0].pitch
    if pitch is None:
        return "unknown"
    return "estimated" if pitch.source is PitchSource.ESTIMATED else "told"
