"""Legal holds, and what is announced to go and what is gone."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """
    CREATE TABLE holds (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scan_id TEXT NOT NULL REFERENCES scans (id),
        reason TEXT NOT NULL,
        placed_at TEXT NOT NULL,
        placed_by TEXT NOT NULL,
        released_at TEXT,
        released_by TEXT,
        CHECK ((released_at IS NULL) = (released_by IS NULL))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX holds_standing ON holds (scan_id) WHERE released_at IS NULL",
    """
    CREATE TABLE announcements (
        scan_id TEXT PRIMARY KEY REFERENCES scans (id),
        cause TEXT NOT NULL CHECK (cause IN ('age', 'budget')),
        announced_at TEXT NOT NULL,
        due_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE removals (
        scan_id TEXT PRIMARY KEY REFERENCES scans (id),
        cause TEXT NOT NULL CHECK (cause IN ('age', 'budget')),
        removed_at TEXT NOT NULL,
        unlinked_at TEXT
    ) STRICT
    """,
    "CREATE INDEX removals_to_unlink ON removals (scan_id) WHERE unlinked_at IS NULL",
)
KEPT = {
    "holds": {"delete": "DELETE", "update": "UPDATE OF id, scan_id, reason, placed_at, placed_by"},
    "removals": {"delete": "DELETE", "update": "UPDATE OF scan_id, cause, removed_at"},
}


def upgrade() -> None:
    """Make the tables; what was removed stays written down, and so does every hold."""
    for statement in STATEMENTS:
        op.execute(statement)
    for table, changes in KEPT.items():
        for name, change in changes.items():
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are kept as they were written'); END"
            )
