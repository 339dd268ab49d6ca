import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cargoscope_inference import doctor
from cargoscope_inference.examining.finding import State
from cargoscope_inference.service.settings import ServiceSettings
from cargoscope_inference.storage import scans as scans_module
from cargoscope_inference.storage.clock import as_text
from cargoscope_inference.storage.scans import add_scan
from cargoscope_inference.storage.signs_of_life import Sign, save_signs
from cargoscope_inference.storage.stations import add_station, list_stations, station_of_key
from cargoscope_inference.storage.store import Store

from .service.conftest import COMMAND


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "store")) as store:
        store.database.migrate()
        store.lock()
        yield store


def look(store: Store, **settings: Any) -> dict[str, tuple[State, str]]:
    made = ServiceSettings(folder=store.folder, **settings)
    return {found.what: (found.state, found.text) for found in doctor.examine_store(made)}


def receive(store: Store, monkeypatch: pytest.MonkeyPatch, ago: timedelta, size: int = 1) -> None:
    with monkeypatch.context() as patched, store.database.write() as connection:
        patched.setattr(scans_module, "now", lambda: as_text(datetime.now(UTC) - ago))
        station = station_of_key(connection, add_station(connection, f"gate-{uuid4().hex[:4]}"))
        assert station is not None
        add_scan(connection, station, str(uuid4()), sha256="00" * 32, size=size, media_type="image/tiff")


def test_a_store_that_is_served_and_idle_is_sound(store: Store) -> None:
    found = look(store, keep_clear_days=30)
    assert {what for what, (state, _) in found.items() if state is State.UNSOUND} == set()
    assert found["stations"] == (State.WARNING, "there is none; add one: cargoscope station add NAME")


def test_scans_that_nobody_analyses_are_wrong(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(store, monkeypatch, timedelta(minutes=5))
    assert look(store)["analysis"][0] is State.SOUND
    receive(store, monkeypatch, timedelta(minutes=11))
    state, text = look(store)["analysis"]
    assert state is State.UNSOUND
    assert text.startswith("2 scans wait for it, the oldest for 11 min")


def test_silent_stations_are_named(store: Store) -> None:
    with store.database.write() as connection:
        for name in ("gate-1", "gate-2"):
            add_station(connection, name)
        first, second = (station.id for station in list_stations(connection))
        # One without a scan is heard all the same.
        save_signs(connection, {first: Sign(as_text(datetime.now(UTC)))}, [first])
    state, text = look(store)["stations"]
    assert state is State.WARNING
    assert "gate-2 (never)" in text
    assert "gate-1" not in text
    long_ago = as_text(datetime.now(UTC) - timedelta(hours=25))
    with store.database.write() as connection:
        save_signs(connection, {second: Sign(long_ago)}, [second])
    assert f"gate-2 ({long_ago})" in look(store)["stations"][1]
    with store.database.write() as connection:
        save_signs(connection, {second: Sign(as_text(datetime.now(UTC)))}, [second])
    assert look(store)["stations"] == (State.SOUND, "2, each was heard within a day")


def test_a_disk_that_fills_up_is_seen_days_before(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    free = 10_000_000_000
    monkeypatch.setattr("cargoscope_inference.examining.store.free_bytes", lambda _: free)
    receive(store, monkeypatch, timedelta(days=1), size=7_000_000_000)
    state, text = look(store, reserve=5_000_000_000)["disk"]
    assert state is State.WARNING
    assert "1.00 GB come in a day: full in 5.0 days" in text
    state, text = look(store, reserve=free)["disk"]
    assert state is State.UNSOUND
    assert "no scan is taken in" in text


def test_a_damaged_database_ends_the_examination_of_the_store(store: Store) -> None:
    store.close()
    with (store.folder / "cargoscope.sqlite").open("r+b") as file:
        file.write(b"not a database at all, not even by its beginning" * 200)
    found = look(store)
    assert found["store"][0] is State.UNSOUND
    assert "cannot be used" in found["store"][1]
    assert "disk" not in found


def test_a_certificate_and_a_release_that_will_not_do_are_wrong(tmp_path: Path) -> None:
    settings = ServiceSettings(
        folder=tmp_path, release=tmp_path / "nothing", tls_cert=tmp_path / "none.pem", tls_key=tmp_path / "none.key"
    )
    found = {each.what: each for each in doctor.examine_machine(settings)}
    assert found["release"].state is State.UNSOUND
    assert found["certificate"].state is State.UNSOUND
    assert "cannot be read" in found["certificate"].text


def test_the_command_says_what_is_wrong_and_ends_with_status_1(tmp_path: Path, release_folder: Path) -> None:
    Store(tmp_path / "store").database.migrate()
    ended = subprocess.run(
        [*COMMAND, "doctor", "--folder", str(tmp_path / "store")],
        env={"CARGOSCOPE_RELEASE": str(release_folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert re.search(r"wrong +service +does not run; start it", ended.stdout)
    assert re.search(r"ok +release +blocks [0-9a-f]{12}, whole", ended.stdout)
    assert re.search(r"ok +provider +CPUExecutionProvider, as asked for", ended.stdout)
    assert len(ended.stdout.splitlines()) < 24
