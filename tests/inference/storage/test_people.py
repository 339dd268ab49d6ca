from datetime import timedelta

import pytest
from sqlalchemy import Connection

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage import sessions
from cargoscope_inference.storage.accounts import (
    Role,
    add_account,
    find_account,
    password_hash_of,
    password_matches,
    reset_account,
)
from cargoscope_inference.storage.sessions import make_ticket, officer_of_session, start_session, use_ticket
from cargoscope_inference.storage.stations import (
    add_station,
    list_stations,
    revoke_station,
    rotate_station,
    station_of_key,
)


def test_a_station_is_known_by_its_key(connection: Connection) -> None:
    key = add_station(connection, "gate-1")
    station = station_of_key(connection, key)
    assert station is not None
    assert station.name == "gate-1"
    assert station_of_key(connection, key + "x") is None


def test_keys_are_stored_hashed_only(connection: Connection) -> None:
    key = add_station(connection, "gate-1")
    stored = str(connection.exec_driver_sql("SELECT * FROM stations").all())
    assert key not in stored
    assert key.removeprefix("cgs_") not in stored


def test_an_old_key_ends_with_the_new_one(connection: Connection) -> None:
    old = add_station(connection, "gate-1")
    new = rotate_station(connection, "gate-1")
    assert station_of_key(connection, old) is None
    assert station_of_key(connection, new) is not None


def test_a_revoked_station_may_come_back_with_a_new_key(connection: Connection) -> None:
    key = add_station(connection, "gate-1")
    revoke_station(connection, "gate-1")
    assert station_of_key(connection, key) is None
    assert list_stations(connection)[0].revoked_at is not None
    assert station_of_key(connection, rotate_station(connection, "gate-1")) is not None


@pytest.mark.parametrize("name", ["", "gate 1", "../gate", "-gate", "g" * 65, "tor\n"])
def test_a_strange_name_is_refused(connection: Connection, name: str) -> None:
    with pytest.raises(Refusal, match="is no name"):
        add_station(connection, name)


def test_names_are_taken_once(connection: Connection) -> None:
    add_station(connection, "gate-1")
    with pytest.raises(Refusal, match="cargoscope station rotate gate-1"):
        add_station(connection, "gate-1")


def test_a_password_opens_its_own_account_only(connection: Connection) -> None:
    password = add_account(connection, "ines", Role.OFFICER)
    assert password_matches(password, password_hash_of(connection, "ines"))
    assert not password_matches(password + "x", password_hash_of(connection, "ines"))
    assert not password_matches(password, password_hash_of(connection, "nobody"))


def test_a_reset_ends_sessions_and_tickets(connection: Connection) -> None:
    password = add_account(connection, "ines", Role.OFFICER)
    account = find_account(connection, "ines")
    assert account is not None
    token, ticket = start_session(connection, account.id, "ines"), make_ticket(connection, account.id)
    assert officer_of_session(connection, token) is not None
    new = reset_account(connection, "ines")
    assert officer_of_session(connection, token) is None
    assert use_ticket(connection, ticket) is None
    assert not password_matches(password, password_hash_of(connection, "ines"))
    assert password_matches(new, password_hash_of(connection, "ines"))


def test_a_ticket_works_once(connection: Connection) -> None:
    add_account(connection, "ines", Role.ADMIN)
    account = find_account(connection, "ines")
    assert account is not None
    ticket = make_ticket(connection, account.id)
    officer = use_ticket(connection, ticket)
    assert officer is not None
    assert (officer.name, officer.role) == ("ines", "admin")
    assert use_ticket(connection, ticket) is None


def test_a_session_ends_by_itself(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    add_account(connection, "ines", Role.OFFICER)
    account = find_account(connection, "ines")
    assert account is not None
    monkeypatch.setattr(sessions, "SHIFT", timedelta(seconds=-1))
    assert officer_of_session(connection, start_session(connection, account.id, "ines")) is None
