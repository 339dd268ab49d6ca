from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.storage import migrations
from cargoscope_inference.storage.analyses import find_analysis
from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.events import record
from cargoscope_inference.storage.scans import add_description, add_scan
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.tables import metadata

SCAN = "0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11"


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)]
)
def test_every_connection_is_durable(connection: Connection, pragma: str, value: Any) -> None:
    assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_tables_are_those_that_the_migrations_make(connection: Connection) -> None:
    differences = compare_metadata(MigrationContext.configure(connection), metadata)
    # Queries name no index; and SQLite calls an INTEGER PRIMARY KEY nullable, which it is not.
    telling = [each for each in differences if each[0] != "remove_index" and each[0][0] != "modify_nullable"]
    assert telling == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    with database.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0005"]


def test_what_was_analysed_before_a_migration_is_kept(tmp_path: Path) -> None:
    database = Database(tmp_path / "cargoscope.sqlite")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        # Not by the functions of today, which know the tables of today.
        for row in (
            "stations VALUES (1, 'gate-1', 'ab', 'then', 'then', NULL)",
            f"scans VALUES (1, '{SCAN}', 1, '00', 1, 'image/tiff', 'then')",
            f"""descriptions VALUES (1, 1, '{SCAN}', 1, '{{"pitch": [4.0, 6.0]}}', '[]', '2026-01-01')""",
            f"analyses VALUES ('{SCAN}', '2026-01-02', 'ab', 'old', 'CPU', '{{}}', '[]', '[]', '[]', '{{}}', 9)",
        ):
            connection.exec_driver_sql(f"INSERT INTO {row}")
    database.migrate()
    with database.read() as connection:
        analysis = find_analysis(connection, SCAN)
        assert analysis is not None
        assert (analysis.release_name, analysis.number, analysis.metadata_version) == ("old", 1, 1)
        assert analysis.frames == [{}]
    database.close()


def test_a_block_that_raises_writes_nothing(database: Database) -> None:
    def stumble() -> None:
        with database.write() as connection:
            record(connection, "station.added", "service")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stumble()
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar_one() == 0


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cargoscope.sqlite"
    path.write_text("These are notes of a meeting, long enough that nobody takes them for an empty file." * 20)
    with pytest.raises(StorageError, match="cannot be used: file is not a database"):
        Database(path).migrate()


def test_a_newer_database_is_refused(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer cargoscope"):
        database.migrate()


@pytest.mark.parametrize("change", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["scans", "descriptions", "events"])
def test_what_happened_cannot_be_changed(connection: Connection, station: Station, table: str, change: str) -> None:
    add_scan(connection, station, SCAN, sha256="00" * 32, size=1, media_type="image/tiff")
    add_description(connection, station, SCAN, {"lane": "3"}, [])
    with pytest.raises(IntegrityError, match="are kept as they were written"):
        connection.execute(text(change.format(table)))
