"""`cargoscope station add` and the like: who may send scans, and how many."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.serve import Folder, open_database
from cargoscope_inference.service.pages.wording import is_far_off, moment, offset
from cargoscope_inference.storage.signs_of_life import Sign, load_signs
from cargoscope_inference.storage.stations import (
    Limits,
    add_station,
    find_station,
    limit_station,
    list_stations,
    revoke_station,
    rotate_station,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the station, such as gate-1.")]
ScansPerHour = Annotated[
    int | None, typer.Option(min=0, help="New scans that it may send in any hour; 0 for no limit.")
]
Largest = Annotated[
    int | None, typer.Option(min=0, metavar="BYTES", help="Largest scan that it may send; 0 for the service's limit.")
]


def add(name: Name, *, scans_per_hour: ScansPerHour = None, largest: Largest = None, folder: Folder = None) -> None:
    """Add a station, and print its key: this once, it is stored hashed."""
    with open_database(folder).write() as connection:
        key = add_station(connection, name, Limits(scans_per_hour or None, largest or None))
    typer.echo(key)


def limit(name: Name, *, scans_per_hour: ScansPerHour = None, largest: Largest = None, folder: Folder = None) -> None:
    """Change how much a station may send; what is not named stays. A service that runs takes it over at once."""
    if scans_per_hour is None and largest is None:
        raise Refusal("nothing to change: name --scans-per-hour, --largest or both; 0 takes a limit away")
    with open_database(folder).write() as connection:
        had = find_station(connection, name).limits
        limits = Limits(
            had.scans_per_hour if scans_per_hour is None else scans_per_hour or None,
            had.largest_scan if largest is None else largest or None,
        )
        limit_station(connection, name, limits)
    typer.echo(f"{name}: {_limits(limits)}")


def rotate(name: Name, *, folder: Folder = None) -> None:
    """Give a station a new key, and print it; the old one stops working at once."""
    with open_database(folder).write() as connection:
        key = rotate_station(connection, name)
    typer.echo(key)


def revoke(name: Name, *, folder: Folder = None) -> None:
    """Take a station's key away; what it has sent stays."""
    with open_database(folder).write() as connection:
        revoke_station(connection, name)
    typer.echo(f"{name} can no longer send; to let it: cargoscope station rotate {name}")


def list_all(*, folder: Folder = None) -> None:
    """List all stations, when each was heard last, and what it may send."""
    with open_database(folder).read() as connection:
        stations, signs = list_stations(connection), load_signs(connection)
    table = Table("station", "key made", "heard last", "clock", "limits", "at the station", box=None, pad_edge=False)
    for each in stations:
        sign = signs.get(each.id)
        key = moment(each.key_made_at) if each.revoked_at is None else f"revoked {moment(each.revoked_at)}"
        heard = ("never", "", "") if sign is None else (moment(sign.seen_at), _clock(sign.clock_offset), _report(sign))
        table.add_row(each.name, key, heard[0], heard[1], _limits(each.limits), heard[2])
    Console(soft_wrap=True).print(table)


def _limits(limits: Limits) -> str:
    pace = "any number of scans" if limits.scans_per_hour is None else f"{limits.scans_per_hour:,} scans an hour"
    return pace if limits.largest_scan is None else f"{pace}, of {limits.largest_scan:,} bytes at most"


def _clock(by: float | None) -> str:
    if by is None:
        return "not told"
    return offset(by) if is_far_off(by) else "right"


def _report(sign: Sign) -> str:
    if sign.report is None:
        return ""
    return f"{sign.report.waiting:,} waiting, {sign.report.refused:,} refused"
