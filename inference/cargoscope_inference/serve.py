"""`cargoscope serve`: the live queue."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from fastapi import FastAPI
from pydantic import ValidationError

from cargoscope_datasets.errors import SettingsError, StorageError
from cargoscope_inference.service.app import create_app
from cargoscope_inference.service.logs import configure_logs
from cargoscope_inference.service.server import Server, listen
from cargoscope_inference.service.settings import ServiceSettings
from cargoscope_inference.storage.accounts import Role, add_account, count_accounts
from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.store import DATABASE, Store
from cargoscope_models.policy_file import site_policy
from cargoscope_models.release import load_release

FIRST_ACCOUNT = "admin"

Folder = Annotated[
    Path | None, typer.Option(help="Where everything is kept; CARGOSCOPE_FOLDER, or ~/.local/share/cargoscope.")
]


def serve(
    *,
    folder: Folder = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 where not said.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 8420 where not said, 0 for any.")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate to show, PEM, with its chain.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key, PEM, which nobody else may read.")] = None,
    behind_proxy: Annotated[
        str | None, typer.Option(help="Address of the proxy that ends TLS; only it is believed about the sender.")
    ] = None,
    release: Annotated[Path | None, typer.Option(help="Folder of another release than the shipped one.")] = None,
    policy: Annotated[Path | None, typer.Option(help="File of the site's policy.")] = None,
) -> None:
    """Take in scans from stations, analyse them, and show officers the queue.

    Beyond loopback it listens only with TLS or behind a proxy, and with CARGOSCOPE_SECRET. All settings can be given as
    environment variables as well: CARGOSCOPE_MONITOR_KEY, CARGOSCOPE_LARGEST_SCAN, CARGOSCOPE_PROVIDER,
    CARGOSCOPE_STRICT, CARGOSCOPE_RESERVE (bytes of the disk that scans leave alone), CARGOSCOPE_LARGEST_BACKLOG, those
    of cargoscope store retain, and those of the options.
    """
    configure_logs()
    given = {"folder": folder, "host": host, "port": port, "release": release, "policy": policy}
    settings = read_settings(**given, tls_cert=tls_cert, tls_key=tls_key, behind_proxy=behind_proxy)
    store = open_store(settings)
    run(settings, store, lambda address: typer.echo(f"cargoscope is at {address} (Ctrl-C stops it)"))


def open_database(folder: Path | None) -> Database:
    """The database of a service that may be running meanwhile, migrated.

    Raises:
        StorageError: it cannot be used.
    """
    database = Store(read_settings(folder=folder).folder).database
    database.migrate()
    return database


def open_existing(folder: Path | None) -> Store:
    """The store of a service that may be running meanwhile, migrated.

    Raises:
        StorageError: there is none, or it cannot be used.
    """
    place = read_settings(folder=folder).folder
    if not (place / DATABASE).exists():
        raise StorageError(f"{place} holds no store: there is no {DATABASE} in it; name another with --folder")
    store = Store(place)
    store.database.migrate()
    return store


def read_settings(**given: Any) -> ServiceSettings:
    """Settings from the environment and from what was given.

    Raises:
        SettingsError: they contradict each other, or are not understood.
    """
    try:
        return ServiceSettings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        texts = [
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}".removeprefix(": ").removeprefix("Value error, ")
            for each in error.errors()
        ]
        raise SettingsError("; ".join(texts)) from error


def open_store(settings: ServiceSettings) -> Store:
    """The store of a service that is about to start: locked, migrated, with an administrator.

    Raises:
        StorageError: it cannot be used, or another service uses it.
    """
    store = Store(settings.folder)
    try:
        store.lock()
        store.database.check()
        store.database.migrate()
        store.originals.clear_incoming()
    except BaseException:
        store.close()
        raise
    with store.database.write() as connection:
        if count_accounts(connection) == 0:
            password = add_account(connection, FIRST_ACCOUNT, Role.ADMIN)
            typer.echo(f"First start: the account {FIRST_ACCOUNT} was made, with the password {password}")
            typer.echo("It is shown this once; for another one: cargoscope account reset admin")
    return store


def make_app(settings: ServiceSettings, store: Store) -> FastAPI:
    """The application, once release and policy were found to be in order.

    Raises:
        ReleaseError: the release is not one.
        PolicyError: the policy says something that cannot be done with this release.
    """
    labels = list(load_release(settings.release).thresholds)
    return create_app(settings, store, site_policy(settings.policy, labels))


def run(settings: ServiceSettings, store: Store, on_start: Callable[[str], None]) -> None:
    """Serve until told to stop."""
    app = make_app(settings, store)
    try:
        with listen(settings.host, settings.port) as opened:
            Server(app, settings, on_start).run([opened])
    except KeyboardInterrupt:
        return
    finally:
        store.close()
