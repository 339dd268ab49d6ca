"""The API keeps what its OpenAPI document promises, whatever is sent."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
# Bodies that are read piece by piece have no schema that says which bytes are a scan. And ignored_auth leaves the right
# cookie beside its wrong key; that wrong keys are refused is tested with the scans.
LEFT_OUT = [positive_data_acceptance, ignored_auth]


@pytest.fixture(scope="module")
def api(server: Any) -> Any:
    # A stream of events has no end.
    return schemathesis.openapi.from_url(f"{server.address}/openapi.json").exclude(path="/v1/events")


@pytest.fixture(scope="module")
def station_headers(server: Any) -> Iterator[dict[str, str]]:
    with server.station() as station:
        yield {"Authorization": station.headers["Authorization"]}


@pytest.fixture(scope="module")
def officer_headers(server: Any) -> Iterator[dict[str, str]]:
    with server.officer() as officer:
        cookies = "; ".join(f"{name}={value}" for name, value in officer.cookies.items())
        yield {"X-CSRF-Token": officer.headers["X-CSRF-Token"], "Cookie": cookies}


def keeps_its_promises(api: Any, headers: dict[str, str]) -> None:
    for found in api.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @FEW
            @given(case=operation.as_strategy(generation_mode=mode))
            def call(case: schemathesis.Case) -> None:
                case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)

            try:
                call()
            except Unsatisfiable:
                # What takes no arguments cannot be called wrongly.
                assert mode is GenerationMode.NEGATIVE


def test_with_the_rights_of_a_station(api: Any, station_headers: dict[str, str]) -> None:
    keeps_its_promises(api, station_headers)


def test_with_the_rights_of_an_officer(api: Any, officer_headers: dict[str, str]) -> None:
    keeps_its_promises(api, officer_headers)


def test_the_document_names_every_error_a_station_may_meet(server: Any) -> None:
    document = httpx.get(f"{server.address}/openapi.json").json()
    answers = document["paths"]["/v1/scans/{scan_id}"]["put"]["responses"]
    assert {"201", "400", "401", "409", "413", "415"} <= set(answers)
    assert all("application/problem+json" in answers[status]["content"] for status in answers if status >= "4")
