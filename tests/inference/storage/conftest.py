from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.stations import Station, add_station, station_of_key


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "cargoscope.sqlite")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.write() as connection:
        yield connection


@pytest.fixture
def station(connection: Connection) -> Station:
    station = station_of_key(connection, add_station(connection, "gate-1"))
    assert station is not None
    return station
