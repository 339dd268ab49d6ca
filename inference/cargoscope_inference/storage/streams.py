"""The bytes of streams that are still open: a file each, which grows, and is synced before its length is told.

The database says how many bytes of a file are on disk. What the file has beyond that, after a power cut, nobody was
told of, and it is cut off before the next byte is written.
"""

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from cargoscope_inference.storage.originals import Originals, make_folder, sync_folder

READ_BYTES = 1 << 20


class StreamFiles:
    """The folder of files that grow.

    Args:
        folder: made where it is missing; on the same disk as the originals.
        originals: where a file goes when its stream has ended.
    """

    def __init__(self, folder: Path, originals: Originals) -> None:
        self._folder = folder
        self._originals = originals
        make_folder(folder)

    def path(self, scan_id: str, view: str) -> Path:
        """Where the file of a stream is.

        Args:
            scan_id: a UUID, never text as it was received.
            view: a name of a-z, 0-9, - and _.
        """
        return self._folder / f"{scan_id}.{view}"

    def make(self, scan_id: str, view: str) -> None:
        """Make an empty file that outlasts a power cut."""
        os.close(os.open(self.path(scan_id, view), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o640))
        sync_folder(self._folder)

    def keep(self, scan_id: str, view: str, sha256: str) -> None:
        """Make the file, which has to be synced, an original as well; it stays here too until it is removed.

        A crash between this and the entry in the database leaves the stream open, and nothing lost.
        """
        self._originals.adopt(self.path(scan_id, view), sha256)

    def remove(self, scan_id: str, view: str) -> None:
        """Remove the file of a stream that has ended; its original stays."""
        self.path(scan_id, view).unlink(missing_ok=True)

    def leftovers(self, wanted: set[Path]) -> list[Path]:
        """Files that are of no open stream."""
        return [path for path in self._folder.iterdir() if path not in wanted]


class GrowingFile:
    """The file of one open stream, opened to be written on.

    Args:
        path: of the file.
        received: how many of its bytes are on disk; what lies beyond is cut off.

    Raises:
        OSError: it is not there, or shorter than that: it was damaged.

    Attributes:
        size: bytes that were written.
    """

    def __init__(self, path: Path, received: int) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._received = received
        self.size = received
        self._hash = hashlib.sha256()
        self._hashed = 0
        try:
            found = os.fstat(self._file).st_size
            if found < received:
                raise OSError(f"{path.name} has {found:,} bytes, and had {received:,}")
            os.ftruncate(self._file, received)
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            OSError: they cannot be written; what was not synced is cut off again.
        """
        try:
            left = memoryview(data)
            while left:
                written = os.pwrite(self._file, left, self.size)
                self.size += written
                left = left[written:]
        except OSError:
            self._rewind()
            raise

    def sync(self) -> int:
        """Bring all bytes to disk.

        Returns:
            How many there are.

        Raises:
            OSError: what a failed sync has written is unknown, so it counts as not received and is cut off again.
        """
        try:
            os.fsync(self._file)
        except OSError:
            self._rewind()
            raise
        self._received = self.size
        return self.size

    def sha256(self) -> str:
        """Hex digest of all bytes; those that were hashed before are not read again."""
        while self._hashed < self.size:
            piece = os.pread(self._file, min(READ_BYTES, self.size - self._hashed), self._hashed)
            if not piece:
                raise OSError("the file of a stream ends before its end")
            self._hash.update(piece)
            self._hashed += len(piece)
        return self._hash.hexdigest()

    def _rewind(self) -> None:
        self.size = self._received
        if self._hashed > self.size:
            self._hash, self._hashed = hashlib.sha256(), 0
        os.ftruncate(self._file, self._received)
