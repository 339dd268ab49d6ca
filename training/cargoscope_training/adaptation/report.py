"""The report: before, after and every rung between, as JSON and as a page; and the scans to look at again."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.projection.clean_scans import CleanScan
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import View, ViewKind
from cargoscope_training.adaptation.counting import Counted
from cargoscope_training.adaptation.holding_out import ENOUGH, Parts
from cargoscope_training.adaptation.ladder import Step
from cargoscope_training.adaptation.review import Suspect, review_text
from cargoscope_training.evaluation.exhibits import cut_out
from cargoscope_training.evaluation.page import template_of
from cargoscope_training.export import FINE_MM

REVIEW = "review.txt"


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """All that is told.

    Attributes:
        release: id of the candidate.
        adaptation: what its card says of how it came about.
        claims: what cannot be claimed, in words.
        steps: the rungs that were climbed, the parent first, each with what was counted of it.
        suspects: scans to look at again.
        names: of scans, by hash.
        left_out: why something was not used, by name.
        not_projected: why no threat was drawn into a held-out scan, by name.
    """

    release: str
    adaptation: dict[str, Any]
    claims: list[str]
    steps: Sequence[tuple[Step, Counted]]
    suspects: Sequence[Suspect]
    names: dict[str, str]
    left_out: dict[str, str]
    not_projected: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """Counts beside rates, and intervals of 95 %."""
        return {
            "release": self.release,
            "parent": self.steps[0][0].release.id,
            "adaptation": self.adaptation,
            "claims": self.claims,
            "rungs": [
                {"rung": step.rung.value, "thresholds": step.release.thresholds, **counted.as_json()}
                for step, counted in self.steps
            ],
            "review": [
                {
                    "scan": each.scan, "name": self.names[each.scan], "label": each.said.label,
                    "score": each.said.score, "box": each.said.box, "held_out": each.held_out,
                }
                for each in self.suspects
            ],
            "left_out": self.left_out,
            "not_projected": self.not_projected,
        }  # fmt: skip


def claims(parts: Parts, scans: int) -> list[str]:
    """What so few scans cannot say: no event among N leaves up to 3/N a scan (95 %)."""
    held, chosen_on = len(parts.report), len(parts.thresholds)
    told = [
        f"False alarms are counted on {held} held-out clean scans. No alarm rate below 3/{held} = {3 / held:.2g} a "
        "scan can be claimed, even where none was raised."
    ]
    if chosen_on:
        told.append(
            f"Thresholds were chosen on {chosen_on} other held-out clean scans; alarms rarer than 3/{chosen_on} = "
            f"{3 / chosen_on:.2g} a scan were not there to be seen."
        )
    else:
        told.append(
            f"The release's thresholds are kept: choosing them takes {ENOUGH} held-out clean scans beside those of the "
            f"report, {3 * ENOUGH} in all, and there are {scans}."
        )
    return told


def write_report(report: Report, scans: dict[str, CleanScan], folder: Path) -> None:
    """Write report.json, report.html and review.txt.

    Args:
        report: what they say.
        scans: by hash, for pictures of those to look at again.
        folder: made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report.as_json(), indent=1) + "\n", encoding="utf-8")
    (folder / REVIEW).write_text(review_text(report.suspects, report.names), encoding="utf-8")
    page = template_of("cargoscope_training.adaptation", "report.html").render(
        report=report, pictures=_pictures(report.suspects, scans), review=REVIEW
    )
    (folder / "report.html").write_text(page, encoding="utf-8")


def _pictures(suspects: Sequence[Suspect], scans: dict[str, CleanScan]) -> dict[str, str]:
    """A data URI of what was suspected, by scan."""
    drawn = {}
    with ScanReader() as reader:
        for each in suspects:
            clean = scans[each.scan]
            view = reader.read([clean.path], pitch=clean.pitch).views[0]
            pitch = (FINE_MM, FINE_MM) if view.pitch is None else (view.pitch.row_mm, view.pitch.column_mm)
            jpeg = cut_out(_grey(view), pitch, each.said.box)
            drawn[each.scan] = f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"
    return drawn


def _grey(view: View) -> NDArray[np.uint8]:
    """(rows, columns) uint8; of a calibrated view brightened, so that loads show."""
    plane = np.clip(view.planes[0], 0, 1)
    return np.asarray(np.rint(255 * (plane if view.kind is ViewKind.DISPLAY else np.sqrt(plane))), np.uint8)
