"""What officers and stations see of a scan whose bytes were removed, and of one that is going to be."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from cargoscope_inference.storage.holds import place_hold
from cargoscope_inference.storage.inspections import Verdict
from cargoscope_inference.storage.retaining import retain
from cargoscope_inference.storage.retention import RetentionRules
from cargoscope_inference.storage.store import Store

Send = Callable[..., httpx.Response]
WaitFor = Callable[..., dict[str, Any]]
TOMORROW = datetime.now(UTC) + timedelta(days=1)


def clear(officer: httpx.Client, scan: dict[str, Any]) -> None:
    confirmed = {str(number): False for number in range(len(scan["flags"]))}
    asked = {"verdict": "clear", "reason": "seen", "flags_key": scan["flags_key"], "confirmed": confirmed}
    assert officer.post(f"/v1/inspections/{scan['id']}/decision", json=asked).status_code == 200


def test_a_removed_scan_says_so_in_words(start_server: Any, truck: bytes, send: Send, wait_for: WaitFor) -> None:
    running = start_server()
    store = Store(running.folder)
    with running.station() as station, running.officer() as officer:
        receipt = send(station, truck).json()
        scan = wait_for(station, receipt["id"])
        held = wait_for(station, send(station, truck + b"another").json()["id"])
        for each in (scan, held):
            clear(officer, each)
        retain(store, RetentionRules({Verdict.CLEAR: 0}, None, 7))
        due = officer.get(f"/v1/scans/{scan['id']}").json()["keeping"]
        assert (due["removed_at"], due["cause"]) == (None, "age")
        assert "are going to be removed from" in officer.get(f"/scans/{scan['id']}").text
        status = officer.get("/v1/status").json()
        assert status["announced_for_removal"]["scans"] == 2
        assert "cargoscope_scans_announced_for_removal 2.0" in officer.get("/metrics").text
        with store.database.write() as connection:
            place_hold(connection, held["id"], "case 17", "account ada")
        assert "Under a legal hold, so it is kept: case 17" in officer.get(f"/scans/{held['id']}").text
        assert retain(store, RetentionRules({Verdict.CLEAR: 0}, None, 0), TOMORROW).removed == 1
        for path in ("original", "annotated.jpg", "thumbnail.jpg"):
            gone = station.get(f"/v1/scans/{scan['id']}/{path}")
            assert gone.status_code == 410
            assert "were removed at" in gone.json()["detail"]
            assert station.get(f"/v1/scans/{held['id']}/{path}").status_code == 200
        page = officer.get(f"/scans/{scan['id']}").text
        assert "are no longer kept" in page
        assert "cleared" in page
        assert "removed" in officer.get("/queue").text
        # The station that sends it again learns that it was received, and nothing comes back.
        assert send(station, truck, scan["id"]).json() == receipt
        assert station.get(f"/v1/scans/{scan['id']}/original").status_code == 410
    store.close()
