"""Training crops, made at load time: a piece of a clean background, objects added, seen by some scanner."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.scanner.preset import training_presets
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_models.preprocessing import channels
from cargoscope_training.finds import MARGIN, OUTSIDE, SIDE, Placed, add_finds, add_innocent, of_bank
from cargoscope_training.pool import COARSE, Background
from cargoscope_training.recipe import Recipe
from cargoscope_training.window import Window

DISPLAY_SHARE = 0.6
"""Crops that an archive has processed."""
TONED_SHARE = 0.5
"""Of these, crops that someone has brightened or darkened once more: archives are of every tone."""
UNKNOWN_SHARE = 0.2
"""Crops of scans whose pitch nobody tells."""
INNOCENT_SHARE = 0.3
"""Crops with innocent objects besides those of the background."""
TWIN_OF = 4
"""Of so many crops the last is the one before it, to the same scanner and processing, without its objects."""
PLACES_TRIED = 3
"""Places that are tried for a crop until enough of it is neither air nor black."""
DULL_SHARE = 0.15
"""Share of a crop that must be neither air nor black: the rest teaches nothing."""
BLACK = {ViewKind.CALIBRATED: 3e-4, ViewKind.DISPLAY: 0.01}
"""Transmission below which next to nothing shows."""
STATISTICS_CROPS, STATISTICS_START = 64, 2 * 10**9
"""Crops that statistics of normalisation are taken from, and the number of the first; no training gets that far."""


@dataclass(frozen=True, slots=True)
class Mined:
    """A place where a pass raised a false alarm: number of the background, fine pixels (x, y), and which pass."""

    background: int
    x: float
    y: float
    coarse: bool


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


Centre = tuple[Background, tuple[float, float]]
"""Where a crop may be cut: a background, and the middle in its fine pixels (x, y)."""


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
        number = self.start + index
        is_twin = number % TWIN_OF == TWIN_OF - 1
        rng = np.random.default_rng([self.recipe.seed, 7, number - 1 if is_twin else number])
        coarse = rng.random() < self.recipe.coarse_share
        places = [self._place(rng, coarse) for _ in range(PLACES_TRIED)]
        return take_crop(rng, self.recipe, places, coarse=coarse, is_clean=is_twin)

    def _place(self, rng: np.random.Generator, coarse: bool) -> Centre:
        """Which background, and where its middle is in fine pixels: mined, where things are hidden, or anywhere."""
        mined = [spot for spot in self.mined if spot.coarse == coarse]
        if mined and rng.random() < self.recipe.mined_share:
            spot = mined[int(rng.integers(len(mined)))]
            x, y = rng.normal(0, 40 * (COARSE if coarse else 1), 2)
            return self.pool[spot.background], (spot.x + x, spot.y + y)
        background = self.pool[int(rng.integers(len(self.pool)))]
        _, rows, columns = background.fine.shape
        x0, y0, x1, y1 = 0.0, 0.0, float(columns), float(rows)
        way = rng.random()
        if way < 0.45 and background.holds:
            x0, y0, x1, y1 = background.pixels(background.holds[int(rng.integers(len(background.holds)))])
        elif way < 0.65 and background.places:
            x0, y0, x1, y1 = background.pixels(background.places[int(rng.integers(len(background.places)))].room)
        return background, (rng.uniform(x0, x1), rng.uniform(y0, y1))


def take_crop(
    rng: np.random.Generator, recipe: Recipe, places: Sequence[Centre], *, coarse: bool, is_clean: bool
) -> Crop:
    """Cut, add, look, and prepare; see the module.

    Args:
        rng: everything random follows from it.
        recipe: what to train.
        places: where to cut; the first that is not dull is taken, or the last.
        coarse: for which pass.
        is_clean: add no objects, and leave everything else as it would be with them.
    """
    for_cut, for_finds, for_look = rng.spawn(3)
    scanner = random_scanner(for_cut)
    square_mm = places[0][0].pitch_mm * (COARSE if coarse else 1)
    told_mm = told(for_cut, (scanner.row_mm, scanner.column_mm), places[0][0].pitch_mm)
    size = SIDE + 2 * MARGIN
    size_mm = (size * square_mm * scanner.row_mm / told_mm[0], size * square_mm * scanner.column_mm / told_mm[1])
    kind = ViewKind.DISPLAY if for_cut.random() < DISPLAY_SHARE else ViewKind.CALIBRATED
    for background, centre in places:
        window = Window(background, scanner, centre, size_mm, coarse=coarse)
        shows = (window.through > BLACK[kind]) & (window.through < OUTSIDE)
        if shows.mean() > DULL_SHARE:
            break
    if for_cut.random() < INNOCENT_SHARE:
        add_innocent(for_cut, recipe, window)
    draw = partial(of_bank, recipe.seed)
    objects = [] if is_clean else add_finds(for_finds, recipe, window, kind, draw, coarse=coarse)
    plane = squared(window.looked_at(for_look, kind), size)
    if kind is ViewKind.DISPLAY and for_cut.random() < TONED_SHARE:
        plane = _toned(for_cut, plane)
    return as_crop(for_cut, plane, kind, objects, coarse=coarse)


def as_crop(
    rng: np.random.Generator, plane: NDArray[np.float32], kind: ViewKind, objects: Sequence[Placed], *, coarse: bool
) -> Crop:
    """What the network sees of a plane with its margin, and of the objects in it, mirrored every other time."""
    image = channels(plane, kind)[:, MARGIN : MARGIN + SIDE, MARGIN : MARGIN + SIDE]
    if rng.random() < 0.5:
        image = image[:, :, ::-1]
        objects = [Placed(each.label, mirrored(each.box), each.learnt) for each in objects]
    return Crop(torch.from_numpy(np.ascontiguousarray(image)), tuple(objects), coarse)


def random_scanner(rng: np.random.Generator) -> Scanner:
    """One of those that training may use."""
    makes = training_presets()
    share = np.array([each.share for each in makes])
    return makes[int(rng.choice(len(makes), p=share / share.sum()))].draw(rng)


def told(rng: np.random.Generator, pixel_mm: tuple[float, float], square_mm: float) -> tuple[float, float]:
    """What the detector takes a pixel for, mm: never quite its size; where nobody says it, one of its own."""
    if rng.random() < UNKNOWN_SHARE:
        # Far from square it would be estimated from the outline, or corrected by hand.
        row, column = (float(np.clip(square_mm, mm / 1.5, mm * 2)) for mm in pixel_mm)
        return row, column
    return pixel_mm[0] * float(rng.uniform(0.9, 1.1)), pixel_mm[1] * float(rng.uniform(0.9, 1.1))


def squared(plane: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """(size, size) float32, as `preprocessing.resample` brings planes to square pixels."""
    for shape in ((plane.shape[1], size), (size, size)):
        smaller = shape[0] * shape[1] < plane.size
        resized = cv2.resize(plane, shape, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
        plane = np.asarray(resized, np.float32)
    return plane


def _toned(rng: np.random.Generator, plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Another black, white and gamma; air stays 1."""
    black, gamma = rng.uniform(0, 0.04), np.exp(rng.uniform(-0.4, 0.4))
    stretched = np.clip((plane - np.float32(black)) / np.float32(1 - black), 0, None)
    return np.asarray(stretched ** np.float32(gamma), np.float32)


def mirrored(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box in crop pixels, left and right exchanged."""
    return (SIDE - box[2], box[1], SIDE - box[0], box[3])
