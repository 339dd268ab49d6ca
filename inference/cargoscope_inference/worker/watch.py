"""Looks at streams while they still come in, as far as whole strips go.

The strips of what has come are those of the whole scan, so what the network says of them is remembered, and used again
when all is there. What counts is found then, by the same way as for a file. A look gives way to a scan that is all
there: officers wait for that one.
"""

from cargoscope_datasets.errors import CargoscopeError
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Scan
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.report import Analysed, as_json
from cargoscope_inference.storage.analyses import station_pitch
from cargoscope_inference.storage.claims import is_any_waiting
from cargoscope_inference.storage.looks import find_look, save_look, start_look, stop_look
from cargoscope_inference.storage.scans import latest_description
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.uploads import Upload, open_uploads

MORE_COLUMNS = 1.15
"""A stream is looked at again when it has grown by so much: the looks at a truck are few, and cost a tenth more."""
FEWEST_BYTES = 1 << 16


class ScanWaitsError(Exception):
    """A whole scan has come while a stream was looked at."""


class Watcher:
    """All that a worker keeps of streams from one look to the next.

    Args:
        store: of the service.
        engine: a remembering one.
        reader: of scans.
    """

    def __init__(self, store: Store, engine: Engine, reader: ScanReader) -> None:
        self._store = store
        self._engine = engine
        self._reader = reader
        self._seen: dict[tuple[str, str], int] = {}

    def next_stream(self) -> Upload | None:
        """A stream that has grown enough since it was looked at; the first of those, the side view before others."""
        with self._store.database.read() as connection:
            uploads = open_uploads(connection)
            grown = [upload for upload in uploads if self._has_grown(upload)]
            fit = [each for each in grown if not find_look(connection, each.scan_id, each.view).is_under_way]
        open_now = {(upload.scan_id, upload.view) for upload in uploads}
        self._seen = {key: seen for key, seen in self._seen.items() if key in open_now}
        return fit[0] if fit else None

    def look(self, upload: Upload) -> None:
        """Look at what has come of a stream, unless a whole scan comes meanwhile."""
        before = self._seen.get((upload.scan_id, upload.view), 0)
        self._seen[upload.scan_id, upload.view] = upload.received
        with self._store.database.write() as connection:
            start_look(connection, upload)
            pitch = station_pitch(latest_description(connection, upload.station_id, upload.scan_id))
        try:
            read = self._reader.read([self._store.streams.path(upload.scan_id, upload.view)], pitch=pitch)
            columns, found = read.views[0].columns, self._find(read)
        except ScanWaitsError:
            self._seen[upload.scan_id, upload.view] = before
            with self._store.database.write() as connection:
                stop_look(connection, upload)
            return
        except CargoscopeError:
            # Too little has come, or it is damaged: what is wrong is said when all is there.
            columns, found = 0, []
        with self._store.database.write() as connection:
            save_look(connection, upload, columns, found)

    def _find(self, read: Scan) -> list[dict[str, object]]:
        findings = self._engine.detect(read, growing=True, before_strip=self._give_way)
        written = as_json(Analysed("", read, findings, 0.0))["detections"]
        return [detection for detection in written if detection["flagged"]]

    def _give_way(self) -> None:
        with self._store.database.read() as connection:
            if is_any_waiting(connection):
                raise ScanWaitsError

    def _has_grown(self, upload: Upload) -> bool:
        seen = self._seen.get((upload.scan_id, upload.view), 0)
        return upload.received > max(FEWEST_BYTES, MORE_COLUMNS * seen)
