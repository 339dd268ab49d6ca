"""Officers and administrators, and how they prove who they are."""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from threading import Lock

from pwdlib import PasswordHash
from sqlalchemy import Connection, func, insert, select, update

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import SERVICE, record
from cargoscope_inference.storage.sessions import end_sessions
from cargoscope_inference.storage.stations import check_name
from cargoscope_inference.storage.tables import accounts

PASSWORD_BYTES = 15
LONGEST_PASSWORD = 1024

_argon2 = cache(PasswordHash.recommended)
_one_at_a_time = Lock()
"""Argon2 takes 64 MB on purpose; many sign-ins at once are not to take that many times."""


class Role(StrEnum):
    """What an account may do: officers decide; administrators also see metrics and details of the service."""

    OFFICER = "officer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may sign in."""

    id: int
    name: str
    role: Role


def add_account(connection: Connection, name: str, role: Role) -> str:
    """Add an account.

    Returns:
        Its password, which cannot be had again.

    Raises:
        Refusal: the name is taken, or no name.
    """
    check_name(name)
    if find_account(connection, name) is not None:
        raise Refusal(f"there is an account {name} already; for a new password: cargoscope account reset {name}")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    row = {"name": name, "role": role.value, "password_hash": _hash(password), "added_at": now()}
    connection.execute(insert(accounts).values(row))
    record(connection, "account.added", SERVICE, account=name, role=role.value)
    return password


def reset_account(connection: Connection, name: str) -> str:
    """Give an account a new password, and end its sessions.

    Raises:
        Refusal: there is no such account.
    """
    account = find_account(connection, name)
    if account is None:
        raise Refusal(f"there is no account {name}; to add it: cargoscope account add {name} --role officer")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    connection.execute(update(accounts).where(accounts.c.id == account.id).values({"password_hash": _hash(password)}))
    end_sessions(connection, account.id)
    record(connection, "account.reset", SERVICE, account=name)
    return password


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of this name."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
    return None if row is None else Account(row.id, row.name, Role(row.role))


def count_accounts(connection: Connection) -> int:
    """Number of accounts."""
    return connection.execute(select(func.count()).select_from(accounts)).scalar_one()


def password_hash_of(connection: Connection, name: str) -> str | None:
    """What is stored of an account's password."""
    return connection.execute(select(accounts.c.password_hash).where(accounts.c.name == name)).scalar_one_or_none()


def password_matches(password: str, stored: str | None) -> bool:
    """Whether a password is the one that was stored; as slow where there is no such account. Not in a transaction."""
    with _one_at_a_time:
        if stored is None or len(password) > LONGEST_PASSWORD:
            _argon2().verify("", _decoy())
            return False
        return _argon2().verify(password, stored)


def _hash(password: str) -> str:
    with _one_at_a_time:
        return _argon2().hash(password)


@cache
def _decoy() -> str:
    return _argon2().hash(secrets.token_urlsafe(PASSWORD_BYTES))
