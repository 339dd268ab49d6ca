"""A human body in a stance: soft tissue, bone and lungs. Facing +x, the left hand at +z; mm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.shapes import UNTURNED, Parts, shifted
from cargoscope_datasets.simulation.solids import Ball, Part, Point, Rod, Union, ball, rod
from cargoscope_datasets.simulation.threat import one

_BONE = 0.62
"""Fill of bone's own density by which bone outweighs the flesh it is in, sparse as it is."""
_HEAD_KG, _BUILD_KG = 10.5, 59.9
"""What a body of 1.75 m weighs as `body` draws it: the first, and the second times the square of its girth."""


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


def _egg_between(
    start: NDArray[np.float64], end: NDArray[np.float64], reach: tuple[float, float], radius: float
) -> Ball:
    """Flesh along a bone, from one share of its length to another, thickest in the middle."""
    first, last = start + (end - start) * reach[0], start + (end - start) * reach[1]
    along = (last - first) / 2
    length = float(np.linalg.norm(along))
    aside = np.cross(along / length, [0.0, 0.6, 0.8])
    aside /= np.linalg.norm(aside)
    across = np.cross(along / length, aside)
    return Ball(np.column_stack([along, aside * radius, across * radius]), (first + last) / 2)


def _joint(place: NDArray[np.float64], radius: float) -> Ball:
    return ball(_point(place), radius)


def _bone(start: NDArray[np.float64], end: NDArray[np.float64], radius: float) -> Part:
    return Part(rod(_point(start), _point(end), radius), "bone", _BONE)


def _leg(hip: NDArray[np.float64], knee: NDArray[np.float64], ankle: NDArray[np.float64],
         toe: NDArray[np.float64], unit: float, wide: float) -> Parts:  # fmt: skip
    """Thigh, calf and foot in one, and two bones."""
    flesh = (
        _egg_between(hip, knee, (-0.07, 1.0), 91 * wide),
        rod(_point(hip + (knee - hip) * 0.4), _point(knee), 54 * wide),
        _joint(knee, 55 * wide),
        _egg_between(knee, ankle, (-0.08, 0.75), 59 * wide),
        rod(_point(knee), _point(ankle), 37 * wide),
        _egg_between(ankle, toe, (-0.4, 1.15), 40 * unit),
        _joint(ankle, 40 * unit),
    )
    return Part(Union(flesh), "tissue"), _bone(hip, knee, 19 * unit), _bone(knee, ankle, 15 * unit)


def _arm(shoulder: NDArray[np.float64], elbow: NDArray[np.float64], wrist: NDArray[np.float64],
         unit: float, wide: float) -> Parts:  # fmt: skip
    """Upper arm, forearm and hand in one, and two bones."""
    flesh = (
        _joint(shoulder, 53 * wide),
        _egg_between(shoulder, elbow, (0.0, 1.0), 50 * wide),
        rod(_point(shoulder), _point(elbow), 38 * wide),
        _joint(elbow, 39 * wide),
        _egg_between(elbow, wrist, (-0.1, 0.8), 43 * wide),
        rod(_point(elbow), _point(wrist), 28 * wide),
        _egg_between(elbow, wrist, (0.95, 1.6), 34 * unit),
    )
    return Part(Union(flesh), "tissue"), _bone(shoulder, elbow, 12 * unit), _bone(elbow, wrist, 11 * unit)


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
    level, across = np.array([up[1], -up[0], 0.0]), np.array([0.0, 0.0, 1.0])
    tip = stance.lean + stance.nod
    forwards = np.array([np.cos(tip), -np.sin(tip), 0.0])
    flesh = (
        _egg(hip + up * 50 * unit, (112 * wide, 120 * unit, 172 * wide), stance.lean),
        _egg(hip + up * 190 * unit, (112 * wide, 190 * unit, 156 * wide), stance.lean),
        Rod(np.column_stack([level * 100 * wide, across * 158 * wide, up * 200 * unit]), hip + up * 240 * unit),
        _egg(chest, (115 * wide, 190 * unit, 165 * wide), stance.lean),
        _egg(shoulder - up * 45 * unit, (78 * wide, 68 * unit, 178 * wide), stance.lean),
        _egg(head + forwards * -6 * unit, (95 * unit, 108 * unit, 76 * unit), tip),
        _egg(head + forwards * 22 * unit - up * 55 * unit, (66 * unit, 72 * unit, 58 * unit), tip),
        rod(_point(shoulder - up * 30 * unit), _point(head - up * 30 * unit), 57 * unit),
    )
    skull = head + up * 6 * unit - forwards * 4 * unit
    parts = [
        Part(Union(flesh), "tissue"),
        Part(_egg(skull, (88 * unit, 98 * unit, 69 * unit), tip), "bone", _BONE),
        Part(_egg(skull, (81 * unit, 91 * unit, 62 * unit), tip), "bone", -_BONE),
        _bone(hip, shoulder, 17 * unit),
        _bone(shoulder, head - up * 60 * unit, 14 * unit),
    ]
    for number, side in enumerate((1.0, -1.0)):
        aside = np.array([0, 0, side])
        lung = chest + up * 20 * unit + aside * 72 * wide
        parts.append(Part(_egg(lung, (72 * wide, 130 * unit, 55 * wide), stance.lean), "tissue", -0.6))
        blade = hip + up * 35 * unit + aside * 75 * unit
        parts.append(Part(_egg(blade, (40 * unit, 75 * unit, 45 * unit), stance.lean), "bone", 0.2))
        thigh = hip + aside * 90 * wide
        knee = _towards(thigh, stance.thighs[number], 430 * unit, side * rng.uniform(0, 0.15))
        ankle = _towards(knee, stance.thighs[number] - stance.knees[number], 400 * unit)
        toe = _towards(ankle, stance.thighs[number] - stance.knees[number] + np.pi / 2, 150 * unit)
        arm = shoulder + aside * 192 * wide - up * 42 * unit
        elbow = _towards(arm, stance.arms[number] + stance.lean * 0.3, 300 * unit, side * rng.uniform(0.05, 0.3))
        wrist = _towards(elbow, stance.arms[number] + stance.elbows[number], 260 * unit, -side * rng.uniform(0, 0.3))
        parts += _leg(thigh, knee, ankle, toe, unit, wide)
        parts += _arm(arm, elbow, wrist, unit, wide)
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
