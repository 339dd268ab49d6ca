from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from cargoscope_inference.storage import scans
from cargoscope_inference.storage.clock import as_text, read_clock
from cargoscope_inference.storage.inspections import State, page_of_inspections
from cargoscope_inference.storage.scans import add_scan, count_since
from cargoscope_inference.storage.stations import Station


def test_scans_keep_their_order_whatever_the_time_of_day_does(
    connection: Connection, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    for years in (0, -30, 20, -1):
        moment = as_text(datetime.now(UTC) + timedelta(days=365 * years))
        monkeypatch.setattr(scans, "now", lambda moment=moment: moment)
        sent.append(add_scan(connection, station, str(uuid4()), sha256="00", size=1, media_type="image/tiff").id)
    queue = page_of_inspections(connection, [State.RECEIVED], verdict=None, after=None, most=10)
    assert [inspection.scan.id for inspection in queue] == sent
    assert count_since(connection, as_text(datetime.now(UTC) - timedelta(hours=1))) == {station.id: 2}


@pytest.mark.parametrize("seconds", [-1e9, -3600.0, 0.0, 12.5, 1e9])
def test_an_offset_is_positive_where_the_station_is_ahead(seconds: float) -> None:
    reading = read_clock(datetime.now(UTC) + timedelta(seconds=seconds))
    assert reading.offset == pytest.approx(seconds, abs=5)
    assert reading.sent_at.endswith("Z")
