"""What is told of a scan, put together from the tables."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import Connection

from cargoscope_inference.service.shapes import (
    AnalysisShape,
    DecisionShape,
    InspectionShape,
    KeepingShape,
    Mark,
    PartShape,
    ScanShape,
    StoredMetadata,
    StreamShape,
    StreamsShape,
)
from cargoscope_inference.storage.analyses import declared_codes, detection_of, find_analysis
from cargoscope_inference.storage.decisions import decisions_of
from cargoscope_inference.storage.holds import find_hold
from cargoscope_inference.storage.inspections import Inspection, State, flag_as_json
from cargoscope_inference.storage.looks import find_look
from cargoscope_inference.storage.removals import find_announcement, find_removal
from cargoscope_inference.storage.scans import Description, Part, latest_description, parts_of
from cargoscope_inference.storage.uploads import Upload, uploads_of
from cargoscope_models.policy import Policy, raise_flags


def present_inspection(connection: Connection, inspection: Inspection) -> InspectionShape:
    """A row of the queue."""
    scan = inspection.scan
    return InspectionShape(
        id=scan.id,  # type: ignore[arg-type]
        station=scan.station,
        received_at=scan.received_at,
        state=inspection.state,
        waiting_since=inspection.waiting_since,
        problem=inspection.problem,
        flags=list(inspection.flags),  # type: ignore[arg-type]
        flags_key=inspection.flags_key,
        verdict=inspection.verdict,
        decided_at=inspection.decided_at,
        metadata=present_metadata(connection, inspection),
        keeping=present_keeping(connection, inspection),
    )


def present_scan(connection: Connection, inspection: Inspection, *, with_decisions: bool) -> ScanShape:
    """All about a scan.

    Args:
        connection: to read by.
        inspection: where it stands.
        with_decisions: also who decided, and why; stations learn the verdict only.
    """
    scan = inspection.scan
    decisions = decisions_of(connection, scan.id) if with_decisions else []
    clock = next((upload.clock for upload in uploads_of(connection, scan.id)), None)
    return ScanShape(
        **present_inspection(connection, inspection).model_dump(),
        sha256=scan.sha256,
        bytes=scan.size,
        media_type=scan.media_type,
        sent_at=None if clock is None else clock.sent_at,
        clock_offset=None if clock is None else clock.offset,
        parts=[_part(part) for part in parts_of(connection, scan.id)],
        analysis=_analysis(connection, scan.id),
        decisions=[DecisionShape.model_validate(asdict(decision)) for decision in decisions],
    )


def present_metadata(connection: Connection, inspection: Inspection) -> StoredMetadata | None:
    """The newest of what the station said."""
    return present_description(latest_description(connection, inspection.scan.station_id, inspection.scan.id))


def present_description(latest: Description | None) -> StoredMetadata | None:
    """What a station said."""
    if latest is None:
        return None
    marks = [Mark.model_validate(mark) for mark in latest.marks]
    return StoredMetadata(version=latest.version, received_at=latest.received_at, body=dict(latest.body), marks=marks)


def present_keeping(connection: Connection, inspection: Inspection) -> KeepingShape:
    """Whether the bytes of a scan are kept, and for how long."""
    hold = find_hold(connection, inspection.scan.id)
    if inspection.state is not State.DECIDED:
        return KeepingShape(hold=None if hold is None else hold.reason)
    if (removal := find_removal(connection, inspection.scan.id)) is not None:
        return KeepingShape(removed_at=removal.removed_at, cause=removal.cause)
    announced = find_announcement(connection, inspection.scan.id)
    return KeepingShape(
        due_at=None if announced is None else announced.due_at,
        cause=None if announced is None else announced.cause,
        hold=None if hold is None else hold.reason,
    )


def present_streams(connection: Connection, streams: Sequence[Upload], policy: Policy) -> StreamsShape:
    """A scan as it comes in, with what is flagged so far."""
    first = streams[0]
    description = latest_description(connection, first.station_id, first.scan_id)
    declared = [] if description is None else declared_codes(description)
    return StreamsShape(
        id=UUID(first.scan_id),
        station=first.station,
        is_entered=first.is_entered,
        streams=[_stream(connection, upload, policy, declared) for upload in streams],
    )


def _stream(connection: Connection, upload: Upload, policy: Policy, declared: Sequence[Sequence[str]]) -> StreamShape:
    look = find_look(connection, upload.scan_id, upload.view)
    flags = raise_flags(policy, [detection_of(each) for each in look.detections], {}, declared)
    return StreamShape(
        view=upload.view,
        state=upload.state,
        bytes=upload.received,
        opened_at=upload.opened_at,
        problem=upload.problem,
        columns=look.columns,
        provisional=[flag_as_json(flag) for flag in flags],  # type: ignore[misc]
    )


def _part(part: Part) -> PartShape:
    return PartShape(
        view=part.view, sha256=part.sha256, bytes=part.size, media_type=part.media_type, problem=part.problem
    )


def _analysis(connection: Connection, scan_id: str) -> AnalysisShape | None:
    analysis = find_analysis(connection, scan_id)
    if analysis is None:
        return None
    # Not by asdict, which copies every fact of hundreds of detections.
    return AnalysisShape.model_validate({name: getattr(analysis, name) for name in AnalysisShape.model_fields})
