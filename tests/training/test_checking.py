from dataclasses import replace

import torch
from torch import Tensor, nn

from cargoscope_models.networks.detector import STRIDE, Detector
from cargoscope_training.checking import START, check
from cargoscope_training.crops import Crop, Crops
from cargoscope_training.losses import CELLS
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe


class Knowing(nn.Module):
    """Says what is in the crops that it is asked for, one after the other; and something in the clean ones, weakly."""

    def __init__(self, recipe: Recipe, crops: Crops) -> None:
        super().__init__()
        self.recipe, self.crops, self.next = recipe, crops, 0

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        logits = torch.full((len(images), len(self.recipe.labels), CELLS, CELLS), -12.0)
        distances = torch.ones(len(images), 4, CELLS, CELLS)
        for index in range(len(images)):
            self._say(self.crops[self.next], logits[index], distances[index])
            self.next += 1
        return logits, distances

    def _say(self, crop: Crop, logits: Tensor, distances: Tensor) -> None:
        if not crop.objects:
            logits[:, 3, 3] = -1.0
        for placed in crop.objects:
            x0, y0, x1, y1 = placed.box
            row, column = min(int((y0 + y1) / 2 / STRIDE), CELLS - 1), min(int((x0 + x1) / 2 / STRIDE), CELLS - 1)
            x, y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
            logits[self.recipe.labels.index(placed.label), row, column] = 4.0
            distances[:, row, column] = torch.tensor([x - x0, y - y0, x1 - x, y1 - y])


def quiet(done: int, total: int) -> None:
    pass


def test_who_knows_everything_finds_everything(recipe: Recipe, pool: list[Background]) -> None:
    longer = replace(recipe, checked_crops=16)
    checked = check(Knowing(longer, Crops(longer, pool, (), START, 16)), longer, pool, quiet)  # type: ignore[arg-type]
    assert sum(of for _, of in checked.labels.values()) > 10
    assert checked.found > 0.9  # Of two that share a middle one hides the other.
    assert 0.25 < checked.threshold < 0.3


def test_who_knows_nothing_finds_next_to_nothing(recipe: Recipe, pool: list[Background], detector: Detector) -> None:
    assert check(detector, replace(recipe, checked_crops=8), pool, quiet).found < 0.3
