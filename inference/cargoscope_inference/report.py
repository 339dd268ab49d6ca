"""What is told of a scan: as JSON for programs, as a table for people."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from cargoscope_datasets.scan import Scan, View
from cargoscope_inference.engine.detect import Findings
from cargoscope_models.detection import Detection

MOST_FLAGS_IN_TABLE = 5


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """A scan that went all the way.

    Attributes:
        name: the argument, as given.
        scan: what was read.
        findings: what the release says of it.
        milliseconds: time from the file to the flags.
    """

    name: str
    scan: Scan
    findings: Findings
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A scan that did not.

    Attributes:
        name: the argument, as given.
        error: what is wrong, in one line.
    """

    name: str
    error: str


Outcome = Analysed | Failed


def as_json(outcome: Outcome) -> dict[str, Any]:
    """One scan as a JSON object, without NaN or infinity."""
    if isinstance(outcome, Failed):
        return {"file": outcome.name, "error": outcome.error}
    findings = outcome.findings
    return {
        "file": outcome.name,
        **({"projected": True} if outcome.scan.projected else {}),
        "views": [_view(view) for view in outcome.scan.views],
        "detections": [_detection(detection) for detection in findings.detections],
        "release": findings.release,
        "provider": findings.provider,
        "milliseconds": round(outcome.milliseconds, 1),
    }


def as_table(outcomes: Sequence[Outcome], names: Sequence[str]) -> Table:
    """All scans as a table for a terminal of 80 columns or more; unseen is the share that was not penetrated.

    Args:
        outcomes: one of each scan.
        names: what to call each, short.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("scan", overflow="fold")
    table.add_column("flagged", overflow="fold")
    table.add_column("unseen", justify="right", no_wrap=True)
    table.add_column("ms", justify="right", no_wrap=True)
    for outcome, short in zip(outcomes, names, strict=True):
        name = Text(printable(short))
        if isinstance(outcome, Failed):
            table.add_row(name, Text("not analysed", style="bold red"), "", "")
            continue
        if outcome.scan.projected:
            name.append("\n(projected)", style="bold")
        shares = [f"{view.quality.not_penetrated_share:.0%}" for view in outcome.scan.views]
        table.add_row(name, _flags(outcome), "\n".join(shares), f"{outcome.milliseconds:.0f}")
    return table


def printable(name: str) -> str:
    """A file's name as it may safely be shown: without what would steer the terminal or cannot be encoded."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)


def _view(view: View) -> dict[str, Any]:
    quality = view.quality
    return {
        "name": view.name,
        "kind": view.kind.value,
        "width": view.columns,
        "height": view.rows,
        "energies": view.energies,
        "pitch": None if view.pitch is None else [view.pitch.row_mm, view.pitch.column_mm],
        "pitch_source": None if view.pitch is None else view.pitch.source.value,
        "direction": None if view.direction is None else view.direction.value,
        "cut_short": view.cut_short,
        "quality": {
            "air_found": quality.air_found,
            "air_instability": _number(quality.air_instability),
            "dead_rows": list(quality.dead_rows),
            "misfired_columns": list(quality.misfired_columns),
            "saturated": _number(quality.saturated),
            "noise": _number(quality.noise),
            "not_penetrated": _number(quality.not_penetrated_share),
        },
    }


def _detection(detection: Detection) -> dict[str, Any]:
    return {
        "label": detection.label,
        "score": _number(detection.score),
        "box": [round(side, 2) for side in detection.box],
        "view": detection.view,
        "threshold": detection.threshold,
        "flagged": detection.flagged,
        "facts": _numbers(detection.facts),
    }


def _numbers(facts: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, fact in facts.items() if (value := _number(fact)) is not None}


def _number(value: float | None) -> float | None:
    """Six digits behind the point, or nothing where there is no number."""
    return round(value, 6) if value is not None and math.isfinite(value) else None


def _flags(outcome: Analysed) -> Text:
    flags = [detection for detection in outcome.findings.detections if detection.flagged]
    cut_short = [f"{view.name} {view.cut_short}" for view in outcome.scan.views if view.cut_short]
    if not flags and not cut_short:
        return Text("nothing flagged", style="dim")
    lines = [_flag(flag) for flag in flags[:MOST_FLAGS_IN_TABLE]]
    if len(flags) > len(lines):
        lines.append(f"and {len(flags) - len(lines)} more")
    return Text("\n".join(lines + cut_short))


def _flag(flag: Detection) -> str:
    x0, y0, x1, y1 = flag.box
    size = f"{x1 - x0:.0f} x {y1 - y0:.0f} px"
    if "width_mm" in flag.facts:
        size = f"{flag.facts['width_mm'] / 10:.0f} x {flag.facts['height_mm'] / 10:.0f} cm"
    return f"{flag.label} {flag.score:.2f} at {x0:.0f},{y0:.0f}, {size}"
