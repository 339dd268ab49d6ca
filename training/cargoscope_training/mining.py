"""Hard negatives: where a half-trained detector raises false alarms on clean backgrounds."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from cargoscope_datasets.projection.two_materials import whole
from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_models.boxes import decode, suppress
from cargoscope_models.networks.detector import STRIDE, Detector
from cargoscope_models.preprocessing import AIR, channels
from cargoscope_training.crops import DISPLAY_SHARE, Mined, random_scanner
from cargoscope_training.pool import COARSE, Background
from cargoscope_training.recipe import Recipe
from cargoscope_training.window import looked_at

ALARMS_A_SCENE = 12
"""Of the fine pass, at most."""
COARSE_ALARMS_A_SCENE = 6
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
    """The strongest false alarms of both passes on some of the pool, each scene seen by one random scanner."""
    rng = np.random.default_rng([recipe.seed, 11, phase])
    numbers = rng.permutation(len(pool))[: recipe.mined_scenes]
    detector.eval()
    found = []
    for done, number in enumerate(numbers.tolist()):
        kind = ViewKind.DISPLAY if rng.random() < DISPLAY_SHARE else ViewKind.CALIBRATED
        plane = _seen(rng, pool[number], kind)
        found += alarms_of(detector, recipe, plane, kind, number)
        progress(done + 1, len(numbers))
    return found


def alarms_of(
    detector: Detector, recipe: Recipe, plane: NDArray[np.float32], kind: ViewKind, number: int
) -> list[Mined]:
    """The strongest alarms of both passes.

    Args:
        detector: in eval mode.
        recipe: which label is of which pass.
        plane: (rows, columns) float32, 1 is air, at the pitch of the fine pass; their places are in its pixels.
        kind: of the view.
        number: of the background.
    """
    found = [Mined(number, x, y, coarse=False) for x, y in _alarms(detector, recipe, plane, kind, coarse=False)]
    small = cv2.resize(plane, (max(1, plane.shape[1] // COARSE), max(1, plane.shape[0] // COARSE)),
                       interpolation=cv2.INTER_AREA)  # fmt: skip
    alarms = _alarms(detector, recipe, np.asarray(small, np.float32), kind, coarse=True)
    return found + [Mined(number, x * COARSE, y * COARSE, coarse=True) for x, y in alarms]


def _alarms(
    detector: Detector, recipe: Recipe, plane: NDArray[np.float32], kind: ViewKind, *, coarse: bool
) -> list[tuple[float, float]]:
    """Middles (x, y) of the strongest in the plane's pixels."""
    labels = [index for index, label in enumerate(recipe.labels) if (label in recipe.coarse_labels) == coarse]
    if not labels:
        return []
    below, right = (-side % CONTAINED for side in plane.shape)
    padded = cv2.copyMakeBorder(plane, 0, below, 0, right, cv2.BORDER_CONSTANT, value=AIR)
    image = torch.from_numpy(channels(np.asarray(padded, np.float32), kind))[None]
    logits, distances = detector(image.contiguous(memory_format=torch.channels_last))
    scores = torch.sigmoid(logits)[0, labels].numpy()
    boxes, named, _ = decode(scores, distances[0].numpy(), STRIDE, LEAST_SCORE)
    most = COARSE_ALARMS_A_SCENE if coarse else ALARMS_A_SCENE
    kept = suppress(boxes[:2000], named[:2000], 0.3)[:most]
    centres = (boxes[kept, :2] + boxes[kept, 2:]) / 2
    return [(float(x), float(y)) for x, y in centres]


def _seen(rng: np.random.Generator, background: Background, kind: ViewKind) -> NDArray[np.float32]:
    """(rows, columns) float32, 1 is air: the whole background at its own pitch, seen by a random scanner."""
    scanner = random_scanner(rng)
    pixels = background.pitch_mm**2 / (scanner.row_mm * scanner.column_mm)
    square = replace(scanner, row_mm=background.pitch_mm, column_mm=background.pitch_mm, quanta=scanner.quanta * pixels)
    through = transmission(whole(background.fine.astype(np.float32)), scanner.beams[0])
    return looked_at(through, square, rng, kind)
