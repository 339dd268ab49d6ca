"""A small benchmark whose figures can be worked out by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from cargoscope_training.evaluation.results import Header, Origin, Results, Role, Said, Scanned, Truth

LABELS = ("pistol", "rifle")
BOX = (100.0, 100.0, 140.0, 130.0)


def said(score: float, box: tuple[float, float, float, float] = BOX, label: str = "pistol") -> Said:
    return Said(label, score, "side", box, flagged=score >= 0.5)


def scanned(
    name: str, role: Role, detections: Sequence[Said] = (), truths: Sequence[Truth] = (), group: str | None = None
) -> Scanned:
    return Scanned(name, group or name, role, 1, (5.0, 5.0), tuple(truths), tuple(detections))


def truth(label: str = "pistol", *, seen: bool = True, band: str = "plain") -> Truth:
    return Truth(label, "side", BOX, seen, {"band": band})


def results_of(scans: Sequence[Scanned]) -> Results:
    thresholds = dict.fromkeys(LABELS, 0.5)
    return Results(Header("by-hand", "0" * 64, Origin.SIMULATED, "1" * 64, "r", LABELS, thresholds), tuple(scans))


@pytest.fixture
def skilled() -> Results:
    """A detector that finds pistols well, rifles hardly, and raises few alarms."""
    rng = np.random.default_rng(3)
    scans = []
    for number in range(100):
        scans.append(scanned(f"t{number}", Role.THRESHOLD, [_noise(rng) for _ in range(3)]))
        scans.append(scanned(f"c{number}", Role.CLEAN, [_noise(rng) for _ in range(3)]))
    for number in range(60):
        label = LABELS[number % 2]
        score = rng.uniform(0.6, 1.0) if label == "pistol" else rng.uniform(0.0, 0.7)
        hit = Said(label, float(score), "side", BOX, flagged=bool(score >= 0.5))
        one = truth(label, seen=number % 3 > 0, band="plain" if number % 4 < 2 else "fair")
        scans.append(scanned(f"h{number}", Role.THREAT, [hit, _noise(rng)], [one]))
    return results_of(sorted(scans, key=lambda scan: scan.scan))


def _noise(rng: np.random.Generator) -> Said:
    x, y = rng.uniform(200, 2000), rng.uniform(200, 900)
    score = float(rng.beta(1.2, 6))
    return Said(str(rng.choice(LABELS)), score, "side", (x, y, x + 40, y + 30), flagged=score >= 0.5)
