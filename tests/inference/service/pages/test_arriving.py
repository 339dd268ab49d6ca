import pytest

from ..line import Line, stream_of

expect = pytest.importorskip("playwright.sync_api", reason="Playwright's Python package is not installed").expect


@pytest.fixture
def line(server):
    with server.station() as station:
        coming = Line(station)
        assert coming.open().status_code == 201
        yield coming


def test_the_page_goes_on_by_itself_while_the_scan_comes_in(open_page, line):
    content = stream_of(columns=700)
    half = len(content) // 2
    line.append(0, content[:1000])
    page = open_page(f"/scans/{line.scan_id}")
    expect(page.get_by_role("heading", name="Side")).to_contain_text("1,000 bytes here")
    expect(page.get_by_text("Too little has come to look at.")).to_be_visible()
    expect(page.get_by_role("button", name="Release")).to_have_count(0)
    loaded = page.evaluate("performance.timeOrigin")

    line.append(1000, content[1000:half])
    flag = page.locator(".flags.provisional > li").first
    expect(flag).to_contain_text("block")
    expect(flag).to_contain_text("provisional")
    expect(page.get_by_role("heading", name="Side")).to_contain_text(f"{half:,} bytes here")
    assert page.evaluate("performance.timeOrigin") > loaded

    # With the last column it becomes the page on which an officer decides.
    assert line.end(content, half).status_code == 200
    expect(page.get_by_text("still coming in")).to_have_count(0)
    expect(page.locator("#flags > li").first).to_contain_text("block")
    assert page.url.endswith(f"/scans/{line.scan_id}")


def test_another_scan_that_comes_in_does_not_reload_the_page(open_page, line, server):
    content = stream_of()
    line.append(0, content[:1000])
    page = open_page(f"/scans/{line.scan_id}")
    expect(page.get_by_role("heading", name="Side")).to_contain_text("1,000 bytes here")
    loaded = page.evaluate("performance.timeOrigin")
    page.evaluate(
        """() => { window.told = 0; new EventSource("/v1/events").addEventListener("scan", () => window.told++) }"""
    )
    with server.station() as station:
        assert Line(station).send(content).status_code == 200
    page.wait_for_function("window.told > 1")
    page.wait_for_timeout(500)
    assert page.evaluate("performance.timeOrigin") == loaded


def test_what_happens_before_the_page_listens_is_not_missed(open_page, line):
    content = stream_of()
    line.append(0, content[:1000])
    page = open_page("/queue")

    def end_first(route):
        # The page is there, and its script is not: the stream ends just now.
        assert line.end(content, 1000).status_code == 200
        route.continue_()

    page.route("**/static/arriving.js", end_first, times=1)
    page.goto(f"/scans/{line.scan_id}")
    expect(page.locator("#flags > li").first).to_contain_text("block")
