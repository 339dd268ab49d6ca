"""The detector: EfficientNet-lite0, a top-down feature pyramid, and one anchor-free head at stride 4.

One fine level suffices, because strips and the coarse pass already bring every label to between ten and two hundred
pixels; it needs no rule that spreads objects over levels, which is what fails first on tiny ones.
Centres as Gaussian peaks after CenterNet (Zhou et al., arXiv 1904.07850) and TTFNet (Liu et al., arXiv 1909.00700).
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from cargoscope_models.networks.efficientnet_lite import FEATURE_CHANNELS, EfficientNetLite0, convolution

STRIDE = 4
"""Pixels of the input a cell of the output stands for."""
PRIOR = 0.01
"""Score of every cell before training; a low one keeps the first steps calm (Lin et al., arXiv 1708.02002)."""
TYPICAL_DISTANCE = 16.0
"""Pixels from centre to side that the head starts from."""
MAX_LOG_DISTANCE = math.log(2048.0)


def separable(inputs: int, outputs: int, kernel: int = 5) -> nn.Sequential:
    """A depthwise and a pointwise convolution: most of the reach of a full one at a tenth of its cost."""
    return nn.Sequential(convolution(inputs, inputs, kernel, groups=inputs), convolution(inputs, outputs, 1))


class Pyramid(nn.Module):
    """Brings what the coarse levels know down to stride 4."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(convolution(channels, width, 1) for channels in FEATURE_CHANNELS)
        self.smooth = nn.ModuleList(separable(width, width) for _ in FEATURE_CHANNELS[:-1])

    def forward(self, features: list[Tensor]) -> Tensor:
        """Four maps, finest first, to (batch, width, rows / 4, columns / 4)."""
        x: Tensor = self.lateral[-1](features[-1])
        for index in (2, 1, 0):
            x = functional.interpolate(x, scale_factor=2.0, mode="nearest")
            x = self.smooth[index](x + self.lateral[index](features[index]))
        return x


class Head(nn.Module):
    """Scores by label, and the distances from the cell's centre to the four sides of the box."""

    def __init__(self, width: int, labels: int) -> None:
        super().__init__()
        self.label_tower = separable(width, width)
        self.box_tower = separable(width, width)
        self.scores = nn.Conv2d(width, labels, 1)
        self.distances = nn.Conv2d(width, 4, 1)
        nn.init.normal_(self.scores.weight, std=0.01)
        with torch.no_grad():
            self.scores.bias.fill_(-math.log((1 - PRIOR) / PRIOR))  # type: ignore[union-attr]
            self.distances.bias.fill_(math.log(TYPICAL_DISTANCE))  # type: ignore[union-attr]

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Features to logits (batch, labels, rows, columns) and distances (batch, 4, rows, columns) in input pixels."""
        distances = self.distances(self.box_tower(x)).clamp(max=MAX_LOG_DISTANCE).exp()
        return self.scores(self.label_tower(x)), distances


class Detector(nn.Module):
    """Three channels in, scores and distances at a quarter of the resolution out.

    Args:
        labels: how many labels it tells apart.
        width: channels of the pyramid and the head.
    """

    def __init__(self, labels: int, width: int = 64) -> None:
        super().__init__()
        self.backbone = EfficientNetLite0()
        self.pyramid = Pyramid(width)
        self.head = Head(width, labels)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and distances.

        Args:
            x: (batch, 3, rows, columns) float32 from `cargoscope_models.preprocessing`; sides multiples of 32.

        Returns:
            Logits (batch, labels, rows / 4, columns / 4), and distances (batch, 4, rows / 4, columns / 4) in input
            pixels from the cell's centre to the left, top, right and bottom side.
        """
        logits, distances = self.head(self.pyramid(self.backbone(x)))
        return logits, distances


class Exported(nn.Module):
    """What goes into the ONNX file: the detector with scores in 0..1 instead of logits."""

    def __init__(self, detector: Detector) -> None:
        super().__init__()
        self.detector = detector

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """As `Detector`, scores in 0..1."""
        logits, distances = self.detector(x)
        return torch.sigmoid(logits), distances
