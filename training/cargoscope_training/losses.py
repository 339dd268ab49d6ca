"""Targets and losses: quality focal loss for the labels, generalised IoU for the boxes.

Quality focal loss after Li et al. (arXiv 2006.04388): a score is to be the overlap of the cell's box, and what is far
from that weighs more. Which cells learn what, see `assignment`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torchvision.ops import generalized_box_iou_loss

from cargoscope_models.networks.detector import STRIDE
from cargoscope_training.assignment import Objects, assign
from cargoscope_training.crops import SIDE, Crop, Placed
from cargoscope_training.recipe import Recipe

CELLS = SIDE // STRIDE
BOX_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What a step learns from.

    Attributes:
        images: (batch, 3, SIDE, SIDE) float32.
        learns: (batch, labels, CELLS, CELLS) float32, 0 where the loss looks away: labels of the other pass, and
            ignored objects.
        objects: those that are learnt.
    """

    images: Tensor
    learns: Tensor
    objects: Objects


def collate(crops: Sequence[Crop], recipe: Recipe) -> Batch:
    """Crops to one batch with its targets; a batch in which nothing is hidden is a batch like any other."""
    learns = np.ones((len(crops), len(recipe.labels), CELLS, CELLS), np.float32)
    learnt = [_learnt(crop, recipe) for crop in crops]
    most = max(1, *map(len, learnt))
    boxes, labels = np.zeros((len(crops), most, 4), np.float32), np.zeros((len(crops), most), np.int64)
    there = np.zeros((len(crops), most), bool)
    for index, crop in enumerate(crops):
        for label_index, label in enumerate(recipe.labels):
            if (label in recipe.coarse_labels) != crop.coarse:
                learns[index, label_index] = 0
        for ignored in (each for each in crop.objects if not each.learnt):
            x0, y0, x1, y1 = (round(value / STRIDE) for value in ignored.box)
            learns[index, recipe.labels.index(ignored.label), y0 : y1 + 1, x0 : x1 + 1] = 0
        for number, placed in enumerate(learnt[index]):
            boxes[index, number] = placed.box
            labels[index, number] = recipe.labels.index(placed.label)
            there[index, number] = True
    images = torch.stack([crop.image for crop in crops])
    objects = Objects(torch.from_numpy(boxes), torch.from_numpy(labels), torch.from_numpy(there))
    return Batch(images, torch.from_numpy(learns), objects)


def _learnt(crop: Crop, recipe: Recipe) -> list[Placed]:
    return [each for each in crop.objects if each.learnt and (each.label in recipe.coarse_labels) == crop.coarse]


def total_loss(logits: Tensor, distances: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """The two losses, labels first, each already weighted: a mean over the overlap that is to be reached.

    Args:
        logits: (batch, labels, CELLS, CELLS).
        distances: (batch, 4, CELLS, CELLS), see `Detector`.
        batch: what is there.
    """
    said = logits.flatten(2)
    boxes = boxes_from_distances(distances).flatten(2).movedim(1, 2)
    wanted = assign(said.detach().sigmoid(), boxes.detach(), _centres(*logits.shape[2:]), batch.objects)
    total = wanted.weights.sum().clamp(min=1)
    looks = batch.learns.flatten(2).bool() | (wanted.scores > 0)
    far = (wanted.scores - said.sigmoid()).square() * looks
    for_labels = (far * binary_cross_entropy_with_logits(said, wanted.scores, reduction="none")).sum() / total
    chosen = wanted.weights > 0
    if not bool(chosen.any()):
        return for_labels, distances.sum() * 0
    apart: Tensor = generalized_box_iou_loss(boxes[chosen], wanted.boxes[chosen], reduction="none")
    return for_labels, BOX_WEIGHT * (apart * wanted.weights[chosen]).sum() / total


def _centres(rows: int, columns: int) -> Tensor:
    """(cells, 2) x, y in input pixels, row by row."""
    y, x = torch.meshgrid(torch.arange(rows) + 0.5, torch.arange(columns) + 0.5, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], dim=1) * STRIDE


def boxes_from_distances(distances: Tensor) -> Tensor:
    """(batch, 4, rows, columns) distances to boxes x0, y0, x1, y1, both in input pixels."""
    rows, columns = distances.shape[2:]
    y = (torch.arange(rows, device=distances.device) + 0.5)[:, None] * STRIDE
    x = (torch.arange(columns, device=distances.device) + 0.5)[None, :] * STRIDE
    left, top, right, bottom = distances.unbind(1)
    return torch.stack([x - left, y - top, x + right, y + bottom], dim=1)
