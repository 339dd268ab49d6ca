"""Beyond loopback: TLS of the service's own, or a proxy that ends it."""

import ssl
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cargoscope_datasets.errors import SettingsError
from cargoscope_inference.service.tls import end_of, server_context

from .conftest import SECRET, make_certificate

Send = Callable[..., httpx.Response]
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def sign_in(running: Any, **client: Any) -> httpx.Response:
    with httpx.Client(base_url=running.address, timeout=30, **client) as browser:
        return browser.post(f"/sign-in/{running.ticket()}")


def test_scans_come_in_and_officers_sign_in_by_tls(
    start_server: Any, certificate: tuple[Path, Path], truck: bytes, send: Send
) -> None:
    made, key = map(str, certificate)
    running = start_server(
        CARGOSCOPE_TLS_CERT=made, CARGOSCOPE_TLS_KEY=key, CARGOSCOPE_HOST="0.0.0.0", CARGOSCOPE_SECRET=SECRET
    )
    running.address = running.address.replace("0.0.0.0", "127.0.0.1")
    assert running.address.startswith("https://")
    trusted = ssl.create_default_context(cafile=made)
    with running.station() as station:
        key_header = station.headers["Authorization"]
    with httpx.Client(base_url=running.address, verify=trusted, headers={"Authorization": key_header}) as station:
        assert send(station, truck).status_code == 201
    cookie = sign_in(running, verify=trusted).headers["set-cookie"]
    assert "; Secure" in cookie
    assert "; HttpOnly" in cookie
    with pytest.raises(httpx.HTTPError):
        httpx.get(running.address.replace("https", "http"))
    old = ssl.create_default_context(cafile=made)
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    assert httpx.get(f"{running.address}/healthz", verify=old).text == "ok"
    # What a client can still be made to offer of older versions, the service does not take.
    assert server_context(*certificate).minimum_version is ssl.TLSVersion.TLSv1_2
    assert running.stop() == 0


def test_behind_a_proxy_only_what_came_through_it_is_answered(start_server: Any, truck: bytes, send: Send) -> None:
    running = start_server(CARGOSCOPE_BEHIND_PROXY="127.0.0.1")
    with running.station() as station:
        refused = send(station, truck)
        assert refused.status_code == 403
        assert "is reached by https, through its proxy" in refused.json()["detail"]
        assert send(station, truck, **FORWARDED).status_code == 201
        assert station.get("/healthz").text == "ok"
    assert "; Secure" in sign_in(running, headers=FORWARDED).headers["set-cookie"]


def test_nobody_else_is_believed_about_who_sends(start_server: Any, truck: bytes, send: Send) -> None:
    running = start_server(CARGOSCOPE_BEHIND_PROXY="192.0.2.1", FORWARDED_ALLOW_IPS="*")
    with running.station() as station:
        assert send(station, truck, **FORWARDED).status_code == 403


def test_without_a_proxy_nobody_is(start_server: Any) -> None:
    running = start_server(FORWARDED_ALLOW_IPS="*")
    assert "; Secure" not in sign_in(running, headers=FORWARDED).headers["set-cookie"]


def test_the_end_of_a_certificate_is_known(certificate: tuple[Path, Path]) -> None:
    end = end_of(*certificate)
    assert end is not None
    assert timedelta(days=19) < end - datetime.now(UTC) <= timedelta(days=20)


def test_a_certificate_that_is_over_is_found_out(tmp_path: Path) -> None:
    made, key = make_certificate(tmp_path, "2")
    (tmp_path / "index.txt").touch()
    (tmp_path / "ca.cnf").write_text(
        "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\nnew_certs_dir = .\nrand_serial = yes\n"
        "default_md = sha256\npolicy = any\n[any]\ncommonName = supplied\n"
    )
    asked = ["openssl", "req", "-new", "-key", str(key), "-subj", "/CN=localhost", "-out", "asked.pem"]
    signed = ["openssl", "ca", "-batch", "-selfsign", "-config", "ca.cnf", "-keyfile", str(key), "-in", "asked.pem"]
    signed += ["-out", str(made), "-notext", "-startdate", "20200101000000Z", "-enddate", "20210101000000Z"]
    for command in (asked, signed):
        subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    assert end_of(made, key) is None


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    made, key = make_certificate(tmp_path, "2")
    key.chmod(0o644)
    with pytest.raises(SettingsError, match=r"others can read or change the key .*; run: chmod 600"):
        server_context(made, key)


def test_a_key_of_another_certificate_is_refused(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    _, key = make_certificate(tmp_path, "2")
    with pytest.raises(SettingsError, match="no certificate and key in PEM that belong together"):
        server_context(certificate[0], key)
