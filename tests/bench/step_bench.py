"""How long a training step takes, with and without its early layers held; run by `make bench`.

Sixteen crops of noise with made-up targets: time does not hang on what they show. No crops are drawn beside it.
"""

import time

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from cargoscope_models.networks.detector import Detector
from cargoscope_training.command import keep_freed_memory
from cargoscope_training.finds import SIDE
from cargoscope_training.loop import hold_early
from cargoscope_training.losses import CELLS, Batch, total_loss

CROPS, LABELS = 16, 10
WARM_UP, STEPS = 3, 10


def main() -> None:
    """Measure, and print a table."""
    keep_freed_memory()
    table = Table("a step of 16 crops, s", "median", "95 %")
    for name, held in (("all layers learn", False), ("early layers held", True)):
        seconds = _steps(held=held)
        table.add_row(name, f"{np.median(seconds):.3g}", f"{np.quantile(seconds, 0.95):.3g}")
    Console().print(table)


def _steps(*, held: bool) -> list[float]:
    torch.manual_seed(0)
    detector = Detector(LABELS).to(memory_format=torch.channels_last).train()
    if held:
        hold_early(detector)
    optimiser = torch.optim.AdamW(detector.parameters(), lr=1e-4)
    shape = (CROPS, LABELS, CELLS, CELLS)
    images = torch.randn(CROPS, 3, SIDE, SIDE).contiguous(memory_format=torch.channels_last)
    weights = (torch.rand(CROPS, CELLS, CELLS) > 0.98).float()
    batch = Batch(
        images, torch.rand(shape) * 0.1, torch.ones(shape), torch.rand(CROPS, 4, CELLS, CELLS) * SIDE, weights
    )
    seconds = []
    for _ in range(WARM_UP + STEPS):
        start = time.perf_counter()
        loss = sum(total_loss(*detector(batch.images), batch), torch.zeros(()))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        seconds.append(time.perf_counter() - start)
    return seconds[WARM_UP:]


if __name__ == "__main__":
    main()
