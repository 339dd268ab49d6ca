"""What a network says of the held-out scans, as they are and with threats drawn into them; a cut run goes on."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cargoscope_datasets.annotations.data_set import DataSet, read_data_set
from cargoscope_datasets.annotations.growing import write_atomically
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.errors import DataSetError, ScanError
from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.projection.clean_scans import CleanScan
from cargoscope_datasets.projection.contrast import band_of
from cargoscope_datasets.projection.data_set import ProjectionRecipe, backdrop_of, make_projected_set
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch
from cargoscope_datasets.simulation.threats import LABELS
from cargoscope_datasets.viewing import SIDE
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.release import Release
from cargoscope_training.adaptation.holding_out import Parts
from cargoscope_training.adaptation.survey import look
from cargoscope_training.evaluation.results import Origin, Results, ResultsFile, Role, Scanned, Truth, read_results
from cargoscope_training.evaluation.saying import header_of, said_of

SEED = 101
"""Of the threats that the report draws; training draws its own from a bank."""
OBJECTS = 200
"""Projections, about: as many as 20 scans of ten each have."""
MOST_A_SCAN, LEAST_A_SCAN = 10, 2

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What everything is measured on.

    Attributes:
        parts: whose scans for the report and for thresholds these are.
        projected: threats drawn into those for the report; None where into none of them one could be.
        not_projected: why not into some, by the hash of the scan.
    """

    parts: Parts
    projected: DataSet | None
    not_projected: dict[str, str]

    @property
    def id(self) -> str:
        """Hex sha256 of all of it."""
        clean = [scan.sha256 for scan in (*self.parts.report, *self.parts.thresholds)]
        told = [clean, None if self.projected is None else self.projected.id]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def project_into(
    scans: Sequence[CleanScan], labels: Sequence[str], beams: tuple[float, ...], folder: Path, progress: Progress
) -> tuple[DataSet | None, dict[str, str]]:
    """Draw threats of a release's labels into held-out scans.

    Returns:
        The data set, and why a scan has none, by its hash.
    """
    known = tuple(label for label in labels if label in LABELS)
    if not known:
        return None, {}
    count = min(max(-(-OBJECTS // len(scans)), LEAST_A_SCAN), MOST_A_SCAN)
    recipe = ProjectionRecipe(labels=known, count=count, seed=SEED, beams=beams)
    told = json.dumps([recipe.told(), [scan.sha256 for scan in scans]], sort_keys=True)
    out = folder / f"projected-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    beside = out.with_suffix(".json")
    if not beside.exists():
        write_atomically(beside, json.dumps(_refusals(scans, recipe)).encode())
    refused: dict[str, str] = json.loads(beside.read_bytes())
    fit = [scan for scan in scans if scan.sha256 not in refused]
    if not fit:
        return None, refused
    if not out.exists():
        try:
            make_projected_set(fit, recipe, out, progress)
        except DataSetError as error:
            return None, {scan.sha256: str(error) for scan in fit} | refused
    return read_data_set(out), refused


def _refusals(scans: Sequence[CleanScan], recipe: ProjectionRecipe) -> dict[str, str]:
    refused = {}
    with ScanReader() as reader:
        for clean in scans:
            try:
                scan, raw = reader.read_with_raw([clean.path], pitch=clean.pitch)
                backdrop_of(scan, raw, recipe)
            except (ScanError, DataSetError) as error:
                refused[clean.sha256] = str(error)
    return refused


def measure(
    network: Release, held: HeldOut, path: Path, progress: Progress, known: Mapping[str, Scanned] | None = None
) -> Results:
    """What a network says of the held-out scans.

    Args:
        network: as a release.
        held: what it looks at.
        path: file that grows scan by scan.
        progress: told how far it is.
        known: what it has said of clean scans before, by their hash.
    """
    file = ResultsFile(path, header_of(network, "held-out scans of a site", held.id, Origin.PROJECTED))
    roles = [(scan, Role.CLEAN) for scan in held.parts.report] + [
        (scan, Role.THRESHOLD) for scan in held.parts.thresholds
    ]
    projected = [] if held.projected is None else [scan for part in held.projected.scans.values() for scan in part]
    engine: Engine | None = None
    total = len(roles) + len(projected)
    with ScanReader() as reader:
        for at, (clean, role) in enumerate(roles, 1):
            if clean.sha256 not in file.done:
                if known is not None and clean.sha256 in known:
                    file.add(replace(known[clean.sha256], role=role))
                else:
                    engine = engine or Engine(network)
                    file.add(look(engine, reader, clean, role))
            progress(at, total)
        for at, labelled in enumerate(projected, len(roles) + 1):
            if labelled.id not in file.done:
                assert held.projected is not None
                engine = engine or Engine(network)
                file.add(_look_at_projection(engine, reader, held.projected, labelled))
            progress(at, total)
    return read_results(path)


def _look_at_projection(engine: Engine, reader: ScanReader, data: DataSet, labelled: LabelledScan) -> Scanned:
    assert labelled.pitch_mm is not None
    assert labelled.pitch_source is not None
    scan = reader.read([data.path(labelled)], pitch=Pitch(*labelled.pitch_mm, labelled.pitch_source))
    said = said_of(engine.detect(scan).detections, engine.specification.labels)
    truths = tuple(
        Truth(each.label, SIDE, each.box, True, {"band": band_of(each.contrast or 0.0).value}, each.contrast)
        for each in labelled.annotations
    )
    return Scanned(labelled.id, labelled.groups[-1], Role.THREAT, 1, labelled.pitch_mm, truths, said)


def flagged_by(results: Results, release: Release) -> Results:
    """What the same network would have flagged at a release's thresholds."""
    header = replace(results.header, release=release.id, thresholds=release.thresholds)
    scans = tuple(
        replace(
            scan,
            said=tuple(
                replace(
                    said,
                    flagged=said.score >= release.threshold(said.label, None if said.zone is None else Zone(said.zone)),
                )
                for said in scan.said
            ),
        )
        for scan in results.scans
    )
    return Results(header, scans)
