from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from random import Random
from threading import Event
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .line import COLUMNS, Line, digest, stream_of


@pytest.fixture
def station(server: Any) -> Iterator[httpx.Client]:
    with server.station() as client:
        yield client


@pytest.fixture
def closing_later() -> Iterator[Callable[[httpx.Client], httpx.Client]]:
    """Closes clients at the end of a test."""
    with ExitStack() as stack:
        yield stack.enter_context


def streams(station: httpx.Client, line: Line) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = station.get(f"/v1/scans/{line.scan_id}/upload").json()["streams"]
    return found


def test_a_stream_from_its_first_byte_to_its_flags(
    station: httpx.Client, wait_for: Callable[..., dict[str, Any]]
) -> None:
    line, content = Line(station), stream_of()
    opened = line.open()
    assert (opened.status_code, opened.headers["Location"]) == (201, line.place)
    assert (opened.headers["Upload-Offset"], opened.headers["Upload-Complete"]) == ("0", "?0")
    assert "max-size=" in opened.headers["Upload-Limit"]
    first = line.append(0, content[:1000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    ended = line.end(content, 1000)
    assert ended.status_code == 200, ended.text
    assert ended.headers["Upload-Complete"] == "?1"
    assert ended.headers["Repr-Digest"] == digest(content)["Repr-Digest"]
    assert (ended.json()["bytes"], ended.json()["awaited"]) == (len(content), [])
    scan = wait_for(station, line.scan_id)
    assert {flag["label"] for flag in scan["flags"]} == {"block"}
    assert scan["problem"] is None
    assert station.get(f"/v1/scans/{line.scan_id}/original").content == content


def test_what_is_sent_again_changes_nothing(station: httpx.Client) -> None:
    line, content = Line(station), stream_of()
    line.open()
    line.append(0, content[:5000])
    again = line.open()
    assert (again.status_code, again.headers["Upload-Offset"]) == (201, "5000")
    twice = line.append(0, content[:5000])
    assert (twice.status_code, twice.headers["Upload-Offset"]) == (409, "5000")
    assert twice.json()["type"].endswith("#mismatching-upload-offset")
    assert (twice.json()["expected-offset"], twice.json()["provided-offset"]) == (5000, 0)
    assert line.append(6000, b"gap").status_code == 409
    first, second = line.end(content, 5000), line.end(content, 5000)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    asked = line.ask()
    assert (asked.status_code, asked.headers["Upload-Complete"]) == (204, "?1")
    assert asked.headers["Repr-Digest"] == digest(content)["Repr-Digest"]
    more = line.append(len(content), b"more")
    assert (more.status_code, more.json()["type"]) == (
        400,
        "https://iana.org/assignments/http-problem-types#completed-upload",
    )


def test_a_line_that_is_cut_keeps_what_came(station: httpx.Client) -> None:
    line, content = Line(station), stream_of()
    line.open()

    def broken() -> Any:
        yield content[:3000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        line.append(0, broken())
    offset = int(line.ask().headers["Upload-Offset"])
    assert 0 <= offset <= 3000
    assert line.end(content, offset).status_code == 200
    assert line.station.get(f"/v1/scans/{line.scan_id}/original").content == content


def test_a_wrong_digest_keeps_the_bytes_for_a_person(
    station: httpx.Client, wait_for: Callable[..., dict[str, Any]]
) -> None:
    line, content = Line(station), stream_of()
    line.open()
    refused = line.append(0, content, **{"Upload-Complete": "?1"}, **digest(b"something else"))
    assert refused.status_code == 400
    assert refused.headers["Upload-Complete"] == "?1"
    scan = wait_for(station, line.scan_id)
    assert "their digests differ" in scan["problem"]
    assert {flag["label"] for flag in scan["flags"]} == {"block"}
    assert station.get(f"/v1/scans/{line.scan_id}/original").content == content
    assert line.ask().status_code == 410


def test_two_views_are_one_scan(station: httpx.Client, wait_for: Callable[..., dict[str, Any]]) -> None:
    side, top = Line(station), stream_of(view="top", seed=2)
    station.put(f"/v1/scans/{side.scan_id}/metadata", json={"views": ["side", "top"]})
    sent = side.send(stream_of())
    assert sent.json()["awaited"] == ["top"]
    assert station.get(f"/v1/scans/{side.scan_id}").status_code == 404
    assert Line(station, side.scan_id, "top").send(top).json()["awaited"] == []
    scan = wait_for(station, side.scan_id)
    assert [part["view"] for part in scan["parts"]] == ["side", "top"]
    assert {flag["view"] for flag in scan["flags"]} == {"side", "top"}
    assert station.get(f"/v1/scans/{side.scan_id}/original?view=top").content == top
    assert station.get(f"/v1/scans/{side.scan_id}/original").content == stream_of()


def test_views_may_also_come_whole(station: httpx.Client, wait_for: Callable[..., dict[str, Any]]) -> None:
    scan_id, side, top = str(uuid4()), stream_of(), stream_of(view="top", seed=2)
    station.put(f"/v1/scans/{scan_id}/metadata", json={"views": ["side", "top"]})
    for view, content in (("side", side), ("top", top), ("side", side)):
        kept = station.put(
            f"/v1/scans/{scan_id}?view={view}", content=content, headers={"Content-Type": COLUMNS} | digest(content)
        )
        assert kept.status_code == 201
    assert len(wait_for(station, scan_id)["analysis"]["views"]) == 2


def test_a_view_that_is_named_no_longer_is_not_waited_for(
    station: httpx.Client, wait_for: Callable[..., dict[str, Any]]
) -> None:
    line = Line(station)
    station.put(f"/v1/scans/{line.scan_id}/metadata", json={"views": ["side", "top"]})
    line.send(stream_of())
    station.put(f"/v1/scans/{line.scan_id}/metadata", json={"views": ["side"]})
    wait_for(station, line.scan_id)
    late = station.put(f"/v1/scans/{line.scan_id}/metadata", json={"views": ["side", "top"]})
    assert [mark["field"] for mark in late.json()["marks"]] == ["views"]
    assert Line(station, line.scan_id, "top").open().status_code == 409


def test_a_stream_that_is_given_up_goes_to_a_person(
    station: httpx.Client, wait_for: Callable[..., dict[str, Any]]
) -> None:
    line, content = Line(station), stream_of()
    line.open()
    line.append(0, content[:40_000])
    assert station.delete(line.place).status_code == 204
    scan = wait_for(station, line.scan_id)
    assert "gave the stream up after 40,000 bytes" in scan["problem"]
    assert scan["analysis"]["views"][0]["cut_short"]
    assert station.get(f"/v1/scans/{line.scan_id}/original").content == content[:40_000]
    for answer in (line.ask(), line.append(40_000, b"x"), station.delete(line.place)):
        assert answer.status_code == 410


def test_a_stream_of_nothing_goes_to_a_person_too(
    station: httpx.Client, wait_for: Callable[..., dict[str, Any]]
) -> None:
    line = Line(station)
    line.open()
    empty = line.end(b"", 0)
    assert (empty.status_code, line.ask().headers["Upload-Offset"]) == (400, "0")
    station.delete(line.place)
    scan = wait_for(station, line.scan_id)
    assert scan["analysis"] is None
    assert "after 0 bytes" in scan["problem"]


def test_a_silent_stream_goes_to_a_person(
    start_server: Callable[..., Any],
    closing_later: Callable[[httpx.Client], httpx.Client],
    wait_for: Callable[..., dict[str, Any]],
) -> None:
    station = closing_later(start_server(CARGOSCOPE_SILENT_SECONDS="1").station())
    line, content = Line(station), stream_of()
    station.put(f"/v1/scans/{line.scan_id}/metadata", json={"views": ["side", "top"]})
    line.open()
    line.append(0, content[:40_000])
    while station.get(f"/v1/scans/{line.scan_id}").status_code == 404:
        pass
    scan = wait_for(station, line.scan_id)
    assert "side: the stream broke off after 40,000 bytes" in scan["problem"]
    assert "top: no stream of this view was opened" in scan["problem"]
    assert station.get(f"/v1/scans/{line.scan_id}/original").content == content[:40_000]


@pytest.mark.parametrize(
    ("headers", "status", "words"),
    [
        ({"Content-Type": COLUMNS}, 415, "application/partial-upload"),
        ({"Content-Encoding": "gzip"}, 415, "without Content-Encoding"),
        ({"Upload-Offset": "minus one"}, 400, "Upload-Offset is missing or no number"),
        ({"Upload-Complete": "yes"}, 400, "Upload-Complete is missing"),
        ({"Upload-Complete": "?1"}, 400, "Repr-Digest"),
        ({"Upload-Complete": "?1", "Upload-Length": "7"} | digest(b""), 400, "Upload-Length says 7"),
    ],
)
def test_headers_that_make_no_sense(station: httpx.Client, headers: dict[str, str], status: int, words: str) -> None:
    line = Line(station)
    line.open()
    answer = line.append(0, b"abc", **headers)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert line.ask().headers["Upload-Offset"] == "0"


def test_openings_that_make_no_sense(station: httpx.Client) -> None:
    line = Line(station)
    assert line.open(**{"Content-Type": "image/tiff"}).status_code == 415
    assert line.open(**{"Upload-Complete": "?1"}).status_code == 400
    assert line.open(**{"Upload-Length": "999999999999"}).status_code == 413
    assert line.ask().status_code == 404
    assert station.post(f"/v1/scans/{line.scan_id}/upload?view=Side!").status_code == 422


def test_a_stream_is_its_stations_own(
    server: Any, station: httpx.Client, closing_later: Callable[[httpx.Client], httpx.Client]
) -> None:
    line = Line(station)
    line.open()
    stranger = Line(closing_later(server.station()), line.scan_id)
    assert [stranger.open().status_code, stranger.ask().status_code] == [409, 404]
    assert stranger.append(0, b"x").status_code == 404


def test_lengths_have_to_agree(station: httpx.Client, wait_for: Callable[..., dict[str, Any]]) -> None:
    line, content = Line(station), stream_of()
    line.open(**{"Upload-Length": str(len(content) - 10)})
    assert line.append(0, content[:100], **{"Upload-Length": "999"}).status_code == 400
    assert line.append(0, content[:100]).status_code == 204
    refused = line.append(100, iter([content[100:]]))
    assert refused.status_code == 400
    assert refused.json()["type"].endswith("#inconsistent-upload-length")
    scan = wait_for(station, line.scan_id)
    assert "longer than" in scan["problem"]
    assert scan["bytes"] == len(content) - 10


def test_a_stream_may_not_be_too_large(
    start_server: Callable[..., Any], closing_later: Callable[[httpx.Client], httpx.Client]
) -> None:
    line = Line(closing_later(start_server(CARGOSCOPE_LARGEST_SCAN="50000").station()))
    line.open()
    refused = line.append(0, iter([stream_of()]))
    assert (refused.status_code, line.ask().status_code) == (413, 410)
    assert "max-size=50000" in refused.headers["Upload-Limit"]


def test_so_many_streams_are_open_at_once(station: httpx.Client) -> None:
    answers = [Line(station).open().status_code for _ in range(17)]
    assert answers == [201] * 16 + [429]


def test_the_newer_of_two_writers_takes_over(station: httpx.Client) -> None:
    content, begun, released = stream_of(), Event(), Event()
    line = Line(station)
    line.open()

    def trickle() -> Iterator[bytes]:
        yield content[:2000]
        begun.set()
        released.wait(30)
        # The server has answered long ago; what still comes is not to get in.
        yield b"x" * 5000

    with ThreadPoolExecutor() as threads, httpx.Client(base_url=station.base_url, headers=station.headers) as other:
        first = threads.submit(line.append, 0, trickle())
        begun.wait(30)
        while streams(station, line)[0]["bytes"] < 2000:
            pass
        newer = Line(other, line.scan_id)
        offset = int(newer.ask().headers["Upload-Offset"])
        assert offset == 2000
        assert newer.append(offset, content[offset:3000]).status_code == 204
        released.set()
        # Or the server has ended the connection before all was sent.
        with suppress(httpx.TransportError):
            assert first.result().status_code == 409
        assert newer.end(content, 3000).status_code == 200
    assert station.get(f"/v1/scans/{line.scan_id}/original").content == content


def test_many_writers_at_once_never_mix_their_bytes(station: httpx.Client) -> None:
    content = stream_of(columns=600)
    line = Line(station)
    line.open()

    def push(seed: int) -> None:
        chooses = Random(seed)
        with httpx.Client(base_url=station.base_url, headers=station.headers, timeout=30) as own:
            mine = Line(own, line.scan_id)
            for _ in range(12):
                answer = mine.ask()
                if answer.status_code == 204:
                    offset = int(answer.headers["Upload-Offset"])
                    mine.append(offset, content[offset : offset + chooses.randrange(1, 20_000)])

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(push, range(6)))
    offset = int(line.ask().headers["Upload-Offset"])
    assert offset > 0
    assert line.end(content, offset).status_code == 200
    assert station.get(f"/v1/scans/{line.scan_id}/original").content == content


def test_only_one_of_many_openings_makes_a_stream(station: httpx.Client) -> None:
    scan_id = str(uuid4())

    def open_it(_: int) -> int:
        with httpx.Client(base_url=station.base_url, headers=station.headers, timeout=30) as own:
            return Line(own, scan_id).open().status_code

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(open_it, range(8))) == [201] * 8
    assert len(station.get(f"/v1/scans/{scan_id}/upload").json()["streams"]) == 1
