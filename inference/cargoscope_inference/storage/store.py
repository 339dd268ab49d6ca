"""Everything that the service keeps, below one folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.originals import Originals, make_folder
from cargoscope_inference.storage.streams import StreamFiles

DATABASE = "cargoscope.sqlite"


class Store:
    """A service's folder: `cargoscope.sqlite`, `originals/`, `streams/` and `pictures/`.

    Args:
        folder: made where it is missing.

    Raises:
        StorageError: it cannot be made or used.

    Attributes:
        folder: as given.
        database: all about the scans.
        originals: the scans themselves.
        streams: bytes of scans that are still coming in.
        pictures: folder of the pictures drawn from them, which could be drawn again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: int | None = None
        try:
            self.originals = Originals(folder / "originals")
            self.streams = StreamFiles(folder / "streams", self.originals)
            self.pictures = folder / "pictures"
            make_folder(self.pictures)
            self.database = Database(folder / DATABASE)
        except OSError as error:
            raise StorageError(f"{folder} cannot be used ({error.strerror or error}); name another folder") from error

    def lock(self) -> None:
        """Make sure that no other service works on this folder, until this is closed or the process ends.

        Raises:
            StorageError: another one does, or the folder cannot be written to.
        """
        # Not inherited by the worker.
        try:
            opened = os.open(self.folder / "service.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise StorageError(
                f"{self.folder} cannot be written to ({error.strerror}); "
                "see whether it belongs to the user of the service, and how its disk is mounted"
            ) from error
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            raise StorageError(
                f"another cargoscope serves {self.folder} already; stop that one, or name another folder"
            ) from None
        self._lock = opened

    def is_served(self) -> bool:
        """Whether a service works on this folder."""
        opened = os.open(self.folder / "service.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(opened)
        return False

    @contextmanager
    def upkeep(self) -> Iterator[None]:
        """Whatever goes through all originals (a backup, a removal): one at a time, in whatever process it runs.

        Raises:
            StorageError: another one is under way.
        """
        opened = os.open(self.folder / "upkeep.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StorageError(
                    f"a backup or a removal is under way on {self.folder}; try again when it is done"
                ) from None
            yield
        finally:
            os.close(opened)

    def close(self) -> None:
        """Close the database, and let others work on this folder."""
        self.database.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
