import base64
import hashlib
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 30_000

SendScan = Callable[..., str]
OpenPage = Callable[..., "Page"]


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's browser; what needs one is skipped where there is none."""
    drive = pytest.importorskip("playwright.sync_api", reason="Playwright's Python package is not installed")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium; where it may, make browser installs it")
    drive.expect.set_options(timeout=PATIENCE_MS)
    with drive.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: "Browser", server) -> Iterator[OpenPage]:
    """Opens pages in a browser that is signed in; no page may break the content security policy, or its script."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(path: str, **options: object) -> "Page":
        context = chromium.new_context(base_url=server.address, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.goto(f"/sign-in/{server.ticket()}")
        page.get_by_role("button", name="Go to the queue").click()
        page.wait_for_url("**/queue")
        if path != "/queue":
            page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def send_scan(server) -> SendScan:
    """Sends a scan and what is declared, by a station of its own; returns its id."""

    def send(content: bytes, **declared: object) -> str:
        scan_id = str(uuid4())
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        with server.station() as station:
            if declared:
                body = {"lane": "2", "consignments": [declared]}
                assert station.put(f"/v1/scans/{scan_id}/metadata", json=body).status_code in (200, 201)
            answer = station.put(
                f"/v1/scans/{scan_id}", content=content, headers={"Repr-Digest": f"sha-256=:{digest}:"}
            )
            assert answer.status_code == 201
        return scan_id

    return send


@pytest.fixture
def waiting_scan(send_scan: SendScan, truck: bytes, open_page: OpenPage) -> tuple[str, "Page"]:
    """A scan with flags, on the page of an officer who has just opened it."""
    scan_id = send_scan(truck)
    page = open_page("/queue")
    page.locator(f"#scan-{scan_id}").click()
    page.wait_for_url(f"**/scans/{scan_id}")
    page.wait_for_function("document.querySelector('scan-viewer img').naturalWidth > 0")
    return scan_id, page
