"""Weights to start from, out of the ONNX file of a release.

A release carries no other copy of its weights: a second one would take it past what a repository should hold, and could
differ from what was measured. The exporter keeps the name of every parameter, but merges each normalisation into the
convolution before it. `load` takes them apart again: same function, and statistics as they are on the given crops.
"""

from collections.abc import Callable

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from cargoscope_datasets.errors import ReleaseError
from cargoscope_models.networks.detector import Detector
from cargoscope_models.release import METADATA_KEY, Release, Specification
from cargoscope_training.recipe import Recipe

PREFIX = "detector."
BIAS = "_bias"
"""What the exporter appends to a convolution's weight to name the bias that a normalisation left."""


def check_labels(release: Release, recipe: Recipe) -> None:
    """A fine-tuned detector tells apart what its parent does, at the same passes.

    Raises:
        ReleaseError: the recipe has other labels.
    """
    described = specification_of(release)
    coarse = {label for look in described.passes[1:] for label in look.labels}
    if recipe.labels != described.labels:
        raise ReleaseError(
            f"{release.name} tells {list(described.labels)} apart, recipe {recipe.name} has {list(recipe.labels)}; "
            "give the recipe the same labels in the same order"
        )
    if set(recipe.coarse_labels) != coarse:
        raise ReleaseError(
            f"the coarse pass of {release.name} reports {sorted(coarse)}, that of recipe {recipe.name} "
            f"{sorted(recipe.coarse_labels)}; give the recipe the same coarse_labels"
        )


def specification_of(release: Release) -> Specification:
    """What the model of a release says of itself."""
    model = onnx.load_from_string(release.model)
    texts = [entry.value for entry in model.metadata_props if entry.key == METADATA_KEY]
    if not texts:
        raise ReleaseError(f"the model of {release.name} does not say what it is; train from a release of cargoscope")
    return Specification.from_json(texts[0])


@torch.no_grad()
def load(release: Release, detector: Detector, images: Tensor) -> None:
    """Give a detector the weights of a release.

    Args:
        release: made by `cargoscope train`.
        detector: of as many labels.
        images: (crops, 3, rows, columns) float32, as it will be trained on; normalisation starts from their statistics.

    Raises:
        ReleaseError: its network is another one.
    """
    stored = {
        tensor.name.removeprefix(PREFIX): torch.from_numpy(np.array(numpy_helper.to_array(tensor)))
        for tensor in onnx.load_from_string(release.model).graph.initializer
        if tensor.name.startswith(PREFIX)
    }
    taken = set()
    for name, module in detector.named_modules():
        if isinstance(module, nn.Conv2d):
            taken |= _fill(release, module.weight, stored, f"{name}.weight")
            if module.bias is not None:
                taken |= _fill(release, module.bias, stored, f"{name}.bias")
        elif isinstance(module, nn.BatchNorm2d):
            _make_neutral(module)
            taken |= _fill(release, module.bias, stored, f"{_convolution_before(name)}.weight{BIAS}")
    if strangers := sorted(stored.keys() - taken):
        raise ReleaseError(f"{release.name} is of another network: it has {strangers[0]}, among others")
    _measure(detector, images)


def _fill(release: Release, parameter: Tensor, stored: dict[str, Tensor], name: str) -> set[str]:
    value = stored.get(name)
    if value is None or value.shape != parameter.shape:
        found = "nothing" if value is None else f"shape {tuple(value.shape)}"
        raise ReleaseError(
            f"{release.name} is of another network: {name} should have shape {tuple(parameter.shape)}, has {found}"
        )
    parameter.copy_(value)
    return {name}


def _make_neutral(norm: nn.BatchNorm2d) -> None:
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.zero_()
    norm.running_var.fill_(1 - norm.eps)
    norm.weight.fill_(1)


def _convolution_before(name: str) -> str:
    """A block is convolution 0, normalisation 1."""
    return f"{name.rpartition('.')[0]}.0"


def renormalise(detector: Detector, images: Tensor) -> None:
    """Re-estimate the statistics of every normalisation; all that was learnt stays.

    The detector does on these images what it did on those that it was loaded with, as far as mean and variance of each
    channel can say (Li et al. 2018, adaptive batch normalisation).

    Args:
        detector: see `load`.
        images: (crops, 3, rows, columns) float32, as it is to look at from now on.
    """
    _pass(detector, images, _re_estimate)


def _measure(detector: Detector, images: Tensor) -> None:
    """Set every normalisation to the statistics of its input; what it does to that input stays as it is."""
    _pass(detector, images, _take_statistics)


@torch.no_grad()
def _pass(detector: Detector, images: Tensor, told: Callable[[nn.Module, tuple[Tensor, ...]], None]) -> None:
    """Run images through, each normalisation told its input before it is used."""
    hooks = [
        module.register_forward_pre_hook(told) for module in detector.modules() if isinstance(module, nn.BatchNorm2d)
    ]
    training = detector.training
    detector.eval()
    detector(images)
    detector.train(training)
    for hook in hooks:
        hook.remove()


def _take_statistics(norm: nn.Module, inputs: tuple[Tensor, ...]) -> None:
    assert isinstance(norm, nn.BatchNorm2d)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    _re_estimate(norm, inputs)
    norm.weight.copy_((norm.running_var + norm.eps).sqrt())
    norm.bias.add_(norm.running_mean)


def _re_estimate(norm: nn.Module, inputs: tuple[Tensor, ...]) -> None:
    assert isinstance(norm, nn.BatchNorm2d)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    variance, mean = torch.var_mean(inputs[0], dim=(0, 2, 3), correction=0)
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
