import torch
from torch import Tensor

from cargoscope_models.networks.detector import STRIDE
from cargoscope_training.assignment import CELLS_AN_OBJECT, LEAST_SURE, Assigned, Objects, assign

SIDE = 32
"""Cells across and down."""
BIG, TINY = (20.0, 20.0, 100.0, 60.0), (65.0, 33.0, 66.0, 34.0)


def centres() -> Tensor:
    y, x = torch.meshgrid(torch.arange(SIDE) + 0.5, torch.arange(SIDE) + 0.5, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], dim=1) * STRIDE


def assigned(*boxes: tuple[float, float, float, float], reach: float = 16.0, best: int | None = None) -> Assigned:
    """Two labels, objects of the second; every cell says a square of 2 x reach about itself, one of them `best`."""
    places = centres()
    predicted = torch.cat([places - reach, places + reach], dim=1)[None]
    scores = torch.full((1, 2, SIDE * SIDE), 0.01)
    if best is not None:
        predicted[0, best] = torch.tensor(boxes[0])
    one_each = torch.ones(1, len(boxes), dtype=torch.int64)
    objects = Objects(torch.tensor([boxes]), one_each, one_each > 0)
    return assign(scores, predicted, places, objects)


def test_the_best_cells_inside_an_object_learn_its_label_and_no_other() -> None:
    found = assigned(BIG)
    cells = found.scores[0, 1].nonzero()[:, 0]
    assert 0 < len(cells) <= CELLS_AN_OBJECT
    x, y = centres()[cells].unbind(1)
    assert bool(((x > BIG[0]) & (x < BIG[2]) & (y > BIG[1]) & (y < BIG[3])).all())
    assert found.scores[0, 0].max() == 0
    assert torch.equal(found.weights[0] > 0, found.scores[0, 1] > 0)


def test_a_cell_is_to_be_as_sure_as_its_box_is_right() -> None:
    inside = 10 * SIDE + 15
    found = assigned(BIG, best=inside)
    assert found.scores[0, 1, inside] == 1
    assert found.boxes[0, inside].tolist() == list(BIG)


def test_however_badly_all_boxes_fit_the_object_is_to_be_found() -> None:
    assert torch.isclose(assigned(BIG, reach=0.5).scores.max(), torch.tensor(LEAST_SURE))


def test_an_object_smaller_than_a_cell_has_one() -> None:
    found = assigned(TINY)
    assert (found.weights > 0).sum() >= 1


def test_of_two_objects_each_keeps_cells_of_its_own() -> None:
    found = assigned(BIG, TINY)
    owned = found.boxes[0][found.weights[0] > 0]
    assert {tuple(box) for box in owned.tolist()} == {BIG, TINY}


def test_padding_learns_nothing() -> None:
    places = centres()
    predicted = torch.cat([places - 16, places + 16], dim=1)[None]
    padding = Objects(torch.zeros(1, 3, 4), torch.zeros(1, 3, dtype=torch.int64), torch.zeros(1, 3) > 0)
    found = assign(torch.full((1, 2, SIDE * SIDE), 0.5), predicted, places, padding)
    assert found.scores.max() == 0
    assert found.weights.max() == 0
