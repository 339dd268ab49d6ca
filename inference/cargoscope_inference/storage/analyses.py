"""What a release said of a scan: written once, never changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from cargoscope_datasets.consignment import hs_digits
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.inspections import Inspection, State, change_flags, note_shortfalls, set_waiting
from cargoscope_inference.storage.scans import Description, StoredScan, latest_description
from cargoscope_inference.storage.tables import analyses
from cargoscope_models.detection import Detection
from cargoscope_models.policy import Flag, Policy, raise_flags


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
        picture: size of the picture of the first view, and how many of its pixels lie on one of the view.
        milliseconds: from the file to the detections.
    """

    release: str
    release_name: str
    provider: str
    thresholds: Mapping[str, float]
    labels: Sequence[str]
    views: Sequence[Mapping[str, Any]]
    detections: Sequence[Mapping[str, Any]]
    picture: Mapping[str, float]
    milliseconds: float


def find_analysis(connection: Connection, scan_id: str) -> Analysis | None:
    """What was said of a scan."""
    row = connection.execute(select(analyses).where(analyses.c.scan_id == scan_id)).one_or_none()
    if row is None:
        return None
    return Analysis(
        row.release,
        row.release_name,
        row.provider,
        json.loads(row.thresholds),
        json.loads(row.labels),
        json.loads(row.views),
        json.loads(row.detections),
        json.loads(row.picture),
        row.milliseconds,
    )


def save_analysis(
    connection: Connection, scan: StoredScan, claim: str, analysis: Analysis, policy: Policy
) -> Sequence[Flag] | None:
    """Keep an analysis, raise the flags that the policy asks for, and hand the scan to the officers.

    Returns:
        The flags; None where the claim no longer held, and nothing was written.
    """
    flags = flags_of(policy, analysis, latest_description(connection, scan.station_id, scan.id))
    if not set_waiting(connection, scan.id, claim, flags=flags):
        return None
    note_shortfalls(connection, scan.id)
    row: dict[str, Any] = {
        "scan_id": scan.id,
        "analysed_at": now(),
        "release": analysis.release,
        "provider": analysis.provider,
    }
    row |= {"release_name": analysis.release_name, "milliseconds": analysis.milliseconds}
    for name in ("thresholds", "labels", "views", "detections", "picture"):
        row[name] = json.dumps(getattr(analysis, name), allow_nan=False)
    connection.execute(insert(analyses).values(row))
    labels = [flag.label for flag in flags]
    record(connection, "scan.analysed", SERVICE, scan.id, release=analysis.release, flags=labels)
    return flags


def flags_of(policy: Policy, analysis: Analysis, description: Description | None) -> tuple[Flag, ...]:
    """What a policy makes of an analysis and of what was declared."""
    shares = {view["name"]: view["quality"]["not_penetrated"] for view in analysis.views}
    declared = [] if description is None else declared_codes(description)
    return raise_flags(policy, [detection_of(each) for each in analysis.detections], shares, declared)


def reconsider_flags(connection: Connection, inspection: Inspection, policy: Policy, *, because: str) -> bool:
    """Raise the flags of a scan that waits anew, as it was declared anew.

    Returns:
        Whether they changed.
    """
    analysis = find_analysis(connection, inspection.scan.id)
    if inspection.state is not State.WAITING or analysis is None:
        return False
    description = latest_description(connection, inspection.scan.station_id, inspection.scan.id)
    return change_flags(connection, inspection, flags_of(policy, analysis, description), because=because)


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
