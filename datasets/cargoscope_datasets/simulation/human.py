"""A human body in a stance: soft tissue, bone and lungs. Facing +x, the left hand at +z; mm."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.limbs import BONE, SHIN, THIGH, arm, as_point, bone, leg, reached, towards
from cargoscope_datasets.simulation.placement import UNTURNED, rotation
from cargoscope_datasets.simulation.shapes import Parts
from cargoscope_datasets.simulation.solids import Ball, Part, Point, Rod, Union, Wire, rod

_HEAD_KG, _BUILD_KG = 11.3, 60.0
"""What a body of 1.75 m weighs as `body` draws it: the first, and the second times the square of its girth."""
_RIBS = 7
_ROUND = np.concatenate([np.linspace(0.15, 2.5, 5)[:: 1 - 2 * (rib % 2)] for rib in range(_RIBS)])
_HIGH = np.repeat(np.arange(_RIBS), 5)
"""Along the ribs of one side, there and back in turn: radians from the spine, and which rib it is."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Angles of a body's limbs, radians, and where its hands are; pairs are left and right.

    An angle is 0 where a limb hangs down and positive where it swings forwards; -pi / 2 points straight back.

    Attributes:
        lean: of the trunk.
        nod: of the head, from the trunk.
        thighs, shins: each against the upright.
        feet: which way the toes point.
        apart: of each thigh, outwards.
        arms: each against the upright, unless `hands` has places.
        elbows: by how much they are bent forwards.
        hands: places of the fingers, left and right, from the hip, of a body of 1.75 m.
        elbows_to: which way the left one's and the right one's elbow sticks out, where `hands` has places.
        shrug: by what share of their width the shoulders are drawn in.
        turn: laid down or tipped over.
        seat: sits on something at the height of its thighs' lower side.
    """

    lean: float
    nod: float
    thighs: tuple[float, float]
    shins: tuple[float, float]
    feet: tuple[float, float]
    apart: tuple[float, float] = (0.05, 0.05)
    arms: tuple[float, float] = (0.0, 0.0)
    elbows: tuple[float, float] = (0.0, 0.0)
    hands: tuple[Point, Point] | None = None
    elbows_to: tuple[Point, Point] = ((-0.6, -0.3, 0.7), (-0.6, -0.3, -0.7))
    shrug: tuple[float, float] = (0.0, 0.0)
    turn: NDArray[np.float64] | None = None
    seat: bool = False


@dataclass(frozen=True, slots=True)
class Grown:
    """Somebody in a stance, not yet on a floor.

    Attributes:
        parts: the body.
        unit: its height over 1.75 m.
        girth: 1 is slim.
        stance: how it stands.
    """

    parts: Parts
    unit: float
    girth: float
    stance: Stance


def _egg(centre: NDArray[np.float64], half: Point, lean: float) -> Ball:
    """An ellipsoid that leans with the trunk; half axes along x, y and z."""
    turn = rotation(0, -lean, 0)
    return Ball(turn @ np.diag(half), centre)


def _trunk(unit: float, wide: float, stance: Stance) -> list[Part]:
    """Trunk, neck and head, with skull, spine, ribs, lungs and pelvis."""
    hip = np.array([0.0, 900.0 * unit, 0.0])
    up = np.array([np.sin(stance.lean), np.cos(stance.lean), 0.0])
    chest, shoulder = hip + up * 340 * unit, hip + up * 520 * unit
    tip = stance.lean + stance.nod
    head = shoulder + 185 * unit * np.array([np.sin(tip), np.cos(tip), 0])
    level, across = np.array([up[1], -up[0], 0.0]), np.array([0.0, 0.0, 1.0])
    forwards, upwards = np.array([np.cos(tip), -np.sin(tip), 0.0]), np.array([np.sin(tip), np.cos(tip), 0.0])
    flesh = (
        _egg(hip + up * 50 * unit, (112 * wide, 120 * unit, 172 * wide), stance.lean),
        _egg(hip + up * 190 * unit, (112 * wide, 190 * unit, 156 * wide), stance.lean),
        Rod(np.column_stack([level * 100 * wide, across * 158 * wide, up * 200 * unit]), hip + up * 240 * unit),
        _egg(chest, (115 * wide, 190 * unit, 165 * wide), stance.lean),
        _egg(shoulder - up * 45 * unit, (78 * wide, 68 * unit, 178 * wide), stance.lean),
        _egg(head + forwards * -6 * unit, (95 * unit, 108 * unit, 76 * unit), tip),
        _egg(head + forwards * 22 * unit - upwards * 55 * unit, (66 * unit, 72 * unit, 58 * unit), tip),
        rod(as_point(shoulder - up * 30 * unit), as_point(head - upwards * 30 * unit), 57 * unit),
    )
    skull = head + upwards * 14 * unit - forwards * 5 * unit
    face = head + forwards * 48 * unit - upwards * 52 * unit
    parts = [
        Part(Union(flesh), "tissue"),
        Part(_egg(skull, (88 * unit, 86 * unit, 70 * unit), tip), "bone", 0.75),
        Part(_egg(skull, (80 * unit, 78 * unit, 62 * unit), tip), "bone", -0.75),
        Part(_egg(face, (24 * unit, 42 * unit, 26 * unit), tip), "tissue", -0.6),
        Part(
            _egg(face - upwards * 38 * unit - forwards * 6 * unit, (30 * unit, 14 * unit, 36 * unit), tip), "bone", 0.5
        ),
        bone(hip, shoulder, 17 * unit),
        bone(shoulder, head - upwards * 60 * unit, 14 * unit),
    ]
    # From the spine, behind, forwards and downwards around the lungs to the breastbone.
    wider = (1.0 - 0.02 * (_HIGH - 2.2) ** 2)[:, None]
    behind = wider * np.cos(_ROUND)[:, None]
    out = wider * np.sin(_ROUND)[:, None] * across * 146 * wide
    ribs = chest - behind * level * 98 * wide + (120 - 43 * _HIGH[:, None] + 38 * behind) * up * unit
    for side in (1.0, -1.0):
        aside = np.array([0, 0, side])
        parts.append(Part(Wire(ribs + out * side, 5.0 * unit), "bone", BONE))
        lung = chest + up * 20 * unit + aside * 72 * wide
        parts.append(Part(_egg(lung, (72 * wide, 130 * unit, 55 * wide), stance.lean), "tissue", -0.6))
        blade = hip + up * 35 * unit + aside * 75 * unit
        parts.append(Part(_egg(blade, (40 * unit, 75 * unit, 45 * unit), stance.lean), "bone", 0.2))
    return parts


def body(height: float, girth: float, stance: Stance, rng: np.random.Generator) -> Parts:
    """A body of a height in mm; girth 1 is slim."""
    unit = height / 1750
    wide = unit * girth
    hip = np.array([0.0, 900.0 * unit, 0.0])
    up = np.array([np.sin(stance.lean), np.cos(stance.lean), 0.0])
    parts = _trunk(unit, wide, stance)
    for number, side in enumerate((1.0, -1.0)):
        thigh = hip + np.array([0, 0, side * 90 * wide])
        knee = towards(thigh, stance.thighs[number], THIGH * unit, side * stance.apart[number])
        ankle = towards(knee, stance.shins[number], SHIN * unit)
        toe = towards(ankle, stance.feet[number], 150 * unit)
        joint = hip + up * 478 * unit + np.array([0, 0, side * 192 * wide * (1 - stance.shrug[number])])
        if stance.hands is None:
            swing = stance.arms[number]
            elbow = towards(joint, swing + stance.lean * 0.3, 300 * unit, side * rng.uniform(0.05, 0.3))
            wrist = towards(elbow, swing + stance.elbows[number], 260 * unit, -side * rng.uniform(0, 0.3))
        else:
            hand = hip + np.multiply(stance.hands[number], unit)
            elbow, wrist = reached(joint, hand, np.asarray(stance.elbows_to[number], np.float64), unit)
        parts += leg(thigh, knee, ankle, toe, unit, wide)
        parts += arm(joint, elbow, wrist, unit, wide)
    return tuple(parts)


def grown(rng: np.random.Generator, stands: Callable[[np.random.Generator, float], Stance]) -> Grown:
    """Somebody of 45 to 110 kg, in a stance for the girth; their own hip is at x = z = 0, not turned."""
    height = rng.uniform(1520, 1930)
    mass = float(np.clip(rng.normal(24.5, 3.5) * (height / 1000) ** 2, 46, 108))
    girth = float(np.sqrt((mass / (height / 1750) ** 3 - _HEAD_KG) / _BUILD_KG))
    stance = stands(rng, girth)
    return Grown(body(height, girth, stance, rng), height / 1750, girth, stance)


def turned(someone: Grown) -> NDArray[np.float64]:
    """(3, 3) float64: how a stance is laid down."""
    return UNTURNED if someone.stance.turn is None else someone.stance.turn
