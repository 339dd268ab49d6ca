import re
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import update

from cargoscope_inference.pictures import Pictures
from cargoscope_inference.storage.analyses import Analysis, save_analysis
from cargoscope_inference.storage.scans import add_scan
from cargoscope_inference.storage.stations import add_station, station_of_key
from cargoscope_inference.storage.store import Store
from cargoscope_inference.storage.tables import inspections
from cargoscope_models.policy import Policy

expect = pytest.importorskip("playwright.sync_api", reason="Playwright's Python package is not installed").expect


@pytest.fixture
def two_views(server, make_view: Callable) -> str:
    """A scan from the side and from the top, with a flag on each, as a worker would leave it."""
    store, scan_id = Store(server.folder), str(uuid4())
    plane = np.full((200, 400), 0.7, np.float32)
    side = make_view(plane)
    frames = Pictures(store.pictures, scan_id).draw_plain([side, replace(side, name="top")], ["block"], 1)
    views = [
        {"name": name, "kind": "calibrated", "width": 400, "height": 200, "energies": 1, "pitch": None}
        | {"pitch_source": None}
        | {
            "quality": {"air_found": True, "air_instability": 0.01, "dead_rows": [], "misfired_columns": []}
            | {"saturated": 0.0, "noise": 0.01, "not_penetrated": share}
        }
        for name, share in (("side", 0.0), ("top", 0.12))
    ]
    detections = [
        {"label": "block", "score": 0.9, "box": [x, 50.0, x + 40.0, 90.0], "view": name, "threshold": 0.5}
        | {"flagged": True, "facts": {}}
        for name, x in (("side", 60.0), ("top", 300.0))
    ]
    analysis = Analysis("ab" * 32, "blocks", "CPU", {"block": 0.5}, ["block"], views, detections, frames, 1.0)
    with store.database.write() as connection:
        station = station_of_key(connection, add_station(connection, f"gate-{scan_id[:8]}"))
        assert station is not None
        scan = add_scan(connection, station, scan_id, sha256="00" * 32, size=1, media_type="image/tiff")
        held = {"state": "analysing", "claim": "this test"}
        connection.execute(update(inspections).where(inspections.c.scan_id == scan_id).values(held))
        save_analysis(connection, scan, "this test", analysis, Policy((), 0.2))
    return scan_id


def test_both_views_are_shown_each_with_its_flags(two_views, open_page):
    page = open_page(f"/scans/{two_views}")
    viewers = page.locator("scan-viewer")
    expect(viewers).to_have_count(2)
    page.wait_for_function("[...document.querySelectorAll('scan-viewer img')].every(each => each.naturalWidth > 0)")
    heights = [viewers.nth(at).bounding_box()["height"] for at in (0, 1)]
    assert heights[0] == pytest.approx(heights[1], abs=3)
    expect(page.locator(".unseen")).to_contain_text("Top: 12 % of the conveyance was not penetrated")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(viewers.nth(1).locator(".pointer")).to_be_visible()
    expect(viewers.nth(0).locator(".pointer")).to_be_hidden()
    before = [viewers.nth(at).locator("img").bounding_box()["width"] for at in (0, 1)]
    page.keyboard.press("+")
    after = [viewers.nth(at).locator("img").bounding_box()["width"] for at in (0, 1)]
    assert (after[0] == before[0], after[1] > before[1]) == (True, True)
    page.keyboard.press("m")
    for at, name in enumerate(("side", "top")):
        plain = re.compile(rf"/v1/scans/{two_views}/plain\.jpg\?flags=\w+&view={name}")
        expect(viewers.nth(at).locator("img")).to_have_attribute("src", plain)
