"""Which cells answer for which object: those that already say it best.

Task-aligned assignment after TOOD (Feng et al., arXiv 2108.07755): a cell inside an object's box is as good as its
score and its box are together, the best few of every object learn it, and how sure a cell is to become is the overlap
of its box. One peak an object, as in CenterNet, teaches a label one cell at a time and takes many times the crops.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from cargoscope_models.networks.detector import STRIDE

CELLS_AN_OBJECT = 10
"""Cells that learn an object, at most."""
SCORE_POWER, OVERLAP_POWER = 0.5, 6.0
"""How much the score and the overlap weigh in a cell's standing (YOLOv8's choice for small data)."""
LEAST_SURE = 0.2
"""An object's best cell is to be at least so sure of it, however badly its box still fits."""
_LEAST_OVERLAP = 1e-3
_TINY = 1e-30


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects to learn, padded to the crop that has most.

    Attributes:
        boxes: (batch, most, 4) float32, x0, y0, x1, y1 in crop pixels.
        labels: (batch, most) int64, index of the label.
        there: (batch, most) bool, False for padding.
    """

    boxes: Tensor
    labels: Tensor
    there: Tensor


@dataclass(frozen=True, slots=True)
class Assigned:
    """What every cell is to say.

    Attributes:
        scores: (batch, labels, cells) float32 in 0..1.
        boxes: (batch, cells, 4) float32; means something only where `weights` is above 0.
        weights: (batch, cells) float32, how much a cell's box counts.
    """

    scores: Tensor
    boxes: Tensor
    weights: Tensor


@torch.no_grad()
def assign(scores: Tensor, boxes: Tensor, centres: Tensor, objects: Objects) -> Assigned:
    """Choose the cells of every object.

    Args:
        scores: (batch, labels, cells) in 0..1, as predicted.
        boxes: (batch, cells, 4) x0, y0, x1, y1 in crop pixels, as predicted.
        centres: (cells, 2) x, y of the cells in crop pixels.
        objects: what is there.
    """
    batch, labels, cells = scores.shape
    standing, overlap = _standing(scores, boxes, centres, objects)
    best = standing.topk(min(CELLS_AN_OBJECT, cells), dim=2).indices
    chosen = torch.zeros_like(standing, dtype=torch.bool).scatter_(2, best, value=True) & (standing > 0)
    # A cell in two objects answers for the one that its box lies over most.
    over = torch.where(chosen, overlap + _LEAST_OVERLAP, torch.zeros(()))
    most, owner = over.max(dim=1)  # (batch, cells)
    taken = most > 0
    mine = torch.nn.functional.one_hot(owner, standing.shape[1]).movedim(2, 1).bool() & chosen
    standing, overlap = standing * mine, overlap * mine
    right = overlap.amax(dim=2, keepdim=True).clamp(min=LEAST_SURE)
    sure = standing / standing.amax(dim=2, keepdim=True).clamp(min=_TINY) * right
    weights = sure.amax(dim=1)
    of_label = torch.nn.functional.one_hot(objects.labels.gather(1, owner), labels).movedim(2, 1)
    picked = objects.boxes.gather(1, owner[..., None].expand(batch, cells, 4))
    return Assigned(of_label * weights[:, None], picked, weights * taken)


def _standing(scores: Tensor, boxes: Tensor, centres: Tensor, objects: Objects) -> tuple[Tensor, Tensor]:
    """(batch, objects, cells) each: how good a cell is for an object, 0 outside of it; and how far its box is right."""
    x, y = centres.unbind(1)
    x0, y0, x1, y1 = (side[..., None] for side in objects.boxes.unbind(2))
    # The cell in the middle counts as inside, however narrow the box.
    half = STRIDE / 2
    near = ((x0 + x1) / 2 - x).abs().le(half) & ((y0 + y1) / 2 - y).abs().le(half)
    inside = ((x > x0) & (x < x1) & (y > y0) & (y < y1)) | near
    shared = _overlap(objects.boxes[:, :, None], boxes[:, None])
    said = scores.gather(1, objects.labels[..., None].expand(-1, -1, scores.shape[2]))
    standing = said**SCORE_POWER * shared.clamp(min=_LEAST_OVERLAP) ** OVERLAP_POWER
    return standing * (inside & objects.there[..., None]), shared


def _overlap(first: Tensor, second: Tensor) -> Tensor:
    """Intersection over union of boxes that broadcast against each other."""
    low = torch.maximum(first[..., :2], second[..., :2])
    high = torch.minimum(first[..., 2:], second[..., 2:])
    shared = (high - low).clamp(min=0).prod(dim=-1)
    both = (first[..., 2:] - first[..., :2]).prod(dim=-1) + (second[..., 2:] - second[..., :2]).prod(dim=-1)
    return shared / (both - shared).clamp(min=_TINY)
