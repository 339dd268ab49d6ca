from collections.abc import Iterator
from uuid import uuid4

import pytest
from tests.inference.service.line import COLUMNS, stream_of

from cargoscope_datasets.reading import ScanReader
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.storage.looks import Look, find_look
from cargoscope_inference.storage.scans import add_scan
from cargoscope_inference.storage.stations import Station
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.streams import GrowingFile
from cargoscope_inference.storage.uploads import Upload, find_upload, open_upload, set_received
from cargoscope_inference.worker.watch import Watcher
from cargoscope_models.release import Release

SCAN, VIEW = "0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11", "side"


@pytest.fixture
def watcher(store: Store, release: Release) -> Iterator[Watcher]:
    with ScanReader() as reader:
        yield Watcher(store, Engine(release, remembering=True), reader)


@pytest.fixture
def upload(store: Store, station: Station) -> Upload:
    """A stream of which enough has come for strips to be looked at."""
    content = stream_of(columns=700)
    store.streams.make(SCAN, VIEW)
    with GrowingFile(store.streams.path(SCAN, VIEW), 0) as file:
        file.write(content)
        file.sync()
    with store.database.write() as connection:
        opened = open_upload(connection, station, SCAN, VIEW, media_type=COLUMNS, length=None)
        set_received(connection, opened, len(content))
        received = find_upload(connection, SCAN, VIEW)
    assert received is not None
    return received


def seen(store: Store) -> Look:
    with store.database.read() as connection:
        return find_look(connection, SCAN, VIEW)


def test_a_stream_that_has_not_grown_is_not_looked_at_again(store: Store, watcher: Watcher, upload: Upload) -> None:
    assert watcher.next_stream() == upload
    watcher.look(upload)
    look = seen(store)
    assert look.columns == 700
    assert not look.is_under_way
    assert {each["label"] for each in look.detections} == {"block"}
    assert watcher.next_stream() is None


def test_a_look_gives_way_to_a_whole_scan(store: Store, watcher: Watcher, station: Station, upload: Upload) -> None:
    with store.database.write() as connection:
        add_scan(connection, station, str(uuid4()), sha256="00", size=1, media_type="image/tiff")
    watcher.look(upload)
    look = seen(store)
    assert (look.columns, look.is_under_way) == (0, False)
    assert watcher.next_stream() == upload
