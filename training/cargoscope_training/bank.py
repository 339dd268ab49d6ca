"""Finds that are drawn once and used again and again: mirrored, at any depth, among other goods, by other scanners.

Drawing one takes longer than all the rest of a crop. Find number n of a label is always the same, so it does not matter
which process draws it; whoever does leaves it in the cache for the others.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.simulation.detectability import shadows
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.negatives import draw_negative, draw_unknown
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.threat import Lot
from cargoscope_datasets.simulation.threats import draw_threat
from cargoscope_training.pool import cache_folder, standing, version

VARIETY = 500
"""Finds a label; with their mirror images twice as many."""
INNOCENT = "innocent"
"""Label of tools, pipes and car parts."""
_KEPT = 12_000
_FAN = Fan(distance=5200.0, axis=0.0)
_FINEST_MM = 2.5
_LONGEST_PX = 220
_MARGIN_PX = 2

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A find, seen level from the side at the middle of the vehicle.

    Attributes:
        density: (2, rows, columns) float16, g/cm2 of water and of iron, packing included; see `pool`.
        pitch_mm: side of its square pixels.
        boxes: of its objects, (x0, y0, x1, y1) in its pixels.
        size_mm: length, height and depth of the room that it takes.
        kinds: of the places where it is found; none: anywhere.
    """

    density: NDArray[np.float16]
    pitch_mm: float
    boxes: tuple[Box, ...]
    size_mm: tuple[float, float, float]
    kinds: frozenset[str]


@lru_cache(maxsize=_KEPT)
def drawn(seed: int, label: str, number: int) -> Drawn:
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


def _draw(rng: np.random.Generator, label: str) -> Drawn:
    if label == UNKNOWN:
        return _as_seen(draw_unknown(rng), frozenset())
    if label == INNOCENT:
        return _as_seen(draw_negative(rng), frozenset())
    threat = draw_threat(rng, label)
    return _as_seen(threat.lot, threat.kind.places)


def _as_seen(lot: Lot, kinds: frozenset[str]) -> Drawn:
    low, high = lot.bounds
    length, height, depth = (high - low).tolist()
    pitch = max(_FINEST_MM, max(length, height) / _LONGEST_PX)
    margin = _MARGIN_PX * pitch
    # What is nearer than the middle is seen larger.
    scale = _FAN.distance / (_FAN.distance + float(low[2]))
    reach = float(np.abs([low[1], high[1]]).max()) * scale + margin
    shape = (ceil(2 * reach / pitch), ceil((length + 2 * margin) / pitch))
    sheet = Sheet(_FAN, float(low[0]) - margin, reach, shape, (pitch, pitch))
    sheet.add(lot.parts)
    boxes = tuple(found.box for found in shadows(sheet, lot.items))
    return Drawn(standing(sheet.density).astype(np.float16), pitch, boxes, (length, height, depth), kinds)


def _write(path: Path, find: Drawn) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as file:
        np.savez(file, density=find.density, pitch_mm=find.pitch_mm, boxes=np.reshape(find.boxes, (-1, 4)),
                 size_mm=find.size_mm, kinds=sorted(find.kinds) or np.empty(0, "U1"))  # fmt: skip
    partial.replace(path)


def _read(path: Path) -> Drawn:
    with np.load(path, allow_pickle=False) as stored:
        boxes = tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in stored["boxes"].tolist())
        length, height, depth = stored["size_mm"].tolist()
        kinds = frozenset(stored["kinds"].tolist())
        return Drawn(stored["density"], float(stored["pitch_mm"]), boxes, (length, height, depth), kinds)
