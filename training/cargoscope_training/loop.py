"""The training loop, read from top to bottom.

Phases of plain training; before each but the first, the detector's own false alarms on clean backgrounds are mined and
a share of the crops is taken there. Everything random follows from the recipe's seed and the number of the step, so a
run that was cut goes on from its last checkpoint as if nothing had happened.
"""

import copy
import functools
import hashlib
import json
import math
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from torch.utils.tensorboard import SummaryWriter

from cargoscope_datasets.errors import RecipeError
from cargoscope_models.networks.detector import Detector
from cargoscope_models.networks.efficientnet_lite import imagenet_weights
from cargoscope_models.release import Release
from cargoscope_training.checking import Checked, check
from cargoscope_training.crops import STATISTICS_CROPS, STATISTICS_START, Crop, Crops, Mined
from cargoscope_training.losses import Batch, collate, total_loss
from cargoscope_training.mining import mine
from cargoscope_training.parent import load, renormalise
from cargoscope_training.pool import Background, cache_folder
from cargoscope_training.recipe import Recipe
from cargoscope_training.steady import falls_from, furthest, keep

WARM_UP_STEPS = 100
STEPS_A_CHECKPOINT = 50
LARGEST_GRADIENT = 10.0
AFTER_TRAINING = ("threshold_scans", "alarms_per_scan", "checked_crops")
"""Fields of a recipe that no weight depends on."""
WITH_DATA = ("real_share",)
"""Fields of a recipe that weights depend on only where there are real scans."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is, and how far it goes."""


class Tuning(Protocol):
    """What the further training of a release on real scans starts from and learns from, beside its recipe."""

    @property
    def parent(self) -> Release:
        """Whose weights it starts from."""

    @property
    def data_id(self) -> str:
        """Names all that is learnt from: another, another run."""

    def images(self, recipe: Recipe, pool: Sequence[Background]) -> Tensor:
        """(crops, 3, rows, columns) float32: examples of what it will be trained on."""

    def mine(self, detector: Detector, recipe: Recipe, phase: int, progress: Callable[[int, int], None]) -> list[Mined]:
        """The detector's strongest false alarms on the real scans."""

    def mixed(self, crops: Crops, mined: Sequence[Mined]) -> Dataset[Crop]:
        """Simulated crops, of which some give way to real ones."""


class RunState:
    """All that a run needs to go on: one file in the cache, replaced as a whole."""

    def __init__(self, recipe: Recipe, tuning: Tuning | None = None) -> None:
        self.folder = run_folder(recipe, tuning)
        self.path = self.folder / "checkpoint.pt"
        self.detector = Detector(len(recipe.labels))
        if tuning is None:
            self.detector.backbone.load_imagenet(imagenet_weights())
        self.detector.to(memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.detector)
        self.optimiser = _optimiser(self.detector, recipe)
        self.step = 0
        self.seconds = 0.0
        self.mined: list[Mined] = []
        self.mined_in_real: list[Mined] = []
        if self.path.exists():
            self._load()

    def go_on_from(self, checkpoint: Path) -> None:
        """Start with the state of another run, as if it had been this one."""
        shutil.copyfile(checkpoint, self.path)
        self._load()

    def begin(self, images: Tensor) -> None:
        """Start with ImageNet's filters, and statistics of what they make of (crops, 3, rows, columns) float32."""
        renormalise(self.detector, images)
        self._begun()

    def begin_from(self, parent: Release, images: Tensor) -> None:
        """Start with the weights of a release; see `parent.load`."""
        load(parent, self.detector, images)
        self._begun()

    def _begun(self) -> None:
        self.averaged.load_state_dict(self.detector.state_dict())
        self.save()

    def save(self) -> None:
        """Write beside, then rename: a cut leaves the old checkpoint or the new one."""
        state = {
            "detector": self.detector.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "mined": [astuple(spot) for spot in self.mined],
            "mined_in_real": [astuple(spot) for spot in self.mined_in_real],
        }
        partial = self.path.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.path)

    def _load(self) -> None:
        state = torch.load(self.path, weights_only=True)
        self.detector.load_state_dict(state["detector"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = state["step"], state["seconds"]
        self.mined = [Mined(*spot) for spot in state["mined"]]
        self.mined_in_real = [Mined(*spot) for spot in state.get("mined_in_real", ())]


def run_folder(recipe: Recipe, tuning: Tuning | None = None) -> Path:
    """Folder of a recipe's run in the cache; another recipe, another folder, unless only its thresholds differ."""
    without = AFTER_TRAINING if tuning is not None else AFTER_TRAINING + WITH_DATA
    trained = {name: value for name, value in asdict(recipe).items() if name not in without}
    if tuning is not None:
        trained |= {"parent": tuning.parent.id, "data": tuning.data_id}
    digest = hashlib.sha256(json.dumps(trained, sort_keys=True).encode()).hexdigest()[:12]
    folder = cache_folder() / f"train-{recipe.name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def train(recipe: Recipe, pool: Sequence[Background], progress: Progress, tuning: Tuning | None = None) -> RunState:
    """Train to the recipe's end, or go on from where a run of the same recipe was cut.

    Args:
        recipe: how.
        pool: simulated backgrounds.
        progress: told how far it is.
        tuning: start from a release and learn from real scans too; None to start from ImageNet's weights.

    Raises:
        RecipeError: the loss is no longer finite.
        ReleaseError: the release to start from is of another network.
    """
    torch.manual_seed(recipe.seed)
    state = RunState(recipe, tuning)
    if not state.path.exists():
        _begin(state, recipe, pool, tuning)
    log = SummaryWriter(str(state.folder / "tensorboard"))
    first = 0
    for phase, steps in enumerate(recipe.steps):
        if first <= state.step < first + steps:
            if phase and state.step == first:
                state.mined = mine(state.averaged, recipe, pool, phase, functools.partial(progress, "mining"))
                if tuning is not None:
                    told = functools.partial(progress, "mining in real scans")
                    state.mined_in_real = tuning.mine(state.averaged, recipe, phase, told)
                state.save()
            crops = Crops(
                recipe, pool, state.mined, state.step * recipe.batch, (first + steps - state.step) * recipe.batch
            )
            given = crops if tuning is None else tuning.mixed(crops, state.mined_in_real)
            _phase(state, recipe, given, log, progress, is_simulated=tuning is None)
            _log(check(state.averaged, recipe, pool, functools.partial(progress, "checking")), state.step, log)
        first += steps
    log.close()
    return state


def _begin(state: RunState, recipe: Recipe, pool: Sequence[Background], tuning: Tuning | None) -> None:
    if tuning is not None:
        state.begin_from(tuning.parent, tuning.images(recipe, pool))
    elif (shorter := furthest(recipe, AFTER_TRAINING + WITH_DATA)) is not None:
        state.go_on_from(shorter)
    else:
        crops = Crops(recipe, pool, (), STATISTICS_START, STATISTICS_CROPS)
        state.begin(torch.stack([crops[number].image for number in range(STATISTICS_CROPS)]))


def _log(checked: Checked, step: int, log: SummaryWriter) -> None:
    log.add_scalar("threshold", checked.threshold, step)
    log.add_scalar("found", checked.found, step)
    for label, (found, of) in checked.labels.items():
        if of:
            log.add_scalar(f"found/{label}", found / of, step)


def _phase(
    state: RunState,
    recipe: Recipe,
    crops: Dataset[Crop],
    log: SummaryWriter,
    progress: Progress,
    *,
    is_simulated: bool,
) -> None:
    total = sum(recipe.steps)
    state.detector.train()
    if recipe.held_early:
        hold_early(state.detector)
    began = time.monotonic() - state.seconds
    for batch in _batches(crops, recipe):
        for group in state.optimiser.param_groups:
            group["lr"] = learning_rate(recipe, state.step)
        images = batch.images.contiguous(memory_format=torch.channels_last)
        logits, distances = state.detector(images)  # (batch, labels, 64, 64), (batch, 4, 64, 64)
        for_labels, for_boxes = total_loss(logits, distances, batch)
        loss = for_labels + for_boxes
        shown = {"labels": for_labels.item(), "boxes": for_boxes.item()}
        if not math.isfinite(sum(shown.values())):
            raise RecipeError(f"the losses are {shown} at step {state.step}; lower learning_rate and start again")
        state.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(state.detector.parameters(), LARGEST_GRADIENT)
        state.optimiser.step()
        _average(state.averaged, state.detector, recipe.averaging, state.step)
        state.step += 1
        state.seconds = time.monotonic() - began
        log.add_scalars("loss", shown, state.step)
        progress(f"training, loss {shown['labels']:.2f} + {shown['boxes']:.2f}", state.step, total)
        if state.step % STEPS_A_CHECKPOINT == 0 or state.step == falls_from(recipe):
            state.save()
        if is_simulated and state.step == falls_from(recipe):
            keep(recipe, state.path, AFTER_TRAINING + WITH_DATA)
    state.save()


def _batches(crops: Dataset[Crop], recipe: Recipe) -> Iterator[Batch]:
    """In order; one process beside the training draws the crops ahead.

    It is started afresh, not forked: a fork would inherit OpenCV's thread pool without its threads, and hang.
    """
    loader: DataLoader[Batch] = DataLoader(
        crops,  # type: ignore[arg-type]
        batch_size=recipe.batch,
        num_workers=1,
        prefetch_factor=4,
        collate_fn=functools.partial(collate, recipe=recipe),
        worker_init_fn=_one_thread,
        multiprocessing_context="spawn",
    )
    return iter(loader)


def _one_thread(_: int) -> None:
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(1)


def hold_early(detector: Detector) -> None:
    """Keep the early layers as they are, statistics too."""
    for module in detector.backbone.early:
        module.requires_grad_(requires_grad=False)
        module.eval()


def learning_rate(recipe: Recipe, step: int) -> float:
    """Linear warm-up, then even, then a straight fall to a hundredth; see `steady`."""
    if step < WARM_UP_STEPS:
        return recipe.learning_rate * (step + 1) / WARM_UP_STEPS
    first, total = falls_from(recipe), sum(recipe.steps)
    return recipe.learning_rate * (1 - 0.99 * max(0, step - first) / max(total - first, 1))


def _optimiser(detector: Detector, recipe: Recipe) -> torch.optim.AdamW:
    """Weights decay; normalisation and biases do not."""
    decayed = [parameter for parameter in detector.parameters() if parameter.ndim > 1]
    free = [parameter for parameter in detector.parameters() if parameter.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate)


@torch.no_grad()
def _average(averaged: Detector, detector: Detector, decay: float, step: int) -> None:
    """Running mean of weights and statistics; shorter at first, so that the start is forgotten soon."""
    keep = min(decay, (1 + step) / (10 + step))
    ours: dict[str, Tensor] = averaged.state_dict()
    for name, value in detector.state_dict().items():
        if value.dtype.is_floating_point:
            ours[name].lerp_(value, 1 - keep)
        else:
            ours[name].copy_(value)
