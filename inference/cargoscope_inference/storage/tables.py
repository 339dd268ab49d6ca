"""The tables, as queries see them. How they are made, with their checks and triggers, stands in `migrations/`.

    stations ──< scans ──1 inspections     where a scan stands in the queue; the one table whose rows keep changing
        │          ├──< analyses           what the release said; again, if the size of a pixel came late
        │          ├──< parts              its files, one a view
        │          ├──< decisions          what officers said
        │          ├──< holds              under which no rule removes it
        │          ├──1 announcements      its bytes are going to go, by which rule and when
        │          └──1 removals           its bytes are gone
        ├───────< uploads ──1 looks        streams, also before the scan; what was seen of them as they came
        ├───────< descriptions             every version of what a station said of a scan, also before the scan
        └───────1 signs_of_life            when a station was heard last, and what it said of itself
    accounts ──< sessions, tickets         who officers are
    events                                 what happened, in order: the audit trail, and what browsers are told

Times are text, RFC 3339 in UTC with microseconds, so that they sort. JSON is text.
"""

from sqlalchemy import REAL, Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

stations = Table(
    "stations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("key_hash", Text, unique=True),
    Column("added_at", Text, nullable=False),
    Column("key_made_at", Text, nullable=False),
    Column("revoked_at", Text),
    Column("scans_per_hour", Integer),
    Column("largest_scan", Integer),
)

signs_of_life = Table(
    "signs_of_life",
    metadata,
    Column("station_id", Integer, ForeignKey("stations.id"), primary_key=True),
    Column("seen_at", Text, nullable=False),
    Column("clock_offset", REAL),
    Column("report", Text),
)

scans = Table(
    "scans",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("station_id", Integer, ForeignKey("stations.id"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("received_at", Text, nullable=False),
)

parts = Table(
    "parts",
    metadata,
    Column("scan_id", Text, ForeignKey("scans.id"), primary_key=True),
    Column("view", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("problem", Text),
)

uploads = Table(
    "uploads",
    metadata,
    Column("scan_id", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("station_id", Integer, ForeignKey("stations.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("received", Integer, nullable=False),
    Column("length", Integer),
    Column("sha256", Text),
    Column("problem", Text),
    Column("opened_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("is_entered", Integer, nullable=False),
    Column("sent_at", Text),
    Column("clock_offset", REAL),
)

looks = Table(
    "looks",
    metadata,
    Column("scan_id", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("columns", Integer, nullable=False),
    Column("is_under_way", Integer, nullable=False),
    Column("detections", Text, nullable=False),
    Column("looked_at", Text, nullable=False),
    ForeignKeyConstraint(["scan_id", "view"], ["uploads.scan_id", "uploads.view"]),
)

descriptions = Table(
    "descriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("station_id", Integer, ForeignKey("stations.id"), nullable=False),
    Column("scan_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("marks", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    UniqueConstraint("station_id", "scan_id", "version"),
)

inspections = Table(
    "inspections",
    metadata,
    Column("scan_id", Text, ForeignKey("scans.id"), primary_key=True),
    Column("sequence", Integer, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("claim", Text),
    Column("problem", Text),
    Column("flags", Text, nullable=False),
    Column("flags_key", Text, nullable=False),
    Column("urgent", Integer, nullable=False),
    Column("verdict", Text),
    Column("waiting_since", Text),
    Column("decided_at", Text),
)

analyses = Table(
    "analyses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan_id", Text, ForeignKey("scans.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("metadata_version", Integer, nullable=False),
    Column("analysed_at", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("release_name", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("thresholds", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("views", Text, nullable=False),
    Column("detections", Text, nullable=False),
    Column("picture", Text, nullable=False),
    Column("milliseconds", REAL, nullable=False),
    UniqueConstraint("scan_id", "number"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("added_at", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("started_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("ends_at", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan_id", Text, ForeignKey("scans.id"), nullable=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("flags", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("scan_id", Text),
    Column("details", Text, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan_id", Text, ForeignKey("scans.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_at", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("released_at", Text),
    Column("released_by", Text),
)

announcements = Table(
    "announcements",
    metadata,
    Column("scan_id", Text, ForeignKey("scans.id"), primary_key=True),
    Column("cause", Text, nullable=False),
    Column("announced_at", Text, nullable=False),
    Column("due_at", Text, nullable=False),
)

removals = Table(
    "removals",
    metadata,
    Column("scan_id", Text, ForeignKey("scans.id"), primary_key=True),
    Column("cause", Text, nullable=False),
    Column("removed_at", Text, nullable=False),
    Column("unlinked_at", Text),
)
