"""Small balls and rods, many at a time.

A truck has hundreds of pins and bolts, and the calls for one take far longer than its few pixels: those that need about
as many pixels are worked out together.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.chords import round_paths
from cargoscope_datasets.simulation.extents import is_lengthwise
from cargoscope_datasets.simulation.pixels import Met, Pixels
from cargoscope_datasets.simulation.solids import Ball, Rod

_SIDES = (12, 24, 36, 48, 60)
"""Samples a side of the grids that they are worked out on: whole pixels, with one, two or three samples each way."""
_TOGETHER = 32_768
"""Samples that are worked out at a time: they stay in the processor's cache."""


def is_small(met: Met, pixels: Pixels) -> bool:
    """Whether it is one of those that are worked out together."""
    if not isinstance(met.solid, Ball | Rod) or is_lengthwise(met.solid):
        return False
    return max(met.size) * pixels.support(met.block) <= _SIDES[-1]


def through_small(many: Iterable[Met], pixels: Pixels) -> dict[int, NDArray[np.float32]]:
    """Mean way through each of them, (rows, columns) float32 of its window, mm, by its `id`."""
    alike: dict[tuple[bool, int, int, int], list[Met]] = {}
    for met in many:
        times = pixels.support(met.block)
        tall, wide = (next(most for most in _SIDES if most >= side * times) for side in met.size)
        alike.setdefault((isinstance(met.solid, Ball), times, tall, wide), []).append(met)
    drawn: dict[int, NDArray[np.float32]] = {}
    for (_, times, tall, wide), group in alike.items():
        most = _TOGETHER // (tall * wide)
        for start in range(0, len(group), most):
            chunk = group[start : start + most]
            ways = _through(chunk, pixels, (tall // times, wide // times), times)
            drawn.update((id(met), each) for met, each in zip(chunk, ways, strict=True))
    return drawn


def _through(group: Sequence[Met], pixels: Pixels, size: tuple[int, int], times: int) -> list[NDArray[np.float32]]:
    """Of some balls, or of some rods, whose windows are no larger than `size`."""
    top, left = (np.array([met.window[side].start for met in group])[:, None] for side in (0, 1))
    x, a = pixels.samples(top, left, size, times)
    bodies = [body for met in group if isinstance(body := pixels.moved(met.solid), Ball | Rod)]
    fine = round_paths(bodies, x, a, pixels.fan.distance)
    if times > 1:
        mean = np.zeros((len(group), *size), np.float32)
        for row in range(times):
            for column in range(times):
                mean += fine[:, row::times, column::times]
        fine = mean
        fine *= np.float32(1 / times**2)
    return [each[: met.size[0], : met.size[1]] for met, each in zip(group, fine, strict=True)]
