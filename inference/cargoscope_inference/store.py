"""`cargoscope store`: what is kept, for how long, and whether it is still what it was."""

import getpass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from cargoscope_inference.progress import bytes_bar
from cargoscope_inference.serve import Folder, open_existing, read_settings
from cargoscope_inference.service.settings import rules_of
from cargoscope_inference.storage.holds import place_hold, release_hold, standing_holds
from cargoscope_inference.storage.retaining import plan_for, retain
from cargoscope_inference.storage.retention import RetentionPlan, RetentionRules
from cargoscope_inference.storage.verifying import verify

UNSOUND = 1

store = typer.Typer(no_args_is_help=True, add_completion=False, help="Check what is kept, and say for how long it is.")

Scan = Annotated[UUID, typer.Argument(metavar="SCAN", help="Id of the scan; it stands in the address of its page.")]


@store.command("verify")
def verify_all(*, folder: Folder = None) -> None:
    """Check every original against its hash, and the database. Ends with status 1 where something is wrong."""
    opened = open_existing(folder)
    with bytes_bar("originals") as on_progress:
        found = verify(opened, on_progress)
    opened.close()
    for problem in found.problems:
        typer.echo(problem)
    typer.echo(f"{found.originals:,} originals, {found.bytes:,} bytes: {len(found.problems) or 'no'} problems")
    if found.problems:
        raise typer.Exit(UNSOUND)


@store.command("retain")
def retain_now(
    *,
    folder: Folder = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Remove the bytes of scans that need no longer be kept, as the service does daily by the same settings.

    CARGOSCOPE_KEEP_CLEAR_DAYS and CARGOSCOPE_KEEP_HOLD_DAYS count from the decision; CARGOSCOPE_DISK_BUDGET is in
    bytes; every removal is announced CARGOSCOPE_WARNING_DAYS before. What is not set removes nothing.
    """
    rules = rules_of(read_settings(folder=folder))
    opened = open_existing(folder)
    if rules.removes_nothing:
        typer.echo("No rule is set: everything is kept. See cargoscope store retain --help.")
        opened.close()
        return
    if dry_run:
        _print_plan(plan_for(opened, rules, datetime.now(UTC)), rules)
    else:
        done = retain(opened, rules)
        _print_plan(done.plan, rules)
        typer.echo(f"Removed the bytes of {done.removed:,} scans, {done.freed:,} bytes.")
    opened.close()


@store.command()
def hold(
    scan: Scan,
    *,
    reason: Annotated[str, typer.Option(help="Why, such as the number of the case; it is shown with the scan.")],
    folder: Folder = None,
) -> None:
    """Put a scan under a legal hold: nothing removes it until the hold is released."""
    opened = open_existing(folder)
    with opened.database.write() as connection:
        place_hold(connection, str(scan), reason, _actor())
    opened.close()
    typer.echo(f"scan {scan} is kept until: cargoscope store release {scan}")


@store.command()
def release(scan: Scan, *, folder: Folder = None) -> None:
    """Release a legal hold: the rules apply to the scan again, and it is announced before it goes."""
    opened = open_existing(folder)
    with opened.database.write() as connection:
        release_hold(connection, str(scan), _actor())
    opened.close()
    typer.echo(f"scan {scan} is under no hold")


@store.command()
def holds(*, folder: Folder = None) -> None:
    """List all legal holds that stand."""
    opened = open_existing(folder)
    with opened.database.read() as connection:
        standing = standing_holds(connection)
    opened.close()
    table = Table("scan", "since", "by", "reason", box=None, pad_edge=False)
    for each in standing:
        table.add_row(each.scan_id, each.placed_at, each.placed_by, each.reason)
    Console().print(table)


def _actor() -> str:
    return f"command line, user {getpass.getuser()}"


def _print_plan(plan: RetentionPlan, rules: RetentionRules) -> None:
    if plan.restarted:
        typer.echo("The last run was days ago, or the clock jumped: all removals are announced anew.")
    typer.echo(f"{plan.used:,} bytes are kept; {len(plan.remove):,} scans are due, {len(plan.announce):,} announced.")
    if plan.announce:
        first, warning = plan.announce[0], rules.warning_days
        typer.echo(f"The next goes at {first.at:%Y-%m-%d %H:%M} UTC (each is announced {warning} days before).")
    if plan.over:
        typer.echo(f"{plan.over:,} bytes above the budget stay for now: announced, under a hold, or not decided yet.")
