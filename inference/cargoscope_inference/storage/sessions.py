"""Signed-in browsers, and tickets that sign one in once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from cargoscope_inference.storage.clock import from_now, now
from cargoscope_inference.storage.events import record
from cargoscope_inference.storage.secret_values import hash_secret, make_secret
from cargoscope_inference.storage.tables import accounts, sessions, tickets

SHIFT = timedelta(hours=12)
"""A session outlasts an officer's shift of eight hours, and not the night."""
TICKET_LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is signed in.

    Attributes:
        account_id: of the account.
        name: of the account.
        role: "officer" or "admin".
    """

    account_id: int
    name: str
    role: str


def start_session(connection: Connection, account_id: int, name: str) -> str:
    """Sign an account in.

    Returns:
        The session's token, for the cookie.
    """
    token, moment = make_secret("cgo"), now()
    connection.execute(delete(sessions).where(sessions.c.ends_at <= moment))
    row = {"token_hash": hash_secret(token), "account_id": account_id, "started_at": moment, "ends_at": from_now(SHIFT)}
    connection.execute(insert(sessions).values(row))
    record(connection, "account.signed-in", f"account {name}")
    return token


def officer_of_session(connection: Connection, token: str) -> Officer | None:
    """Who holds this session, if it has not ended."""
    query = (
        select(accounts.c.id, accounts.c.name, accounts.c.role)
        .join(sessions, sessions.c.account_id == accounts.c.id)
        .where(sessions.c.token_hash == hash_secret(token), sessions.c.ends_at > now())
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Officer(row.id, row.name, row.role)


def end_session(connection: Connection, token: str) -> None:
    """Sign one browser out."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == hash_secret(token)))


def end_sessions(connection: Connection, account_id: int) -> None:
    """Sign all browsers of an account out, and void its tickets."""
    connection.execute(delete(sessions).where(sessions.c.account_id == account_id))
    connection.execute(delete(tickets).where(tickets.c.account_id == account_id))


def make_ticket(connection: Connection, account_id: int) -> str:
    """A ticket that signs an account in once, within a quarter of an hour."""
    ticket = make_secret("cgt")
    row = {"token_hash": hash_secret(ticket), "account_id": account_id, "ends_at": from_now(TICKET_LIFE)}
    connection.execute(insert(tickets).values(row))
    return ticket


def use_ticket(connection: Connection, ticket: str) -> Officer | None:
    """Whom a ticket signs in; it is worth nothing afterwards."""
    token_hash = hash_secret(ticket)
    query = (
        select(accounts.c.id, accounts.c.name, accounts.c.role)
        .join(tickets, tickets.c.account_id == accounts.c.id)
        .where(tickets.c.token_hash == token_hash, tickets.c.ends_at > now())
    )
    row = connection.execute(query).one_or_none()
    connection.execute(delete(tickets).where(tickets.c.token_hash == token_hash))
    return None if row is None else Officer(row.id, row.name, row.role)
