"""How a training comes on: what the detector finds in crops that it is never trained on, at few false alarms.

The scenes and finds are those of the training, seen elsewhere: this tells a training that learns from one that does
not, and nothing of a port. What a release finds is measured by `cargoscope evaluate`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from cargoscope_models.boxes import decode, suppress
from cargoscope_models.matching import is_found
from cargoscope_models.networks.detector import STRIDE, Detector
from cargoscope_training.crops import Crop, Crops
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe

START = 3 * 10**9
"""Number of the first crop; no training gets that far."""
ALARMS_A_CROP = 0.05
"""False alarms on clean crops at which finds are counted: about one in two scans."""
LEAST_SCORE = 0.02
_BATCH = 8
_MOST = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Attributes:
        threshold: the score that leaves `ALARMS_A_CROP`.
        labels: of each label, how many objects of those that show were found, and how many there were.
    """

    threshold: float
    labels: dict[str, tuple[int, int]]

    @property
    def found(self) -> float:
        """Share of all objects."""
        return sum(found for found, _ in self.labels.values()) / max(sum(of for _, of in self.labels.values()), 1)


@torch.no_grad()
def check(
    detector: Detector, recipe: Recipe, pool: Sequence[Background], progress: Callable[[int, int], None]
) -> Checked:
    """Look at `checked_crops` of the recipe, always the same ones."""
    crops = Crops(recipe, pool, (), START, recipe.checked_crops)
    detector.eval()
    best: list[tuple[str, float]] = []
    alarms: list[float] = []
    clean = 0
    for first in range(0, len(crops), _BATCH):
        batch = [crops[number] for number in range(first, min(first + _BATCH, len(crops)))]
        images = torch.stack([crop.image for crop in batch]).contiguous(memory_format=torch.channels_last)
        logits, distances = detector(images)
        scores = torch.sigmoid(logits).numpy()
        for crop, score, distance in zip(batch, scores, distances.numpy(), strict=True):
            boxes, said = _said(recipe, crop, score, distance)
            if crop.objects:
                best += _best(recipe, crop, boxes, said)
            else:
                clean += 1
                alarms += said
        progress(first + len(batch), len(crops))
    threshold = sorted([*alarms, *[LEAST_SCORE] * (clean + 1)], reverse=True)[int(ALARMS_A_CROP * clean)]
    counted = {label: [score > threshold for name, score in best if name == label] for label in recipe.labels}
    return Checked(threshold, {label: (sum(found), len(found)) for label, found in counted.items()})


def _said(
    recipe: Recipe, crop: Crop, scores: NDArray[np.float32], distances: NDArray[np.float32]
) -> tuple[list[tuple[float, float, float, float]], list[float]]:
    """Boxes and scores of the labels of the crop's pass."""
    own = [index for index, label in enumerate(recipe.labels) if (label in recipe.coarse_labels) == crop.coarse]
    boxes, named, said = decode(scores[own], distances, STRIDE, LEAST_SCORE)
    kept = suppress(boxes[:_MOST], named[:_MOST], 0.4)
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in boxes[kept].tolist()], said[kept].tolist()


def _best(
    recipe: Recipe, crop: Crop, boxes: Sequence[tuple[float, float, float, float]], said: Sequence[float]
) -> list[tuple[str, float]]:
    """Of every object that this pass reports, its label and the highest score of a box over it, whatever its label."""
    found = []
    for placed in crop.objects:
        if placed.learnt and (placed.label in recipe.coarse_labels) == crop.coarse:
            over = (score for box, score in zip(boxes, said, strict=True) if is_found(placed.box, [box]))
            found.append((placed.label, max(over, default=0.0)))
    return found
