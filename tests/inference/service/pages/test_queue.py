import pytest

expect = pytest.importorskip("playwright.sync_api", reason="Playwright's Python package is not installed").expect


def test_a_ticket_signs_in_once(chromium, server):
    ticket = server.ticket()
    context = chromium.new_context(base_url=server.address)
    page = context.new_page()
    page.goto(f"/sign-in/{ticket}")
    page.get_by_role("button", name="Go to the queue").click()
    expect(page.get_by_text("admin")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto(f"/sign-in/{ticket}")
    page.get_by_role("button", name="Go to the queue").click()
    expect(page.get_by_role("alert")).to_contain_text("was used already")
    page.goto("/queue")
    page.wait_for_url("**/sign-in")
    context.close()


def test_the_queue_fills_while_one_watches(open_page, send_scan, truck, empty_truck):
    page = open_page("/queue")
    expect(page.locator("#line")).to_have_text("live")
    flagged = send_scan(truck, container="MSKU6011672", goods="Furniture", hs=["9403"])
    quiet = send_scan(empty_truck, container="MSKU6011670")
    row = page.locator(f"#flagged #scan-{flagged}")
    expect(row).to_contain_text("block")
    expect(row).to_contain_text("MSKU6011672")
    expect(row).to_contain_text("lane 2")
    section = page.locator("section", has=page.locator(f"#scan-{quiet}"))
    expect(section.locator("h2")).to_contain_text("Nothing flagged, not yet looked at")
    expect(page.locator(f"#scan-{quiet}")).to_contain_text("odd container number")


def test_what_cannot_be_read_needs_a_person(open_page, send_scan, truck):
    page = open_page("/queue")
    broken = send_scan(truck[:2000])
    row = page.locator(f"#problems #scan-{broken}")
    expect(row).to_contain_text("needs a person")
    row.click()
    expect(page.get_by_text("This scan could not be analysed")).to_be_visible()


def test_a_row_is_reached_and_opened_by_the_keyboard(open_page, send_scan, truck):
    scan_id = send_scan(truck)
    page = open_page("/queue")
    expect(page.locator(f"#scan-{scan_id}")).to_be_visible()
    page.keyboard.press("j")
    first = page.locator(".rows a").first
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/scans/*")
    page.keyboard.press("Escape")
    page.wait_for_url("**/queue")


def test_a_lost_line_is_said(open_page):
    page = open_page("/queue")
    expect(page.locator("#line")).to_have_text("live")
    page.route("**/v1/events", lambda route: route.abort())
    page.reload()
    expect(page.locator("#line")).to_contain_text("not live since")
    page.unroute("**/v1/events")
    expect(page.locator("#line")).to_have_text("live")
