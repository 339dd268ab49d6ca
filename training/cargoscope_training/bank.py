"""Finds that are drawn once and used again and again: mirrored, at any depth, among other goods, by other scanners.

Drawing one takes longer than all the rest of a crop. Find number n of a label is always the same, so it does not matter
which process draws it; whoever does leaves it in the cache for the others.
"""

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.projection.threat_image import ThreatImage, threat_image
from cargoscope_datasets.projection.two_materials import standing
from cargoscope_datasets.simulation.negatives import draw_negative, draw_unknown
from cargoscope_datasets.simulation.placing import TIGHT, any_side_up, flat, stands
from cargoscope_datasets.simulation.threat import Lot
from cargoscope_datasets.simulation.threats import draw_threat
from cargoscope_training.pool import cache_folder, version

VARIETY = 500
"""Finds a label; with their mirror images twice as many."""
FLAT_SHARE = 0.15
"""Finds that are bare and flat, as in walls and floors; where such a place is in view they are put there."""
INNOCENT = "innocent"
"""Label of tools, pipes and car parts."""
_KEPT = 12_000


@lru_cache(maxsize=_KEPT)
def drawn(seed: int, label: str, number: int) -> ThreatImage:
    """Find `number` of a label.

    Args:
        seed: of the recipe.
        label: a label, `unknown`, or `INNOCENT`.
        number: below `VARIETY`.
    """
    path = cache_folder() / f"bank-{version()}-{seed}" / label / f"{number:05}.npz"
    if path.exists():
        return _read(path)
    find = _draw(np.random.default_rng([seed, 17, number, *label.encode()]), label)
    _write(path, find)
    return find


def _draw(rng: np.random.Generator, label: str) -> ThreatImage:
    if label == UNKNOWN:
        return _as_seen(draw_unknown(rng), frozenset())
    if label == INNOCENT:
        return _as_seen(draw_negative(rng), frozenset())
    threat = draw_threat(rng, label)
    if not stands(threat) and rng.random() < FLAT_SHARE:
        return _as_seen(any_side_up(rng, flat(rng, threat.kind)), threat.kind.places & TIGHT)
    return _as_seen(threat.lot, threat.kind.places)


def _as_seen(lot: Lot, kinds: frozenset[str]) -> ThreatImage:
    image = threat_image(lot, kinds)
    return replace(image, density=standing(np.asarray(image.density, np.float32)).astype(np.float16))


def _write(path: Path, find: ThreatImage) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as file:
        np.savez(file, density=find.density, pitch_mm=find.pitch_mm, boxes=np.reshape(find.boxes, (-1, 4)),
                 size_mm=find.size_mm, kinds=sorted(find.kinds) or np.empty(0, "U1"))  # fmt: skip
    partial.replace(path)


def _read(path: Path) -> ThreatImage:
    with np.load(path, allow_pickle=False) as stored:
        boxes = tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in stored["boxes"].tolist())
        length, height, depth = stored["size_mm"].tolist()
        kinds = frozenset(stored["kinds"].tolist())
        return ThreatImage(stored["density"], float(stored["pitch_mm"]), boxes, (length, height, depth), kinds)
