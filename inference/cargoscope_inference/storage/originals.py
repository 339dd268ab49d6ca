"""The bytes as stations sent them: a folder in which every file is named by the sha256 of what it holds.

A file is written under a temporary name, synced, renamed, and its folder synced, in this order: whatever moment the
power is cut at, a file under its final name is whole, and one that `Incoming.keep` has returned for is still there.
"""

import hashlib
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self


class Originals:
    """The folder of originals.

    Args:
        folder: made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        make_folder(self._incoming)

    def receive(self) -> "Incoming":
        """Start to take in a file of yet unknown content."""
        return Incoming(self._incoming / secrets.token_hex(16), self)

    def path(self, sha256: str) -> Path:
        """Where the file with this content is, or will be.

        Args:
            sha256: 64 lower-case hex digits, as computed here; never as received.
        """
        return self._folder / sha256[:2] / sha256

    def adopt(self, path: Path, sha256: str) -> None:
        """Take in a file of this disk, which is synced; when this returns, no power cut can take it away.

        Args:
            path: of the file, which keeps this name as well.
            sha256: of its bytes, as computed here.
        """
        place = self.path(sha256)
        make_folder(place.parent)
        second = self._incoming / secrets.token_hex(16)
        os.link(path, second)
        # Over a file of the same content too: whether that one was ever synced is not known.
        second.rename(place)
        # Where the place was a name of this very file already, renaming leaves both.
        second.unlink(missing_ok=True)
        sync_folder(place.parent)

    def clear_incoming(self) -> None:
        """Remove what was cut off while it came in. Only while nothing is coming in."""
        for leftover in self._incoming.iterdir():
            leftover.unlink()


class Incoming:
    """A file that is being received; gone at the end of its `with` block unless it was kept.

    Attributes:
        size: bytes so far.
    """

    def __init__(self, temporary: Path, originals: Originals) -> None:
        self._temporary = temporary
        self._originals = originals
        self._hash = hashlib.sha256()
        self._file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._temporary.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes so far."""
        return self._hash.hexdigest()

    def write(self, data: bytes | bytearray) -> None:
        """Append bytes.

        Raises:
            OSError: they cannot be written, most likely because the disk is full.
        """
        self._hash.update(data)
        left = memoryview(data)
        while left:
            left = left[os.write(self._file, left) :]
        self.size += len(data)

    def keep(self) -> Path:
        """Put the file in its place; when this returns, no power cut can take it away.

        Raises:
            OSError: it cannot be synced. It then counts as not received: what a failed sync has written is unknown.
        """
        os.fsync(self._file)
        os.close(self._file)
        self._file = -1
        place = self._originals.path(self.sha256)
        make_folder(place.parent)
        # Over a file of the same content too: whether that one was ever synced is not known.
        self._temporary.rename(place)
        sync_folder(place.parent)
        return place


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that they outlast a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o750, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Write a folder's entries to disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, whatever happens, and that outlasts a power cut.

    Raises:
        OSError: it cannot be written.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
