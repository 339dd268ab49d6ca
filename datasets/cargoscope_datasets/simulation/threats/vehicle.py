"""Cars and motorcycles, whole, or a body without its running gear. The front is at +x or -x; mm."""

import numpy as np

from cargoscope_datasets.simulation.car import Figure, body, seats
from cargoscope_datasets.simulation.drive import engine, running_gear
from cargoscope_datasets.simulation.motorcycle import motorcycle as drawn_motorcycle
from cargoscope_datasets.simulation.poses import ramped, upright
from cargoscope_datasets.simulation.shapes import Parts, mirrored, wide_box
from cargoscope_datasets.simulation.solids import Part, ball
from cargoscope_datasets.simulation.threat import IN_THE_HOLD, Family, Lot, one


def _either_way(rng: np.random.Generator, parts: Parts) -> Lot:
    return one(mirrored(parts) if rng.random() < 0.5 else parts)


def _whole(rng: np.random.Generator, figure: Figure, *, along: bool) -> Lot:
    parts = (*body(figure, rng), *seats(figure, rng), *engine(figure, rng, along=along), *running_gear(figure, rng))
    return _either_way(rng, parts)


def _hatchback(rng: np.random.Generator) -> Figure:
    height = rng.uniform(1400, 1540)
    belt, behind = height * rng.uniform(0.6, 0.65), rng.uniform(480, 680)
    return Figure(
        wheelbase=rng.uniform(2300, 2620),
        ahead=rng.uniform(650, 830),
        behind=behind,
        width=rng.uniform(1600, 1790),
        height=height,
        tyre=rng.uniform(275, 315),
        belt=belt,
        bonnet=rng.uniform(680, 780),
        screen=(rng.uniform(250, 380), rng.uniform(950, 1150)),
        tail=(-behind * 0.45, -behind * 0.9),
        boot=belt,
    )


def _saloon(rng: np.random.Generator) -> Figure:
    height = rng.uniform(1390, 1480)
    return Figure(
        wheelbase=rng.uniform(2600, 2950),
        ahead=rng.uniform(750, 900),
        behind=rng.uniform(900, 1150),
        width=rng.uniform(1690, 1880),
        height=height,
        tyre=rng.uniform(295, 335),
        belt=height * rng.uniform(0.6, 0.65),
        bonnet=rng.uniform(680, 760),
        screen=(rng.uniform(350, 550), rng.uniform(1050, 1250)),
        tail=(rng.uniform(250, 450), rng.uniform(-550, -300)),
        boot=height * rng.uniform(0.62, 0.7),
    )


def _off_roader(rng: np.random.Generator) -> Figure:
    height, clearance = rng.uniform(1650, 1920), rng.uniform(60, 180)
    belt, behind = height * rng.uniform(0.6, 0.66), rng.uniform(650, 950)
    return Figure(
        wheelbase=rng.uniform(2400, 2900),
        ahead=rng.uniform(650, 880),
        behind=behind,
        width=rng.uniform(1760, 1960),
        height=height,
        tyre=rng.uniform(335, 400),
        belt=belt,
        bonnet=rng.uniform(860, 1050),
        screen=(rng.uniform(300, 500), rng.uniform(750, 1000)),
        tail=(-behind * 0.75, -behind * 0.95),
        boot=belt,
        clearance=clearance,
    )


def hatchback(rng: np.random.Generator) -> Lot:
    """A small car, the rear steep."""
    return _whole(rng, _hatchback(rng), along=False)


def saloon(rng: np.random.Generator) -> Lot:
    """Three boxes: bonnet, cabin, boot."""
    return _whole(rng, _saloon(rng), along=rng.random() < 0.5)


def off_roader(rng: np.random.Generator) -> Lot:
    """High, square, on large wheels."""
    return _whole(rng, _off_roader(rng), along=rng.random() < 0.6)


def pickup(rng: np.random.Generator) -> Lot:
    """A cab and an open bed on a ladder frame."""
    height, wheelbase = rng.uniform(1690, 1830), rng.uniform(2900, 3300)
    belt, cab = height * rng.uniform(0.62, 0.66), rng.uniform(1100, 1600)
    figure = Figure(
        wheelbase=wheelbase,
        ahead=rng.uniform(750, 900),
        behind=rng.uniform(1000, 1250),
        width=rng.uniform(1750, 1900),
        height=height,
        tyre=rng.uniform(340, 385),
        belt=belt,
        bonnet=rng.uniform(900, 1020),
        screen=(rng.uniform(350, 500), rng.uniform(900, 1050)),
        tail=(wheelbase - 1000 - cab, wheelbase - 1050 - cab),
        boot=belt * rng.uniform(0.92, 1.0),
        clearance=rng.uniform(80, 160),
    )
    rear, front = figure.ends
    frame = [
        Part(wide_box(rear + 100, front - 300, figure.floor - 60, figure.floor + 60, 950), "steel", 0.03),
        Part(
            wide_box(rear + 60, figure.tail[0] - wheelbase / 2, figure.floor + 200, figure.floor + 203, 1500), "steel"
        ),
        Part(ball((-wheelbase / 2, figure.tyre, 0), 150, 140, 130), "cast_iron", 0.3),
    ]
    parts = (
        *body(figure, rng),
        *seats(figure, rng)[:5],
        *engine(figure, rng, along=True),
        *running_gear(figure, rng),
        *frame,
    )
    return _either_way(rng, parts)


def stripped(rng: np.random.Generator) -> Lot:
    """A body without wheels or without its engine, or a car's front end, cut off at the bulkhead."""
    figure = (_hatchback, _saloon, _off_roader)[int(rng.integers(3))](rng)
    shell, motor = body(figure, rng), engine(figure, rng, along=rng.random() < 0.4)
    way = rng.random()
    if way < 0.35:
        parts = shell
    elif way < 0.6:
        parts = (*shell, *running_gear(figure, rng))
    elif way < 0.8:
        parts = (*shell, *seats(figure, rng), *motor)
    else:
        bulkhead = figure.wheelbase / 2 - figure.screen[0] - 100
        front = [part for part in (*shell, *motor, *running_gear(figure, rng)) if _lies_before(part, bulkhead)]
        parts = tuple(front)
    return _either_way(rng, parts)


def _lies_before(part: Part, x: float) -> bool:
    return bool(one((part,)).bounds[0, 0] > x)


def motorcycle(rng: np.random.Generator) -> Lot:
    """On its wheels, the front to either side."""
    return _either_way(rng, drawn_motorcycle(rng))


def van(rng: np.random.Generator) -> Lot:
    """A delivery van."""
    height, behind = rng.uniform(1850, 2250), rng.uniform(850, 1100)
    belt = height * rng.uniform(0.52, 0.58)
    figure = Figure(
        wheelbase=rng.uniform(2700, 3300),
        ahead=rng.uniform(750, 950),
        behind=behind,
        width=rng.uniform(1800, 2000),
        height=height,
        tyre=rng.uniform(310, 345),
        belt=belt,
        bonnet=rng.uniform(900, 1050),
        screen=(rng.uniform(-150, 50), rng.uniform(550, 750)),
        tail=(-behind * 0.85, -behind * 0.95),
        boot=belt,
        clearance=60.0,
    )
    rear, _ = figure.ends
    sides = Part(
        wide_box(rear, figure.wheelbase * 0.15, figure.belt, figure.height, figure.width * 0.95), "steel", 0.0012
    )
    parts = (
        *body(figure, rng),
        *seats(figure, rng),
        *engine(figure, rng, along=False),
        *running_gear(figure, rng),
        sides,
    )
    return _either_way(rng, parts)


FAMILIES = {
    "hatchback": Family(hatchback, ramped, places=IN_THE_HOLD, declarable=True),
    "saloon": Family(saloon, ramped, places=IN_THE_HOLD, declarable=True),
    "off_roader": Family(off_roader, ramped, places=IN_THE_HOLD, declarable=True),
    "pickup": Family(pickup, ramped, places=IN_THE_HOLD, declarable=True),
    "stripped": Family(stripped, ramped, places=IN_THE_HOLD, declarable=True),
    "motorcycle": Family(motorcycle, upright, places=IN_THE_HOLD, declarable=True),
    "van": Family(van, ramped, places=IN_THE_HOLD, declarable=True, reserved=True),
}
