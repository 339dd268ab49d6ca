"""Cars and motorcycles, whole, or a body without its running gear. The front is at +x or -x; mm."""

import numpy as np

from cargoscope_datasets.simulation.car import Figure, body, seats
from cargoscope_datasets.simulation.drive import engine, running_gear
from cargoscope_datasets.simulation.poses import ramped, upright
from cargoscope_datasets.simulation.shapes import Parts, mirrored, ring, slab, wide_box
from cargoscope_datasets.simulation.solids import Part, Point, ball, rod
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
        *seats(figure, rng)[:4],
        *engine(figure, rng, along=True),
        *running_gear(figure, rng),
        *frame,
    )
    return _either_way(rng, parts)


def stripped(rng: np.random.Generator) -> Lot:
    """A body without wheels or without its engine, or the front half of a car with the engine in it."""
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
        middle = 0.0
        front = [part for part in (*shell, *motor, *running_gear(figure, rng)) if _lies_before(part, middle)]
        parts = tuple(front)
    return _either_way(rng, parts)


def _lies_before(part: Part, x: float) -> bool:
    low, high = one((part,)).bounds[:, 0]
    return bool((low + high) / 2 > x and low > x - 700)


def motorcycle(rng: np.random.Generator) -> Lot:
    """Two thin wheels, a frame of tubes, engine, tank, fork, exhaust."""
    wheelbase, radius = rng.uniform(1200, 1600), rng.uniform(240, 340)
    x0, x1, head = -wheelbase / 2, wheelbase / 2, rng.uniform(0.24, 0.34) * wheelbase
    high = rng.uniform(820, 980)
    parts: list[Part] = []
    for x, wide in ((x0, rng.uniform(110, 190)), (x1, rng.uniform(80, 130))):
        rim = radius * 0.75
        parts += ring((x, radius, 0), radius, rim, wide, "rubber")
        parts[-2:] = [Part(parts[-2].solid, "rubber", 0.4), Part(parts[-1].solid, "rubber", -0.4)]
        parts += ring((x, radius, 0), rim, rim - 14, wide * 0.7, "aluminium")
        parts += [
            Part(rod((x, radius, -18), (x, radius, 18), rim * 0.55), "steel", 0.12),
            Part(rod((x, radius, -90), (x, radius, 90), 28), "steel", 0.6),
        ]
        parts += [
            Part(rod((x, radius, 0), (x + rim * np.cos(turn), radius + rim * np.sin(turn), 0), 9), "aluminium")
            for turn in np.arange(5) * 1.257
        ]
    neck: Point = (head, high, 0)
    for z in (-85, 85):
        parts.append(Part(rod((x1, radius, z), (head - 20, high + 60, z), 22), "steel", 0.5))
        parts.append(Part(rod((head - 40, high + 80, z), (head - 150, high + 130, z * 4), 12), "steel", 0.6))
        parts.append(Part(rod((x0, radius, z), (-0.12 * wheelbase, 460, z), 24), "aluminium", 0.6))
    parts += [
        Part(rod(neck, (-0.12 * wheelbase, 460, 0), 22), "steel", 0.4),
        Part(rod(neck, (0.12 * wheelbase, 300, 0), 20), "steel", 0.4),
    ]
    wide = rng.uniform(220, 420)
    parts += [
        Part(wide_box(-0.16 * wheelbase, 0.14 * wheelbase, 260, 450, wide), "aluminium", rng.uniform(0.5, 0.8)),
        Part(rod((0.0, 400, 0), (0.1 * wheelbase, 660, 0), 90), "aluminium", 0.5),
        Part(rod((0.02 * wheelbase, 350, -wide * 0.3), (0.02 * wheelbase, 350, wide * 0.3), 100), "steel", 0.35),
        Part(ball((0.1 * wheelbase, high - 40, 0), 260, 120, 130), "steel", 0.12),
        Part(ball((0.1 * wheelbase, high - 70, 0), 230, 80, 115), "oil", rng.uniform(0, 0.8)),
        Part(
            slab(
                [
                    (-0.02 * wheelbase, high - 90),
                    (-0.02 * wheelbase, high - 20),
                    (x0 - 80, high + 20),
                    (x0 - 60, high - 70),
                ],
                240,
            ),
            "foam",
            2,
        ),
        Part(rod((0.1 * wheelbase, 330, 140), (-0.2 * wheelbase, 260, 140), 28), "steel", 0.2),
        Part(rod((-0.2 * wheelbase, 270, 150), (x0 - 120, 430, 160), 55), "steel", 0.12),
        Part(rod((x0 + 60, radius + 20, 60), (-0.1 * wheelbase, high - 120, 60), 34), "steel", 0.25),
        Part(ball((x1 - 200, high + 20, 0), 70, 80, 80), "glass", 0.15),
    ]
    return _either_way(rng, tuple(parts))


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
