"""How people stand, sit, kneel and lie so that what bears them is on one floor; `human` has the axes.

Lengths are of a body of 1.75 m; what flesh is thick grows with the girth.
"""

from math import acos, asin, cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.human import Stance
from cargoscope_datasets.simulation.limbs import SHIN, SOLE, THIGH
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Point

_KNEE, _THIGH_THICK, _BACK, _SIDE = 62.0, 91.0, 115.0, 181.0
"""From the middle of knee, thigh, trunk (forwards or back) and hips (sideways) to the skin, of a girth of 1."""
_FOOT, _ANKLE, _HEEL = 40.0, 40.0 + SOLE, 62.0
"""From the ankle to the floor: of a foot laid on its back, of one on its sole, and of one on its heel."""
_BUTTOCKS = 75.0
"""Below the hip of one who sits with the knees up."""
_HAND = 36.0
_SHOULDER = 478.0
_OVER = 112.0
"""From the middle of the head to the floor it rests on."""

Pair = tuple[float, float]


def both(rng: np.random.Generator, middle: float, spread: float) -> Pair:
    """Angles of the left and the right, about the same."""
    return rng.normal(middle, spread), rng.normal(middle, spread)


def _arc(share: float) -> float:
    return acos(min(max(share, -1.0), 1.0))


def _level(thighs: Pair, shins: Pair, apart: Pair) -> Pair:
    """Shins that bring both soles to one floor: of the leg that reaches lower, the knee is bent more."""
    above = [THIGH * cos(thigh) * cos(aside) for thigh, aside in zip(thighs, apart, strict=True)]
    floor = min(knee + SHIN * cos(shin) for knee, shin in zip(above, shins, strict=True))
    left, right = (
        shin if knee + SHIN * cos(shin) <= floor else -_arc((floor - knee) / SHIN)
        for knee, shin in zip(above, shins, strict=True)
    )
    return left, right


def _mirrored(x: float, y: float, z: float) -> tuple[Point, Point]:
    return (x, y, z), (x, y, -z)


def standing(rng: np.random.Generator, _: float) -> Stance:
    """On both feet, the arms down or held up."""
    hold = rng.random() < 0.3
    thighs, apart = both(rng, 0.05, 0.1), (rng.uniform(0, 0.12), rng.uniform(0, 0.12))
    bent = abs(rng.normal(0, 0.1))
    return Stance(
        rng.normal(0.03, 0.08),
        rng.normal(0.1, 0.15),
        thighs,
        _level(thighs, (thighs[0] - bent, thighs[1] - bent), apart),
        (pi / 2, pi / 2),
        apart,
        both(rng, 1.2 if hold else 0.1, 0.3),
        both(rng, 2.2 if hold else 0.4, 0.3),
    )


def sitting_on_something(rng: np.random.Generator, girth: float) -> Stance:
    """On a seat, both soles on the floor, the hands on the thighs."""
    thighs, lean = both(rng, 1.55, 0.06), rng.normal(0.05, 0.18)
    apart = (rng.uniform(0, 0.3), rng.uniform(0, 0.3))
    return Stance(
        lean,
        rng.normal(0.2, 0.2),
        thighs,
        _level(thighs, both(rng, rng.normal(0, 0.15), 0.1), apart),
        (pi / 2, pi / 2),
        apart,
        hands=_mirrored(rng.uniform(180, 340), 75 * girth + 20, rng.uniform(60, 140)),
        seat=True,
    )


def sitting_on_the_floor(rng: np.random.Generator, girth: float) -> Stance:
    """The legs out on their heels, or the knees drawn up over the soles; the hands there, in the lap or behind."""
    out = rng.random() < 0.5
    seat = (_THIGH_THICK if out else _BUTTOCKS) * girth
    legs, apart = [], (rng.uniform(0, 0.2), rng.uniform(0, 0.2))
    middle = rng.uniform(0, 140) if out else rng.uniform(2.1, 2.4)
    for aside in apart:
        if out:
            high = _KNEE * girth + max(middle + rng.normal(0, 20), 0.0)
            thigh = _arc((seat - high) / THIGH / cos(aside))
            shin = _arc((high - _HEEL) / SHIN)
            legs.append((thigh, shin, shin + pi / 2))
        else:
            thigh = middle + rng.normal(0, 0.05)
            high = seat - THIGH * cos(thigh) * cos(aside)
            most = _ANKLE + SHIN
            if high > most:
                thigh, high = _arc((seat - most) / THIGH / cos(aside)), most
            shin = _arc((high - _ANKLE) / SHIN) * (-1 if thigh > 2.2 else 1)
            legs.append((thigh, shin, pi / 2))
    (left, left_shin, left_foot), (right, right_shin, right_foot) = legs
    knee = (THIGH * sin(left), -THIGH * cos(left))
    places = (
        (knee[0] * 0.9, knee[1] * 0.9 + 65 * girth + 15, 110.0),
        (190.0, 80 * girth + 25, 40.0),
        (-230.0, _HAND - seat, 230 * girth),
    )
    choice = int(rng.choice(3, p=(0.55, 0.25, 0.2)))
    return Stance(
        -0.25 if choice == 2 else rng.normal(0.05 if out else 0.12, 0.12),
        rng.normal(0.25, 0.2),
        (left, right),
        (left_shin, right_shin),
        (left_foot, right_foot),
        apart,
        hands=_mirrored(*places[choice]),
    )


def crouching(rng: np.random.Generator, _: float) -> Stance:
    """Squatting on both soles, the knees at the chest."""
    thighs, apart = both(rng, 2.2, 0.06), (rng.uniform(0.1, 0.35), rng.uniform(0.1, 0.35))
    return Stance(
        rng.normal(0.5, 0.12),
        rng.normal(0.3, 0.2),
        thighs,
        _level(thighs, both(rng, -0.3, 0.06), apart),
        (pi / 2, pi / 2),
        apart,
        both(rng, 0.7, 0.15),
        both(rng, 0.8, 0.3),
    )


def kneeling(rng: np.random.Generator, girth: float) -> Stance:
    """On one knee or both, upright, bent over or sitting on the heels; knees, shins and toes on the floor."""
    down, apart = -_arc((_KNEE * girth - _FOOT) / SHIN), 0.1
    one, heels = rng.random() < 0.4, rng.random() < 0.35
    thigh = rng.uniform(1.0, 1.15) if heels and not one else rng.uniform(-0.1, 0.25)
    other, shin, foot = thigh, down, -pi / 2
    if one:
        shin, foot = rng.uniform(-0.25, 0.1), pi / 2
        hip = _KNEE * girth + THIGH * cos(thigh) * cos(apart)
        other = _arc((hip - _ANKLE - SHIN * cos(shin)) / THIGH / cos(apart))
    pairs = [(thigh, other), (down, shin), (-pi / 2, foot)]
    thighs, shins, feet = [pair[::-1] for pair in pairs] if rng.random() < 0.5 else pairs
    lean = rng.uniform(0, 0.35 if heels else 0.8)
    return Stance(
        lean,
        rng.normal(0.2, 0.2),
        thighs,
        shins,
        feet,
        (apart, apart),
        both(rng, 0.3, 0.2),
        both(rng, 0.8, 0.3),
    )


def lying(rng: np.random.Generator, girth: float) -> Stance:
    """On the back, the belly or a side, all that bears the body on one floor."""
    way = int(rng.integers(4))
    draw = (_on_the_back, _on_a_side, _on_the_belly, _on_a_side)[way]
    return draw(rng, girth, rotation(0, pi / 2, 0) @ rotation(pi / 2 * way, 0, 0), 1 if way == 1 else 0)


def _on_the_back(rng: np.random.Generator, girth: float, turn: NDArray[np.float64], _: int) -> Stance:
    low = _BACK * girth
    if rng.random() < 0.6:
        drop = -asin((low - _HEEL) / (THIGH + SHIN))
        thighs = shins = both(rng, drop, 0.01)
        feet = (shins[0] + rng.normal(1.45, 0.1), shins[1] + rng.normal(1.45, 0.1))
    else:
        thighs = both(rng, rng.uniform(0.3, 0.7), 0.1)
        left, right = (-asin(min((low + THIGH * sin(thigh) - _ANKLE) / SHIN, 1.0)) for thigh in thighs)
        shins, feet = (left, right), (0.0, 0.0)
    sides = _mirrored(_HAND - low, rng.uniform(-70, -40), 192 * girth + rng.uniform(20, 120))
    belly = _mirrored(_BACK * girth + 30, rng.uniform(150, 330), rng.uniform(0, 70))
    hands = sides if rng.random() < 0.6 else belly
    return Stance(
        0.0, rng.normal(0.05, 0.06), thighs, shins, feet, (rng.uniform(0, 0.2), rng.uniform(0, 0.2)),
        hands=hands, elbows_to=((-0.25, 0, 1), (-0.25, 0, -1)), turn=turn,
    )  # fmt: skip


def _on_the_belly(rng: np.random.Generator, girth: float, turn: NDArray[np.float64], _: int) -> Stance:
    low = _BACK * girth
    thighs = both(rng, asin((low - _FOOT) / (THIGH + SHIN)), 0.01)
    places = (
        (low - _HAND, rng.uniform(-70, -40), 192 * girth + rng.uniform(20, 120)),
        (low - _HAND, _SHOULDER + rng.uniform(120, 250), 192 * girth + rng.uniform(-40, 120)),
        (low - _HAND, _SHOULDER + rng.uniform(330, 450), rng.uniform(60, 200)),
    )
    left, right = (places[int(rng.integers(3))] for _ in range(2))
    return Stance(
        0.0, rng.normal(0.0, 0.06), thighs, thighs, thighs, (rng.uniform(0, 0.2), rng.uniform(0, 0.2)),
        hands=(left, (right[0], right[1], -right[2])), elbows_to=((0.2, -0.5, 1), (0.2, -0.5, -1)), turn=turn,
    )  # fmt: skip


def _on_a_side(rng: np.random.Generator, girth: float, turn: NDArray[np.float64], lower: int) -> Stance:
    """The lower shoulder drawn in, the lower arm before the body or under the head."""
    sign = 1.0 if lower == 0 else -1.0
    down = _SIDE * girth - _HAND
    bent = rng.uniform(0, 1.5)
    thighs = both(rng, bent, 0.15)
    shins = (thighs[0] - bent * rng.uniform(0.8, 1.3), thighs[1] - bent * rng.uniform(0.8, 1.3))
    feet = (shins[0] + 1.2, shins[1] + 1.2)
    under = (rng.uniform(250, 400), rng.uniform(330, 480), sign * down)
    if rng.random() < 0.4:
        under = (70.0, _SHOULDER + 220, sign * 115.0)
    upper = (300.0, rng.uniform(200, 420), sign * down)
    if rng.random() < 0.4:
        upper = (rng.uniform(20, 120), rng.uniform(-60, 40), -sign * (_SIDE * girth + 25))
    return Stance(
        rng.normal(0.1, 0.1),
        rng.normal(0.1, 0.15),
        thighs,
        shins,
        feet,
        _of_the_lower(lower, asin(36 * girth / THIGH), -asin(106 * girth / THIGH)),
        hands=(under, upper) if lower == 0 else (upper, under),
        elbows_to=((0.6, -1, 0.0), (0.6, -1, 0.0)),
        shrug=_of_the_lower(lower, 0.34, 0.0),
        turn=turn,
    )


def _of_the_lower(lower: int, its: float, other: float) -> Pair:
    return (its, other) if lower == 0 else (other, its)


def curled_up(rng: np.random.Generator, girth: float) -> Stance:
    """On a side, or on the shins with the head down: the arms around the knees, or over the head."""
    return _curled_on_a_side(rng, girth) if rng.random() < 0.6 else _curled_on_the_knees(rng, girth)


def _curled_on_a_side(rng: np.random.Generator, girth: float) -> Stance:
    lower = int(rng.integers(2))
    thigh, shin = rng.normal(2.3, 0.08), rng.normal(-0.15, 0.1)
    middle = (THIGH * sin(thigh) + 0.8 * SHIN * sin(shin), -THIGH * cos(thigh) - 0.8 * SHIN * cos(shin))
    lean = rng.normal(0.4, 0.08)
    hands = _mirrored(middle[0] + 40 * girth + 50, middle[1] + rng.uniform(-20, 60), -60.0)
    if rng.random() < 0.3:
        top = lean + 0.8
        head = (520 * sin(lean) + 185 * sin(top), 520 * cos(lean) + 185 * cos(top))
        hands = _mirrored(head[0] - 20, head[1] + 40, 30.0)
    side = 1.0 if lower == 0 else -1.0
    turn = rotation(0, 0, pi / 2 * side) @ rotation(0, rng.uniform(0, 2 * pi), 0)
    return Stance(
        lean,
        rng.normal(0.75, 0.12),
        both(rng, thigh, 0.04),
        both(rng, shin, 0.04),
        (shin + 1.2, shin + 1.2),
        _of_the_lower(lower, asin(36 * girth / THIGH), -asin(60 * girth / THIGH)),
        hands=hands,
        elbows_to=((1, 0.3, 0.1), (1, 0.3, -0.1)),
        shrug=_of_the_lower(lower, 0.34, 0.1),
        turn=turn,
    )


def _curled_on_the_knees(rng: np.random.Generator, girth: float) -> Stance:
    thigh, shin, lean = rng.normal(2.3, 0.08), -0.15, rng.normal(0.3, 0.06)
    tip = shin + _arc((_KNEE * girth - _FOOT) / SHIN)
    hip = _KNEE * girth + THIGH * cos(thigh - tip)
    ahead = _SHOULDER * sin(lean + tip)
    top = hip + 520 * cos(lean + tip)
    # On the floor, ahead of the shoulders or beside the head; then as seen before the body was tipped over.
    forwards, down = ahead + rng.uniform(60, 330), hip - _HAND
    back = rotation(0, tip, 0) @ np.array([forwards, -down, 0.0])
    return Stance(
        lean,
        _arc((_OVER - top) / 185) - lean - tip,
        (thigh, thigh),
        (shin, shin),
        (shin, shin),
        (0.1, 0.1),
        hands=_mirrored(float(back[0]), float(back[1]), rng.uniform(60, 220)),
        elbows_to=((0.0, 0.2, 1), (0.0, 0.2, -1)),
        turn=rotation(0, -tip, 0),
    )
