"""Targets and losses: Gaussian peaks for the labels, generalised IoU for the boxes.

After CenterNet (Zhou et al., arXiv 1904.07850) and TTFNet (Liu et al., arXiv 1909.00700): one peak an object, shaped
like its box, and every cell under the peak learns the box with the peak's weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torchvision.ops import generalized_box_iou_loss

from cargoscope_models.networks.detector import STRIDE
from cargoscope_training.crops import Crop
from cargoscope_training.finds import SIDE
from cargoscope_training.recipe import Recipe

CELLS = SIDE // STRIDE
PEAK_REACH = 0.54 / 6
"""Standard deviation of a peak, as a share of the side of its box (TTFNet: 0.54 of the box within three deviations)."""
LEAST_DEVIATION = 0.6
"""Cells; keeps the peak of a tiny object wider than the grid."""
BOX_FLOOR = 0.1
"""Height of the peak from which on a cell learns the box."""
BOX_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What a step learns from.

    Attributes:
        images: (batch, 3, SIDE, SIDE) float32.
        peaks: (batch, labels, CELLS, CELLS) float32 in 0..1, 1 at the centre of an object.
        learns: (batch, labels, CELLS, CELLS) float32, 0 where the loss looks away: labels of the other pass, and
            ignored objects.
        boxes: (batch, 4, CELLS, CELLS) float32, x0, y0, x1, y1 in crop pixels of the object that a cell belongs to.
        box_weights: (batch, CELLS, CELLS) float32; the weights of one object sum to 1.
    """

    images: Tensor
    peaks: Tensor
    learns: Tensor
    boxes: Tensor
    box_weights: Tensor


def collate(crops: Sequence[Crop], recipe: Recipe) -> Batch:
    """Crops to one batch with its targets; a batch in which nothing is hidden is a batch like any other."""
    shape = (len(crops), len(recipe.labels), CELLS, CELLS)
    peaks, learns = np.zeros(shape, np.float32), np.ones(shape, np.float32)
    boxes = np.zeros((len(crops), 4, CELLS, CELLS), np.float32)
    weights = np.zeros((len(crops), CELLS, CELLS), np.float32)
    for index, crop in enumerate(crops):
        for label_index, label in enumerate(recipe.labels):
            if (label in recipe.coarse_labels) != crop.coarse:
                learns[index, label_index] = 0
        # The largest first, so that a small object in front of it keeps its own cells.
        for each in sorted(crop.objects, key=lambda placed: -_area(placed.box)):
            label_index = recipe.labels.index(each.label)
            if not each.learnt:
                x0, y0, x1, y1 = (round(value / STRIDE) for value in each.box)
                learns[index, label_index, y0 : y1 + 1, x0 : x1 + 1] = 0
                continue
            if (each.label in recipe.coarse_labels) != crop.coarse:
                continue
            peak = gaussian_peak(each.box)
            np.maximum(peaks[index, label_index], peak, out=peaks[index, label_index])
            cells = peak >= BOX_FLOOR
            boxes[index][:, cells] = np.asarray(each.box, np.float32)[:, None]
            weights[index][cells] = peak[cells] / peak[cells].sum()
    images = torch.stack([crop.image for crop in crops])
    return Batch(images, *(torch.from_numpy(array) for array in (peaks, learns, boxes, weights)))


def gaussian_peak(box: tuple[float, float, float, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """(CELLS, CELLS) float32: 1 in the cell that holds the box's centre, falling off with the box's sides."""
    x0, y0, x1, y1 = (value / STRIDE for value in box)
    cell = np.arange(CELLS, dtype=np.float32)
    column = min(int((x0 + x1) / 2), CELLS - 1)
    row = min(int((y0 + y1) / 2), CELLS - 1)
    across = np.exp(-0.5 * ((cell - column) / max((x1 - x0) * PEAK_REACH, LEAST_DEVIATION)) ** 2)
    down = np.exp(-0.5 * ((cell - row) / max((y1 - y0) * PEAK_REACH, LEAST_DEVIATION)) ** 2)
    return np.asarray(down[:, None] * across[None, :], np.float32)


def label_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Penalty-reduced focal loss (CenterNet, equation 1), a mean over objects; a batch without any counts as one."""
    score = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    peak = batch.peaks == 1
    at_peak = -((1 - score) ** 2) * score.log() * peak
    elsewhere = -((1 - batch.peaks) ** 4) * score**2 * (1 - score).log() * ~peak
    objects = (peak & (batch.learns > 0)).sum().clamp(min=1)
    return ((at_peak + elsewhere) * batch.learns).sum() / objects


def box_loss(distances: Tensor, batch: Batch) -> Tensor:
    """Generalised IoU, weighted by the peaks, a mean over objects; 0 where the batch holds none."""
    chosen = batch.box_weights > 0
    if not bool(chosen.any()):
        return distances.sum() * 0
    predicted = boxes_from_distances(distances).movedim(1, -1)[chosen]
    wanted = batch.boxes.movedim(1, -1)[chosen]
    loss: Tensor = generalized_box_iou_loss(predicted, wanted, reduction="none")
    weights = batch.box_weights[chosen]
    return (loss * weights).sum() / weights.sum()


def boxes_from_distances(distances: Tensor) -> Tensor:
    """(batch, 4, rows, columns) distances to boxes x0, y0, x1, y1, both in input pixels."""
    rows, columns = distances.shape[2:]
    y = (torch.arange(rows, device=distances.device) + 0.5)[:, None] * STRIDE
    x = (torch.arange(columns, device=distances.device) + 0.5)[None, :] * STRIDE
    left, top, right, bottom = distances.unbind(1)
    return torch.stack([x - left, y - top, x + right, y + bottom], dim=1)


def total_loss(logits: Tensor, distances: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """The two losses, labels first, each already weighted."""
    return label_loss(logits, batch), BOX_WEIGHT * box_loss(distances, batch)


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
