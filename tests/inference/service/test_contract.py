"""The API keeps what its OpenAPI document promises, whatever is sent; and takes what it promises to take."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from cargoscope_inference.service.media import KNOWN
from cargoscope_inference.service.upload_headers import PARTIAL

FEW = settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
SCAN, METADATA, DECISION = (
    "PUT /v1/scans/{scan_id}",
    "PUT /v1/scans/{scan_id}/metadata",
    "POST /v1/inspections/{scan_id}/decision",
)
OPEN, APPEND = "POST /v1/scans/{scan_id}/upload", "PATCH /v1/scans/{scan_id}/upload/{view}"
# No schema says which bytes are a scan, which headers go together, or which words were given out as a cursor.
UNSAID = {SCAN, OPEN, APPEND, "GET /v1/inspections"}
DECLARED = {
    "reference": "T-1",
    "lane": "2",
    "pitch": [6.0, 6.0],
    "started_at": "2026-11-27T10:00:00Z",
    "consignments": [{"container": "CSQU3054383", "hs": ["2402.20"], "weight_kg": 21500, "direction": "import"}],
}


@schemathesis.serializer(*sorted(KNOWN), PARTIAL)
def raw_body(_: Any, value: Any) -> bytes:
    """The file as it is."""
    return getattr(value, "data", value)


@dataclass(frozen=True)
class Rights:
    """As whom the API is called, and what of it a caller may know."""

    headers: dict[str, str]
    cookies: dict[str, str]
    scan_id: str
    """Of a scan that waits."""
    flags_key: str


@pytest.fixture(scope="module")
def station(server: Any) -> Iterator[httpx.Client]:
    with server.station() as client:
        yield client


@pytest.fixture(scope="module")
def api(server: Any, station: httpx.Client) -> Any:
    key = {"Authorization": station.headers["Authorization"]}
    # A stream of events has no end.
    return schemathesis.openapi.from_url(f"{server.address}/openapi.json", headers=key).exclude(path="/v1/events")


@pytest.fixture(scope="module")
def as_station(station: httpx.Client, truck: bytes, send: Callable, wait_for: Callable) -> Rights:
    scan = wait_for(station, send(station, truck).json()["id"])
    return Rights({"Authorization": station.headers["Authorization"]}, {}, scan["id"], scan["flags_key"])


@pytest.fixture(scope="module")
def as_officer(server: Any, as_station: Rights) -> Iterator[Rights]:
    with server.officer() as officer:
        token = {"X-CSRF-Token": officer.headers["X-CSRF-Token"]}
        yield Rights(token, dict(officer.cookies), as_station.scan_id, as_station.flags_key)


def call(case: schemathesis.Case, rights: Rights, *left_out: Any) -> Any:
    """With these rights, and checked."""
    if case.operation.label in UNSAID:
        left_out = (*left_out, positive_data_acceptance)
    return case.call_and_validate(headers=rights.headers, cookies=rights.cookies, excluded_checks=list(left_out))


def keeps_its_promises(api: Any, rights: Rights) -> None:
    """Whatever is generated from the document, about scans that are there as well as others."""
    for found in api.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                try_out(found.ok(), mode, rights)
            except Unsatisfiable:
                # What takes no arguments cannot be called wrongly.
                assert mode is GenerationMode.NEGATIVE


def try_out(operation: Any, mode: GenerationMode, rights: Rights) -> None:
    """One operation, rightly or wrongly called."""

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def once(case: schemathesis.Case, known: bool) -> None:
        if mode is GenerationMode.NEGATIVE:
            # A made-up key beside an officer's cookie is taken for one that opened the door.
            call(case, rights, ignored_auth)
            return
        case.headers.pop("Authorization", None)
        if known and "scan_id" in case.path_parameters:
            case.path_parameters["scan_id"] = rights.scan_id
        call(case, rights)

    once()


def test_with_the_rights_of_a_station(api: Any, as_station: Rights) -> None:
    keeps_its_promises(api, as_station)


def test_with_the_rights_of_an_officer(api: Any, as_officer: Rights) -> None:
    keeps_its_promises(api, as_officer)


def sent(api: Any, label: str, rights: Rights, **given: Any) -> Any:
    """One request that was not generated, checked as the others are."""
    (operation,) = (found.ok() for found in api.get_all_operations() if found.ok().label == label)
    return call(operation.Case(**given), rights)


@pytest.mark.parametrize("media_type", ["image/tiff", "application/octet-stream"])
def test_a_real_scan_is_taken(api: Any, as_station: Rights, truck: bytes, media_type: str) -> None:
    digest = f"sha-256=:{b64encode(hashlib.sha256(truck).digest()).decode()}:"
    given = {"headers": {"Repr-Digest": digest}, "body": truck, "media_type": media_type}
    answer = sent(api, SCAN, as_station, path_parameters={"scan_id": str(uuid4())}, **given)
    assert answer.status_code == 201


def test_a_real_declaration_is_taken(api: Any, as_station: Rights) -> None:
    given = {"body": DECLARED, "media_type": "application/json"}
    answer = sent(api, METADATA, as_station, path_parameters={"scan_id": str(uuid4())}, **given)
    assert answer.status_code == 200


@pytest.mark.parametrize("picture", ["annotated", "plain", "thumbnail"])
def test_real_pictures_are_given(api: Any, as_officer: Rights, picture: str) -> None:
    place = {"scan_id": as_officer.scan_id, "picture": picture}
    answer = sent(api, "GET /v1/scans/{scan_id}/{picture}.jpg", as_officer, path_parameters=place)
    assert answer.status_code == 200


@pytest.mark.parametrize("part", ["", "/original"])
def test_a_real_scan_is_given(api: Any, as_station: Rights, part: str) -> None:
    label = f"GET /v1/scans/{{scan_id}}{part}"
    assert sent(api, label, as_station, path_parameters={"scan_id": as_station.scan_id}).status_code == 200


def test_a_real_decision_is_taken(
    api: Any, station: httpx.Client, as_officer: Rights, truck: bytes, send: Callable, wait_for: Callable
) -> None:
    scan = wait_for(station, send(station, truck).json()["id"])
    confirmed = {str(number): True for number in range(len(scan["flags"]))}
    body = {"verdict": "hold", "reason": "a block", "flags_key": scan["flags_key"], "confirmed": confirmed}
    given = {"body": body, "media_type": "application/json"}
    answer = sent(api, DECISION, as_officer, path_parameters={"scan_id": scan["id"]}, **given)
    assert (answer.status_code, answer.json()["verdict"]) == (200, "hold")


def test_the_document_names_every_error_a_station_may_meet(station: httpx.Client) -> None:
    document = station.get("/openapi.json").json()
    answers = document["paths"]["/v1/scans/{scan_id}"]["put"]["responses"]
    assert {"201", "400", "401", "409", "413", "415"} <= set(answers)
    assert all("application/problem+json" in answers[status]["content"] for status in answers if status >= "4")
