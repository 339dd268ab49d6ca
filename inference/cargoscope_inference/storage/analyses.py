"""What a release said of a scan: written, and never changed.

It is said again where the station says the size of a pixel only after the first time: sizes and flags hang on it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from cargoscope_datasets.harmonized_system import hs_digits
from cargoscope_datasets.reading import PLAUSIBLE_PITCH_MM
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_inference.storage.claims import take_back
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.inspections import Inspection, State, change_flags, note_shortfalls, set_waiting
from cargoscope_inference.storage.scans import (
    Description,
    StoredScan,
    description_of_version,
    latest_description,
)
from cargoscope_inference.storage.tables import analyses
from cargoscope_models.detection import Detection
from cargoscope_models.policy import Flag, Policy, raise_flags

LATE_PITCH = "the station has said the size of a pixel"


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a release said of a scan.

    Attributes:
        release: id of the release.
        release_name: name of its folder.
        provider: execution provider that really ran it.
        thresholds: by label; those of the release.
        labels: all that the release knows.
        views: as in the JSON of `cargoscope detect`.
        detections: as in the JSON of `cargoscope detect`.
        frames: of every view, size of its picture, and how many of its pixels lie on one of the view.
        milliseconds: from the file to the detections.
        metadata_version: what the station had said of the scan by then; 0 for nothing.
        number: 1 for the first analysis of the scan.
    """

    release: str
    release_name: str
    provider: str
    thresholds: Mapping[str, float]
    labels: Sequence[str]
    views: Sequence[Mapping[str, Any]]
    detections: Sequence[Mapping[str, Any]]
    frames: Sequence[Mapping[str, float]]
    milliseconds: float
    metadata_version: int = 0
    number: int = 1


def find_analysis(connection: Connection, scan_id: str) -> Analysis | None:
    """What was said of a scan last."""
    query = select(analyses).where(analyses.c.scan_id == scan_id).order_by(analyses.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    frames = json.loads(row.picture)
    return Analysis(
        row.release,
        row.release_name,
        row.provider,
        json.loads(row.thresholds),
        json.loads(row.labels),
        json.loads(row.views),
        json.loads(row.detections),
        # The first releases kept that of the first view alone.
        frames if isinstance(frames, list) else [frames],
        row.milliseconds,
        row.metadata_version,
        row.number,
    )


def save_analysis(
    connection: Connection, scan: StoredScan, claim: str, analysis: Analysis, policy: Policy
) -> Sequence[Flag] | None:
    """Keep an analysis, raise the flags that the policy asks for, and hand the scan to the officers.

    Returns:
        The flags; None where the claim no longer held, and nothing was written.
    """
    latest = latest_description(connection, scan.station_id, scan.id)
    flags = flags_of(policy, analysis, latest)
    if not set_waiting(connection, scan.id, claim, flags=flags, analysis=analysis.number):
        return None
    note_shortfalls(connection, scan.id)
    row: dict[str, Any] = {"scan_id": scan.id, "number": analysis.number, "analysed_at": now()}
    for name in ("release", "release_name", "provider", "milliseconds", "metadata_version"):
        row[name] = getattr(analysis, name)
    for name in ("thresholds", "labels", "views", "detections"):
        row[name] = json.dumps(getattr(analysis, name), allow_nan=False)
    row["picture"] = json.dumps(analysis.frames, allow_nan=False)
    connection.execute(insert(analyses).values(row))
    labels = [flag.label for flag in flags]
    record(connection, "scan.analysed", SERVICE, scan.id, release=analysis.release, flags=labels)
    if late_pitch(connection, scan, analysis) is not None:
        take_back(connection, scan.id, LATE_PITCH)
    return flags


def flags_of(policy: Policy, analysis: Analysis, description: Description | None) -> tuple[Flag, ...]:
    """What a policy makes of an analysis and of what was declared."""
    shares = {view["name"]: view["quality"]["not_penetrated"] for view in analysis.views}
    declared = [] if description is None else declared_codes(description)
    return raise_flags(policy, [detection_of(each) for each in analysis.detections], shares, declared)


def reconsider(connection: Connection, inspection: Inspection, policy: Policy, *, because: str) -> bool:
    """Raise the flags of a scan that waits anew, as it was described anew; or have it analysed again.

    What was decided stands: what comes after that is kept and shown, and changes nothing.

    Returns:
        Whether the flags changed, or are going to.
    """
    analysis = find_analysis(connection, inspection.scan.id)
    if inspection.state is not State.WAITING or analysis is None:
        return False
    if late_pitch(connection, inspection.scan, analysis) is not None:
        return take_back(connection, inspection.scan.id, LATE_PITCH)
    description = latest_description(connection, inspection.scan.station_id, inspection.scan.id)
    return change_flags(
        connection, inspection, flags_of(policy, analysis, description), analysis=analysis.number, because=because
    )


def station_pitch(description: Description | None) -> Pitch | None:
    """Size of a pixel as the station says, unless no cargo scanner has such pixels."""
    said = None if description is None else description.body.get("pitch")
    low, high = PLAUSIBLE_PITCH_MM
    if said is None or not all(low <= size <= high for size in said):
        return None
    return Pitch(float(said[0]), float(said[1]), PitchSource.STATION)


def late_pitch(connection: Connection, scan: StoredScan, analysis: Analysis) -> Pitch | None:
    """Size of a pixel that the station says, where the analysis did not know it yet."""
    used = description_of_version(connection, scan.station_id, scan.id, analysis.metadata_version)
    said = station_pitch(latest_description(connection, scan.station_id, scan.id))
    return None if said == station_pitch(used) else said


def declared_codes(description: Description) -> list[list[str]]:
    """HS codes of every consignment, digits only."""
    consignments = description.body.get("consignments") or []
    return [[hs_digits(code) for code in consignment.get("hs") or []] for consignment in consignments]


def detection_of(saved: Mapping[str, Any]) -> Detection:
    """A detection from its JSON object."""
    x0, y0, x1, y1 = saved["box"]
    return Detection(
        saved["label"], saved["score"], (x0, y0, x1, y1), saved["view"], saved["threshold"], saved["facts"]
    )
