"""Who may see what: here, that who shows no key and no session sees nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from cargoscope_inference.serve import make_app
from cargoscope_inference.service.settings import ServiceSettings
from cargoscope_inference.storage.store import Store

FOR_ALL = {"/healthz", "/readyz", "/sign-in", "/sign-in/{ticket}", "/static"}
"""One word each for whoever watches the machine, and what is needed to sign in."""
TO_THE_QUEUE = "/"


@pytest.fixture
def app(tmp_path: Path, release_folder: Path) -> Iterator[FastAPI]:
    with closing(Store(tmp_path / "store")) as store:
        yield make_app(ServiceSettings(folder=store.folder, release=release_folder), store)


def operations(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every path of an application, with every method that it answers to."""
    for route in iter_route_contexts(app.routes):
        assert route.path is not None
        # A folder of files answers to GET, and says nothing of it.
        for method in route.methods or {"GET"}:
            yield route.path, method


def turned_away(answer: httpx.Response) -> bool:
    return answer.status_code in (401, 403) or (
        answer.status_code == 303 and answer.headers["Location"] == "/sign-in" and not answer.content
    )


def test_a_stranger_is_turned_away_everywhere(server: Any, app: FastAPI) -> None:
    asked = {(path, method) for path, method in operations(app) if path not in FOR_ALL | {TO_THE_QUEUE}}
    assert len(asked) > 20
    assert ("/openapi.json", "GET") in asked
    place = {"scan_id": str(uuid4()), "picture": "annotated", "view": "side"}
    with httpx.Client(base_url=server.address) as stranger:
        let_in = {ask for ask in asked if not turned_away(stranger.request(ask[1], ask[0].format(**place)))}
        assert let_in == set()
        assert stranger.get(TO_THE_QUEUE).headers["Location"] == "/queue"


def test_what_is_for_all_is_there(app: FastAPI) -> None:
    assert {path for path, _ in operations(app)} >= FOR_ALL


def test_the_description_is_for_stations_and_officers(server: Any) -> None:
    for client in (server.station(), server.officer()):
        with client:
            assert client.get("/openapi.json").json()["info"]["title"] == "cargoscope"
