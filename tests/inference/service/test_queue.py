import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from .conftest import MONITOR_KEY

Send = Callable[..., httpx.Response]
WaitFor = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def station(server: Any) -> Iterator[httpx.Client]:
    with server.station() as client:
        yield client


@pytest.fixture(scope="module")
def officer(server: Any) -> Iterator[httpx.Client]:
    with server.officer() as client:
        yield client


@contextmanager
def events(officer: httpx.Client, address: str = "/v1/events", **headers: str) -> Iterator[Iterator[dict[str, Any]]]:
    with officer.stream("GET", address, headers=headers) as stream:
        lines = stream.iter_lines()
        assert [next(lines)[:3], next(lines)] == ["id:", "event: hello"]
        yield (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith('data: {"at"'))


def test_an_officer_sees_a_scan_come_and_holds_it(
    officer: httpx.Client, station: httpx.Client, truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    with events(officer) as happened:
        scan_id = send(station, truck).json()["id"]
        mine = (event["kind"] for event in happened if event["scan"] == scan_id)
        assert [next(mine), next(mine)] == ["scan.received", "scan.analysed"]
        scan = wait_for(officer, scan_id)
        decision = {"verdict": "hold", "reason": "a dark square", "flags_key": scan["flags_key"]}
        answer = officer.post(f"/v1/inspections/{scan_id}/decision", json=decision | {"confirmed": {"0": True}})
        assert answer.status_code == 200
        assert next(mine) == "scan.decided"
    scan = officer.get(f"/v1/scans/{scan_id}").json()
    assert (scan["state"], scan["verdict"]) == ("decided", "hold")
    assert scan["decisions"][0]["officer"] == "admin"
    assert scan["decisions"][0]["flags"][0]["confirmed"] is True
    assert station.get(f"/v1/scans/{scan_id}").json()["decisions"] == []
    again = officer.post(f"/v1/inspections/{scan_id}/decision", json=decision)
    assert again.status_code == 409
    assert "admin has decided on this scan already (hold)" in again.json()["detail"]


def test_events_go_on_where_they_were_left(
    officer: httpx.Client, station: httpx.Client, truck: bytes, send: Send
) -> None:
    with officer.stream("GET", "/v1/events") as stream:
        last = next(stream.iter_lines()).removeprefix("id: ")
    scan_id = send(station, truck).json()["id"]
    with events(officer, **{"Last-Event-ID": last}) as happened:
        assert next(happened)["scan"] == scan_id
    # A page says it by its address; once it has heard something, the browser's own word counts.
    with events(officer, f"/v1/events?after={last}") as happened:
        assert next(happened)["scan"] == scan_id
    with events(officer, "/v1/events?after=0", **{"Last-Event-ID": last}) as happened:
        assert next(happened)["scan"] == scan_id


def test_a_page_hears_what_happened_before_it_listens(
    officer: httpx.Client, station: httpx.Client, truck: bytes, send: Send
) -> None:
    scan_id = send(station, truck).json()["id"]
    page = officer.get(f"/scans/{scan_id}").text
    seen = re.search(r'<meta name="seen" content="(\d+)">', page)
    assert seen is not None
    happened_since = send(station, truck + b"another").json()["id"]
    with events(officer, f"/v1/events?after={seen[1]}") as happened:
        assert happened_since in (next(happened)["scan"] for _ in range(3))


def test_the_queue_is_read_page_by_page(
    officer: httpx.Client, station: httpx.Client, truck: bytes, empty_truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    sent = [send(station, content).json()["id"] for content in (empty_truck, truck, empty_truck)]
    for scan_id in sent:
        wait_for(officer, scan_id)
    seen, cursor = [], None
    while True:
        page = officer.get(
            "/v1/inspections", params={"state": "waiting", "limit": 2} | ({"cursor": cursor} if cursor else {})
        ).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert seen.index(sent[1]) < seen.index(sent[0]) < seen.index(sent[2])


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MS4tMQ", "MS45OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "é"])
def test_a_made_up_cursor_is_refused(officer: httpx.Client, cursor: str) -> None:
    answer = officer.get("/v1/inspections", params={"cursor": cursor})
    assert answer.status_code == 400
    assert "Begin anew without one." in answer.json()["detail"]


def test_nothing_changes_without_the_token_of_a_page(
    server: Any, station: httpx.Client, truck: bytes, send: Send
) -> None:
    scan_id = send(station, truck).json()["id"]
    with server.officer() as officer:
        del officer.headers["X-CSRF-Token"]
        answer = officer.post(f"/v1/inspections/{scan_id}/decision", json={})
        assert answer.status_code == 403
        assert "Load the page again" in answer.json()["detail"]


def test_another_site_cannot_decide(server: Any, station: httpx.Client, truck: bytes, send: Send) -> None:
    scan_id = send(station, truck).json()["id"]
    with server.officer() as officer:
        answer = officer.post(
            f"/v1/inspections/{scan_id}/decision", json={}, headers={"Origin": "https://elsewhere.example"}
        )
        assert answer.status_code == 403


def test_a_station_cannot_decide(station: httpx.Client, truck: bytes, send: Send) -> None:
    scan_id = send(station, truck).json()["id"]
    assert station.post(f"/v1/inspections/{scan_id}/decision", json={}).status_code == 403


def test_a_ticket_signs_in_once(server: Any) -> None:
    ticket = server.ticket()
    with httpx.Client(base_url=server.address) as browser:
        # A browser that looks ahead does not use it up.
        assert browser.get(f"/sign-in/{ticket}").status_code == 200
        assert browser.post(f"/sign-in/{ticket}").headers["location"] == "/queue"
    with httpx.Client(base_url=server.address) as browser:
        assert browser.post(f"/sign-in/{ticket}").status_code == 403


def test_the_first_password_signs_in_and_wrong_ones_slow_down(server: Any) -> None:
    password = next(line.split()[-1] for line in server.output if "First start" in line)
    with httpx.Client(base_url=server.address, timeout=30) as browser:
        answer = browser.post("/sign-in", data={"name": "admin", "password": password})
        assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        statuses = [browser.post("/sign-in", data={"name": "eve", "password": "guess"}).status_code for _ in range(6)]
        assert statuses == [403] * 5 + [429]


def test_signing_out_ends_the_session(server: Any) -> None:
    with server.officer() as officer:
        cookie = officer.cookies["cargoscope_session"]
        assert officer.post("/sign-out", data={"csrf": officer.headers["X-CSRF-Token"]}).status_code == 303
        officer.cookies.set("cargoscope_session", cookie)
        assert officer.get("/v1/inspections").status_code == 401


def test_pages_ask_to_sign_in(server: Any) -> None:
    with httpx.Client(base_url=server.address) as browser:
        for path in ("/queue", "/scans/0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11"):
            assert browser.get(path).headers["location"] == "/sign-in"


def test_what_a_station_says_is_shown_as_text(
    officer: httpx.Client, station: httpx.Client, truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    scan_id = send(station, truck).json()["id"]
    said = {"lane": "<script>alert(1)</script>", "consignments": [{"container": '"><img src=x onerror=alert(1)>'}]}
    station.put(f"/v1/scans/{scan_id}/metadata", json=said)
    wait_for(officer, scan_id)
    for path in ("/queue", f"/scans/{scan_id}"):
        page = officer.get(path)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_health_is_one_word_and_details_need_a_key(server: Any, station: httpx.Client, officer: httpx.Client) -> None:
    with httpx.Client(base_url=server.address) as nobody:
        assert nobody.get("/healthz").text == "ok"
        assert nobody.get("/readyz").text == "ready"
        for path in ("/metrics", "/v1/status"):
            assert nobody.get(path).status_code == 401
            assert station.get(path).status_code == 401
            assert officer.get(path).status_code == 200
            monitor = nobody.get(path, headers={"Authorization": f"Bearer {MONITOR_KEY}"})
            assert monitor.status_code == 200
    assert 'cargoscope_scans{state="waiting"}' in officer.get("/metrics").text
    assert officer.get("/v1/status").json()["worker"]["provider"] == "CPUExecutionProvider"
