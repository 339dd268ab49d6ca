"""The station's own durable folder: every scan that was taken and that the service does not yet hold.

    scans/NUMBER/        entry.json and the bytes, from the moment at which the scan counts as taken
    scans/NUMBER.new/    not yet taken: removed at the next start; its source still has it
    scans/NUMBER.done/   confirmed by the service: removed at the next start, if not before
    refused/NUMBER/      refused for good, with reason.txt; for a person to look after

Files and folders are synced before a scan counts as taken, and a rename makes it so: there is no moment at which a kill
or a power cut leaves half of one.
"""

import errno
import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Condition
from typing import IO, Any

from cargoscope_datasets.errors import SpoolError, SpoolFull
from cargoscope_inference.reference_station.entry import NAME, Entry, Part, Progress, read_entry
from cargoscope_inference.storage.originals import make_folder, sync_folder, write_synced

COPY_BYTES = 1 << 20
RESERVE_BYTES = 16 << 20
"""Left free on the disk, so that what was taken can still be completed and refused."""
SENT_BEFORE_AS = "sent_before_as"
"""In the metadata: the ids that a scan had before this one, oldest first."""
FULL = {errno.ENOSPC, errno.EDQUOT}


class Spool:
    """The spool of one station; may be shared between threads.

    Args:
        folder: made where it is missing.
        budget: bytes that it may take up.

    Raises:
        SpoolError: it cannot be used, or another station uses it.

    Attributes:
        changed: notified whenever there is something new to send.
        namespace: a UUID of this spool's own, from which ids of files are derived.
    """

    def __init__(self, folder: Path, *, budget: int) -> None:
        self.folder = folder
        self.budget = budget
        self.changed = Condition()
        self._scans = folder / "scans"
        self._refused = folder / "refused"
        try:
            make_folder(self._scans)
            make_folder(self._refused)
            self._lock = self._lock_folder()
            self.namespace = self._own_namespace()
            self._entries = self._recover()
        except OSError as error:
            raise SpoolError(f"{folder} cannot be used ({error.strerror or error}); name another folder") from error
        places = [path for folder in (self._scans, self._refused) for path in folder.iterdir()]
        numbers = [int(path.stem) for path in places if path.stem.isdecimal()]
        self._next = max(numbers, default=0) + 1

    def entries(self) -> list[Entry]:
        """All that is not yet confirmed, in the order in which it was taken."""
        with self.changed:
            return [self._entries[number] for number in sorted(self._entries)]

    def find(self, scan_id: str, view: str | None = None) -> Entry | None:
        """The entry of this scan, or of this view of it where it comes view by view."""
        return next((entry for entry in self.entries() if (entry.id, entry.view) == (scan_id, view)), None)

    def refused(self) -> int:
        """How many scans were refused for good, and wait for a person."""
        return sum(1 for _ in self._refused.iterdir())

    def path(self, entry: Entry, part: Part) -> Path:
        """Where the bytes of a part are."""
        return self._folder(entry) / part.file

    def check_room(self, size: int) -> None:
        """Whether there is room for a scan, said before anything is made of it.

        Raises:
            SpoolFull: there is not.
        """
        used = self._used()
        if used + size > self.budget:
            raise SpoolFull(
                f"the spool is full: {used / 1e9:,.2f} GB of {self.budget / 1e9:,.2f} GB are taken, and the next scan "
                f"has {size / 1e6:,.0f} MB; no scan is taken until the service has taken some, or --spool-gb is raised"
            )
        free = shutil.disk_usage(self.folder).free
        if free < size + RESERVE_BYTES:
            raise SpoolFull(
                f"the disk of the spool is full: {free / 1e6:,.0f} MB are free, and the next scan has "
                f"{size / 1e6:,.0f} MB; no scan is taken until there is room"
            )

    def take_file(
        self,
        file: IO[bytes],
        *,
        size: int,
        identify: Callable[[str], str],
        name: str,
        media_type: str,
        metadata: Mapping[str, Any],
        origin: str | None = None,
        view: str | None = None,
    ) -> Entry:
        """Take a file in. When this returns, the scan is on this machine's disk.

        Args:
            file: at its beginning.
            size: bytes that it should have.
            identify: gives the scan's id, by the hex sha256 of the file.
            name: for people.
            media_type: of the file.
            metadata: what the service is told of it.
            origin: where the file will lie.
            view: of which it is, where the scan has others.

        Returns:
            The new entry, or the one that there is of this id and view already.

        Raises:
            SpoolFull: there is no room.
            ValueError: the file has not as many bytes.
            OSError: it cannot be read.
        """
        self.check_room(size)
        number = self._take_number()
        coming = self._scans / f"{number}.new"
        stored = f"scan{Path(name).suffix.lower()}"
        try:
            coming.mkdir()
            hash_, copied = _copy(file, coming / stored)
            if copied != size:
                raise ValueError(f"{name} changed while it was read")
            scan_id = identify(hash_)
            if (known := self.find(scan_id, view)) is not None:
                return known
            part = Part(None, stored, hash_, size)
            entry = Entry(number, scan_id, name, media_type, Progress.COMPLETE, (part,), metadata, origin, view)
            self._enter(coming, entry)
            return entry
        except OSError as error:
            raise self._full_or(error) from error
        finally:
            shutil.rmtree(coming, ignore_errors=True)

    def begin(
        self, scan_id: str, *, name: str, media_type: str, views: Sequence[str], metadata: Mapping[str, Any], room: int
    ) -> Entry:
        """Begin a scan whose bytes come little by little, each view in a file of its own.

        Args:
            scan_id: UUID of the scan.
            name: for people.
            media_type: of every view.
            views: names of all.
            metadata: what the service is told of it before its end.
            room: bytes that are expected.

        Raises:
            SpoolFull: there is no room for as many.
        """
        self.check_room(room)
        number = self._take_number()
        coming = self._scans / f"{number}.new"
        parts = tuple(Part(view, f"{view}.columns") for view in views)
        entry = Entry(number, scan_id, name, media_type, Progress.GROWING, parts, metadata)
        try:
            coming.mkdir()
            for part in parts:
                (coming / part.file).touch()
            self._enter(coming, entry)
        except OSError as error:
            raise self._full_or(error) from error
        finally:
            shutil.rmtree(coming, ignore_errors=True)
        return entry

    def append(self, entry: Entry, part: Part, data: bytes) -> None:
        """Add bytes to a scan that grows.

        Raises:
            SpoolFull: there is no room; none of these bytes was kept, and the same may be added again later.
        """
        path = self.path(entry, part)
        with path.open("ab", buffering=0) as file:
            before = os.fstat(file.fileno()).st_size
            try:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) or 0 :]
            except OSError as error:
                os.truncate(path, before)
                raise self._full_or(error) from error
        self._tell()

    def complete(self, entry: Entry, metadata: Mapping[str, Any]) -> Entry:
        """A scan that grew has come to its end.

        Raises:
            SpoolFull: there is no room to say so; it may be said again later.
        """
        try:
            completed = replace(self._measured(entry), progress=Progress.COMPLETE, metadata=metadata)
            self._replace(completed)
        except OSError as error:
            raise self._full_or(error) from error
        return completed

    def reissue(self, entry: Entry) -> Entry:
        """Give a scan a new id, because the service has closed the one that it had.

        The service is told which it was, and keeps what it has of that.

        Raises:
            SpoolFull: there is no room to write that down.
        """
        before = [*entry.metadata.get(SENT_BEFORE_AS, ()), entry.id]
        metadata = {**entry.metadata, SENT_BEFORE_AS: before}
        changed = replace(entry, id=str(uuid.uuid4()), metadata=metadata)
        try:
            self._replace(changed)
        except OSError as error:
            raise self._full_or(error) from error
        return changed

    def remove(self, entry: Entry) -> None:
        """Let go of a scan, because the service has named the sha256 of what it holds."""
        folder = self._folder(entry)
        done = folder.with_suffix(".done")
        folder.rename(done)
        with self.changed:
            del self._entries[entry.sequence]
        shutil.rmtree(done, ignore_errors=True)

    def refuse(self, entry: Entry, reason: str) -> Path:
        """Put a scan aside that the service will never take as it is.

        Returns:
            Its folder, in which the reason stands beside the bytes.
        """
        folder, aside = self._folder(entry), self._refused / str(entry.sequence)
        # On a full disk without the reason, rather than not at all.
        with suppress(OSError):
            write_synced(folder / "reason.txt", f"{entry.name}\n{reason}\n".encode())
        folder.rename(aside)
        sync_folder(self._refused)
        sync_folder(self._scans)
        with self.changed:
            del self._entries[entry.sequence]
        return aside

    def _enter(self, coming: Path, entry: Entry) -> None:
        write_synced(coming / NAME, entry.to_json())
        coming.rename(self._folder(entry))
        sync_folder(self._scans)
        with self.changed:
            self._entries[entry.sequence] = entry
        self._tell()

    def _interrupt(self, entry: Entry) -> Entry:
        interrupted = replace(self._measured(entry), progress=Progress.INTERRUPTED)
        try:
            self._replace(interrupted)
        except OSError as error:
            # What is in the spool can be sent all the same, and then there is room again.
            if error.errno not in FULL:
                raise
        return interrupted

    def _measured(self, entry: Entry) -> Entry:
        return replace(entry, parts=tuple(_measure(self.path(entry, part), part) for part in entry.parts))

    def _replace(self, entry: Entry) -> None:
        write_synced(self._folder(entry) / NAME, entry.to_json())
        with self.changed:
            self._entries[entry.sequence] = entry
        self._tell()

    def _recover(self) -> dict[int, Entry]:
        """What was there at the last end of this station, whatever that was."""
        found = {}
        for folder in self._scans.iterdir():
            if folder.suffix in (".new", ".done"):
                shutil.rmtree(folder)
            if not folder.name.isdecimal():
                continue
            try:
                entry = read_entry(folder)
            except ValueError as error:
                (folder / "reason.txt").write_text(f"{error}\n")
                folder.rename(self._refused / folder.name)
                continue
            found[entry.sequence] = entry
        self._entries = found
        for entry in list(found.values()):
            if entry.progress is Progress.GROWING:
                found[entry.sequence] = self._interrupt(entry)
        return found

    def _used(self) -> int:
        used = 0
        for place, _, names in os.walk(self.folder):
            for name in names:
                # The sender may have let go of it meanwhile.
                with suppress(FileNotFoundError):
                    used += Path(place, name).stat().st_size
        return used

    def _full_or(self, error: OSError) -> Exception:
        if error.errno in FULL:
            return SpoolFull("the disk of the spool is full; no scan is taken until there is room")
        return error

    def _take_number(self) -> int:
        with self.changed:
            self._next += 1
            return self._next - 1

    def _folder(self, entry: Entry) -> Path:
        return self._scans / str(entry.sequence)

    def _tell(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def _lock_folder(self) -> int:
        # Closed by the end of the process alone.
        opened = os.open(self.folder / "station.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            raise SpoolError(
                f"another station works with {self.folder} already; stop that one, or name another --spool"
            ) from None
        return opened

    def _own_namespace(self) -> uuid.UUID:
        path = self.folder / "namespace"
        if not path.exists():
            write_synced(path, str(uuid.uuid4()).encode())
        return uuid.UUID(path.read_text())


def _copy(file: IO[bytes], target: Path) -> tuple[str, int]:
    """Copy a file, synced; returns the hex sha256 and the size of what was copied."""
    hash_, size = sha256(), 0
    with target.open("xb") as written:
        while piece := file.read(COPY_BYTES):
            hash_.update(piece)
            written.write(piece)
            size += len(piece)
        written.flush()
        os.fsync(written.fileno())
    return hash_.hexdigest(), size


def _measure(path: Path, part: Part) -> Part:
    """A part whose bytes are all there, synced."""
    hash_, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(COPY_BYTES):
            hash_.update(piece)
            size += len(piece)
        os.fsync(file.fileno())
    return replace(part, sha256=hash_.hexdigest(), size=size)
