"""`cargoscope account`: who may sign in."""

from typing import Annotated

import typer

from cargoscope_inference.serve import Folder, open_database
from cargoscope_inference.storage.accounts import Role, add_account, reset_account

account = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Add officers and administrators, and give them new passwords."
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]


@account.command()
def add(
    name: Name,
    *,
    role: Annotated[Role, typer.Option(help="Officers decide; administrators also see metrics and details.")],
    folder: Folder = None,
) -> None:
    """Add an account, and print its password: this once, it is stored hashed."""
    with open_database(folder).write() as connection:
        password = add_account(connection, name, role)
    typer.echo(password)


@account.command()
def reset(name: Name, *, folder: Folder = None) -> None:
    """Give an account a new password, print it, and end its sessions."""
    with open_database(folder).write() as connection:
        password = reset_account(connection, name)
    typer.echo(password)
