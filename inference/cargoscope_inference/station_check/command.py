"""`cargoscope station check`: does a server keep to the protocol of streams?"""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_datasets.errors import Refusal, SettingsError
from cargoscope_inference.station_check.cases import CASES, Case, MisbehaviourError
from cargoscope_inference.station_check.wire import Wire

KEY = "CARGOSCOPE_STATION_KEY"


def check(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the service, such as https://box:8420.")],
    *,
    key_file: Annotated[Path | None, typer.Option(help=f"File with the station's key; or set {KEY}.")] = None,
) -> None:
    """Play the awkward cases of streaming against a service; what it does wrong is said, and the status is not 0.

    The check leaves a scan in the queue for every case, with the reference "cargoscope station check".
    """
    wire = Wire(url, _read_key(key_file))
    table = Table("a stream that ...", "", "what was found", box=None, pad_edge=False)
    wrong = 0
    for case in CASES:
        found = _play(case, wire)
        wrong += found is not None
        name = case.__name__.replace("_", " ")
        table.add_row(name, "[red]wrong[/red]" if found else "right", found or (case.__doc__ or ""))
    Console().print(table)
    if wrong:
        raise Refusal(f"the service misbehaves in {wrong} of {len(CASES)} cases")


def _play(case: Case, wire: Wire) -> str | None:
    try:
        case(wire)
    except MisbehaviourError as error:
        return f"{error}"
    except OSError as error:
        return f"no answer ({error})"
    return None


def _read_key(file: Path | None) -> str:
    try:
        key = os.environ.get(KEY, "") if file is None else file.read_text().strip()
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror})") from error
    if not key:
        raise SettingsError(f"there is no key; set {KEY}, or name a file that holds it with --key-file")
    return key
