"""`cargoscope station run`: sends the scans of a folder, of a file or of the simulator."""

import os
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from cargoscope_datasets.errors import SettingsError, SpoolError
from cargoscope_inference.arguments import scan_files
from cargoscope_inference.reference_station.backoff import LONGEST_SECONDS
from cargoscope_inference.reference_station.files import take_files
from cargoscope_inference.reference_station.folder import SETTLE_SECONDS, WatchedFolder
from cargoscope_inference.reference_station.heartbeat import Heartbeat
from cargoscope_inference.reference_station.line import Line
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.passage import Passage
from cargoscope_inference.reference_station.sender import Sender
from cargoscope_inference.reference_station.simulator import pass_simulated
from cargoscope_inference.reference_station.spool import Spool
from cargoscope_inference.reference_station.working import Working

KEY = "CARGOSCOPE_STATION_KEY"
SIMULATOR = "simulator"
SOURCES = "A folder to watch, a file, HIGH+LOW (two energies), SIDE.columns+TOP.columns, or the word simulator."
DEFAULT_SPOOL = Path("~/.local/share/cargoscope-station")


def run(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=SOURCES)],
    *,
    url: Annotated[str, typer.Option(help="Address of the service, such as https://box:8420.")],
    key_file: Annotated[Path | None, typer.Option(help=f"File with the station's key; or set {KEY}.")] = None,
    spool: Annotated[Path, typer.Option(help="Folder for scans that the service does not yet hold.")] = DEFAULT_SPOOL,
    spool_gb: Annotated[float, typer.Option(min=0.001, help="GB that it may take up.")] = 50.0,
    speed: Annotated[
        float,
        typer.Option(min=0.1, metavar="KMH", help="Of vehicles that are played: .columns files and simulated ones."),
    ] = 5.0,
    settle: Annotated[
        float, typer.Option(min=0.1, help="Seconds for which a file has to stay as it is until it counts as complete.")
    ] = SETTLE_SECONDS,
    longest_pause: Annotated[
        float, typer.Option(min=0.1, help="Seconds; longest wait between tries while the service is away.")
    ] = LONGEST_SECONDS,
) -> None:
    """Send scans to a service: those that a scanner writes into a folder, one file, or simulated ones.

    Only a .columns file that is named itself, and simulated trucks, are played column by column, as a vehicle that
    passes. Any other file is sent whole, and so is all that lies in a folder.

    A scan stays in the spool until the service has said by sha256 that it holds it, through days without a network and
    whatever happens to this process.
    """
    narrator = Narrator()
    key = _read_key(key_file)
    kept = Spool(spool.expanduser().absolute(), budget=int(spool_gb * 1e9))
    watched = WatchedFolder(Path(source), kept, narrator, settle=settle) if Path(source).is_dir() else None
    heartbeat = Heartbeat(Line(url, key), kept, narrator)
    sender = Sender(
        kept,
        Line(url, key),
        narrator,
        on_refused=watched.set_aside if watched else None,
        largest=lambda: heartbeat.largest_scan,
        longest_pause=longest_pause,
    )

    def take_scans(stopping: Event) -> None:
        passage = Passage(kept, narrator, stopping, speed_kmh=speed)
        if watched is not None:
            watched.run(stopping)
        elif source == SIMULATOR:
            pass_simulated(passage, narrator, stopping)
        else:
            take_files(scan_files(source), kept, passage)
            sender.end_when_empty()

    with Working(sender.stop) as working:
        working.begin(heartbeat.run)
        working.begin(take_scans)
        sender.run()
    narrator.note(f"stopped; {_scans(len(kept.entries()))} kept here for the next start")
    if kept.refused():
        raise SpoolError(
            f"{_scans(kept.refused())} refused for good, kept in {kept.folder / 'refused'} with the reason"
        )


def _read_key(file: Path | None) -> str:
    try:
        key = os.environ.get(KEY, "") if file is None else file.read_text()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read ({error})") from error
    if not key.strip():
        raise SettingsError(f"the station's key is missing; set {KEY}, or name a file that has it by --key-file")
    return key.strip()


def _scans(number: int) -> str:
    return "1 scan is" if number == 1 else f"{number} scans are"
