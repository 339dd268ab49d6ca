import pytest

expect = pytest.importorskip("playwright.sync_api", reason="Playwright's Python package is not installed").expect


def test_a_scan_is_held_by_the_keyboard_alone(waiting_scan, server):
    scan_id, page = waiting_scan
    page.keyboard.press("c")
    expect(page.locator("#first")).to_contain_text("neither confirmed nor rejected")
    for _ in range(page.locator("#flags > li").count()):
        page.keyboard.press("y")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Hold this scan")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: scan_id not in address)
    with server.officer() as officer:
        scan = officer.get(f"/v1/scans/{scan_id}").json()
    (decision,) = scan["decisions"]
    assert (scan["verdict"], decision["reason"]) == ("hold", "Flag confirmed")
    assert {flag["confirmed"] for flag in decision["flags"]} == {True}


def test_own_words_are_a_reason(waiting_scan, server):
    scan_id, page = waiting_scan
    page.keyboard.press("r")
    expect(page.locator("#caution")).to_contain_text("neither confirmed nor rejected")
    page.get_by_label("In my own words").and_(page.locator(":visible")).check()
    page.keyboard.type("crhm 1: ask the shift leader")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: scan_id not in address)
    with server.officer() as officer:
        (decision,) = officer.get(f"/v1/scans/{scan_id}").json()["decisions"]
    assert decision["reason"] == "crhm 1: ask the shift leader"
    assert {flag["confirmed"] for flag in decision["flags"]} == {None}


def test_who_comes_second_is_told_so(waiting_scan, server):
    scan_id, page = waiting_scan
    with server.officer() as other:
        key = other.get(f"/v1/scans/{scan_id}").json()["flags_key"]
        said = {"verdict": "hold", "reason": "a block", "flags_key": key}
        assert other.post(f"/v1/inspections/{scan_id}/decision", json=said).status_code == 200
    expect(page.locator("#changed")).to_contain_text("Another officer has just held this scan")
    page.keyboard.press("h")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong")).to_contain_text("has decided on this scan already")


def test_the_picture_is_zoomed_moved_and_shown_without_marks(waiting_scan):
    scan_id, page = waiting_scan
    picture, layer = page.locator("scan-viewer img"), page.locator("scan-viewer .layer")
    whole = picture.bounding_box()
    page.keyboard.press("+")
    assert picture.bounding_box()["width"] > whole["width"]
    placed = layer.evaluate("layer => layer.style.transform")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert layer.evaluate("layer => layer.style.transform") != placed
    page.keyboard.press("0")
    assert picture.bounding_box() == whole
    page.keyboard.press("m")
    expect(picture).to_have_attribute("src", f"/v1/scans/{scan_id}/plain.jpg?flags={_key(page)}&view=side")


def test_a_click_on_a_box_chooses_its_flag(waiting_scan):
    _, page = waiting_scan
    flag = page.locator("#flags > li[data-box]").first
    x0, y0, x1, y1 = (float(side) for side in flag.get_attribute("data-box").split(","))
    viewer = page.locator("scan-viewer")
    across, down = (float(viewer.get_attribute(name)) for name in ("data-across", "data-down"))
    lies = page.locator("scan-viewer img").bounding_box()
    scale = lies["width"] / page.locator("scan-viewer img").evaluate("picture => picture.naturalWidth")
    page.mouse.click(lies["x"] + (x0 + x1) / 2 * across * scale, lies["y"] + (y0 + y1) / 2 * down * scale)
    assert "chosen" in flag.get_attribute("class")


def test_without_scripts_a_decision_is_a_plain_form(open_page, send_scan, truck, server):
    scan_id = send_scan(truck)
    with server.officer() as officer:
        _wait_until_analysed(officer, scan_id)
    page = open_page(f"/scans/{scan_id}", java_script_enabled=False)
    for choice in page.get_by_label("Reject").all():
        choice.check()
    page.get_by_label("Flags rejected: ordinary").check()
    page.get_by_label("Note").fill("a crate")
    page.get_by_role("button", name="Decide").click()
    page.wait_for_url(lambda address: scan_id not in address)
    with server.officer() as officer:
        scan = officer.get(f"/v1/scans/{scan_id}").json()
    assert scan["verdict"] == "clear"
    assert scan["decisions"][0]["reason"] == "Flags rejected: ordinary cargo or parts of the vehicle. a crate"


def test_a_decision_from_elsewhere_is_refused(send_scan, truck, server):
    scan_id = send_scan(truck)
    form = {"choice": "hold/0", "flags_key": "none"}
    with server.officer() as officer:
        address, token = f"/scans/{scan_id}/decision", officer.headers["X-CSRF-Token"]
        assert officer.post(address, data=form).status_code == 403
        foreign = {"Origin": "http://elsewhere.example"}
        assert officer.post(address, data=form | {"csrf": token}, headers=foreign).status_code == 403
        assert officer.get(f"/v1/scans/{scan_id}").json()["decisions"] == []


def test_nothing_is_wider_than_a_narrow_screen(open_page, send_scan, truck):
    scan_id = send_scan(truck, container="MSKU6011670", goods="Furniture and other things of wood " * 4)
    page = open_page("/queue", viewport={"width": 400, "height": 800})
    expect(page.locator(f"#scan-{scan_id}")).to_be_visible()
    for path in ("/queue", f"/scans/{scan_id}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400


def _key(page):
    return page.locator("input[name=flags_key]").get_attribute("value")


def _wait_until_analysed(officer, scan_id):
    with officer.stream("GET", "/v1/events", headers={"Last-Event-ID": "0"}, timeout=60) as stream:
        for line in stream.iter_lines():
            if scan_id in line and '"scan.analysed"' in line:
                return
