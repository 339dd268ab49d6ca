"""Streams, and scans of several views."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
    CREATE TABLE uploads (
        scan_id TEXT NOT NULL,
        view TEXT NOT NULL,
        station_id INTEGER NOT NULL REFERENCES stations (id),
        state TEXT NOT NULL CHECK (state IN ('open', 'complete', 'closed')),
        media_type TEXT NOT NULL,
        received INTEGER NOT NULL,
        length INTEGER,
        sha256 TEXT,
        problem TEXT,
        opened_at TEXT NOT NULL,
        ended_at TEXT,
        is_entered INTEGER NOT NULL CHECK (is_entered IN (0, 1)),
        PRIMARY KEY (scan_id, view),
        CHECK ((state = 'open') = (ended_at IS NULL)),
        CHECK ((state = 'open') = (sha256 IS NULL)),
        CHECK ((state = 'closed') = (problem IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX uploads_not_entered ON uploads (scan_id) WHERE is_entered = 0",
    """
    CREATE TABLE looks (
        scan_id TEXT NOT NULL,
        view TEXT NOT NULL,
        columns INTEGER NOT NULL,
        is_under_way INTEGER NOT NULL CHECK (is_under_way IN (0, 1)),
        detections TEXT NOT NULL,
        looked_at TEXT NOT NULL,
        PRIMARY KEY (scan_id, view),
        FOREIGN KEY (scan_id, view) REFERENCES uploads (scan_id, view)
    ) STRICT
    """,
    """
    CREATE TABLE parts (
        scan_id TEXT NOT NULL REFERENCES scans (id),
        view TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        problem TEXT,
        PRIMARY KEY (scan_id, view)
    ) STRICT
    """,
    "CREATE INDEX parts_sha256 ON parts (sha256)",
    """
    INSERT INTO parts (scan_id, view, sha256, bytes, media_type, problem)
    SELECT id, 'side', sha256, bytes, media_type, NULL FROM scans ORDER BY sequence
    """,
    """
    INSERT INTO uploads (
        scan_id, view, station_id, state, media_type, received, sha256, opened_at, ended_at, is_entered
    )
    SELECT id, 'side', station_id, 'complete', media_type, bytes, sha256, received_at, received_at, 1 FROM scans
    """,
)


def upgrade() -> None:
    """Make the tables; every scan that there is becomes one of a single view."""
    for statement in STATEMENTS:
        op.execute(statement)
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER parts_no_{change.lower()} BEFORE {change} ON parts "
            "BEGIN SELECT RAISE(ABORT, 'parts are kept as they were written'); END"
        )
