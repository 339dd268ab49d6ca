"""Stations, scans, the queue and its officers."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE stations (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        key_hash TEXT UNIQUE,
        added_at TEXT NOT NULL,
        key_made_at TEXT NOT NULL,
        revoked_at TEXT,
        CHECK ((key_hash IS NULL) = (revoked_at IS NOT NULL))
    ) STRICT
    """,
    """
    CREATE TABLE scans (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        station_id INTEGER NOT NULL REFERENCES stations (id),
        sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        received_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE descriptions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        station_id INTEGER NOT NULL REFERENCES stations (id),
        scan_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        body TEXT NOT NULL,
        marks TEXT NOT NULL,
        received_at TEXT NOT NULL,
        UNIQUE (station_id, scan_id, version)
    ) STRICT
    """,
    """
    CREATE TABLE inspections (
        scan_id TEXT PRIMARY KEY REFERENCES scans (id),
        sequence INTEGER NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('received', 'analysing', 'waiting', 'decided')),
        failures INTEGER NOT NULL,
        claim TEXT,
        problem TEXT,
        flags TEXT NOT NULL,
        flags_key TEXT NOT NULL,
        urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
        verdict TEXT CHECK (verdict IN ('clear', 'hold', 'refer')),
        waiting_since TEXT,
        decided_at TEXT,
        CHECK ((state = 'analysing') = (claim IS NOT NULL)),
        CHECK ((state = 'decided') = (verdict IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX inspections_queue ON inspections (state, urgent DESC, sequence)",
    """
    CREATE TABLE analyses (
        scan_id TEXT PRIMARY KEY REFERENCES scans (id),
        analysed_at TEXT NOT NULL,
        release TEXT NOT NULL,
        release_name TEXT NOT NULL,
        provider TEXT NOT NULL,
        thresholds TEXT NOT NULL,
        labels TEXT NOT NULL,
        views TEXT NOT NULL,
        detections TEXT NOT NULL,
        picture TEXT NOT NULL,
        milliseconds REAL NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE accounts (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('officer', 'admin')),
        password_hash TEXT NOT NULL,
        added_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE sessions (
        token_hash TEXT PRIMARY KEY,
        account_id INTEGER NOT NULL REFERENCES accounts (id),
        started_at TEXT NOT NULL,
        ends_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE tickets (
        token_hash TEXT PRIMARY KEY,
        account_id INTEGER NOT NULL REFERENCES accounts (id),
        ends_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE decisions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scan_id TEXT NOT NULL REFERENCES scans (id),
        account_id INTEGER NOT NULL REFERENCES accounts (id),
        verdict TEXT NOT NULL CHECK (verdict IN ('clear', 'hold', 'refer')),
        reason TEXT NOT NULL,
        flags TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX decisions_scan ON decisions (scan_id)",
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        scan_id TEXT,
        details TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX events_scan ON events (scan_id)",
)
KEPT = ("scans", "descriptions", "analyses", "decisions", "events")


def upgrade() -> None:
    """Make all tables; those that are a record of what happened can only grow."""
    for statement in STATEMENTS:
        op.execute(statement)
    for table in KEPT:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are kept as they were written'); END"
            )
