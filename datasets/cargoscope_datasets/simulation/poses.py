"""How things lie: objects are drawn side on (x along, y up, z across), then turned."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.placement import UNTURNED, random_rotation, rotation

Pose = Callable[[np.random.Generator], NDArray[np.float64]]
"""(3, 3) float64, a rotation."""
_TILT = 0.09
"""Radians by which things that lie are off the level, about."""


def anyhow(rng: np.random.Generator) -> NDArray[np.float64]:
    """Any pose in space as often as one of those in which flat things come to rest."""
    return random_rotation(rng) if rng.random() < 0.5 else at_rest(rng)


def at_rest(rng: np.random.Generator) -> NDArray[np.float64]:
    """Flat on a floor (seen edge on), upright against a wall (seen side on, any way up), or standing on an end."""
    way = rng.random()
    if way < 0.45:
        lies = rotation(0, 0, np.pi / 2 * rng.choice([-1, 1]))
    elif way < 0.8:
        return rotation(rng.normal(0, 0.2), rng.uniform(0, 2 * np.pi), rng.normal(0, 0.2))
    else:
        lies = rotation(0, np.pi / 2 * rng.choice([-1, 1]), 0)
    return _yawed(rng) @ _tilted(rng) @ lies


def upright(rng: np.random.Generator) -> NDArray[np.float64]:
    """Standing, whichever way it faces."""
    return _yawed(rng) @ rotation(0, rng.normal(0, 0.02), rng.normal(0, 0.02))


def ramped(rng: np.random.Generator) -> NDArray[np.float64]:
    """On its wheels: along the vehicle, at times askew or on a rack with one end raised; now and then across it."""
    pitch = rng.uniform(0.06, 0.35) * rng.choice([-1, 1]) if rng.random() < 0.25 else 0.0
    yaw = rng.normal(0, 0.025) if rng.random() < 0.3 else 0.0
    if rng.random() < 0.12:
        yaw += np.pi / 2 * rng.choice([-1, 1])
    return rotation(yaw, pitch, 0) if yaw or pitch else UNTURNED


def stood_or_laid(rng: np.random.Generator) -> NDArray[np.float64]:
    """A round thing that is drawn upright: standing in half, else rolled anyhow on its side."""
    if rng.random() < 0.5:
        return upright(rng)
    return _yawed(rng) @ rotation(0, np.pi / 2, 0) @ rotation(rng.uniform(0, 2 * np.pi), 0, 0)


def stacked(rng: np.random.Generator) -> NDArray[np.float64]:
    """A block on any of its faces, in line with the vehicle in most cases."""
    face = rotation(0, np.pi / 2 * rng.integers(2), np.pi / 2 * rng.integers(2))
    return _yawed(rng, in_line=0.8) @ face


def _yawed(rng: np.random.Generator, in_line: float = 0.5) -> NDArray[np.float64]:
    if rng.random() < in_line:
        return rotation(np.pi / 2 * rng.integers(4) + rng.normal(0, 0.04), 0, 0)
    return rotation(rng.uniform(0, 2 * np.pi), 0, 0)


def _tilted(rng: np.random.Generator) -> NDArray[np.float64]:
    return rotation(0, rng.normal(0, _TILT), rng.normal(0, _TILT))


def as_drawn(rng: np.random.Generator) -> NDArray[np.float64]:  # noqa: ARG001 - a pose like the others
    """Not turned: it was drawn as it stands."""
    return UNTURNED
