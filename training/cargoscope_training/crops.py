"""Training crops, made at load time: a piece of a clean background, objects multiplied in, seen by some scanner."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.canvas import Canvas
from cargoscope_datasets.simulation.conveyances import clutter
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner import Scanner, display, measured, random_scanner
from cargoscope_datasets.simulation.threats import draw_threat
from cargoscope_models.preprocessing import CONTRAST_WINDOW, channels
from cargoscope_training.pool import BEAM_MV, Background
from cargoscope_training.recipe import Recipe

SIDE = 256
"""Pixels of a crop."""
MARGIN = CONTRAST_WINDOW // 2 + 1
"""Pixels around it that its local contrast looks at."""
COARSE = 4
"""Fine pixels that become one in the coarse pass."""
OBJECTS_SHARE = 0.75
"""Crops with at least one object; the rest is clean, and stays in."""
LEAST_VISIBLE = 0.6
"""Share of an object that must lie within the crop to be learnt; less is ignored."""
LEAST_DETECTABILITY = 20.0
"""d' under which an object is not learnt but ignored: it is there, yet nothing shows it."""
LEAST_SIDE = 3.0
"""Pixels; a box with a shorter side is ignored."""


@dataclass(frozen=True, slots=True)
class Mined:
    """A place where the detector raised a false alarm: number of the background, and fine pixels (x, y)."""

    background: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """An object in a crop: label, box in crop pixels, and whether it is to be learnt or ignored."""

    label: str
    box: tuple[float, float, float, float]
    learnt: bool


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """One training example.

    Attributes:
        image: (3, SIDE, SIDE) float32 from `cargoscope_models.preprocessing`.
        objects: everything that was put in.
        coarse: which pass it is for.
    """

    image: torch.Tensor
    objects: tuple[Placed, ...]
    coarse: bool


class Crops(Dataset[Crop]):
    """Crop number n of a recipe is always the same, whoever makes it and whenever.

    Args:
        recipe: what to train.
        pool: backgrounds.
        mined: false alarms of the phase before; empty in the first.
        start: number of the first crop of this phase.
        length: how many crops the phase has.
    """

    def __init__(
        self, recipe: Recipe, pool: Sequence[Background], mined: Sequence[Mined], start: int, length: int
    ) -> None:
        self.recipe, self.pool, self.mined, self.start, self.length = recipe, pool, mined, start, length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Crop:
        rng = np.random.default_rng([self.recipe.seed, 7, self.start + index])
        coarse = rng.random() < self.recipe.coarse_share
        number, centre = self._place(rng, coarse)
        return take_crop(rng, self.recipe, self.pool[number], centre, coarse=coarse)

    def _place(self, rng: np.random.Generator, coarse: bool) -> tuple[int, tuple[float, float]]:
        """Which background, and where its middle is in fine pixels: mined, in a hold, or anywhere."""
        if self.mined and not coarse and rng.random() < self.recipe.mined_share:
            spot = self.mined[int(rng.integers(len(self.mined)))]
            return spot.background, (spot.x + rng.normal(0, 40), spot.y + rng.normal(0, 40))
        number = int(rng.integers(len(self.pool)))
        background = self.pool[number]
        x0, y0, x1, y1 = 0.0, 0.0, float(background.log.shape[1]), float(background.log.shape[0])
        if rng.random() < 0.6:
            x0, y0, x1, y1 = background.holds[int(rng.integers(len(background.holds)))]
        return number, (rng.uniform(x0, x1), rng.uniform(y0, y1))


def take_crop(
    rng: np.random.Generator, recipe: Recipe, background: Background, centre: tuple[float, float], *, coarse: bool
) -> Crop:
    """Cut, add, look, and prepare; see the module."""
    step = COARSE if coarse else 1
    stretch_y, stretch_x = _stretch(rng)
    rows, columns = (round((SIDE + 2 * MARGIN) * step * stretch) for stretch in (stretch_y, stretch_x))
    log = _window(background.log, centre, rows, columns)
    size = SIDE + 2 * MARGIN
    averaging = cv2.INTER_AREA if step > 1 else cv2.INTER_LINEAR
    through = np.asarray(cv2.resize(np.exp(log), (size, size), interpolation=averaging), np.float32)
    scanner = random_scanner(rng)
    kind = ViewKind.DISPLAY if rng.random() < 0.5 else ViewKind.CALIBRATED
    objects = []
    if rng.random() < OBJECTS_SHARE:
        for label in _labels(rng, recipe, coarse):
            through, placed = _insert(rng, through, label, (stretch_y, stretch_x), scanner, kind, coarse=coarse)
            objects.append(placed)
    if not coarse and rng.random() < 0.2:
        through = _insert_clutter(rng, through)
    image = _seen(rng, through, scanner, kind)
    if rng.random() < 0.5:
        image = image[:, :, ::-1]
        objects = [Placed(each.label, mirrored(each.box), each.learnt) for each in objects]
    return Crop(torch.from_numpy(np.ascontiguousarray(image)), tuple(objects), coarse)


def _stretch(rng: np.random.Generator) -> tuple[float, float]:
    """Fine pixels a crop pixel spans, rows and columns: a pitch is never quite right, and sometimes unknown."""
    if rng.random() < 0.3:
        return rng.uniform(0.5, 1.15), rng.uniform(0.6, 1.5)
    return rng.uniform(0.87, 1.15), rng.uniform(0.87, 1.15)


def _window(log: NDArray[np.float16], centre: tuple[float, float], rows: int, columns: int) -> NDArray[np.float32]:
    """(rows, columns) float32 of ln T around a place, air beyond the edges."""
    top, left = round(centre[1] - rows / 2), round(centre[0] - columns / 2)
    window = np.zeros((rows, columns), np.float32)
    y0, y1 = max(top, 0), min(top + rows, log.shape[0])
    x0, x1 = max(left, 0), min(left + columns, log.shape[1])
    if y0 < y1 and x0 < x1:
        window[y0 - top : y1 - top, x0 - left : x1 - left] = log[y0:y1, x0:x1]
    return window


def _labels(rng: np.random.Generator, recipe: Recipe, coarse: bool) -> list[str]:
    """One to three labels; now and then one that the other pass reports, which this pass must keep quiet about."""
    own = [label for label in recipe.labels if (label in recipe.coarse_labels) == coarse]
    other = [label for label in recipe.labels if label not in own]
    count = int(rng.integers(1, 4))
    return [str(rng.choice(other if other and rng.random() < 0.15 else own)) for _ in range(count)]


def _insert(
    rng: np.random.Generator,
    through: NDArray[np.float32],
    label: str,
    stretch: tuple[float, float],
    scanner: Scanner,
    kind: ViewKind,
    *,
    coarse: bool,
) -> tuple[NDArray[np.float32], Placed]:
    """Multiply one object's own transmission in, and judge whether it can be seen at all."""
    fine_mm = 6.0
    threat = draw_threat(rng, label, fine_mm * (2 if coarse else 1))
    own = transmission(threat.density, BEAM_MV)
    shrink = 0.5 if coarse else 1.0
    size = [max(2, round(side * shrink / factor)) for side, factor in zip(own.shape, stretch, strict=True)]
    own = np.asarray(cv2.resize(own, (size[1], size[0]), interpolation=cv2.INTER_AREA), np.float32)
    rows, columns = own.shape
    # Mostly whole, sometimes cut by the edge, as strips cut.
    slack = 0.0 if rng.random() < 0.85 else 0.5
    top = round(rng.uniform(MARGIN - slack * rows, max(SIDE + MARGIN - rows * (1 - slack), MARGIN + 1)))
    left = round(rng.uniform(MARGIN - slack * columns, max(SIDE + MARGIN - columns * (1 - slack), MARGIN + 1)))
    y0, y1, x0, x1 = max(top, 0), min(top + rows, len(through)), max(left, 0), min(left + columns, len(through))
    part = own[y0 - top : y1 - top, x0 - left : x1 - left]
    behind = through[y0:y1, x0:x1]
    seen = detectability(behind, part, scanner, kind)
    changed = through.copy()
    changed[y0:y1, x0:x1] = behind * part
    whole = (left - MARGIN, top - MARGIN, left + columns - MARGIN, top + rows - MARGIN)
    box = tuple(float(np.clip(value, 0, SIDE)) for value in whole)
    visible = (box[2] - box[0]) * (box[3] - box[1]) / (rows * columns)
    narrow = min(box[2] - box[0], box[3] - box[1])
    learnt = visible >= LEAST_VISIBLE and narrow >= LEAST_SIDE and seen >= LEAST_DETECTABILITY
    return changed, Placed(label, (box[0], box[1], box[2], box[3]), learnt)


def detectability(behind: NDArray[np.float32], own: NDArray[np.float32], scanner: Scanner, kind: ViewKind) -> float:
    """D' of an ideal observer who knows the background: sqrt(sum((change of ln T)^2 / noise variance of ln T)).

    Args:
        behind: (rows, columns) float32 transmission without the object.
        own: (rows, columns) float32 transmission of the object alone.
        scanner: whose noise.
        kind: a display adds the rounding to its grey levels.
    """
    signal = np.maximum(behind * own + np.float32(scanner.scatter), 1e-7)
    step = 1 / 255 if kind is ViewKind.DISPLAY else 1 / 60_000
    variance = 1 / (scanner.quanta * signal) + (scanner.electronics**2 + step**2 / 12) / signal**2
    change = np.log((behind + np.float32(scanner.scatter)) / signal)
    return float(np.sqrt(np.sum(change**2 / variance)))


def _insert_clutter(rng: np.random.Generator, through: NDArray[np.float32]) -> NDArray[np.float32]:
    """A few parts of machines: what looks like a lump of steel and is none of the labels."""
    canvas = Canvas(through.shape[1] * 6.0, through.shape[0] * 6.0, 6.0)
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, through.shape[1] * 6.0, 2)
        clutter(canvas, rng, float(x), float(y), rng.uniform(50, 350), 4.0)
    return through * transmission(canvas.density, BEAM_MV)


def _seen(
    rng: np.random.Generator, through: NDArray[np.float32], scanner: Scanner, kind: ViewKind
) -> NDArray[np.float32]:
    """(3, SIDE, SIDE) float32: noise, perhaps an archive's processing, then the one pre-processing."""
    plane = measured(through, scanner, rng)
    if kind is ViewKind.DISPLAY:
        plane = display(plane, rng).astype(np.float32) / np.float32(255)
    return channels(plane, kind)[:, MARGIN : MARGIN + SIDE, MARGIN : MARGIN + SIDE]


def mirrored(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box in crop pixels, left and right exchanged."""
    return (SIDE - box[2], box[1], SIDE - box[0], box[3])
