"""The one SQLite file, and its two kinds of transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.storage.originals import make_folder, sync_folder

BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another; transactions here take milliseconds."""
PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    # WAL's usual NORMAL does not sync at commit: acknowledged scans would be lost in a power cut.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
RESTORE = "restore the latest backup (cargoscope restore), and keep this file for whoever looks into it"
ADVICE = {
    sqlite3.SQLITE_NOTADB: f"it is no database, or its beginning was overwritten; {RESTORE}",
    sqlite3.SQLITE_CORRUPT: f"it is damaged; {RESTORE}",
    sqlite3.SQLITE_READONLY: "this user may not write to it, or its disk was mounted read-only; put that right",
    sqlite3.SQLITE_CANTOPEN: "see whether its folder is there and belongs to the user of the service",
    sqlite3.SQLITE_FULL: "the disk is full; make room on it",
    sqlite3.SQLITE_IOERR: "its disk fails; look into the log of the kernel",
    sqlite3.SQLITE_BUSY: "another process holds it; stop that one",
}
"""By SQLite's own code, what is the matter and what to do."""
OLDEST_SQLITE = (3, 37)
"""The first with STRICT tables."""


class Database:
    """Connections to the database of one service; may be shared between threads.

    Args:
        path: of the file; made where it is missing, with its folder.
    """

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self.path = path
        self._engine = create_engine(f"sqlite:///{path}", pool_size=4, max_overflow=60)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the database, and writes nothing."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes; it is on disk when the block ends, or undone where the block raised.

        The lock is taken at the start: a reader that turns writer half-way is refused by SQLite at once, not queued.
        """
        writer = self._engine.connect().execution_options(begin="BEGIN IMMEDIATE")
        with writer as connection, connection.begin():
            yield connection

    def migrate(self) -> None:
        """Bring the tables to this version of cargoscope; a database of an older one is copied first, beside itself.

        Raises:
            StorageError: the file is no database of cargoscope, or of a newer cargoscope.
        """
        config = _migrations()
        older = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
        head = self.newest_revision()
        try:
            before = self.revision()
            if before in older - {head}:
                self.copy_to(self.path.with_name(f"{self.path.stem}.before-{head}{self.path.suffix}"))
            with self.write() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(
                f"{self.path} was made by a newer cargoscope ({error}); install that one, or name another folder"
            ) from error
        except DatabaseError as error:
            raise StorageError(in_words(self.path, error)) from error

    def revision(self) -> str | None:
        """Of which version the tables are; None where there are none yet.

        Raises:
            StorageError: there are tables, of something else.
        """
        with self.read() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            tables = [] if revision is not None else inspect(connection).get_table_names()
        if tables:
            raise StorageError(f"{self.path} holds tables of something else ({tables[0]}); name another folder")
        return revision

    def newest_revision(self) -> str | None:
        """Of which version the tables of this cargoscope are."""
        return ScriptDirectory.from_config(_migrations()).get_current_head()

    def copy_to(self, target: Path) -> None:
        """Copy the database as it is at one moment, whoever writes meanwhile; the copy is whole on disk, or not there.

        Raises:
            StorageError: it cannot be copied.
        """
        partial = target.with_name(f".{target.name}.part")
        try:
            partial.unlink(missing_ok=True)
            with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(partial)) as copy:
                source.backup(copy)
                # One file, that needs no other beside it.
                copy.execute("PRAGMA journal_mode = DELETE")
            opened = os.open(partial, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
            put_in_place(partial, target)
        except (sqlite3.Error, OSError) as error:
            partial.unlink(missing_ok=True)
            raise StorageError(f"{self.path} cannot be copied to {target} ({error}); make room there") from error

    def check(self) -> None:
        """Read the whole file once, quickly.

        Raises:
            StorageError: it is damaged.
        """
        try:
            with self.read() as connection:
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().all()
        except DatabaseError as error:
            raise StorageError(in_words(self.path, error)) from error
        if found != ["ok"]:
            raise StorageError(f"{self.path} is damaged ({' '.join(found[0].split())}); {RESTORE}")

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty where nothing is."""
        try:
            with self.read() as connection:
                found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
        except DatabaseError as error:
            return [str(error.orig)]
        return [] if found == ["ok"] else [str(text) for text in found]

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def put_in_place(made: Path, place: Path) -> None:
    """Give a database that is whole in one file its name, on the same disk."""
    for beside in ("-wal", "-shm"):
        # Left by whoever was killed while he used the one before: SQLite would take it for a part of this one.
        place.with_name(place.name + beside).unlink(missing_ok=True)
    made.rename(place)
    sync_folder(place.parent)


def in_words(path: Path, error: DatabaseError) -> str:
    """What is the matter with a database, and what to do."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return f"{path} cannot be used: {error.orig}; {ADVICE.get(code, 'its disk, its rights or its content are wrong')}"


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own idea of when to begin would put reads outside of transactions.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
