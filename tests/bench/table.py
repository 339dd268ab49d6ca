"""What benchmarks print: a table for a terminal, or what goes into docs/benchmarks.md."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from cargoscope_inference.engine.threads import usable_threads

Row = tuple[str, Sequence[float], str]
"""What was measured, all its values, their unit."""
HEADS = ("step", "median", "p95", "at most")


def print_rows(rows: Sequence[Row], goals: Mapping[str, float], release: Path, *, markdown: bool, note: str) -> None:
    """Print what was measured beside what it is to be at most, by the name of its row."""
    cells = [_cells(row, goals) for row in rows]
    if markdown:
        _print_markdown(cells, release, note)
    else:
        _print_table(cells)


def _cells(row: Row, goals: Mapping[str, float]) -> tuple[str, ...]:
    name, values, unit = row
    goal = f"{goals[name]:,.0f} {unit}" if name in goals else ""
    return name, f"{np.median(values):,.1f} {unit}", f"{np.percentile(values, 95):,.1f} {unit}", goal


def _print_table(cells: Sequence[tuple[str, ...]]) -> None:
    table = Table()
    for head in HEADS:
        table.add_column(head, justify="left" if head == "step" else "right")
    for row in cells:
        table.add_row(*row)
    Console().print(table)


def _print_markdown(cells: Sequence[tuple[str, ...]], release: Path, note: str) -> None:
    """With the commit and the machine."""
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    processors = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    processor = processors[0] if processors else "unknown processor"
    lines = [
        f"Commit {commit.stdout.strip() or 'unknown'}, release {release.name}, {processor}, "
        f"{usable_threads()} of {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"onnxruntime {version('onnxruntime')}; {note}.",
        "",
        "| " + " | ".join(HEADS) + " |",
        "|---|---:|---:|---:|",
        *("| " + " | ".join(row) + " |" for row in cells),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
