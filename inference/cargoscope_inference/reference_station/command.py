"""`cargoscope station run`: sends the scans of a folder, of a file or of the simulator."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cargoscope_datasets.errors import SettingsError, SpoolError
from cargoscope_inference.reference_station.backoff import LONGEST_SECONDS
from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.folder import SETTLE_SECONDS, WatchedFolder
from cargoscope_inference.reference_station.heartbeat import Heartbeat
from cargoscope_inference.reference_station.line import Line
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.sender import Sender
from cargoscope_inference.reference_station.single_file import take_single_file
from cargoscope_inference.reference_station.spool import Spool
from cargoscope_inference.reference_station.working import Working

KEY = "CARGOSCOPE_STATION_KEY"
DEFAULT_SPOOL = Path("~/.local/share/cargoscope-station")


def run(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A folder to watch, a file, or the word simulator.")],
    *,
    url: Annotated[str, typer.Option(help="Address of the service, such as https://box:8420.")],
    key_file: Annotated[Path | None, typer.Option(help=f"File with the station's key; or set {KEY}.")] = None,
    spool: Annotated[Path, typer.Option(help="Folder for scans that the service does not yet hold.")] = DEFAULT_SPOOL,
    spool_gb: Annotated[float, typer.Option(min=0.001, help="GB that it may take up.")] = 50.0,
    settle: Annotated[
        float, typer.Option(min=0.1, help="Seconds for which a file has to stay as it is until it counts as complete.")
    ] = SETTLE_SECONDS,
    longest_pause: Annotated[
        float, typer.Option(min=0.1, help="Seconds; longest wait between tries while the service is away.")
    ] = LONGEST_SECONDS,
) -> None:
    """Send scans to a service: of a folder that a scanner writes into, of one file, or simulated ones.

    A scan stays in the spool until the service has said by sha256 that it holds it, through days without a network and
    whatever happens to this process.
    """
    narrator = Narrator()
    key = _read_key(key_file)
    kept = Spool(spool.expanduser().absolute(), budget=int(spool_gb * 1e9))
    place = Path(source)
    watched = WatchedFolder(place, kept, narrator, settle=settle) if place.is_dir() else None
    sender = Sender(
        kept,
        Line(url, key),
        narrator,
        on_refused=_ignore if watched is None else watched.set_aside,
        longest_pause=longest_pause,
    )
    heartbeat = Heartbeat(Line(url, key), kept, narrator)
    with Working(sender.stop) as working:
        working.begin(heartbeat.run)
        if watched is None:
            take_single_file(place, kept)
            sender.run_until_empty()
        else:
            working.begin(watched.run)
            sender.run()
    narrator.note(f"stopped; {len(kept.entries())} scans are kept here for the next start")
    if kept.refused():
        raise SpoolError(f"{kept.refused()} scans were refused for good; they are in {kept.folder / 'refused'}")


def _ignore(_entry: Entry, _reason: str) -> None:
    """A file that was sent by its name stays where it is."""


def _read_key(file: Path | None) -> str:
    try:
        key = os.environ.get(KEY, "") if file is None else file.read_text()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read ({error})") from error
    if not key.strip():
        raise SettingsError(f"the station's key is missing; set {KEY}, or name a file that has it by --key-file")
    return key.strip()
