"""The one SQLite file, and its two kinds of transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.storage.originals import make_folder

BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another; transactions here take milliseconds."""
PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    # WAL's usual NORMAL does not sync at commit: acknowledged scans would be lost in a power cut.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
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
        """Bring the tables to this version of cargoscope.

        Raises:
            StorageError: the file is no database of cargoscope, or of a newer cargoscope.
        """
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        try:
            with self.write() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(
                f"{self.path} was made by a newer cargoscope ({error}); install that one, or name another folder"
            ) from error
        except DatabaseError as error:
            raise StorageError(f"{self.path} cannot be used: {error.orig}") from error

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


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own idea of when to begin would put reads outside of transactions.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
