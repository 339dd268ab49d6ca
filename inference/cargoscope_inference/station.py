"""`cargoscope station`: one table of commands, for a scanner's small computer is not to load a service."""

from collections.abc import Mapping
from typing import ClassVar

import typer

from cargoscope_inference.cli import CommandTable, Entry

KEYS = "cargoscope_inference.station_keys"


class StationTable(CommandTable):
    """The commands about stations."""

    table: ClassVar[Mapping[str, Entry]] = {
        "run": Entry(
            "cargoscope_inference.reference_station.command",
            "run",
            None,
            "Be a station: send the scans of a folder, a file or the simulator.",
        ),
        "check": Entry(
            "cargoscope_inference.station_check.command", "check", None, "Play the awkward cases against a service."
        ),
        "add": Entry(KEYS, "add", None, "Add a station, and print its key: this once, it is stored hashed."),
        "limit": Entry(KEYS, "limit", None, "Change how much a station may send."),
        "rotate": Entry(KEYS, "rotate", None, "Give a station a new key, and print it; the old one stops at once."),
        "revoke": Entry(KEYS, "revoke", None, "Take a station's key away; what it has sent stays."),
        "list": Entry(KEYS, "list_all", None, "List all stations, when each was heard last, and what it may send."),
    }


station = typer.Typer(cls=StationTable, no_args_is_help=True, add_completion=False)


@station.callback()
def about_stations() -> None:
    """Add scanner stations, list them, change their keys; or be one."""
