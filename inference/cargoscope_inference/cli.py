"""The command line: one table of commands, each imported only when it is called."""

import importlib
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from cargoscope_datasets.errors import CargoscopeError

FAILED = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that is not yet imported.

    Attributes:
        module: where its function is.
        function: name of the function, or of the Typer application where it has commands of its own.
        extra: what to install for it beside cargoscope itself, or None.
        summary: one line for `cargoscope --help`.
    """

    module: str
    function: str
    extra: str | None
    summary: str


COMMANDS = {
    "detect": Entry(
        "cargoscope_inference.detect", "detect", "cpu", "Flag prohibited items on scans, and write annotated pictures."
    ),
    "demo": Entry("cargoscope_inference.demo", "demo", "cpu", "The live queue, with a simulated scanner station."),
    "serve": Entry(
        "cargoscope_inference.serve", "serve", "cpu", "Take in scans from stations, and show officers the queue."
    ),
    "station": Entry(
        "cargoscope_inference.station", "station", None, "Add scanner stations, change their keys, be one."
    ),
    "account": Entry("cargoscope_inference.account", "account", None, "Add officers, and give them new passwords."),
    "store": Entry("cargoscope_inference.store", "store", None, "Check what is kept, and say for how long it is."),
    "doctor": Entry("cargoscope_inference.doctor", "doctor", "cpu", "Say on one screen whether this box is sound."),
    "backup": Entry("cargoscope_inference.backup", "backup", None, "Copy all that the service keeps, while it runs."),
    "restore": Entry("cargoscope_inference.backup", "restore", None, "Make a store of a backup."),
    "policy": Entry("cargoscope_inference.policy", "policy", None, "Check what a site wants flagged."),
    "dataset": Entry("cargoscope_inference.dataset", "dataset", None, "Make sets to learn from what officers decided."),
    "evaluate": Entry(
        "cargoscope_training.evaluation.command", "evaluate", "evaluate", "Run a release over a benchmark, and count."
    ),
    "figures": Entry(
        "cargoscope_training.evaluation.command", "figures", "evaluate", "Count finds against false alarms."
    ),
    "calibrate": Entry(
        "cargoscope_training.evaluation.command", "calibrate", "evaluate", "Choose thresholds by an alarm budget."
    ),
    "simulate": Entry(
        "cargoscope_inference.simulate", "simulate_command", None, "Simulate scans with things hidden in them."
    ),
    "project": Entry(
        "cargoscope_inference.project", "project_command", None, "Project threats into clean scans, marked as such."
    ),
    "train": Entry("cargoscope_training.command", "train_command", "train", "Train a release by a recipe."),
    "adapt": Entry(
        "cargoscope_training.adaptation.command", "adapt", "train", "Make a release a site's own, from cleared scans."
    ),
}


class CommandTable(TyperGroup):
    """A group of commands; lists them without importing one."""

    table: ClassVar[Mapping[str, Entry]] = COMMANDS

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class names it
        """Names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the base class names it
        """A stand-in that knows no more than the table does."""
        entry = self.table.get(cmd_name)
        return None if entry is None else TyperCommand(cmd_name, help=entry.summary)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command itself."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, None if stand_in is None else load_command(str(name), self.table[str(name)]), rest


def load_command(name: str, entry: Entry) -> Any:
    """Import a command.

    Raises:
        CargoscopeError: something that it needs is not installed.
    """
    try:
        function = getattr(importlib.import_module(entry.module), entry.function)
    except ModuleNotFoundError as error:
        if entry.extra is None or error.name is None or error.name.startswith("cargoscope_"):
            raise
        raise CargoscopeError(
            f"{name} needs {error.name}, which is not installed; run: pip install 'cargoscope[{entry.extra}]'"
        ) from error
    if isinstance(function, typer.Typer):
        return typer.main.get_command(function)
    # Two functions make a group, one a plain command: each is an application of its own.
    application = typer.Typer(add_completion=False)
    application.command(name)(function)
    return typer.main.get_command(application)


app = typer.Typer(cls=CommandTable, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cargoscope {version('cargoscope')}")
        raise typer.Exit


@app.callback()
def cargoscope(
    *,
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Show the version, and stop."
    ),
) -> None:
    """Read cargo X-ray scans, flag prohibited items, and write annotated pictures."""


def main() -> None:
    """Run the command line; errors meant for a person are one line on standard error."""
    logging.basicConfig(format="cargoscope: %(message)s")
    try:
        app(prog_name="cargoscope")
    except CargoscopeError as error:
        sys.stderr.write(f"cargoscope: {error}\n")
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
