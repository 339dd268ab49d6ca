"""Skeleton semi-trailers for containers (payload limits: road law of many countries is 25-27 t for the goods)."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances import fittings
from cargoscope_datasets.simulation.conveyances.air_fittings import AIR_FITTINGS, junction_box
from cargoscope_datasets.simulation.conveyances.air_tanks import air_tank, air_tank_along
from cargoscope_datasets.simulation.conveyances.axles import AxleMake, trailer_axle
from cargoscope_datasets.simulation.conveyances.conveyance import Conveyance, Place, PlaceKind, Room
from cargoscope_datasets.simulation.conveyances.coupling import kingpin
from cargoscope_datasets.simulation.conveyances.frame_beams import Beams, beams, random_beams
from cargoscope_datasets.simulation.conveyances.landing_gear import landing_gear
from cargoscope_datasets.simulation.conveyances.lines import cable, pipe_along
from cargoscope_datasets.simulation.conveyances.mudguards import mudguard, random_mudguards
from cargoscope_datasets.simulation.conveyances.nose import cheeks, couplings, end_plate
from cargoscope_datasets.simulation.conveyances.sections import SIDES
from cargoscope_datasets.simulation.conveyances.spare_wheel import spare_wheel
from cargoscope_datasets.simulation.conveyances.suspension import air_bags, leaf_springs
from cargoscope_datasets.simulation.conveyances.twist_locks import bolster
from cargoscope_datasets.simulation.conveyances.tyres import truck_tyre
from cargoscope_datasets.simulation.solids import Part, Point

KINGPIN_X = 1000.0
"""From the front of a box of 40 ft, or of a flat deck, to the kingpin, mm."""
_SHORT = 9000.0
"""Below this length a trailer's neck reaches out before its box: there would be no room for the tractor's wheels."""


@dataclass(frozen=True, slots=True, eq=False)
class Trailer:
    """A trailer, and where others meet it.

    Attributes:
        conveyance: all of it.
        deck: height that boxes or goods stand at, mm.
        kingpin_x: of its kingpin, mm.
        coupling: height of the plate that lies on a fifth wheel there, mm.
        plugs: where the tractor's air lines and cable end.
    """

    conveyance: Conveyance
    deck: float
    kingpin_x: float
    coupling: float
    plugs: tuple[Point, ...]


def skeleton(rng: np.random.Generator, length: float, lock_places: tuple[float, ...]) -> Trailer:
    """A chassis under boxes whose front is at x = 0.

    Args:
        rng: its make, age and fittings.
        length: of what it carries, mm.
        lock_places: x of its twist locks, mm.
    """
    top = float(rng.uniform(1180, 1330))
    kingpin_x = KINGPIN_X if length > _SHORT else -float(rng.uniform(700, 1100))
    front = kingpin_x - float(rng.uniform(1080, 1350))
    shape = random_beams(rng, front, length - float(rng.uniform(0, 120)), top, kingpin_x)
    parts, places = running_gear(rng, shape, length, kingpin_x)
    extra = [float(x) for x in rng.uniform(0.3, 0.7, int(rng.integers(0, 3))) * length]
    for x in lock_places:
        parts += bolster(rng, x, top)
    for x in extra:
        parts += bolster(rng, x, top - 20, deep=100.0, locks=False)
    nose, plugs = nose_of(rng, shape)
    parts += nose
    if front < -100:
        parts += cheeks(rng, front, 0.0, shape.lower(front), top)
    whole = Conveyance("chassis", tuple(parts), (), (*places, *beam_places(shape)))
    return Trailer(whole, top + 2, kingpin_x, shape.lower(kingpin_x) - 9, plugs)


def nose_of(rng: np.random.Generator, shape: Beams) -> tuple[list[Part], tuple[Point, ...]]:
    """End plate and couplings, and where lines are plugged on."""
    low = shape.lower(shape.x0)
    parts, plugs = couplings(rng, shape.x0 - 10, low, shape.top)
    return end_plate(rng, shape.x0, low, shape.top + float(rng.uniform(0, 60))) + parts, plugs


def running_gear(
    rng: np.random.Generator, shape: Beams, length: float, kingpin_x: float
) -> tuple[list[Part], list[Place]]:
    """Frame, axles, springs, legs and all that hangs on them; shared with flat decks."""
    wide = rng.random() < 0.25
    tyre = truck_tyre(rng)
    make = AxleMake(tyre, not wide, bool(rng.random() < 0.5), float(rng.uniform(127, 150)), bool(rng.random() < 0.8),
                    925.0 if not wide else 1000.0)  # fmt: skip
    long = length > _SHORT
    count = 3 if long or rng.random() < 0.5 else 2
    pitch = float(rng.choice([1240.0, 1250.0, 1310.0, 1360.0]))
    last = length - float(rng.uniform(1000, 2000) if long else rng.uniform(500, 1100))
    axles = [last - pitch * number for number in reversed(range(count))]
    frame_y = shape.lower(axles[0])
    parts = beams(rng, shape)
    for x in axles:
        parts += trailer_axle(rng, make, x)
    carry = leaf_springs if rng.random() < 0.6 else air_bags
    parts += carry(rng, axles, make.height, frame_y, make.beam / 2)
    if rng.random() < 0.85:
        guards = random_mudguards(rng)
        for x in axles:
            for side in SIDES:
                parts += mudguard(rng, guards, x, make.height, tyre.radius, make.track, side)
    legs_x = kingpin_x + float(rng.uniform(2300, 2700) if long else rng.uniform(1900, 2200))
    parts += landing_gear(rng, legs_x, shape.lower(legs_x), lifted=float(rng.uniform(250, 380)))
    parts += kingpin(rng, kingpin_x, shape.lower(kingpin_x) - 9)
    between, places = _between(rng, shape, legs_x + 250, axles[0] - 700)
    parts += between + _lines(rng, shape, axles) + fittings.rear_end(rng, shape.x1, shape.lower(shape.x1))
    return parts, places


def _between(rng: np.random.Generator, shape: Beams, x0: float, x1: float) -> tuple[list[Part], list[Place]]:
    """Spare wheel, boxes, tanks and guards between the legs and the axles, in any order."""
    parts: list[Part] = []
    places: list[Place] = []
    x = x0
    kinds = ["spare", "tank", "box", "valve", "tank"]
    for number in rng.permutation(len(kinds)):
        kind, low = kinds[int(number)], shape.lower(min(x, x1))
        if kind == "spare" and x + 1250 < x1 and rng.random() < 0.75:
            tyre = truck_tyre(rng)
            at = (x + 620, low - 300, float(rng.uniform(-250, 250)))
            parts += spare_wheel(tyre, *at)
            places.append(_around("spare_tyre", at, (tyre.radius * 0.9, 110, tyre.radius * 0.9)))
            x += 1300
        elif kind == "tank" and x + 400 < x1:
            radius = float(rng.uniform(110, 150))
            at_y = low + float(rng.choice([1, -1])) * radius * 0.7
            if x + 1000 < x1 and rng.random() < 0.3:
                long, at_z = float(rng.uniform(500, 850)), float(rng.choice([-1, 1]) * rng.uniform(150, 320))
                parts += air_tank_along(rng, (x + 60, x + 60 + long), at_y, at_z, radius)
                x += long
            else:
                z = sorted(float(each) for each in rng.choice([-1, 1]) * rng.uniform([120, 600], [300, 900]))
                parts += air_tank(rng, x + radius + 60, at_y, (z[0], z[1]), radius)
            x += 2 * radius + float(rng.uniform(100, 500))
        elif kind == "box" and x + 900 < x1 and rng.random() < 0.6:
            side = int(rng.choice([-1, 1]))
            parts += fittings.tool_box(rng, x, low - 420, side)
            places.append(_around("tool_box", (x + 250, low - 240, side * 930.0), (240, 150, 180)))
            x += float(rng.uniform(850, 1100))
        elif kind == "valve":
            for _ in range(int(rng.integers(2, 7))):
                at_x = float(rng.uniform(x0, max(x1, x0) + 1500))
                fitting = AIR_FITTINGS[int(rng.integers(len(AIR_FITTINGS)))]
                at_y, at_z = shape.lower(at_x) + float(rng.uniform(-60, 260)), float(rng.uniform(-380, 380))
                parts += fitting(rng, at_x, at_y, at_z)
            if rng.random() < 0.7:
                parts += junction_box(
                    rng, float(rng.uniform(x0, max(x1, x0 + 1))), low - 160, float(rng.uniform(-300, 300))
                )
    if rng.random() < 0.5 and x1 > x0 + 1200:
        for side in SIDES:
            parts += fittings.side_guard(rng, (x0, x1), shape.lower(x1) - 150, side)
    return parts, places


def _lines(rng: np.random.Generator, shape: Beams, axles: list[float]) -> list[Part]:
    """Air lines and a loom along the frame."""
    parts: list[Part] = []
    for _ in range(int(rng.integers(2, 5))):
        z = float(rng.uniform(-430, 430))
        y = shape.top - float(rng.uniform(60, 140))
        parts.append(
            pipe_along((shape.x0 + 200, float(rng.uniform(axles[0], shape.x1 - 100))), y, z, float(rng.uniform(4, 8)))
        )
    for _ in range(int(rng.integers(1, 3))):
        z, y = float(rng.uniform(-430, 430)), shape.top - float(rng.uniform(90, 180))
        parts += cable(rng, (shape.x0 + 150, y, z), (shape.x1 - 50, y - 60, z), float(rng.uniform(7, 13)), sag=45)
    return parts


def _around(kind: PlaceKind, at: tuple[float, float, float], half: tuple[float, float, float]) -> Place:
    (x, y, z), (dx, dy, dz) = at, half
    return Place(kind, Room(x - dx, x + dx, y - dy, y + dy, z - dz, z + dz))


def beam_places(shape: Beams) -> tuple[Place, ...]:
    """Between the beams, behind and in the neck."""
    inside = shape.z - 30
    return (
        Place("chassis", Room(shape.deep_x, shape.x1 - 300, shape.top - shape.depth, shape.top, -inside, inside)),
        Place("chassis", Room(shape.x0 + 200, shape.neck_x, shape.top - shape.neck, shape.top, -inside, inside)),
    )
