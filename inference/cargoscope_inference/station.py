"""`cargoscope station`: who may send scans."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_inference.serve import Folder, open_database
from cargoscope_inference.station_check.command import check
from cargoscope_inference.storage.stations import add_station, list_stations, revoke_station, rotate_station

station = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Add scanner stations, list them, and change their keys."
)

station.command()(check)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the station, such as gate-1.")]


@station.command()
def add(name: Name, *, folder: Folder = None) -> None:
    """Add a station, and print its key: this once, it is stored hashed."""
    with open_database(folder).write() as connection:
        key = add_station(connection, name)
    typer.echo(key)


@station.command()
def rotate(name: Name, *, folder: Folder = None) -> None:
    """Give a station a new key, and print it; the old one stops working at once."""
    with open_database(folder).write() as connection:
        key = rotate_station(connection, name)
    typer.echo(key)


@station.command()
def revoke(name: Name, *, folder: Folder = None) -> None:
    """Take a station's key away; what it has sent stays."""
    with open_database(folder).write() as connection:
        revoke_station(connection, name)
    typer.echo(f"{name} can no longer send; to let it: cargoscope station rotate {name}")


@station.command("list")
def list_all(*, folder: Folder = None) -> None:
    """List all stations."""
    with open_database(folder).read() as connection:
        stations = list_stations(connection)
    table = Table("station", "added", "key made", "revoked", box=None, pad_edge=False)
    for each in stations:
        table.add_row(each.name, each.added_at, each.key_made_at, each.revoked_at or "")
    Console().print(table)
