"""`cargoscope demo`: the live queue with a simulated station, on this machine alone."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from cargoscope_datasets.errors import CargoscopeError, SettingsError
from cargoscope_inference.demo_station import TRUCKS
from cargoscope_inference.serve import make_app, read_settings
from cargoscope_inference.service.logs import configure_logs
from cargoscope_inference.service.server import Server, listen
from cargoscope_inference.storage.accounts import Role, add_account, find_account
from cargoscope_inference.storage.inspections import Inspection, State, find_inspection
from cargoscope_inference.storage.sessions import make_ticket
from cargoscope_inference.storage.stations import add_station, list_stations, rotate_station
from cargoscope_inference.storage.store import Store
from cargoscope_models.matching import is_found

STATION, ACCOUNT = "demo-scanner", "admin"
STATION_PROCESS = "cargoscope_inference.demo_station"
POLL_SECONDS = 0.2
OUTPUT = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Sent:
    """A truck that was sent.

    Attributes:
        id: of its scan.
        name: for people.
        hidden: what the simulator has hidden, objects with "label" and "box".
    """

    id: str
    name: str
    hidden: Sequence[dict[str, Any]]


def demo(
    *,
    out: Annotated[Path, typer.Option(help="Folder of the queue; a second start goes on with it.")] = Path("demo"),
    once: Annotated[bool, typer.Option("--once", help="Send a few trucks, show what was flagged, and end.")] = False,
    port: Annotated[int, typer.Option(help="Port to listen on, 0 for any.")] = 8420,
    release: Annotated[Path | None, typer.Option(help="Folder of another release than the shipped one.")] = None,
) -> None:
    """Start the live queue, and a simulated station that sends a new truck every few seconds."""
    configure_logs(least=logging.WARNING)
    settings = read_settings(folder=out, host="127.0.0.1", port=0 if once else port, release=release)
    store = Store(settings.folder)
    store.lock()
    store.database.migrate()
    store.originals.clear_incoming()
    app = make_app(settings, store)
    key, ticket = _station_key(store), _ticket(store)
    visit = Visit(store, key, once=once)

    def begin(address: str) -> None:
        OUTPUT.print(f"The queue is at {address}, its folder is {settings.folder}")
        OUTPUT.print(f"Sign in, once and within a quarter of an hour: {address}/sign-in/{ticket}")
        OUTPUT.print("Simulating and analysing a few trucks ..." if once else "Ctrl-C ends it.")
        visit.start(address, server)

    with _listen(settings.port) as opened:
        server = Server(app, settings, begin, visit.stop)
        with suppress(KeyboardInterrupt):
            server.run([opened])
    if once:
        if visit.missing:
            raise CargoscopeError(f"{visit.missing} of the {len(TRUCKS)} trucks did not come to the queue")
        _report(store, visit.sent)
    store.close()


class Visit:
    """The simulated station, and whoever waits for what becomes of its scans."""

    def __init__(self, store: Store, key: str, *, once: bool) -> None:
        self._store = store
        self._key = key
        self._once = once
        self._stopping = Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread: Thread | None = None
        self.sent: list[Sent] = []
        self.missing = len(TRUCKS)

    def start(self, address: str, server: Server) -> None:
        """Begin to send; with `once`, stop the server when all that was sent has come to the queue."""
        count = len(TRUCKS) if self._once else 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", STATION_PROCESS, address, str(count), str(self._store.folder / "station")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._key}\n")
        self._process.stdin.flush()
        self._thread = Thread(target=self._follow, args=(self._process, server), name="demo")
        self._thread.start()

    def stop(self) -> None:
        """End the station, and wait for it."""
        self._stopping.set()
        if self._process is not None:
            self._process.kill()
        if self._thread is not None:
            self._thread.join()

    def _follow(self, process: subprocess.Popen[str], server: Server) -> None:
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                self.sent.append(Sent(**json.loads(line)))
        if not self._once:
            return
        waiting = [each.id for each in self.sent]
        while waiting and not self._stopping.wait(POLL_SECONDS):
            with self._store.database.read() as connection:
                found = [find_inspection(connection, scan_id) for scan_id in waiting]
            waiting = [each.scan.id for each in found if each is not None and each.state is not State.WAITING]
        self.missing = len(TRUCKS) - len(self.sent) + len(waiting)
        server.should_exit = True


def _listen(port: int) -> Any:
    """The port that was asked for, or any: somebody else's service is no reason for a demo to fail."""
    try:
        return listen("127.0.0.1", port)
    except SettingsError:
        return listen("127.0.0.1", 0)


def _station_key(store: Store) -> str:
    with store.database.write() as connection:
        if any(station.name == STATION for station in list_stations(connection)):
            return rotate_station(connection, STATION)
        return add_station(connection, STATION)


def _ticket(store: Store) -> str:
    with store.database.write() as connection:
        if find_account(connection, ACCOUNT) is None:
            add_account(connection, ACCOUNT, Role.ADMIN)
        account = find_account(connection, ACCOUNT)
        assert account is not None
        return make_ticket(connection, account.id)


def _report(store: Store, sent: Sequence[Sent]) -> None:
    """What was flagged in which truck, and what the simulator had hidden there."""
    table = Table("truck", "flagged", "hidden by the simulator", box=SIMPLE_HEAD, pad_edge=False)
    found = total = 0
    for truck in sent:
        with store.database.read() as connection:
            inspection = find_inspection(connection, truck.id)
        assert inspection is not None
        hits = [_is_flagged(inspection, each) for each in truck.hidden]
        found, total = found + sum(hits), total + len(hits)
        hidden = [
            f"{each['label']} {'(flagged)' if hit else '(missed)'}"
            for each, hit in zip(truck.hidden, hits, strict=True)
        ]
        table.add_row(truck.name, _flags(inspection), "\n".join(hidden) or "nothing")
    Console().print(table)
    OUTPUT.print(f"Hidden: {total}, of which flagged: {found}. All scans wait for an officer; the machine clears none.")
    OUTPUT.print("These trucks are simulated, and so was all that the detector has learnt from.")
    OUTPUT.print(f"Annotated pictures: {store.pictures}")


def _flags(inspection: Inspection) -> str:
    if inspection.problem is not None:
        return f"not analysed: {inspection.problem}"
    return "\n".join(_flag(flag) for flag in inspection.flags) or "nothing flagged"


def _flag(flag: Any) -> str:
    if flag["box"] is None:
        return f"{flag['score']:.0%} not penetrated"
    return f"{flag['label']} {flag['score']:.2f} at {flag['box'][0]:.0f},{flag['box'][1]:.0f}"


def _is_flagged(inspection: Inspection, hidden: dict[str, Any]) -> bool:
    """Whether a flag of the same label lies over what was hidden."""
    flags = [flag["box"] for flag in inspection.flags if flag["label"] == hidden["label"]]
    return is_found(hidden["box"], flags)
