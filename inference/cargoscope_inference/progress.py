"""How far a long command has come, on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

OnProgress = Callable[[int, int], None]
"""Called with the bytes that were dealt with since the last time, and with all there are."""


@contextmanager
def bytes_bar(what: str) -> Iterator[OnProgress]:
    """Shows how many bytes are done and how long the rest takes, while the block runs."""
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(binary_units=True), TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda size, total: progress.update(task, advance=size, total=total)
