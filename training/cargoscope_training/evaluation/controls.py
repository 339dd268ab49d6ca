"""Detectors that know nothing. A figure that one of them reaches is no figure: run on every evaluation, as a check."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cargoscope_training.evaluation.results import Results, Said, Scanned

SEED = 7
Change = Callable[[np.random.Generator, Scanned, tuple[str, ...]], tuple[Said, ...]]


def _empty(_: np.random.Generator, __: Scanned, ___: tuple[str, ...]) -> tuple[Said, ...]:
    return ()


def _random(rng: np.random.Generator, scan: Scanned, labels: tuple[str, ...]) -> tuple[Said, ...]:
    """As many boxes of the same sizes, anywhere within what was looked at, with any score."""
    width = max((said.box[2] for said in scan.said), default=0.0)
    height = max((said.box[3] for said in scan.said), default=0.0)
    moved = []
    for said in scan.said:
        x0, y0, x1, y1 = said.box
        x, y = rng.uniform(0, max(width - (x1 - x0), 1)), rng.uniform(0, max(height - (y1 - y0), 1))
        box = (x, y, x + x1 - x0, y + y1 - y0)
        moved.append(replace(said, box=box, score=float(rng.random()), label=str(rng.choice(labels))))
    return tuple(moved)


def _shifted(rng: np.random.Generator, scan: Scanned, _: tuple[str, ...]) -> tuple[Said, ...]:
    """Each box beside its place, by its own longer side."""
    moved = []
    for said in scan.said:
        x0, y0, x1, y1 = said.box
        by = max(x1 - x0, y1 - y0) * (1.0 if rng.random() < 0.5 else -1.0)
        moved.append(replace(said, box=(x0 + by, y0, x1 + by, y1)))
    return tuple(moved)


def _permuted(_: np.random.Generator, scan: Scanned, labels: tuple[str, ...]) -> tuple[Said, ...]:
    """Each label called by the next one's name."""
    following = dict(zip(labels, labels[1:] + labels[:1], strict=True))
    return tuple(replace(said, label=following[said.label]) for said in scan.said)


CONTROLS: dict[str, Change] = {"empty": _empty, "random": _random, "shifted": _shifted, "permuted": _permuted}
"""Nothing; anything anywhere; everything beside its place; everything under a wrong name."""


def as_control(results: Results, name: str) -> Results:
    """The results that a detector which knows nothing would have had, its flags decided by the same thresholds."""
    rng = np.random.default_rng(SEED)
    header = results.header
    scans = []
    for scan in results.scans:
        said = CONTROLS[name](rng, scan, header.labels)
        flagged = tuple(replace(each, flagged=each.score >= header.thresholds[each.label]) for each in said)
        scans.append(replace(scan, said=flagged))
    return Results(replace(header, release_name=f"{header.release_name}, {name}"), tuple(scans))
