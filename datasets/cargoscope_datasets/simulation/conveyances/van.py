"""Delivery vans (kerb mass 1.9-2.5 t, payload about 1.2 t)."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.car_body import Body, cockpit, linings, running_gear, seat, shell
from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, hollow, skin
from cargoscope_datasets.simulation.conveyances.tyres import Tyre, lying_tyre
from cargoscope_datasets.simulation.solids import Part


def van(rng: np.random.Generator) -> Conveyance:
    """A van; its front bumper is at x = 0."""
    length, roof = float(rng.uniform(5300, 6400)), float(rng.uniform(2300, 2750))
    front = float(rng.uniform(930, 1020))
    rear, floor = length - float(rng.uniform(950, 1200)), 560.0
    wheel = Tyre(345, 215, 203, 12)
    half = float(rng.uniform(960, 1010))
    line = [
        (60.0, 850.0),
        (250.0, 1020.0),
        (1050.0, 1250.0),
        (1900.0, roof - 80),
        (2200.0, roof),
        (length - 80, roof),
        (length - 20, 700.0),
    ]
    outline = ((0.0, 400.0), *line, (length, 420.0), (length - 100, 330.0), (150.0, 320.0))
    windows = (((1260.0, 1290.0), (2080.0, 1290.0), (2080.0, 1850.0), (1700.0, 1850.0)),)
    body = Body(outline, windows, half, floor, front, rear, 1100.0, wheel)
    parts = (
        shell(body, gauge=1.1) + skin(line, half - 60, 0.9) + running_gear(rng, body, metal="cast_iron", length=620.0)
    )
    parts += cockpit(body, floor) + seat(1850, floor, -480) + seat(1850, floor, 420, 900)
    parts += linings(rng, body, 1280.0, length)
    parts += _load_room(rng, length, roof, half, floor) + _below(rng, front, rear, floor)
    inside = half - 130
    room = Room(2350, length - 120, floor + 30, roof - 70, -inside, inside)
    hold = Hold(room, float(rng.uniform(1000, 1400)), length, "van", room.y1)
    places = (
        Place("doors", Room(length - 500, length - 110, floor + 30, roof - 200, -inside, inside)),
        Place("floor", Room(2300, length - 300, floor - 90, floor + 10, -inside, inside)),
        Place("roof", Room(2300, length - 200, roof - 65, roof - 5, -inside, inside)),
        Place("cab", Room(1200, 2280, floor + 20, roof - 150, -inside, inside)),
        Place("engine", Room(450, 1150, 400, 1100, -500, 500)),
        Place("seat", Room(1650, 2100, floor + 40, floor + 330, -800, 800)),
        Place("spare_tyre", Room(rear + 200, rear + 800, floor - 190, floor - 60, -310, 310)),
        *(
            Place(
                "wall",
                Room(2400, length - 300, floor + 60, roof - 200, *sorted((side * (half - 105), side * (half - 5)))),
            )
            for side in SIDES
        ),
    )
    return Conveyance("van", tuple(parts), (hold,), places)


def _load_room(rng: np.random.Generator, length: float, roof: float, half: float, floor: float) -> list[Part]:
    """Ribs, a bulkhead, plywood, rear doors, roof bows."""
    parts = [
        block("steel", 2300, 2302, floor, roof - 60, -half + 60, half - 60),
        block("steel", 1100, length - 100, floor, floor + 2.0, -half + 60, half - 60),
        block("wood", 2320, length - 150, floor + 8, floor + 20, -half + 110, half - 110, 1.2),
        block("steel", length - 60, length - 58, floor, roof - 60, -half + 40, half - 40),
        block("steel", length - 105, length - 103.5, floor, floor + 900, -half + 60, half - 60),
    ]
    for x in np.linspace(2400, length - 200, int(rng.integers(4, 7))):
        at = float(x)
        for side in SIDES:
            parts += hollow(
                "steel",
                (at - 45, at + 45),
                (floor, roof - 60),
                (side * (half - 8), side * (half - 85)),
                1.7,
                open_along="y",
            )
        parts += hollow(
            "steel", (at - 30, at + 30), (roof - 45, roof - 5), (-half + 80, half - 80), 1.0, open_along="z"
        )
    if rng.random() < 0.7:
        for side in SIDES:
            parts.append(
                block(
                    "wood", 2350, length - 250, floor + 20, floor + 1100, side * (half - 115), side * (half - 121), 1.1
                )
            )
    return parts


def _below(rng: np.random.Generator, front: float, rear: float, floor: float) -> list[Part]:
    """Side members, cross members, tank, spare wheel, bumpers."""
    parts: list[Part] = []
    for side in SIDES:
        parts += hollow(
            "steel", (front - 700, rear + 800), (floor - 130, floor), (side * 420, side * 500), 3.5, open_along="x"
        )
    for x in np.arange(front + 400, rear + 700, 650.0):
        parts += hollow("steel", (float(x), float(x) + 70), (floor - 90, floor), (-820, 820), 1.8, open_along="z")
    tank = (front + 900, front + 1700)
    parts += hollow("polyethylene", tank, (floor - 300, floor - 100), (-380, 350), 6.0)
    parts.append(
        block("oil", tank[0] + 8, tank[1] - 8, floor - 292, floor - 292 + 180 * float(rng.uniform(0.1, 0.9)), -370, 340)
    )
    parts += lying_tyre(Tyre(345, 215, 203, 12), (rear + 520, floor - 130, 0.0))
    parts += hollow("plastic", (0, 160), (400, 800), (-900, 900), 3.5)
    parts += hollow("steel", (rear + 900, rear + 980), (430, 540), (-850, 850), 2.5, open_along="z")
    return parts


SHARES: dict[str, tuple[float, Builder]] = {"van": (0.04, van)}
