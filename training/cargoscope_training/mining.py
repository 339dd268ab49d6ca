"""Hard negatives: where a half-trained detector raises false alarms on clean backgrounds."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import torch

from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.scanner import display, measured, random_scanner
from cargoscope_models.boxes import decode, suppress
from cargoscope_models.networks.detector import STRIDE, Detector
from cargoscope_models.preprocessing import AIR, channels
from cargoscope_training.crops import Mined
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe

ALARMS_A_SCENE = 12
LEAST_SCORE = 0.03
CONTAINED = 32
"""The network's sides are multiples of this."""


@torch.no_grad()
def mine(
    detector: Detector,
    recipe: Recipe,
    pool: Sequence[Background],
    phase: int,
    progress: Callable[[int, int], None],
) -> list[Mined]:
    """The strongest false alarms of the fine pass on some of the pool, each scene seen by one random scanner."""
    rng = np.random.default_rng([recipe.seed, 11, phase])
    numbers = rng.permutation(len(pool))[: recipe.mined_scenes]
    fine = [index for index, label in enumerate(recipe.labels) if label not in recipe.coarse_labels]
    detector.eval()
    found = []
    for done, number in enumerate(numbers.tolist()):
        plane = measured(np.exp(pool[number].log.astype(np.float32)), random_scanner(rng), rng)
        kind = ViewKind.DISPLAY if rng.random() < 0.5 else ViewKind.CALIBRATED
        if kind is ViewKind.DISPLAY:
            plane = display(plane, rng).astype(np.float32) / np.float32(255)
        below, right = (-side % CONTAINED for side in plane.shape)
        padded = cv2.copyMakeBorder(plane, 0, below, 0, right, cv2.BORDER_CONSTANT, value=AIR)
        image = torch.from_numpy(channels(np.asarray(padded, np.float32), kind))[None]
        logits, distances = detector(image.contiguous(memory_format=torch.channels_last))
        scores = torch.sigmoid(logits)[0, fine].numpy()
        boxes, labels, _ = decode(scores, distances[0].numpy(), STRIDE, LEAST_SCORE)
        kept = suppress(boxes[:2000], labels[:2000], 0.3)[:ALARMS_A_SCENE]
        centres = (boxes[kept, :2] + boxes[kept, 2:]) / 2
        found += [Mined(number, float(x), float(y)) for x, y in centres]
        progress(done + 1, len(numbers))
    return found
