import pytest
import torch

from cargoscope_models.networks.detector import STRIDE, Detector
from cargoscope_training.crops import Crop
from cargoscope_training.finds import SIDE, Placed
from cargoscope_training.losses import CELLS, boxes_from_distances, collate, gaussian_peak, total_loss
from cargoscope_training.recipe import Recipe

BOX = (100.0, 60.0, 140.0, 84.0)


def crop(*objects: Placed, coarse: bool = False) -> Crop:
    return Crop(torch.zeros(3, SIDE, SIDE), objects, coarse)


def perfect_answer(recipe: Recipe, box: tuple[float, float, float, float]) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and distances that say just what is there: a pistol in the box."""
    peak = torch.from_numpy(gaussian_peak(box))
    logits = torch.full((1, len(recipe.labels), CELLS, CELLS), -12.0)
    logits[0, 0][peak == 1] = 12.0
    y = (torch.arange(CELLS) + 0.5)[:, None] * STRIDE
    x = (torch.arange(CELLS) + 0.5)[None, :] * STRIDE
    sides = [x - box[0], y - box[1], box[2] - x, box[3] - y]
    return logits, torch.stack([side.expand(CELLS, CELLS) for side in sides])[None]


def test_the_peak_is_at_the_centre_and_falls_off_with_the_sides() -> None:
    peak = gaussian_peak(BOX)
    assert peak[int(72 / STRIDE), int(120 / STRIDE)] == 1
    assert (peak == 1).sum() == 1
    assert peak[18, 33] > peak[21, 30]


def test_a_perfect_answer_costs_next_to_nothing(recipe: Recipe) -> None:
    batch = collate([crop(Placed("pistol", BOX, learnt=True))], recipe)
    for_labels, for_boxes = total_loss(*perfect_answer(recipe, BOX), batch)
    assert for_labels < 1e-3
    assert for_boxes < 1e-3


def test_a_shifted_box_costs_more_than_a_right_one(recipe: Recipe) -> None:
    batch = collate([crop(Placed("pistol", BOX, learnt=True))], recipe)
    logits, distances = perfect_answer(recipe, BOX)
    shifted = distances + torch.tensor([20.0, 0, -20, 0])[None, :, None, None]
    assert total_loss(logits, shifted, batch)[1] > 0.5


@pytest.mark.parametrize(
    "quiet",
    [Placed("pistol", BOX, learnt=False), Placed("person", BOX, learnt=True)],
    ids=["ignored", "label of the other pass"],
)
def test_what_is_ignored_costs_nothing_either_way(recipe: Recipe, quiet: Placed) -> None:
    batch = collate([crop(quiet)], recipe)
    label = recipe.labels.index(quiet.label)
    logits = torch.full((1, len(recipe.labels), CELLS, CELLS), -12.0)
    silent = total_loss(logits, torch.ones(1, 4, CELLS, CELLS), batch)[0]
    logits[0, label][torch.from_numpy(gaussian_peak(BOX)) == 1] = 12.0
    loud = total_loss(logits, torch.ones(1, 4, CELLS, CELLS), batch)[0]
    assert loud == silent


def test_a_batch_in_which_nothing_is_hidden_trains(recipe: Recipe) -> None:
    torch.manual_seed(0)
    detector = Detector(len(recipe.labels))
    batch = collate([crop(), crop(coarse=True)], recipe)
    for_labels, for_boxes = total_loss(*detector(batch.images), batch)
    (for_labels + for_boxes).backward()
    assert for_boxes == 0
    assert all(bool(p.grad.isfinite().all()) for p in detector.parameters() if p.grad is not None)


def test_distances_become_boxes() -> None:
    distances = torch.ones(1, 4, 3, 5) * torch.tensor([1.0, 2, 3, 4])[None, :, None, None]
    boxes = boxes_from_distances(distances)
    assert boxes[0, :, 1, 2].tolist() == [10 - 1, 6 - 2, 10 + 3, 6 + 4]
