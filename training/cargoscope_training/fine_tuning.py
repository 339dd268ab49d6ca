"""What a fine-tuning starts from and learns from, beside its recipe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from cargoscope_datasets.annotations.data_set import DataSet, read_data_set
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.errors import DataSetError
from cargoscope_models.networks.detector import Detector
from cargoscope_models.release import Release, load_release
from cargoscope_training.crops import STATISTICS_CROPS, STATISTICS_START, Crops, Mined
from cargoscope_training.parent import check_labels
from cargoscope_training.pool import Background
from cargoscope_training.real import MixedCrops, RealScan, check_data_labels, load_real
from cargoscope_training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class FineTuning:
    """Further training of a release on decided scans.

    Attributes:
        parent: whose weights it starts from.
        data: what it learns from.
        scans: the training split of it.
    """

    parent: Release
    data: DataSet
    scans: Sequence[RealScan]

    def images(self, recipe: Recipe, pool: Sequence[Background]) -> Tensor:
        """(crops, 3, rows, columns) float32: examples of what it will be trained on."""
        crops = self.mixed(Crops(recipe, pool, (), STATISTICS_START, STATISTICS_CROPS), ())
        return torch.stack([crops[index].image for index in range(STATISTICS_CROPS)])

    @property
    def data_id(self) -> str:
        """Names all that is learnt from."""
        return self.data.id

    def mine(self, detector: Detector, recipe: Recipe, phase: int, progress: Callable[[int, int], None]) -> list[Mined]:
        """None: what officers rejected are the false alarms of real scans."""
        del detector, recipe, phase, progress
        return []

    def mixed(self, crops: Crops, mined: Sequence[Mined]) -> MixedCrops:
        """Simulated crops, of which some give way to those of decided scans."""
        del mined
        return MixedCrops(crops, self.scans)

    def as_card(self) -> dict[str, Any]:
        """What the card of the new release says of the data set."""
        return {
            "manifest_sha256": self.data.id,
            "splits": {
                split.value: {
                    "scans": len(scans),
                    "annotations": sum(len(scan.annotations) for scan in scans),
                    "hard_negatives": sum(len(scan.hard_negatives) for scan in scans),
                }
                for split, scans in self.data.scans.items()
            },
        }


def prepare(folder: Path, release: Path, recipe: Recipe, progress: Callable[[int, int], None]) -> FineTuning:
    """Read and check all that a fine-tuning needs.

    Raises:
        DataSetError: the data set is damaged, has nothing to train on, or labels that the release does not know.
        ReleaseError: the release is damaged, or has other labels than the recipe.
    """
    parent = load_release(release)
    check_labels(parent, recipe)
    data = read_data_set(folder)
    if data.benchmark:
        raise DataSetError(f"{folder} holds what is reserved for benchmarks; simulate one without, to train on")
    check_data_labels(data, recipe.labels)
    if not data.scans[Split.TRAIN]:
        raise DataSetError(f"{folder} has no scan to train on; export again when more has been decided")
    return FineTuning(parent, data, load_real(data, progress))
