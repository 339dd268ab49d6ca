"""Finds, put into a piece of a clean scan where such things are hidden; and which of them show enough to be learnt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.projection.threat_image import Box, ThreatImage
from cargoscope_datasets.scan import ViewKind
from cargoscope_models.preprocessing import CONTRAST_WINDOW
from cargoscope_training.bank import INNOCENT, VARIETY, drawn
from cargoscope_training.recipe import Recipe
from cargoscope_training.window import Held, Shown, Spot

SIDE = 256
"""Pixels of a crop."""
MARGIN = CONTRAST_WINDOW // 2 + 1
"""Pixels around it that its local contrast looks at."""
PLACED_SHARE = 0.6
"""Objects that are put where such things are hidden, if there is such a place in the crop."""
MOST_FINDS = {False: 4, True: 3}
"""Finds in a crop of the fine and of the coarse pass, at most; at least one."""
SPOTS_TRIED = 3
"""Places that are tried for a find until one of its objects shows; then it is left out."""
MOST_TRIES = 6
"""Places that are tried for all finds of a crop; no crop behind black goods takes much longer than others."""
OUTSIDE = 0.985
"""Transmission from which on a place is outside of everything; nothing is hidden there."""
LEAST_VISIBLE = 0.6
"""Share of an object that must lie within the crop to be learnt; less is ignored."""
LEAST_DETECTABILITY = 20.0
"""d' under which an object is not learnt but ignored: it is there, yet nothing shows it."""
LEAST_CONTRAST = 1.0
"""The same for contrast: what a careful person would mostly not see behind dark or cluttered goods."""
EVENED_SHARE = 0.6
"""Finds whose metal is evened out: how much of its inner structure an object shows hangs on its make, on what lies in
it, on the beam and on an archive's tones; its outline does not. A guess, see docs/experiments.md."""
THIN_METAL = (0.02, 0.1)
"""Metal, as a share of that of the find's thick parts, up to which it stays as it is, and from which on it is evened
out: packing stays thin."""
STRENGTH = (0.6, 1.6)
"""Factors of the thickness of what is evened out."""
LEAST_SIDE = 3.0
"""Pixels; a box with a shorter side is ignored."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An object in a crop: label, box in crop pixels, and whether it is to be learnt or ignored."""

    label: str
    box: tuple[float, float, float, float]
    learnt: bool


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
