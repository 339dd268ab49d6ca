"""One scan, from its stored bytes to the officers' queue."""

import contextlib
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from cargoscope_datasets.errors import CargoscopeError, ScanUnreadable
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, Scan
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.media import COLUMNS
from cargoscope_inference.pictures import Pictures
from cargoscope_inference.report import Analysed, as_json
from cargoscope_inference.storage.analyses import Analysis, find_analysis, save_analysis, station_pitch
from cargoscope_inference.storage.claims import hand_over
from cargoscope_inference.storage.inspections import flag_as_json, flags_as_text
from cargoscope_inference.storage.scans import Part, StoredScan, latest_description, parts_of, shortfalls
from cargoscope_inference.storage.store import Store
from cargoscope_models.policy import Policy

NICENESS = 10
"""Of the thread that draws: a ninth of the share of the network and of the service's answers while they want a core."""


def _give_way() -> None:
    # Where priorities are of processes only, threads keep theirs.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class Analyst:
    """All that a worker keeps from one scan to the next."""

    def __init__(self, store: Store, engine: Engine, policy: Policy, reader: ScanReader, claim: str) -> None:
        self._store = store
        self._engine = engine
        self._policy = policy
        self._reader = reader
        self._claim = claim
        # One thread for all scans: memory that a new one for each takes from the system does not all come back.
        self._beside = ThreadPoolExecutor(1, initializer=_give_way)

    def analyse(self, scan: StoredScan) -> None:
        """Bring a scan that this worker took to the officers: with what was found, or with why nothing could be."""
        pictures = Pictures(self._store.pictures, scan.id)
        try:
            analysis = self._look(scan, pictures)
        except CargoscopeError as error:
            with self._store.database.write() as connection:
                hand_over(connection, scan.id, self._claim, f"the scan {error}")
            return
        with self._store.database.write() as connection:
            flags = save_analysis(connection, scan, self._claim, analysis, self._policy)
        if flags is not None:
            _, key = flags_as_text(flags, analysis.number)
            # Whoever asks for the flags now is answered first.
            self._beside.submit(pictures.draw_flagged, [flag_as_json(flag) for flag in flags], key, analysis).result()

    def _look(self, scan: StoredScan, pictures: Pictures) -> Analysis:
        start = time.perf_counter()
        with self._store.database.read() as connection:
            description = latest_description(connection, scan.station_id, scan.id)
            before = find_analysis(connection, scan.id)
            parts = parts_of(connection, scan.id)
        read = self._read(parts, station_pitch(description))
        labels = self._engine.specification.labels
        number = 1 if before is None else before.number + 1
        # Beside the detection, much of which needs one core only: officers wait for both.
        drawn = self._beside.submit(pictures.draw_plain, read.views, labels, number)
        try:
            findings = self._engine.detect(read)
            written = as_json(Analysed(scan.id, read, findings, (time.perf_counter() - start) * 1e3))
        finally:
            wait([drawn])
        return Analysis(
            findings.release,
            self._engine.release.name,
            findings.provider,
            self._engine.release.thresholds,
            labels,
            written["views"],
            written["detections"],
            drawn.result(),
            written["milliseconds"],
            metadata_version=0 if description is None else description.version,
            number=number,
        )

    def _read(self, parts: Sequence[Part], pitch: Pitch | None) -> Scan:
        """Reads all views; where one has a problem already, as many as can be read."""
        views, errors, projected = [], [], False
        for part in parts:
            try:
                read = self._read_view(part, pitch)
                views.append(read.views[0])
                projected |= read.projected
            except CargoscopeError as error:
                if part.problem is None:
                    raise type(error)(f"of the {part.view} {error}" if len(parts) > 1 else str(error)) from error
                errors.append(f"of the {part.view} {error}")
        if not views:
            raise ScanUnreadable("; ".join([*errors, *shortfalls(parts)]))
        return Scan(tuple(views), parts[0].sha256, projected)

    def _read_view(self, part: Part, pitch: Pitch | None) -> Scan:
        read = self._reader.read([self._store.originals.path(part.sha256)], pitch=pitch)
        if read.sha256 != part.sha256:
            raise ScanUnreadable(f"is not what the station sent: its stored bytes now have sha256 {read.sha256}")
        (view,) = read.views
        if part.media_type == COLUMNS and view.name != part.view:
            raise ScanUnreadable(f"is called {view.name} in its header, and was sent as {part.view}")
        return replace(read, views=(replace(view, name=part.view),))
