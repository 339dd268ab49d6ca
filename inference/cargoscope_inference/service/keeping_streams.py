"""What is done with the bytes of streams: files and database together, in threads of their own."""

import structlog

from cargoscope_inference.storage.looks import forgive_looks
from cargoscope_inference.storage.scans import StoredScan
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.streams import GrowingFile
from cargoscope_inference.storage.uploads import (
    EMPTY_SHA256,
    Upload,
    awaited_views,
    end_upload,
    enter_if_whole,
    find_upload,
    open_uploads,
    set_received,
    unentered_scans,
    uploads_of,
)

_log = structlog.get_logger(__name__)


class StreamKeeper:
    """Keeps the bytes of streams. Each function is for a thread, and for the one request whose turn it is.

    Args:
        store: of the service.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def reload(self, upload: Upload) -> Upload:
        """The upload as it is now."""
        with self._store.database.read() as connection:
            current = find_upload(connection, upload.scan_id, upload.view)
        assert current is not None
        return current

    def open_file(self, upload: Upload, file: GrowingFile | None) -> GrowingFile:
        """The file to write on, with just those bytes that the database has.

        Raises:
            OSError: it is damaged.
        """
        if file is not None and file.size == upload.received:
            return file
        if file is not None:
            file.close()
        return GrowingFile(self._store.streams.path(upload.scan_id, upload.view), upload.received)

    def commit(self, upload: Upload, file: GrowingFile) -> int:
        """Bring what was written to disk: first the file, then its length.

        Returns:
            How many bytes may be told of.
        """
        received = file.sync()
        with self._store.database.write() as connection:
            set_received(connection, upload, received)
        # Hashed as they come, so that the end of the stream is not late for it.
        file.sha256()
        return received

    def complete(self, upload: Upload, file: GrowingFile) -> tuple[Upload, StoredScan | None]:
        """End a stream of which all bytes are there, and enter its scan if that is whole now."""
        return self._end(upload, file, None)

    def close(self, upload: Upload, file: GrowingFile | None, problem: str) -> Upload:
        """End a stream for which a person has to look, its bytes kept."""
        try:
            opened = self.open_file(upload, file)
        except OSError as error:
            return self._close_damaged(upload, f"{problem}; and the disk no longer has all of it ({error})")
        with opened:
            return self._end(upload, opened, problem)[0]

    def recover(self) -> None:
        """Make files and database agree, after whatever ended the service."""
        with self._store.database.write() as connection:
            forgive_looks(connection)
            uploads = open_uploads(connection)
        for upload in uploads:
            try:
                self.open_file(upload, None).close()
            except OSError as error:
                _log.error("stream.damaged", scan=upload.scan_id, view=upload.view, error=str(error))
                self._close_damaged(upload, f"the disk no longer has all of the stream ({error})")
        wanted = {self._store.streams.path(upload.scan_id, upload.view) for upload in uploads}
        for leftover in self._store.streams.leftovers(wanted):
            # Of a stream that has ended, or of one that was never told of.
            leftover.unlink()

    def look_round(self) -> tuple[list[Upload], list[str]]:
        """All open streams, and scans of which nothing is open and which are not in the queue."""
        with self._store.database.read() as connection:
            uploads = open_uploads(connection)
            unentered = unentered_scans(connection)
        still_open = {upload.scan_id for upload in uploads}
        return uploads, [scan_id for scan_id in unentered if scan_id not in still_open]

    def enter_without_missing(self, scan_id: str) -> StoredScan | None:
        """Enter a scan of which named views never came."""
        self.keep_empty()
        with self._store.database.write() as connection:
            first = uploads_of(connection, scan_id)[0]
            missing = awaited_views(connection, first.station_id, scan_id)
            return enter_if_whole(connection, scan_id, without=missing)

    def keep_empty(self) -> None:
        """Keep the file of a view of which no byte came."""
        if not self._store.originals.path(EMPTY_SHA256).exists():
            with self._store.originals.receive() as incoming:
                incoming.keep()

    def _end(self, upload: Upload, file: GrowingFile, problem: str | None) -> tuple[Upload, StoredScan | None]:
        # Synced before, byte by byte that was told of; what was not is cut off.
        sha256 = file.sha256()
        self._store.streams.keep(upload.scan_id, upload.view, sha256)
        with self._store.database.write() as connection:
            if not self._store.originals.path(sha256).exists():
                # The same bytes as those of a scan that was being removed.
                self._store.streams.keep(upload.scan_id, upload.view, sha256)
            ended = end_upload(connection, upload, sha256=sha256, received=file.size, problem=problem)
            scan = enter_if_whole(connection, upload.scan_id)
        self._store.streams.remove(upload.scan_id, upload.view)
        return ended, scan

    def _close_damaged(self, upload: Upload, problem: str) -> Upload:
        path = self._store.streams.path(upload.scan_id, upload.view)
        if not path.exists():
            self._store.streams.make(upload.scan_id, upload.view)
        with GrowingFile(path, path.stat().st_size) as file:
            file.sync()
            return self._end(upload, file, problem)[0]
