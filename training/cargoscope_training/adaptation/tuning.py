"""What adapting starts from and learns from: `loop.Tuning`, on scans of which only their being clean is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from cargoscope_models.networks.detector import Detector
from cargoscope_models.preprocessing import resample
from cargoscope_models.release import Release
from cargoscope_training.adaptation.crops import SiteCrops
from cargoscope_training.adaptation.cutouts import Finds
from cargoscope_training.adaptation.site_scan import SiteScan
from cargoscope_training.crops import STATISTICS_CROPS, STATISTICS_START, Crops, Mined
from cargoscope_training.export import FINE_MM
from cargoscope_training.mining import alarms_of
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Adaptation:
    """Further training of a release on a site's clean scans.

    Attributes:
        parent: whose weights it starts from.
        data_id: hex sha256 of all that is learnt from.
        scans: of the site; none of them is held out or under review.
        finds: what is put into them.
        beam_mv: of calibrated scans.
    """

    parent: Release
    data_id: str
    scans: tuple[SiteScan, ...]
    finds: Finds
    beam_mv: float

    def images(self, recipe: Recipe, pool: Sequence[Background]) -> Tensor:
        """(crops, 3, rows, columns) float32: examples of what it will be trained on."""
        crops = self.mixed(_examples(recipe, pool), ())
        return torch.stack([crops[index].image for index in range(STATISTICS_CROPS)])

    def of_site(self, recipe: Recipe, pool: Sequence[Background]) -> Tensor:
        """The same, of the site's scans alone."""
        crops = self.mixed(_examples(recipe, pool), ())
        return torch.stack([crops.of_site(index).image for index in range(STATISTICS_CROPS)])

    def simulated(self, recipe: Recipe, pool: Sequence[Background]) -> Tensor:
        """The same, of simulated scans alone: what a release has learnt from."""
        crops = _examples(recipe, pool)
        return torch.stack([crops[index].image for index in range(STATISTICS_CROPS)])

    @torch.no_grad()
    def mine(self, detector: Detector, recipe: Recipe, phase: int, progress: Callable[[int, int], None]) -> list[Mined]:
        """The strongest false alarms of both passes on some of the site's scans, in their own pixels."""
        rng = np.random.default_rng([recipe.seed, 23, phase])
        numbers = rng.permutation(len(self.scans))[: recipe.mined_scenes].tolist()
        detector.eval()
        found: list[Mined] = []
        for done, number in enumerate(numbers, 1):
            scan = self.scans[number]
            plane = resample(np.asarray(scan.plane, np.float32), scan.pitch_mm, FINE_MM)
            down, along = (own / fine for own, fine in zip(scan.plane.shape, plane.shape, strict=True))
            for spot in alarms_of(detector, recipe, plane, scan.kind, number):
                found.append(Mined(number, spot.x * along, spot.y * down, spot.coarse))
            progress(done, len(numbers))
        return found

    def mixed(self, crops: Crops, mined: Sequence[Mined]) -> SiteCrops:
        """Simulated crops, of which some give way to those of the site."""
        return SiteCrops(crops, self.scans, mined, self.finds, self.beam_mv)


def _examples(recipe: Recipe, pool: Sequence[Background]) -> Crops:
    return Crops(recipe, pool, (), STATISTICS_START, STATISTICS_CROPS)
