from collections.abc import Iterator
from pathlib import Path

import pytest

from cargoscope_inference.storage.stations import Station, add_station, station_of_key
from cargoscope_inference.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store")
    store.database.migrate()
    yield store
    store.close()


@pytest.fixture
def station(store: Store) -> Station:
    with store.database.write() as connection:
        station = station_of_key(connection, add_station(connection, "gate-1"))
    assert station is not None
    return station
