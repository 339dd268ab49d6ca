from uuid import uuid4

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="Playwright's Python package is not installed").expect
SIGN = {"doing": "waiting for a scan", "waiting": 0, "refused": 0, "next_within_seconds": 60}


def row_of(page, name):
    return page.locator("tr", has=page.get_by_role("rowheader", name=name))


def test_a_station_appears_while_one_watches(open_page, server, truck, send):
    page = open_page("/queue")
    page.get_by_role("link", name="Stations").click()
    expect(page.locator("#line")).to_have_text("live")
    name = f"gate-{uuid4().hex[:8]}"
    with server.station(name) as station:
        send(station, truck)
        row = row_of(page, name)
        expect(row).to_contain_text("does not say")
        expect(row.locator("[data-name='Scans today']")).to_have_text("1")
        station.put("/v1/station/sign-of-life", json=SIGN | {"waiting": 3, "refused": 1})
        expect(row).to_contain_text("3 scans wait")
        expect(row).to_contain_text("1 refused: look after them there")


def test_a_clock_that_is_wrong_is_said(open_page, server):
    name = f"gate-{uuid4().hex[:8]}"
    with server.station(name) as station:
        station.put("/v1/station/sign-of-life", json=SIGN, headers={"Date": "Thu, 01 Jan 2015 00:00:00 GMT"})
        page = open_page("/stations")
        expect(row_of(page, name)).to_contain_text("behind")


def test_narrow_screens_show_all_of_it(open_page, server):
    name = f"gate-{uuid4().hex[:8]}"
    with server.station(name) as station:
        station.put("/v1/station/sign-of-life", json=SIGN)
        page = open_page("/stations", viewport={"width": 390, "height": 800})
        expect(row_of(page, name)).to_contain_text("nothing waits")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
