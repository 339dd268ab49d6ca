"""Training crops, made at load time: a piece of a clean background, objects added, seen by some scanner."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Protocol

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.projection.threat_image import Box, ThreatImage
from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.scanner.preset import training_presets
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_models.preprocessing import CONTRAST_WINDOW, channels
from cargoscope_training.bank import INNOCENT, VARIETY, drawn
from cargoscope_training.pool import COARSE, Background
from cargoscope_training.recipe import Recipe
from cargoscope_training.window import Held, Shown, Spot, Window

SIDE = 256
"""Pixels of a crop."""
MARGIN = CONTRAST_WINDOW // 2 + 1
"""Pixels around it that its local contrast looks at."""
DISPLAY_SHARE = 0.6
"""Crops that an archive has processed."""
TONED_SHARE = 0.5
"""Of these, crops that someone has brightened or darkened once more: archives are of every tone."""
UNKNOWN_SHARE = 0.2
"""Crops of scans whose pitch nobody tells."""
INNOCENT_SHARE = 0.3
"""Crops with innocent objects besides those of the background."""
PLACED_SHARE = 0.6
"""Objects that are put where such things are hidden, if there is such a place in the crop."""
TWIN_OF = 4
"""Of so many crops the last is the one before it, to the same scanner and processing, without its objects."""
MOST_FINDS = {False: 4, True: 3}
"""Finds in a crop of the fine and of the coarse pass, at most; at least one."""
SPOTS_TRIED = 3
"""Places that are tried for a find until one of its objects shows; then it is left out."""
MOST_TRIES = 6
"""Places that are tried for all finds of a crop; no crop behind black goods takes much longer than others."""
PLACES_TRIED = 3
"""Places that are tried for a crop until enough of it is neither air nor black."""
DULL_SHARE = 0.15
"""Share of a crop that must be neither air nor black: the rest teaches nothing."""
OUTSIDE = 0.985
"""Transmission from which on a place is outside of everything; nothing is hidden there."""
BLACK = {ViewKind.CALIBRATED: 3e-4, ViewKind.DISPLAY: 0.01}
"""Transmission below which next to nothing shows."""
LEAST_VISIBLE = 0.6
"""Share of an object that must lie within the crop to be learnt; less is ignored."""
LEAST_DETECTABILITY = 20.0
"""d' under which an object is not learnt but ignored: it is there, yet nothing shows it."""
LEAST_CONTRAST = 1.0
"""The same for contrast: what a careful person would mostly not see behind dark or cluttered goods."""
STATISTICS_CROPS, STATISTICS_START = 64, 2 * 10**9
"""Crops that statistics of normalisation are taken from, and the number of the first; no training gets that far."""
EVENED_SHARE = 0.6
"""Finds whose metal is evened out: how much of its inner structure an object shows hangs on its make, on what lies in
it, on the beam and on an archive's tones; its outline does not."""
THIN_METAL = (0.02, 0.1)
"""Metal, as a share of that of the find's thick parts, up to which it stays as it is, and from which on it is evened
out: packing stays thin."""
STRENGTH = (0.6, 1.6)
"""Factors of the thickness of what is evened out."""
LEAST_SIDE = 3.0
"""Pixels; a box with a shorter side is ignored."""


@dataclass(frozen=True, slots=True)
class Mined:
    """A place where a pass raised a false alarm: number of the background, fine pixels (x, y), and which pass."""

    background: int
    x: float
    y: float
    coarse: bool


@dataclass(frozen=True, slots=True)
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


class Ground(Protocol):
    """A piece of a clean scan on its own pixels, into which finds can be put: simulated, or a site's own.

    Attributes:
        shape: rows and columns.
        through: (rows, columns) float32, what is there so far, 1 is air.
    """

    shape: tuple[int, int]
    through: NDArray[np.float32]

    def hold(self, find: ThreatImage, place: Spot, kind: ViewKind, worth: Callable[[Box], bool] = ...) -> Held:
        """See `Window.hold`."""

    def leave(self, held: Held) -> None:
        """See `Window.leave`."""

    def hidden(self, rng: np.random.Generator, find: ThreatImage, *, mirrored: bool) -> Spot | None:
        """See `Window.hidden`."""


Draw = Callable[[np.random.Generator, str], ThreatImage]
"""Draws a find of a label."""
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


def _labels(rng: np.random.Generator, recipe: Recipe, coarse: bool) -> list[str]:
    """Some labels; now and then one that the other pass reports, which this pass must keep quiet about."""
    own = [label for label in recipe.labels if (label in recipe.coarse_labels) == coarse]
    other = [label for label in recipe.labels if label not in own]
    count = int(rng.integers(1, MOST_FINDS[coarse] + 1))
    return [str(rng.choice(other if other and rng.random() < 0.15 else own)) for _ in range(count)]


def of_bank(seed: int, rng: np.random.Generator, label: str) -> ThreatImage:
    """One of the finds of a label that the bank of a seed has."""
    return drawn(seed, label, int(rng.integers(VARIETY)))


def add_finds(
    rng: np.random.Generator, recipe: Recipe, window: Ground, kind: ViewKind, draw: Draw, *, coarse: bool
) -> list[Placed]:
    """Put finds into a piece of a scan, and say what is there."""
    placed: list[Placed] = []
    tries = iter(range(MOST_TRIES))
    for label in _labels(rng, recipe, coarse):
        placed += _insert(rng, window, label, kind, draw(rng, label), islice(tries, SPOTS_TRIED))
    return placed


def _insert(
    rng: np.random.Generator, window: Ground, label: str, kind: ViewKind, find: ThreatImage, tries: Iterable[int]
) -> list[Placed]:
    """Add one find where at least one of its objects shows, and judge of each whether it can be seen at all."""
    find = _made_anyhow(rng, find)
    for _ in tries:
        spot = _spot(rng, window, find)
        if _is_outside(window, spot):
            continue
        held = window.hold(find, spot, kind, lambda box: _cut(window, box)[1])
        placed = [_judged(window, label, seen) for seen in held.seen]
        if any(each.learnt for each in placed):
            window.leave(held)
            return placed
    return []


def _made_anyhow(rng: np.random.Generator, find: ThreatImage) -> ThreatImage:
    """Of innocent things as well: else what is even would be a threat."""
    return replace(find, density=evened(rng, np.asarray(find.density, np.float32)))


def evened(rng: np.random.Generator, density: NDArray[np.float32]) -> NDArray[np.float32]:
    """(2, rows, columns) float32 g/cm2 of water and iron: of most finds the metal is evened out, stronger or weaker.

    At the most even, all of its metal is as thick as its thick parts.
    """
    metal = density[1]
    if rng.random() > EVENED_SHARE or not np.any(metal > 0):
        return density
    power, strength = rng.random(), float(np.exp(rng.uniform(*np.log(STRENGTH))))
    low, high = THIN_METAL
    share = np.maximum(metal / np.quantile(metal[metal > 0], 0.8), np.float32(low))
    belongs = np.clip((share - low) / (high - low), 0, 1)
    # Of both: water may stand in with less than nothing for what stops more of the soft photons than iron does.
    return np.asarray(density * (1 + belongs * (strength * share ** (power - 1) - 1)), np.float32)


def add_innocent(rng: np.random.Generator, recipe: Recipe, window: Ground) -> None:
    """Tools, pipes and car parts, or solids of no kind: what looks like something and is none of the labels."""
    for _ in range(int(rng.integers(1, 4))):
        label = UNKNOWN if rng.random() < 0.3 else INNOCENT
        find = _made_anyhow(rng, of_bank(recipe.seed, rng, label))
        window.leave(window.hold(find, _spot(rng, window, find), ViewKind.CALIBRATED))


def _is_outside(window: Ground, spot: Spot) -> bool:
    rows, columns = window.shape
    y, x = int(np.clip(spot.y, 0, rows - 1)), int(np.clip(spot.x, 0, columns - 1))
    return bool(window.through[y, x] > OUTSIDE)


def _spot(rng: np.random.Generator, window: Ground, find: ThreatImage) -> Spot:
    """Where such a thing is hidden, if a place of that kind lies in the window; else anywhere in it, at any depth."""
    is_mirrored = bool(rng.random() < 0.5)
    if rng.random() < PLACED_SHARE:
        spot = window.hidden(rng, find, mirrored=is_mirrored)
        if spot is not None:
            return spot
    rows, columns = window.shape
    share = MARGIN / (SIDE + 2 * MARGIN) * (0.9 if rng.random() < 0.85 else 0.0)
    x, y = rng.uniform(share, 1 - share, 2) * [columns, rows]
    return Spot(float(x), float(y), float(rng.uniform(-1000, 1000)), is_mirrored)


def _judged(window: Ground, label: str, seen: Shown) -> Placed:
    """In crop pixels, and whether enough of it can be seen to be learnt."""
    box, is_within = _cut(window, seen.box)
    # What costs least first: many fail before their contrast is worked out.
    learnt = is_within and seen.detectability >= LEAST_DETECTABILITY and seen.contrast >= LEAST_CONTRAST
    return Placed(label, box, learnt)


def _cut(window: Ground, box: Box) -> tuple[Box, bool]:
    """A box of the window in crop pixels, cut to the crop; and whether enough of it lies within to be learnt."""
    rows, columns = window.shape
    scale = (SIDE + 2 * MARGIN) / np.array([columns, rows, columns, rows])
    whole = np.asarray(box) * scale - MARGIN
    x0, y0, x1, y1 = np.clip(whole, 0, SIDE).tolist()
    visible = (x1 - x0) * (y1 - y0) / max(float((whole[2] - whole[0]) * (whole[3] - whole[1])), 1e-6)
    return (x0, y0, x1, y1), visible >= LEAST_VISIBLE and min(x1 - x0, y1 - y0) >= LEAST_SIDE


def mirrored(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box in crop pixels, left and right exchanged."""
    return (SIDE - box[2], box[1], SIDE - box[0], box[3])
