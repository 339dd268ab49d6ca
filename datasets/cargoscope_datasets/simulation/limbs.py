"""Limbs of a human body: flesh around bones, feet in shoes, arms that reach for a place; mm."""

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.shapes import Parts
from cargoscope_datasets.simulation.solids import Ball, Part, Point, Union, ball, brick, rod

BONE = 0.62
"""Fill of bone's own density by which bone outweighs the flesh it is in, sparse as it is."""
THIGH, SHIN, UPPER_ARM, FOREARM = 430.0, 400.0, 300.0, 260.0
"""Lengths of limbs of a body of 1.75 m."""
_TO_THE_FINGERS = 1.5
"""From the elbow, of the way to the wrist."""
SOLE = 18.0
"""Of a shoe, under the foot."""


def towards(start: NDArray[np.float64], angle: float, length: float, aside: float = 0.0) -> NDArray[np.float64]:
    """From a joint to the next one: 0 hangs down, positive angles swing forwards."""
    return start + length * np.array([np.sin(angle) * np.cos(aside), -np.cos(angle) * np.cos(aside), np.sin(aside)])


def as_point(place: NDArray[np.float64]) -> Point:
    """A place as plain numbers."""
    return float(place[0]), float(place[1]), float(place[2])


def _egg_between(
    start: NDArray[np.float64], end: NDArray[np.float64], reach: tuple[float, float], radius: float
) -> Ball:
    """Flesh along a bone, from one share of its length to another, thickest in the middle."""
    first, last = start + (end - start) * reach[0], start + (end - start) * reach[1]
    bar = rod(as_point(first), as_point(last), radius)
    return Ball(bar.matrix, bar.centre)


def _joint(place: NDArray[np.float64], radius: float) -> Ball:
    return ball(as_point(place), radius)


def bone(start: NDArray[np.float64], end: NDArray[np.float64], radius: float) -> Part:
    """Bone between two joints."""
    return Part(rod(as_point(start), as_point(end), radius), "bone", BONE)


def leg(hip: NDArray[np.float64], knee: NDArray[np.float64], ankle: NDArray[np.float64],
         toe: NDArray[np.float64], unit: float, wide: float) -> Parts:  # fmt: skip
    """Thigh, calf and foot in one, two bones, and the sole of the shoe."""
    flesh = (
        _egg_between(hip, knee, (-0.07, 1.0), 91 * wide),
        rod(as_point(hip + (knee - hip) * 0.4), as_point(knee), 54 * wide),
        _joint(knee, 55 * wide),
        _egg_between(knee, ankle, (-0.08, 0.75), 59 * wide),
        rod(as_point(knee), as_point(ankle), 37 * wide),
        _egg_between(ankle, toe, (-0.4, 1.15), 40 * unit),
        _joint(ankle, 40 * unit),
    )
    along = (toe - ankle) / np.linalg.norm(toe - ankle)
    # A leg bends in the plane of x and y, so the instep is a quarter turn from the toes.
    instep, across = np.array([-along[1], along[0], 0.0]), np.array([0.0, 0.0, 1.0])
    under = ankle + along * 50 * unit - instep * 44 * unit
    sole = brick(as_point(under), (225 * unit, 28 * unit, 80 * unit), np.column_stack([along, instep, across]))
    return (
        Part(Union(flesh), "tissue"),
        bone(hip, knee, 19 * unit),
        bone(knee, ankle, 15 * unit),
        Part(sole, "rubber", 0.55),
    )


def arm(shoulder: NDArray[np.float64], elbow: NDArray[np.float64], wrist: NDArray[np.float64],
         unit: float, wide: float) -> Parts:  # fmt: skip
    """Upper arm, forearm and hand in one, and two bones."""
    flesh = (
        _joint(shoulder, 53 * wide),
        _egg_between(shoulder, elbow, (0.0, 1.0), 50 * wide),
        rod(as_point(shoulder), as_point(elbow), 38 * wide),
        _joint(elbow, 39 * wide),
        _egg_between(elbow, wrist, (-0.1, 0.8), 43 * wide),
        rod(as_point(elbow), as_point(wrist), 28 * wide),
        _egg_between(elbow, wrist, (0.95, 1.6), 34 * unit),
    )
    return Part(Union(flesh), "tissue"), bone(shoulder, elbow, 12 * unit), bone(elbow, wrist, 11 * unit)


def reached(
    shoulder: NDArray[np.float64], hand: NDArray[np.float64], elbow_to: NDArray[np.float64], unit: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Elbow and wrist of an arm whose fingers are at a place, or as near to it as the arm is long.

    Args:
        shoulder: the joint.
        hand: the place.
        elbow_to: the way in which the elbow sticks out.
        unit: the body's height over 1.75 m.
    """
    upper, lower = UPPER_ARM * unit, FOREARM * _TO_THE_FINGERS * unit
    way = hand - shoulder
    far = float(np.linalg.norm(way))
    way = way / far
    far = min(max(far, upper * 0.6), (upper + lower) * 0.99)
    along = (upper**2 - lower**2 + far**2) / (2 * far)
    aside = elbow_to - way * float(way @ elbow_to)
    aside = aside / float(np.linalg.norm(aside))
    elbow = shoulder + way * along + aside * np.sqrt(max(upper**2 - along**2, 0.0))
    return elbow, elbow + (shoulder + way * far - elbow) / _TO_THE_FINGERS
