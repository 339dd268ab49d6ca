"""What comes in and goes out as JSON."""

import re
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from cargoscope_inference.storage.inspections import State, Verdict
from cargoscope_inference.storage.uploads import UploadState

Text = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True, pattern=r"\S")]
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _check_rfc3339(value: object) -> object:
    # pydantic alone would take numbers as seconds since 1970.
    if not isinstance(value, str) or not RFC3339.fullmatch(value):
        raise ValueError("a time by RFC 3339 is expected, such as 2026-11-23T21:13:33Z")
    return value


Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_check_rfc3339)]
MOST_VIEWS = 4
VIEW_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,31}$"
ViewName = Annotated[str, StringConstraints(pattern=VIEW_PATTERN)]
Millimetres = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Lenient(BaseModel):
    """An object that may say more than is understood here; all of it is kept."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)


class Consignment(Lenient):
    """Goods of one declaration."""

    container: Text | None = None
    hs: Annotated[list[Text], Field(max_length=100)] | None = None
    goods: Text | None = None
    weight_kg: Annotated[float, Field(ge=0)] | None = None
    direction: Text | None = None
    columns: tuple[int, int] | None = Field(default=None, description="Columns of the scan that it takes up.")


class ScanMetadata(Lenient):
    """What a station knows of a scan. Everything is optional, and what is not named here is kept too."""

    reference: Text | None = Field(default=None, description="The station's own number of the scan.")
    lane: Text | None = None
    started_at: Moment | None = None
    finished_at: Moment | None = None
    pitch: tuple[Millimetres, Millimetres] | None = Field(
        default=None, description="Height and width of a pixel at the middle of the vehicle, in mm."
    )
    consignments: Annotated[list[Consignment], Field(max_length=100)] | None = None
    views: Annotated[list[ViewName], Field(min_length=1, max_length=MOST_VIEWS)] | None = Field(
        default=None, description="Names of the views of the scan, which is complete when all of them are."
    )


class Mark(BaseModel):
    """Something odd in what a station said."""

    field: str
    text: str


class StoredMetadata(BaseModel):
    """The newest version of what a station said."""

    version: int
    received_at: str
    body: dict[str, Any]
    marks: list[Mark]


def _whole(value: object) -> object:
    # To JSON 3.0 is a whole number too.
    return int(value) if isinstance(value, float) and value.is_integer() else value


Number = Annotated[int, Field(ge=0, le=2**53), BeforeValidator(_whole)]


class SignOfLife(Lenient):
    """What a station says of itself, whether or not it has a scan to send."""

    doing: Annotated[str, StringConstraints(max_length=200)] = ""
    waiting: Number = Field(default=0, description="Scans that the station holds and the service does not yet.")
    refused: Number = Field(
        default=0, description="Scans that were refused for good, and that a person has to look after."
    )
    next_within_seconds: Annotated[float, Field(ge=1, le=86_400)] = Field(
        description="The station will be heard again within that time; who is not, is missed."
    )


class Acquaintance(BaseModel):
    """How the service knows the station that asks."""

    station: str
    scans_per_hour: int | None
    largest_scan: int
    received_at: str
    clock_offset: float | None = Field(
        description="Seconds by which the station's clock (header Date) is ahead of the service's."
    )


class Receipt(BaseModel):
    """A scan is kept: no power cut can take it away."""

    id: UUID
    sha256: str
    bytes: int
    media_type: str
    received_at: str


class FlagShape(BaseModel):
    """Something that an officer has to look at."""

    label: str
    view: str
    score: float
    threshold: float
    box: list[float] | None
    facts: dict[str, float]


class PartShape(BaseModel):
    """The file of one view."""

    view: str
    sha256: str
    bytes: int
    media_type: str
    problem: str | None = Field(description="Why it is not all that the scanner saw; null where it is.")


class StreamReceipt(BaseModel):
    """A view is kept: no power cut can take it away."""

    id: UUID
    view: str
    sha256: str
    bytes: int
    media_type: str
    received_at: str
    awaited: list[str] = Field(description="Views of the scan that are still missing.")


class StreamShape(BaseModel):
    """A view as it comes in, and what was seen of it by then. What counts is what is flagged once all is there."""

    view: str
    state: UploadState
    bytes: int
    opened_at: str
    problem: str | None
    columns: int = Field(description="Columns that were looked at so far.")
    provisional: list[FlagShape]


class StreamsShape(BaseModel):
    """A scan as it comes in."""

    id: UUID
    station: str
    is_entered: bool = Field(description="Whether all of it has ended, and it is in the queue.")
    streams: list[StreamShape]


class AnalysisShape(BaseModel):
    """What a release said of a scan."""

    release: str
    release_name: str
    provider: str
    thresholds: dict[str, float]
    views: list[dict[str, Any]]
    detections: list[dict[str, Any]]
    milliseconds: float
    metadata_version: int = Field(description="Of what the station had said by then; 0 for nothing.")


class DecisionShape(BaseModel):
    """What an officer decided."""

    verdict: Verdict
    reason: str
    officer: str
    decided_at: str
    flags: list[dict[str, Any]]


class KeepingShape(BaseModel):
    """Whether a scan's bytes, its pictures and its original, are kept. What was decided is always kept.

    `cause` is `age` where the site's number of days is over, `budget` where the space that it sets aside is short.
    """

    removed_at: str | None = Field(default=None, description="Since when the bytes are gone.")
    due_at: str | None = Field(default=None, description="When they may go; announced so many days before.")
    cause: str | None = Field(default=None, description="Why: `age` or `budget`.")
    hold: str | None = Field(default=None, description="Reason of the legal hold under which nothing removes them.")


class InspectionShape(BaseModel):
    """Where a scan stands."""

    id: UUID
    station: str
    received_at: str
    state: State
    waiting_since: str | None
    problem: str | None
    flags: list[FlagShape]
    flags_key: str
    verdict: Verdict | None
    decided_at: str | None
    metadata: StoredMetadata | None
    keeping: KeepingShape


class ScanShape(InspectionShape):
    """All about a scan."""

    sha256: str
    bytes: int
    media_type: str
    sent_at: str | None = Field(description="What the station's own clock said when it sent the scan.")
    clock_offset: float | None = Field(description="Seconds by which that clock was ahead of the service's.")
    parts: list[PartShape]
    analysis: AnalysisShape | None
    decisions: list[DecisionShape]


class InspectionPage(BaseModel):
    """Part of the queue, flagged first, then by arrival."""

    items: list[InspectionShape]
    next: str | None = Field(description="Cursor of the next part; null where this is the last.")


class DecisionRequest(BaseModel):
    """What an officer decides."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    reason: Reason
    flags_key: Annotated[str, StringConstraints(max_length=64)] = Field(
        description="Of the flags that the officer has seen, so that none is decided on unseen."
    )
    confirmed: dict[Annotated[int, Field(ge=0, lt=1000)], bool] = Field(
        default_factory=dict,
        max_length=1000,
        description="By the flag's number from 0: is it there in truth?",
        json_schema_extra={"propertyNames": {"pattern": "^[0-9]{1,3}$"}},
    )
