"""Tractors for semi-trailers: two or three axles, day cab or bunk (kerb mass 7-9 t)."""

import numpy as np

from cargoscope_datasets.simulation.conveyances import brackets
from cargoscope_datasets.simulation.conveyances.air_fittings import valve_block
from cargoscope_datasets.simulation.conveyances.air_tanks import air_tank
from cargoscope_datasets.simulation.conveyances.axles import AxleMake, drive_axle, steering_axle
from cargoscope_datasets.simulation.conveyances.cab import cab
from cargoscope_datasets.simulation.conveyances.conveyance import Conveyance, Place, Room
from cargoscope_datasets.simulation.conveyances.coupling import fifth_wheel
from cargoscope_datasets.simulation.conveyances.lines import cable, coil, pipe_along
from cargoscope_datasets.simulation.conveyances.mudguards import mudguard, random_mudguards
from cargoscope_datasets.simulation.conveyances.powertrain import engine, gearbox, prop_shaft, radiator
from cargoscope_datasets.simulation.conveyances.sections import (
    SIDES,
    block,
    channel_across,
    channel_along,
    drilled,
    hollow,
    pin,
)
from cargoscope_datasets.simulation.conveyances.suspension import air_bags, leaf_springs
from cargoscope_datasets.simulation.conveyances.tyres import truck_tyre
from cargoscope_datasets.simulation.solids import Part, Point, Rings, rod

RAIL_Z = 425.0


def tractor(rng: np.random.Generator, kingpin_x: float, coupling_y: float, plugs: tuple[Point, ...]) -> Conveyance:
    """A tractor under a trailer.

    Args:
        rng: make and age.
        kingpin_x: of the trailer, mm.
        coupling_y: height of the trailer's rubbing plate, mm.
        plugs: where its lines end at the trailer.
    """
    tandem = rng.random() < 0.6
    axles = (
        [kingpin_x - float(rng.uniform(250, 450)), kingpin_x + float(rng.uniform(900, 1050))]
        if tandem
        else [kingpin_x + float(rng.uniform(150, 600))]
    )
    front = axles[0] - float(rng.uniform(3100, 3700))
    frame_top = coupling_y - float(rng.uniform(185, 235))
    parts, places = chassis(rng, front, axles, frame_top)
    parts += fifth_wheel(rng, kingpin_x, coupling_y, frame_top)
    bunk = bool(rng.random() < 0.7)
    cab_parts, cab_places = cab(
        rng, front - float(rng.uniform(1300, 1450)), frame_top + float(rng.uniform(250, 420)), bunk=bunk
    )
    rear = front + float(rng.uniform(700, 900))
    parts += _behind_cab(rng, rear, plugs, frame_top, coupling_y)
    return Conveyance("tractor", tuple(parts + cab_parts), (), (*places, *cab_places))


def chassis(
    rng: np.random.Generator, front: float, axles: list[float], frame_top: float
) -> tuple[list[Part], list[Place]]:
    """Ladder frame with its axles, springs, engine and tanks; also of rigid trucks.

    Args:
        rng: make.
        front: x of the steering axle, mm.
        axles: x of the drive axles, mm.
        frame_top: height of the rails' upper face, mm.
    """
    tyre = truck_tyre(rng)
    low, x0, x1 = frame_top - float(rng.uniform(250, 300)), front - 1250, axles[-1] + float(rng.uniform(650, 950))
    steer = AxleMake(tyre, False, True, 120, bool(rng.random() < 0.5), 1030)
    drive = AxleMake(tyre, True, True, 140, steer.drum, 925)
    parts = _rails(rng, x0, x1, low, frame_top) + steering_axle(rng, steer, front)
    parts += leaf_springs(rng, [front], steer.height - 90, low, 45)
    guards = random_mudguards(rng)
    for number, x in enumerate(axles):
        parts += drive_axle(rng, drive, x, through=number == 0 and len(axles) > 1)
        for side in SIDES:
            if rng.random() < 0.85:
                parts += mudguard(rng, guards, x, drive.height, tyre.radius, drive.track, side)
    spring = air_bags if rng.random() < 0.6 else leaf_springs
    parts += spring(rng, axles, drive.height, low, 70)
    nose, crank = front - 850.0, low + float(rng.uniform(40, 110))
    length = float(rng.uniform(980, 1200))
    parts += engine(rng, nose, crank, length) + gearbox(nose + length + 70, crank, float(rng.uniform(800, 1000)), 225)
    parts += radiator(nose - 260, (crank - 150, crank + 800), 430, 150)
    shaft = (nose + length + 1000, crank - 20)
    parts += prop_shaft(shaft, (axles[0] - 450, drive.height + 55), 60)
    if len(axles) > 1:
        parts += prop_shaft((axles[0] + 330, drive.height + 110), (axles[1] - 450, drive.height + 55), 55)
    tanks, places = _tanks(rng, front + float(rng.uniform(650, 850)), axles[0] - tyre.radius - 130, frame_top)
    places.append(Place("engine", Room(nose - 100, nose + length, crank + 650, crank + 900, -450, 450)))
    parts += brackets.on_ladder(rng, front, axles, (x0, x1), (low, frame_top))
    return parts + tanks + _on_rails(rng, x0, x1, low, frame_top), places


def _rails(rng: np.random.Generator, x0: float, x1: float, low: float, top: float) -> list[Part]:
    parts: list[Part] = []
    wall = float(rng.uniform(9.5, 11.5))
    for side in SIDES:
        parts += channel_along((x0, x1), (low, top), side * RAIL_Z, 80.0, wall)
        # A second channel inside the first where loads are highest.
        parts += channel_along((x0 + 900, x1 - 300), (low + wall, top - wall), side * (RAIL_Z - wall), 68.0, 8.0)
        for _ in range(int(rng.integers(14, 30))):
            x, y = float(rng.uniform(x0 + 300, x1 - 60)), float(rng.uniform(low + 40, top - 40))
            if rng.random() < 0.5:
                parts.append(pin(x, y, side * (RAIL_Z + 16), side * (RAIL_Z - 30), float(rng.uniform(9, 14))))
            else:
                parts.append(drilled(x, y, side * (RAIL_Z - wall / 2), float(rng.uniform(6, 22)), wall))
    for x in np.arange(x0 + 600, x1 - 100, float(rng.uniform(700, 1000))):
        at = float(x) + float(rng.uniform(-80, 80))
        parts += channel_across(at, (low + 25, top - 25), (-RAIL_Z + wall, RAIL_Z - wall), 70, 6)
        for side in SIDES:
            parts.append(
                block(
                    "steel", at - 90, at + 110, low + 30, top - 30, side * (RAIL_Z - wall), side * (RAIL_Z - wall - 7)
                )
            )
    parts += channel_across(x1 - 60, (low, top), (-RAIL_Z, RAIL_Z), 60, 8)
    return parts


def _tanks(rng: np.random.Generator, x0: float, x1: float, top: float) -> tuple[list[Part], list[Place]]:
    """Fuel on both sides, or fuel on one and batteries, air tanks and the silencer on the other."""
    parts: list[Part] = []
    places: list[Place] = []
    half = float(rng.uniform(270, 330))
    y, z = top - half - float(rng.uniform(20, 90)), 470 + half
    side = int(rng.choice(SIDES))
    length = min(float(rng.uniform(700, 1300)), max(x1 - x0 - 100, 400))
    start = x1 - length
    shell = ((half - 4, half, start, x1), (0.0, half - 4, start, start + 4), (0.0, half - 4, x1 - 4, x1))
    parts.append(Part(Rings((0.0, y, side * z), "x", shell), "aluminium" if rng.random() < 0.6 else "steel"))
    level = float(rng.uniform(0.2, 0.9))
    # Diesel up to a level: a slice of the cylinder, as the box of the same area.
    parts.append(
        block(
            "oil",
            start + 8,
            x1 - 8,
            y - half * 0.9,
            y - half * 0.9 + 1.8 * half * level,
            side * (z - half * 0.78),
            side * (z + half * 0.78),
        )
    )
    parts += [
        Part(rod((start + 200, y + half - 20, side * z), (start + 200, y + half + 40, side * z), 45), "aluminium", 0.5),
        Part(rod((start + 320, y - half + 30, side * z), (start + 320, y + half, side * z), 9), "steel"),
    ]
    for strap in (0.2, 0.8):
        at = start + strap * length
        parts.append(Part(Rings((0.0, y, side * z), "x", ((half, half + 4, at - 30, at + 30),)), "steel"))
    places.append(
        Place(
            "fuel_tank",
            Room(
                start + 60,
                x1 - 60,
                y - half * 0.7,
                y + half * 0.7,
                *sorted((side * (z - half * 0.7), side * (z + half * 0.7))),
            ),
        )
    )
    other = -side
    parts += _batteries(x1 - 520, top - 420, other)
    parts += air_tank(
        rng, x1 - 720, top - 350, (other * 480, other * 1050), 120, str(rng.choice(["steel", "aluminium"]))
    )
    muffler = x1 - 1500
    parts += [
        *hollow("steel", (muffler, muffler + 620), (top - 620, top - 80), (other * 500, other * 1080), 3.0),
        Part(
            rod((muffler + 100, top - 340, other * 620), (muffler + 520, top - 340, other * 620), 120), "ceramic", 0.6
        ),
        Part(
            rod((muffler + 100, top - 340, other * 930), (muffler + 520, top - 340, other * 930), 120), "ceramic", 0.6
        ),
    ]
    return parts, places


def _batteries(x: float, y: float, side: int) -> list[Part]:
    parts = [block("steel", x - 10, x + 420, y - 12, y - 6, side * 480, side * 1090)]
    for z in (560, 830):
        parts += [
            block("lead_acid", x, x + 400, y, y + 190, side * z, side * (z + 220), 0.72),
            block("plastic", x - 5, x + 405, y + 190, y + 225, side * z, side * (z + 220), 0.4),
        ]
        for at in (40, 360):
            parts.append(Part(rod((x + at, y + 200, side * (z + 60)), (x + at, y + 245, side * (z + 60)), 10), "lead"))
    return parts


def _on_rails(rng: np.random.Generator, x0: float, x1: float, low: float, top: float) -> list[Part]:
    """Lines, valves and brackets along the rails, and the tail."""
    parts: list[Part] = []
    for _ in range(int(rng.integers(3, 7))):
        z, y = float(rng.uniform(-390, 390)), float(rng.uniform(low + 60, top - 20))
        parts.append(
            pipe_along(
                (float(rng.uniform(x0 + 800, x0 + 2500)), x1 - float(rng.uniform(50, 900))),
                y,
                z,
                float(rng.uniform(4, 10)),
            )
        )
    parts += cable(rng, (x0 + 900, top - 30, 380), (x1 - 80, top - 60, 380), 12.0, sag=60)
    for _ in range(int(rng.integers(4, 8))):
        parts += valve_block(
            rng,
            float(rng.uniform(x0 + 2200, x1 - 60)),
            float(rng.uniform(low + 60, top + 40)),
            float(rng.uniform(-370, 370)),
        )
    parts += air_tank(rng, x1 - float(rng.uniform(60, 200)), low + 30, (-300, 300), float(rng.uniform(105, 140)))
    return parts


def _behind_cab(
    rng: np.random.Generator, x: float, plugs: tuple[Point, ...], top: float, coupling_y: float
) -> list[Part]:
    """Coiled air lines and a cable to the trailer's front, a catwalk, sometimes an upright exhaust."""
    parts: list[Part] = []
    high = coupling_y + float(rng.uniform(120, 320))
    for number, end in enumerate(plugs):
        parts += coil(rng, (x + 40, high + float(rng.uniform(0, 500)), (number - 1) * 160.0), end)
    parts.append(block("aluminium", x + 60, x + float(rng.uniform(500, 900)), top + 4, top + 26, -400, 400, 0.3))
    if rng.random() < 0.3:
        pipe = (x + 120, -float(rng.choice(SIDES)) * 900)
        parts += [
            Part(rod((pipe[0], top, pipe[1]), (pipe[0], top + 2300, pipe[1]), 65), "steel"),
            Part(rod((pipe[0], top, pipe[1]), (pipe[0], top + 2300, pipe[1]), 62.5), "steel", -1.0),
        ]
    return parts
