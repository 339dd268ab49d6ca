"""A scan may be analysed more than once: again, where its station says the size of a pixel later."""

from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = "analysed_at, release, release_name, provider, thresholds, labels, views, detections, picture, milliseconds"
STATEMENTS = (
    """
    CREATE TABLE analyses_of_scans (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scan_id TEXT NOT NULL REFERENCES scans (id),
        number INTEGER NOT NULL,
        metadata_version INTEGER NOT NULL,
        analysed_at TEXT NOT NULL,
        release TEXT NOT NULL,
        release_name TEXT NOT NULL,
        provider TEXT NOT NULL,
        thresholds TEXT NOT NULL,
        labels TEXT NOT NULL,
        views TEXT NOT NULL,
        detections TEXT NOT NULL,
        picture TEXT NOT NULL,
        milliseconds REAL NOT NULL,
        UNIQUE (scan_id, number)
    ) STRICT
    """,
    f"""
    INSERT INTO analyses_of_scans (scan_id, number, metadata_version, {COLUMNS})
    SELECT scan_id, 1, (
        SELECT coalesce(max(descriptions.version), 0) FROM descriptions JOIN scans ON scans.id = descriptions.scan_id
        WHERE scans.id = analyses.scan_id AND descriptions.station_id = scans.station_id
        AND descriptions.received_at <= analyses.analysed_at
    ), {COLUMNS} FROM analyses ORDER BY analysed_at
    """,
    "DROP TABLE analyses",
    "ALTER TABLE analyses_of_scans RENAME TO analyses",
)


def upgrade() -> None:
    """Make the table anew, for SQLite cannot take a primary key away; its rows are kept as before."""
    for statement in STATEMENTS:
        op.execute(statement)
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER analyses_no_{change.lower()} BEFORE {change} ON analyses "
            "BEGIN SELECT RAISE(ABORT, 'analyses are kept as they were written'); END"
        )
