import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import COMMAND

Send = Callable[..., httpx.Response]
WaitFor = Callable[..., dict[str, Any]]


def test_what_was_acknowledged_outlasts_a_kill(start_server: Any, truck: bytes, send: Send, wait_for: WaitFor) -> None:
    first = start_server()
    with first.station() as station:
        key = station.headers["Authorization"]
        sent = [send(station, truck).json()["id"] for _ in range(5)]
    first.process.kill()
    first.end()
    second = start_server()
    with httpx.Client(base_url=second.address, headers={"Authorization": key}) as station:
        scans = [wait_for(station, scan_id) for scan_id in sent]
    assert [scan["problem"] for scan in scans] == [None] * 5
    assert all(scan["flags"] for scan in scans)


def test_it_stops_while_a_browser_listens(start_server: Any) -> None:
    running = start_server()
    with running.officer() as officer, officer.stream("GET", "/v1/events") as stream:
        next(stream.iter_lines())
        assert running.stop() == 0


@pytest.mark.parametrize(("proxy", "believed"), [({}, False), ({"CARGOSCOPE_BEHIND_PROXY": "127.0.0.1"}, True)])
def test_only_the_proxy_that_was_named_is_believed(start_server: Any, proxy: dict[str, str], believed: bool) -> None:
    running = start_server(**proxy)
    address = f"{running.address}/sign-in/{running.ticket()}"
    answer = httpx.post(address, headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 303
    assert ("; Secure" in answer.headers["set-cookie"]) is believed


def test_two_services_do_not_share_a_folder(start_server: Any, release_folder: Path) -> None:
    running = start_server()
    second = subprocess.run(
        [*COMMAND, "serve", "--folder", str(running.folder), "--release", str(release_folder), "--port", "0"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 2
    assert "serves" in second.stderr
    assert second.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "refuses to listen on 0.0.0.0, which others can reach, without TLS"),
        (["--host", "0.0.0.0", "--behind-proxy", "10.0.0.1"], "which others can reach, without a secret"),
        (["--behind-proxy", "everyone"], "'everyone' is no address of a proxy"),
        (["--behind-proxy", ""], "--behind-proxy needs the address of the proxy"),
        (["--tls-cert", "/nowhere.pem"], "give both --tls-cert and --tls-key"),
        (["--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key"], "the certificate /nowhere.pem cannot be read"),
        (["--release", "/nowhere"], "/nowhere is not a release"),
        (["--port", "70000"], "port: "),
        (["--policy", "/nowhere.toml"], "/nowhere.toml: cannot be read"),
    ],
)
def test_a_start_that_is_refused_says_why(
    tmp_path: Path, release_folder: Path, arguments: list[str], words: str
) -> None:
    given = ["--folder", str(tmp_path), "--release", str(release_folder), *arguments]
    ended = subprocess.run([*COMMAND, "serve", *given], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_stations_and_accounts_are_made_on_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments, "--folder", str(tmp_path)], capture_output=True, text=True, check=False
        )

    assert run("station", "add", "gate-1").stdout.startswith("cgs_")
    assert run("station", "add", "gate-1").returncode == 2
    assert "gate-1" in run("station", "list").stdout
    assert run("station", "rotate", "gate-1").stdout.startswith("cgs_")
    assert run("station", "revoke", "gate-1").returncode == 0
    assert len(run("account", "add", "ines", "--role", "officer").stdout.strip()) == 20
    assert len(run("account", "reset", "ines").stdout.strip()) == 20
    assert "there is no account ivan" in run("account", "reset", "ivan").stderr
