"""`cargoscope doctor`: on one screen, whether the box is sound."""

from collections.abc import Iterator

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_datasets.errors import CargoscopeError
from cargoscope_inference.examining import machine, store
from cargoscope_inference.examining.finding import Finding, State
from cargoscope_inference.serve import Folder, read_settings
from cargoscope_inference.service.settings import ServiceSettings
from cargoscope_inference.storage.store import DATABASE, Store

UNSOUND = 1
MARKS = {State.SOUND: "[green]ok[/]", State.WARNING: "[yellow]look[/]", State.UNSOUND: "[red]wrong[/]"}


def doctor(*, folder: Folder = None) -> None:
    """Say on one screen whether this box is sound, and what to do where it is not.

    Looks at the settings, the release and what runs it, the disk, the clock, the certificate, the database, the queue
    and the stations. Ends with status 1 where something is wrong; what is only to be looked at does not count.
    """
    settings = read_settings(folder=folder)
    findings = [*examine_machine(settings), *examine_store(settings)]
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        table.add_row(MARKS[finding.state], finding.what, finding.text)
    Console().print(table)
    if any(finding.state is State.UNSOUND for finding in findings):
        raise typer.Exit(UNSOUND)


def examine_machine(settings: ServiceSettings) -> Iterator[Finding]:
    """What is found on the machine; an examination that cannot be made is a finding itself."""
    for what, examination in machine.EXAMINATIONS:
        try:
            yield from examination(settings)
        except CargoscopeError as error:
            yield Finding(what, State.UNSOUND, str(error))


def examine_store(settings: ServiceSettings) -> Iterator[Finding]:
    """What is found in the store, if there is one."""
    if not (settings.folder / DATABASE).exists():
        yield Finding("store", State.WARNING, f"there is none in {settings.folder} yet; the first start makes it")
        return
    opened = Store(settings.folder)
    try:
        for what, examination in store.EXAMINATIONS:
            found = list(examination(settings, opened))
            yield from found
            if what == "database" and any(each.state is State.UNSOUND for each in found):
                return
    except CargoscopeError as error:
        yield Finding("store", State.UNSOUND, str(error))
    finally:
        opened.close()
