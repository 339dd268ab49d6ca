"""Scans for an officer to look at again: "cleared" is a person's word, and the detector may know better."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.layout.zones import Zone
from cargoscope_models.release import Release
from cargoscope_training.evaluation.results import Said, Scanned

ONE_IN = 20
MOST = 20
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Suspect:
    """A scan that raised more than nearly all others.

    Attributes:
        scan: hex sha256 of its bytes.
        said: the strongest that the parent release said of it.
        above: how far that is above its threshold, in log odds; below 0 it raised no flag.
        held_out: it is counted on, and stays; the others are not trained on.
    """

    scan: str
    said: Said
    above: float
    held_out: bool


def suspects(scans: Sequence[Scanned], parent: Release, reviewed: frozenset[str], *, held_out: bool) -> list[Suspect]:
    """The highest-scoring few of these scans, less those that somebody has looked at again.

    Labels are put on one scale by their thresholds, which were chosen for alarms about as rare. The few are counted
    before the reviewed ones are left out, so that looking at them comes to an end.
    """
    found = []
    for scan in scans:
        rated = [(_above(said, parent), said) for said in scan.said]
        if rated:
            above, said = max(rated, key=lambda each: each[0])
            found.append(Suspect(scan.scan, said, above, held_out))
    found.sort(key=lambda each: (-each.above, each.scan))
    few = min(max(round(len(scans) / ONE_IN), 1), MOST)
    return [each for each in found[:few] if each.scan not in reviewed]


def _above(said: Said, parent: Release) -> float:
    threshold = parent.threshold(said.label, None if said.zone is None else Zone(said.zone))
    return _log_odds(said.score) - _log_odds(threshold)


def _log_odds(score: float) -> float:
    kept = min(max(score, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def read_reviewed(path: Path) -> frozenset[str]:
    """Scans that an officer has looked at again and cleared once more: a line each, the sha256 first.

    Raises:
        DataSetError: it cannot be read, or a line does not begin with a sha256.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataSetError(f"{path} cannot be read ({error})") from error
    words = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    for word in words:
        if len(word) != 64 or set(word) - set("0123456789abcdef"):
            raise DataSetError(
                f"{path} has {word[:20]!r} where a sha256 belongs; keep the lines of review.txt as they are"
            )
    return frozenset(words)


def review_text(found: Sequence[Suspect], names: dict[str, str]) -> str:
    """What `read_reviewed` reads, once the lines of scans that hold something are taken out."""
    lines = ["# Look at these scans again. Keep the lines of those that are clean, and give the file with --reviewed."]
    for each in found:
        held = "held out" if each.held_out else "not trained on"
        name = " ".join(names[each.scan].split())
        lines.append(f"{each.scan}  {held}  {each.said.label} {each.said.score:.2f}  {name}")
    return "\n".join(lines) + "\n"
