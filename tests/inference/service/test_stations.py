from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cargoscope_inference.storage.accounts import Role, add_account, find_account
from cargoscope_inference.storage.sessions import make_ticket
from cargoscope_inference.storage.stations import Limits, limit_station
from cargoscope_inference.storage.store import Store

from .line import Line, stream_of

Send = Callable[..., httpx.Response]
SIGN = {"doing": "waiting for a scan", "waiting": 2, "refused": 0, "next_within_seconds": 60}


def set_limits(server: Any, name: str, limits: Limits) -> None:
    with Store(server.folder).database.write() as connection:
        limit_station(connection, name, limits)


def test_a_station_that_says_it_lives_learns_how_it_is_known(server: Any) -> None:
    name = f"gate-{uuid4().hex[:8]}"
    with server.station(name) as station:
        ahead = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
        answer = station.put("/v1/station/sign-of-life", json=SIGN, headers={"Date": ahead})
    assert answer.status_code == 200
    known = answer.json()
    assert (known["station"], known["scans_per_hour"], known["largest_scan"]) == (name, None, 256 << 20)
    assert known["clock_offset"] == pytest.approx(7200, abs=60)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"next_within_seconds": 0}', b'{"next_within_seconds": 60, "waiting": -1}']
)
def test_a_sign_that_is_not_understood_is_refused(server: Any, body: bytes) -> None:
    with server.station() as station:
        assert station.put("/v1/station/sign-of-life", content=body).status_code in (400, 422)


def test_a_key_has_its_own_pace(server: Any, truck: bytes, send: Send) -> None:
    name = f"gate-{uuid4().hex[:8]}"
    with server.station(name) as station, server.station() as other:
        set_limits(server, name, Limits(scans_per_hour=2))
        kept = [str(uuid4()), str(uuid4())]
        assert [send(station, truck, scan_id).status_code for scan_id in kept] == [201, 201]
        refused = send(station, truck)
        assert refused.status_code == 429
        assert 3500 < int(refused.headers["retry-after"]) <= 3600
        assert refused.headers["content-type"] == "application/problem+json"
        # What is there already costs nothing, nor does a neighbour's limit.
        assert [send(station, truck, scan_id).status_code for scan_id in kept] == [201, 201]
        assert send(other, truck).status_code == 201
        set_limits(server, name, Limits())
        assert send(station, truck).status_code == 201


def test_the_pace_of_a_key_counts_streams_as_they_are_opened(server: Any, truck: bytes, send: Send) -> None:
    name, content = f"gate-{uuid4().hex[:8]}", stream_of()
    with server.station(name) as station:
        set_limits(server, name, Limits(scans_per_hour=2))
        side = Line(station)
        assert station.put(f"/v1/scans/{side.scan_id}/metadata", json={"views": ["side", "top"]}).status_code == 200
        assert side.open().status_code == 201
        # The same again, and the other view, are no other scan.
        top = Line(station, side.scan_id, "top")
        assert [side.open().status_code, top.open().status_code] == [201, 201]
        assert send(station, truck).status_code == 201
        other = Line(station)
        refused = other.open()
        assert refused.status_code == 429
        assert 3500 < int(refused.headers["retry-after"]) <= 3600
        assert refused.headers["content-type"] == "application/problem+json"
        # What was let in is sent to its end.
        assert side.end(content, 0).json()["awaited"] == ["top"]
        assert top.end(stream_of(view="top"), 0).json()["awaited"] == []
        set_limits(server, name, Limits())
        assert other.send(content).status_code == 200


def test_a_key_has_its_own_largest_scan(server: Any, truck: bytes, send: Send) -> None:
    name = f"gate-{uuid4().hex[:8]}"
    with server.station(name) as station:
        set_limits(server, name, Limits(largest_scan=len(truck) - 1))
        refused = send(station, truck)
        assert (refused.status_code, refused.json()["detail"]) == (
            413,
            f"The body is larger than the {len(truck) - 1:,} bytes that are accepted here.",
        )
        set_limits(server, name, Limits(largest_scan=len(truck)))
        assert send(station, truck).status_code == 201


def test_a_key_has_its_own_largest_stream(server: Any) -> None:
    name, content = f"gate-{uuid4().hex[:8]}", stream_of()
    largest = len(content) - 1
    with server.station(name) as station:
        set_limits(server, name, Limits(largest_scan=largest))
        refused = Line(station).open(**{"Upload-Length": str(len(content))})
        assert refused.status_code == 413
        assert refused.headers["upload-limit"].startswith(f"max-size={largest},")
        assert f"is larger than the {largest:,} that are accepted here" in refused.json()["detail"]
        # Where the length is not said, it shows by the bytes; then the stream is closed, and with a person.
        line = Line(station)
        assert line.open().headers["upload-limit"].startswith(f"max-size={largest},")
        assert line.append(0, content[:1000]).status_code == 204
        refused = line.append(1000, content[1000:])
        assert refused.status_code == 413
        assert refused.headers["upload-limit"].startswith(f"max-size={largest},")
        assert line.ask().status_code == 410
        assert f"larger than the {largest:,} bytes" in station.get(f"/v1/scans/{line.scan_id}").json()["problem"]
        set_limits(server, name, Limits(largest_scan=len(content)))
        assert Line(station).send(content).status_code == 200


@pytest.mark.parametrize(
    ("date", "offset"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", -1_000_000_000),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 250_000_000_000),
        ("Thu, 01 Jan 1970 00:00:00 GMT", -1_800_000_000),
        ("Sun, 06 Nov 94 08:49:37", -1_000_000_000),
    ],
)
def test_a_stations_clock_may_say_what_it_likes(
    server: Any, truck: bytes, send: Send, date: str, offset: float
) -> None:
    with server.station() as station:
        scan_id = send(station, truck, Date=date).json()["id"]
        scan = station.get(f"/v1/scans/{scan_id}").json()
    assert scan["clock_offset"] == pytest.approx(offset, rel=0.1)
    assert scan["sent_at"] is not None


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 06 Nov 99999 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 -1200"])
def test_a_date_that_is_none_is_no_reason_to_refuse(server: Any, truck: bytes, send: Send, date: str) -> None:
    with server.station() as station:
        answer = send(station, truck, Date=date)
        assert answer.status_code == 201
        scan = station.get(f"/v1/scans/{answer.json()['id']}").json()
    assert (scan["sent_at"], scan["clock_offset"]) == (None, None)


def test_the_page_is_for_administrators(server: Any) -> None:
    name = f"gate-{uuid4().hex[:8]}"
    with server.station(name) as station:
        station.put("/v1/station/sign-of-life", json=SIGN | {"doing": "<b>waiting</b>"})
        assert station.get("/stations").status_code in (303, 401, 403)
    with server.officer() as administrator:
        shown = administrator.get("/stations")
        assert shown.status_code == 200
        assert name in shown.text
        assert "2 scans wait" in shown.text
        assert "&lt;b&gt;waiting" in shown.text
        assert administrator.get("/stations/rows").status_code == 200
    with httpx.Client(base_url=server.address) as nobody:
        assert nobody.get("/stations").status_code == 303
        assert nobody.get("/stations/rows").status_code == 401


def test_officers_do_not_see_the_page(server: Any) -> None:
    with Store(server.folder).database.write() as connection:
        name = f"ines-{uuid4().hex[:8]}"
        add_account(connection, name, Role.OFFICER)
        account = find_account(connection, name)
        assert account is not None
        ticket = make_ticket(connection, account.id)
    with httpx.Client(base_url=server.address) as officer:
        assert officer.post(f"/sign-in/{ticket}").status_code == 303
        assert "Stations" not in officer.get("/queue").text
        assert officer.get("/stations").status_code == 403
        assert officer.get("/stations/rows").status_code == 403
