"""A human body in a stance: soft tissue, bone and lungs. Facing +x, the left hand at +z; mm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.shapes import UNTURNED, Parts, shifted
from cargoscope_datasets.simulation.solids import Ball, Part, Point, Union, place_parts, rod, rotation
from cargoscope_datasets.simulation.threat import one

_BONE = 0.62


_HEAD_KG, _BUILD_KG = 8.4, 72.0


@dataclass(frozen=True, slots=True)
class Stance:
    """Angles of a body's joints, radians; 0 is standing to attention, positive bends forwards.

    Attributes:
        lean: of the trunk.
        nod: of the head.
        thighs, knees: left and right; a knee bends backwards.
        arms, elbows: left and right.
    """

    lean: float
    nod: float
    thighs: tuple[float, float]
    knees: tuple[float, float]
    arms: tuple[float, float]
    elbows: tuple[float, float]


def _towards(start: NDArray[np.float64], angle: float, length: float, aside: float = 0.0) -> NDArray[np.float64]:
    """From a joint to the next one: 0 hangs down, positive angles swing forwards."""
    return start + length * np.array([np.sin(angle) * np.cos(aside), -np.cos(angle) * np.cos(aside), np.sin(aside)])


def _point(place: NDArray[np.float64]) -> Point:
    return float(place[0]), float(place[1]), float(place[2])


def _limb(start: NDArray[np.float64], end: NDArray[np.float64], radius: float) -> Parts:
    """Flesh around a bone, thinner at the joints."""
    along = (end - start) * 0.6
    length = float(np.linalg.norm(along))
    aside = np.cross(along / length, [0.0, 0.6, 0.8])
    aside /= np.linalg.norm(aside)
    across = np.cross(along / length, aside)
    flesh = Ball(np.column_stack([along, aside * radius, across * radius]), (start + end) / 2)
    return Part(flesh, "tissue"), Part(rod(_point(start), _point(end), radius * 0.22), "bone", _BONE)


def _egg(centre: NDArray[np.float64], half: Point, lean: float) -> Ball:
    """An ellipsoid that leans with the trunk; half axes along x, y and z."""
    turn = rotation(0, -lean, 0)
    return Ball(turn @ np.diag(half), centre)


def body(height: float, girth: float, stance: Stance, rng: np.random.Generator) -> Parts:
    """A body of a height in mm; girth 1 is slim."""
    unit = height / 1750
    wide = unit * girth
    hip = np.array([0.0, 900.0 * unit, 0.0])
    up = np.array([np.sin(stance.lean), np.cos(stance.lean), 0.0])
    chest, shoulder = hip + up * 340 * unit, hip + up * 520 * unit
    head = shoulder + 185 * unit * np.array([np.sin(stance.lean + stance.nod), np.cos(stance.lean + stance.nod), 0])
    trunk = (
        _egg(hip, (118 * wide, 135 * unit, 180 * wide), stance.lean),
        _egg(hip + up * 170 * unit, (116 * wide, 200 * unit, 155 * wide), stance.lean),
        _egg(chest, (115 * wide, 200 * unit, 168 * wide), stance.lean),
        _egg(shoulder - up * 40 * unit, (75 * wide, 78 * unit, 205 * wide), stance.lean),
    )
    parts = [
        Part(Union(trunk), "tissue"),
        Part(_egg(head, (98 * unit, 122 * unit, 76 * unit), stance.lean + stance.nod), "tissue"),
        Part(_egg(head + up * 10 * unit, (90 * unit, 105 * unit, 70 * unit), stance.lean + stance.nod), "bone", 0.08),
        Part(rod(_point(shoulder - up * 30 * unit), _point(head - up * 80 * unit), 58 * unit), "tissue", 0.9),
        Part(rod(_point(hip), _point(shoulder), 18 * unit), "bone", _BONE),
        Part(_egg(hip + up * 30 * unit, (60 * unit, 70 * unit, 120 * unit), stance.lean), "bone", 0.1),
    ]
    for number, side in enumerate((1.0, -1.0)):
        aside = np.array([0, 0, side])
        lung = chest + up * 20 * unit + aside * 72 * wide
        parts.append(Part(_egg(lung, (72 * wide, 130 * unit, 55 * wide), stance.lean), "tissue", -0.6))
        thigh = hip + aside * 90 * wide
        knee = _towards(thigh, stance.thighs[number], 430 * unit, side * rng.uniform(0, 0.15))
        ankle = _towards(knee, stance.thighs[number] - stance.knees[number], 410 * unit)
        toe = _towards(ankle, stance.thighs[number] - stance.knees[number] + np.pi / 2, 150 * unit)
        arm = shoulder + aside * 180 * wide - up * 30 * unit
        elbow = _towards(arm, stance.arms[number] + stance.lean * 0.3, 290 * unit, side * rng.uniform(0.05, 0.3))
        hand = _towards(elbow, stance.arms[number] + stance.elbows[number], 320 * unit, -side * rng.uniform(0, 0.3))
        parts += _limb(thigh, knee, 92 * wide)
        parts += _limb(knee, ankle, 62 * wide)
        parts += _limb(ankle, toe, 46 * unit)[:1]
        parts += _limb(arm, elbow, 56 * wide)
        parts += _limb(elbow, hand, 45 * wide)
    return tuple(parts)


def grown(rng: np.random.Generator, stance: Stance, turn: NDArray[np.float64] | None = None) -> Parts:
    """Somebody of 45 to 110 kg in a stance, perhaps turned, standing on y = 0, looking anywhere."""
    height = rng.uniform(1520, 1930)
    mass = float(np.clip(rng.normal(24.5, 3.5) * (height / 1000) ** 2, 46, 108))
    girth = float(np.sqrt((mass / (height / 1750) ** 3 - _HEAD_KG) / _BUILD_KG))
    drawn = body(height, girth, stance, rng)
    drawn = place_parts(
        drawn, rotation(rng.uniform(0, 2 * np.pi), 0, 0) @ (UNTURNED if turn is None else turn), (0, 0, 0)
    )
    low = one(drawn).bounds[0, 1]
    return shifted(drawn, y=-float(low))
