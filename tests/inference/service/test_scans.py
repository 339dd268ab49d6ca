import hashlib
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import cv2
import httpx
import numpy as np
import pytest

from cargoscope_inference.storage.store import Store

Send = Callable[..., httpx.Response]
WaitFor = Callable[..., dict[str, Any]]


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    content = answer.json()
    assert content["status"] == answer.status_code
    return answer.status_code, content["detail"]


def shape(jpeg: bytes) -> tuple[int, ...]:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.shape


@pytest.fixture(scope="module")
def station(server: Any) -> Iterator[httpx.Client]:
    with server.station() as client:
        yield client


def test_a_scan_goes_in_and_flags_come_out(station: httpx.Client, truck: bytes, send: Send, wait_for: WaitFor) -> None:
    scan_id = str(uuid4())
    answer = send(station, truck, scan_id)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/scans/{scan_id}"
    receipt = answer.json()
    assert receipt["sha256"] == hashlib.sha256(truck).hexdigest()
    assert (receipt["bytes"], receipt["media_type"]) == (len(truck), "image/tiff")
    scan = wait_for(station, scan_id)
    assert {flag["label"] for flag in scan["flags"]} == {"block"}
    x0, y0, x1, y1 = scan["flags"][0]["box"]
    assert x0 < 120 < x1
    assert y0 < 70 < y1
    assert scan["analysis"]["provider"] == "CPUExecutionProvider"
    assert len(scan["analysis"]["release"]) == 64
    assert scan["analysis"]["thresholds"] == {"block": 0.75, "slab": 0.75}
    assert station.get(f"/v1/scans/{scan_id}/original").content == truck
    for name in ("annotated", "plain", "thumbnail"):
        picture = station.get(f"/v1/scans/{scan_id}/{name}.jpg")
        assert picture.headers["content-type"] == "image/jpeg"
        assert cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_COLOR) is not None


def test_a_scan_without_flags_is_not_cleared(
    station: httpx.Client, empty_truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    scan = wait_for(station, send(station, empty_truck).json()["id"])
    assert (scan["state"], scan["flags"], scan["verdict"]) == ("waiting", [], None)


def test_the_same_again_gets_the_same_answer(station: httpx.Client, truck: bytes, send: Send) -> None:
    scan_id = str(uuid4())
    first, second = send(station, truck, scan_id), send(station, truck, scan_id)
    assert (second.status_code, second.json()) == (201, first.json())


def test_other_bytes_under_an_id_that_is_taken_are_refused(
    station: httpx.Client, truck: bytes, empty_truck: bytes, send: Send
) -> None:
    scan_id = str(uuid4())
    send(station, truck, scan_id)
    assert problem(send(station, empty_truck, scan_id)) == (
        409,
        f"The id {scan_id} is taken by another scan. Make a new UUID for this one.",
    )
    assert station.get(f"/v1/scans/{scan_id}/original").content == truck


def test_bytes_that_changed_on_the_way_are_refused(server: Any, station: httpx.Client, truck: bytes) -> None:
    scan_id = uuid4()
    wrong = {"Repr-Digest": "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"}
    status, detail = problem(station.put(f"/v1/scans/{scan_id}", content=truck, headers=wrong))
    assert status == 400
    assert "Something was lost or changed on the way; send the scan again." in detail
    assert station.get(f"/v1/scans/{scan_id}").status_code == 404
    assert not list((server.folder / "originals" / "incoming").iterdir())


@pytest.mark.parametrize("header", [{}, {"Repr-Digest": "md5=:abcd:"}, {"Repr-Digest": "sha-256=:aaaa:"}])
def test_a_digest_is_required(station: httpx.Client, truck: bytes, header: dict[str, str]) -> None:
    status, detail = problem(station.put(f"/v1/scans/{uuid4()}", content=truck, headers=header))
    assert status == 400
    assert detail.startswith("The header Repr-Digest ")


def test_what_is_no_scan_is_refused(station: httpx.Client, send: Send) -> None:
    status, detail = problem(send(station, b"Dear sirs, please find the scan attached."))
    assert status == 415
    assert "accepted are TIFF, PNG, JPEG, NPY, NPZ, DICOM/DICOS and .columns" in detail


@pytest.mark.parametrize("content", [b"", b"II*\0 and then nothing of a TIFF"])
def test_a_scan_that_cannot_be_read_is_kept_and_goes_to_a_person(
    station: httpx.Client, send: Send, wait_for: WaitFor, content: bytes
) -> None:
    answer = send(station, content, **{"Content-Type": "image/tiff"})
    assert answer.status_code == 201
    scan = wait_for(station, answer.json()["id"])
    assert scan["state"] == "waiting"
    assert scan["problem"].startswith("the scan ")
    assert station.get(f"/v1/scans/{scan['id']}/original").content == content
    assert problem(station.get(f"/v1/scans/{scan['id']}/annotated.jpg"))[0] == 404


def test_a_body_that_is_too_large_is_refused_before_it_is_read(server: Any, station: httpx.Client) -> None:
    place = urlsplit(server.address)
    with socket.create_connection((place.hostname, place.port)) as line:
        key = station.headers["Authorization"]
        line.sendall(
            f"PUT /v1/scans/{uuid4()} HTTP/1.1\r\nHost: here\r\nAuthorization: {key}\r\n"
            "Content-Length: 99999999999\r\n\r\n".encode()
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_announces_nothing_is_bounded_too(start_server: Any) -> None:
    running = start_server(CARGOSCOPE_LARGEST_SCAN="100000")
    with running.station() as station:

        def endless() -> Any:
            for _ in range(50):
                yield b"II*\0" * 1000

        answer = station.put(f"/v1/scans/{uuid4()}", content=endless())
    assert problem(answer) == (413, "The body is larger than the 100,000 bytes that are accepted here.")
    assert not list((running.folder / "originals" / "incoming").iterdir())


def test_a_sender_that_falls_silent_is_given_up(start_server: Any) -> None:
    running = start_server(CARGOSCOPE_IDLE_SECONDS="0.2")
    place = urlsplit(running.address)
    with running.station() as station, socket.create_connection((place.hostname, place.port)) as line:
        key = station.headers["Authorization"]
        line.sendall(
            f"PUT /v1/scans/{uuid4()} HTTP/1.1\r\nHost: here\r\nAuthorization: {key}\r\n"
            "Content-Length: 1000\r\n\r\nII*\0".encode()
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("scan_id", ["1", "..%2f..%2fetc%2fpasswd", "0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a1g"])
def test_an_id_is_a_uuid(station: httpx.Client, truck: bytes, send: Send, scan_id: str) -> None:
    assert problem(send(station, truck, scan_id))[0] in (404, 422)


def test_without_a_key_nothing_is_taken_in(server: Any, truck: bytes, send: Send) -> None:
    with httpx.Client(base_url=server.address) as nobody:
        answer = send(nobody, truck)
        assert problem(answer)[0] == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        nobody.headers["Authorization"] = "Bearer cgs_made-up"
        assert problem(send(nobody, truck))[0] == 401


def test_a_station_sees_its_own_scans_only(server: Any, station: httpx.Client, truck: bytes, send: Send) -> None:
    scan_id = send(station, truck).json()["id"]
    with server.station() as other:
        for path in ("", "/original", "/annotated.jpg"):
            assert problem(other.get(f"/v1/scans/{scan_id}{path}"))[0] == 404
        assert problem(send(other, truck, scan_id))[0] == 409
        assert problem(other.put(f"/v1/scans/{scan_id}/metadata", json={}))[0] == 409
        assert problem(other.get("/v1/inspections"))[0] == 403


def test_metadata_is_marked_and_never_refused(station: httpx.Client, truck: bytes, send: Send) -> None:
    scan_id = str(uuid4())
    said = {
        "reference": "T-1",
        "pitch": [300, 300],
        "consignments": [{"container": "CSQU3054384", "hs": ["7701"], "seal": "X1"}],
        "driver_waits": True,
    }
    answer = station.put(f"/v1/scans/{scan_id}/metadata", json=said)
    assert answer.status_code == 200
    assert answer.json()["body"] == said
    assert [mark["field"] for mark in answer.json()["marks"]] == [
        "pitch",
        "consignments.0.container",
        "consignments.0.hs",
    ]
    assert send(station, truck, scan_id).status_code == 201
    again = station.put(f"/v1/scans/{scan_id}/metadata", json={"reference": "T-2"})
    assert again.json()["version"] == 2
    assert station.get(f"/v1/scans/{scan_id}").json()["metadata"]["body"] == {"reference": "T-2"}


def test_the_stations_pitch_is_used(station: httpx.Client, truck: bytes, send: Send, wait_for: WaitFor) -> None:
    scan_id = str(uuid4())
    station.put(f"/v1/scans/{scan_id}/metadata", json={"pitch": [5, 7.5]})
    send(station, truck, scan_id)
    (view,) = wait_for(station, scan_id)["analysis"]["views"]
    assert (view["pitch"], view["pitch_source"]) == ([5.0, 7.5], "station")


def test_a_pitch_that_comes_late_is_used_after_all(
    station: httpx.Client, truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    scan_id = send(station, truck).json()["id"]
    first = wait_for(station, scan_id)
    assert (first["analysis"]["views"][0]["pitch"], first["analysis"]["metadata_version"]) == ([6.0, 6.0], 0)
    plain = station.get(f"/v1/scans/{scan_id}/plain.jpg").content
    station.put(f"/v1/scans/{scan_id}/metadata", json={"pitch": [6.5, 3.25]})
    second = wait_for(station, scan_id)
    assert (second["analysis"]["views"][0]["pitch"], second["analysis"]["metadata_version"]) == ([6.5, 3.25], 1)
    assert second["flags_key"] != first["flags_key"]
    assert second["waiting_since"] == first["waiting_since"]
    # Pixels are twice as high as before: so is the picture.
    assert shape(station.get(f"/v1/scans/{scan_id}/plain.jpg").content) != shape(plain)


def test_a_view_that_a_scan_does_not_have_is_named(
    station: httpx.Client, truck: bytes, send: Send, wait_for: WaitFor
) -> None:
    scan_id = send(station, truck).json()["id"]
    wait_for(station, scan_id)
    assert station.get(f"/v1/scans/{scan_id}/annotated.jpg?view=side").status_code == 200
    answer = station.get(f"/v1/scans/{scan_id}/annotated.jpg?view=top")
    assert problem(answer) == (404, "This scan has no view 'top'; it has: side.")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[" * 60_000, 400),
        (b'{"lane": "\xff"}', 400),
        (b'{"lane": "\\ud800"}', 400),
        (b"[]", 422),
        (b'{"lane": 5}', 422),
        (b'{"pitch": [NaN, 1]}', 422),
        (b'{"started_at": "2026-11-23T10:00:00"}', 422),
        (b'{"finished_at": 0}', 422),
        (b'{"x": "' + b"a" * 70_000 + b'"}', 413),
    ],
)
def test_metadata_that_is_not_understood_is_refused_in_words(station: httpx.Client, body: bytes, status: int) -> None:
    found, detail = problem(station.put(f"/v1/scans/{uuid4()}/metadata", content=body))
    assert found == status
    assert len(detail) > 20


def test_odd_numbers_in_extra_fields_do_not_get_in(server: Any, station: httpx.Client) -> None:
    scan_id = uuid4()
    answer = station.put(f"/v1/scans/{scan_id}/metadata", content=b'{"extra": NaN}')
    if answer.status_code == 200:
        with Store(server.folder).database.read() as connection:
            (body,) = connection.exec_driver_sql(
                "SELECT body FROM descriptions WHERE scan_id = ?", (str(scan_id),)
            ).one()
        json.loads(body, parse_constant=lambda name: pytest.fail(f"stored {name}"))
    else:
        assert problem(answer)[0] in (400, 422)
