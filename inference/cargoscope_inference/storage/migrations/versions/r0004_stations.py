"""Limits and signs of life of stations, and what a station's clock said when it sent a scan."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    "ALTER TABLE stations ADD COLUMN scans_per_hour INTEGER CHECK (scans_per_hour > 0)",
    "ALTER TABLE stations ADD COLUMN largest_scan INTEGER CHECK (largest_scan > 0)",
    "ALTER TABLE uploads ADD COLUMN sent_at TEXT",
    "ALTER TABLE uploads ADD COLUMN clock_offset REAL",
    "CREATE INDEX scans_received ON scans (received_at, station_id)",
    """
    CREATE TABLE signs_of_life (
        station_id INTEGER PRIMARY KEY REFERENCES stations (id),
        seen_at TEXT NOT NULL,
        clock_offset REAL,
        report TEXT
    ) STRICT
    """,
)


def upgrade() -> None:
    """Add columns and the table."""
    for statement in STATEMENTS:
        op.execute(statement)
