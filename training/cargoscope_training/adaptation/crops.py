"""Crops for adapting: a third anywhere in the site's scans, a third at its own false alarms, a third simulated.

With these shares of crops a trial found most (a recipe's `real_share` and `mined_share` set them).
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from torch.utils.data import Dataset

from cargoscope_training.adaptation.cutouts import Finds
from cargoscope_training.adaptation.ground import SiteGround
from cargoscope_training.adaptation.site_scan import SiteScan
from cargoscope_training.crops import (
    BLACK,
    DULL_SHARE,
    INNOCENT_SHARE,
    PLACES_TRIED,
    TWIN_OF,
    Crop,
    Crops,
    Mined,
    as_crop,
    squared,
    told,
)
from cargoscope_training.export import FINE_MM
from cargoscope_training.finds import MARGIN, OUTSIDE, SIDE, add_finds, add_innocent
from cargoscope_training.pool import COARSE
from cargoscope_training.recipe import Recipe

AT_PLACES = 0.65
"""Of the crops that are not at an alarm, those in a zone of the container where something could be hidden."""
ASIDE = 40.0
"""Deviation in pixels of the pass by which a crop's middle is beside the alarm that it is cut at."""

Centre = tuple[SiteScan, tuple[float, float]]
"""Where a crop may be cut: a scan, and the middle in its own pixels (x, y)."""


class SiteCrops(Dataset[Crop]):
    """Crop number n is always the same, as with `Crops`; every fourth is the clean twin of the one before.

    Args:
        simulated: the others.
        scans: of the site, none of them held out.
        mined: the detector's false alarms on them, in their own pixels; none in the first phase.
        finds: what is put into them.
        beam_mv: of calibrated ones.
    """

    def __init__(
        self, simulated: Crops, scans: Sequence[SiteScan], mined: Sequence[Mined], finds: Finds, beam_mv: float
    ) -> None:
        self.simulated, self.scans, self.mined, self.finds, self.beam_mv = simulated, scans, mined, finds, beam_mv

    def __len__(self) -> int:
        return len(self.simulated)

    def __getitem__(self, index: int) -> Crop:
        rng, _ = self._stream(index)
        if rng.random() >= self.simulated.recipe.real_share:
            return self.simulated[index]
        return self.of_site(index)

    def of_site(self, index: int) -> Crop:
        """The crop that the site's scans would give under this number."""
        rng, is_twin = self._stream(index)
        rng.random()
        recipe = self.simulated.recipe
        coarse = bool(rng.random() < recipe.coarse_share)
        places = [self._place(rng, coarse) for _ in range(PLACES_TRIED)]
        return take_site_crop(rng, recipe, places, self.finds, self.beam_mv, coarse=coarse, is_clean=is_twin)

    def _stream(self, index: int) -> tuple[np.random.Generator, bool]:
        number = self.simulated.start + index
        is_twin = number % TWIN_OF == TWIN_OF - 1
        return np.random.default_rng([self.simulated.recipe.seed, 19, number - 1 if is_twin else number]), is_twin

    def _place(self, rng: np.random.Generator, coarse: bool) -> Centre:
        mined = [spot for spot in self.mined if spot.coarse == coarse]
        if mined and rng.random() < self.simulated.recipe.mined_share:
            spot = mined[int(rng.integers(len(mined)))]
            scan = self.scans[spot.background]
            row_mm, column_mm = scan.pitch_mm or (FINE_MM, FINE_MM)
            x, y = rng.normal(0, ASIDE * FINE_MM * (COARSE if coarse else 1), 2)
            return scan, (spot.x + x / column_mm, spot.y + y / row_mm)
        scan = self.scans[int(rng.integers(len(self.scans)))]
        rows, columns = scan.plane.shape
        x0, y0, x1, y1 = 0.0, 0.0, float(columns), float(rows)
        if scan.places and rng.random() < AT_PLACES:
            x0, y0, x1, y1 = scan.places[int(rng.integers(len(scan.places)))].box
        return scan, (rng.uniform(x0, x1), rng.uniform(y0, y1))


def take_site_crop(
    rng: np.random.Generator,
    recipe: Recipe,
    places: Sequence[Centre],
    finds: Finds,
    beam_mv: float,
    *,
    coarse: bool,
    is_clean: bool,
) -> Crop:
    """Cut, add, and prepare, as `crops.take_crop` does; scanner, noise and processing are the site's own.

    Args:
        rng: everything random follows from it.
        recipe: what to train.
        places: where to cut; the first that is not dull is taken, or the last.
        finds: what is put in.
        beam_mv: of calibrated scans.
        coarse: for which pass.
        is_clean: add no finds, and leave everything else as it would be with them.
    """
    for_cut, for_finds, for_ground = rng.spawn(3)
    square_mm = FINE_MM * (COARSE if coarse else 1)
    size = SIDE + 2 * MARGIN
    for scan, centre in places:
        pixel_mm = scan.pitch_mm or (FINE_MM, FINE_MM)
        told_mm = told(for_cut, pixel_mm, FINE_MM)
        size_mm = (size * square_mm * pixel_mm[0] / told_mm[0], size * square_mm * pixel_mm[1] / told_mm[1])
        ground = SiteGround(for_ground, scan, centre, size_mm, beam_mv=beam_mv, coarse=coarse)
        shows = (ground.through > BLACK[scan.kind]) & (ground.through < OUTSIDE)
        if shows.mean() > DULL_SHARE:
            break
    objects = []
    # How large a threat would be seen is known only where a pixel's size is.
    if scan.pitch_mm is not None:
        if for_cut.random() < INNOCENT_SHARE:
            add_innocent(for_cut, recipe, ground)
        if not is_clean:
            draw = partial(finds.draw, scan.kind)
            objects = add_finds(for_finds, recipe, ground, scan.kind, draw, coarse=coarse)
    return as_crop(for_cut, squared(ground.through, size), scan.kind, objects, coarse=coarse)
