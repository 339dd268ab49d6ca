"""What cars and vans share: a shell cut from an outline, glass, doors, seats, dash, light running gear."""

import itertools
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.innards import innards
from cargoscope_datasets.simulation.conveyances.powertrain import engine, gearbox, radiator
from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, block, hollow, plate, sheet_metal
from cargoscope_datasets.simulation.conveyances.tyres import Tyre, tyre
from cargoscope_datasets.simulation.solids import Outline, Part, Rings, Rod, ball, capsule, rod


@dataclass(frozen=True, slots=True)
class Body:
    """Shape of a car or van, its front at the smaller x.

    Attributes:
        outline: of the side, wheels left out, mm.
        windows: outlines cut out of the side and glazed.
        half_width: mm.
        floor: height of the floor, mm.
        front, rear: x of the axles, mm.
        dash: x of the dashboard, mm.
        wheel: tyre and rim.
    """

    outline: Outline
    windows: tuple[Outline, ...]
    half_width: float
    floor: float
    front: float
    rear: float
    dash: float
    wheel: Tyre


def shell(body: Body, *, gauge: float) -> list[Part]:
    """Side panels with their inner sheet, and the skin across from bumper to bumper over the roof."""
    parts: list[Part] = []
    for side in SIDES:
        z = side * body.half_width
        parts += [
            plate(body.outline, z, gauge),
            plate(body.outline, z - side * 90, gauge * 1.1),
            plate(body.outline, z - side * 110, 3.0, "plastic"),
        ]
        for window in body.windows:
            for at, thick, material in (
                (z, gauge, "steel"),
                (z - side * 90, gauge * 1.1, "steel"),
                (z - side * 110, 3.0, "plastic"),
            ):
                parts.append(plate(window, at, thick, material, -1.0))
            parts.append(plate(window, z - side * 30, 4.0, "glass"))
        for x in (body.front, body.rear):
            arch = [
                (x + body.wheel.radius * 1.16 * np.cos(a), body.wheel.radius + body.wheel.radius * 1.16 * np.sin(a))
                for a in np.linspace(0.1, np.pi - 0.1, 9)
            ]
            parts.append(
                sheet_metal([(float(px), float(py)) for px, py in arch], z - side * 130, 3.0, 250.0, "plastic")
            )
    return parts


def linings(rng: np.random.Generator, body: Body, belt: float, end: float) -> list[Part]:
    """What doors, dash, engine room and seats are full of.

    Args:
        rng: how much of each.
        body: of the car or van.
        belt: height of the lower edge of the windows, mm.
        end: x where the side panels end, mm.
    """
    half, floor, dash = body.half_width, body.floor, body.dash
    across = (-half + 140, half - 140)
    parts = [
        innards(rng, "plastic", (dash - 170, dash + 240), (floor + 280, floor + 680), across, _grams(rng, 2.5, 6)),
        innards(rng, "steel", (120, dash - 150), (floor - 20, belt - 110), across, _grams(rng, 4, 9)),
        innards(rng, "plastic", (120, dash - 150), (belt - 330, belt - 90), across, _grams(rng, 1, 4), upright=0.4),
        innards(rng, "plastic", (end - 115, end - 20), (floor + 40, belt - 60), across, _grams(rng, 1, 3)),
        innards(
            rng, "steel", (dash - 100, end - 150), (floor - 60, floor + 10), across, _grams(rng, 1, 3), upright=0.2
        ),
    ]
    for side in SIDES:
        hollow_ = (side * (half - 8), side * (half - 108))
        for start, stop in ((dash + 60, dash + 1120), (dash + 1230, end - 120)):
            parts.append(innards(rng, "steel", (start, stop), (floor + 60, belt - 15), hollow_, _grams(rng, 0.8, 2.4)))
    return parts


def _grams(rng: np.random.Generator, least: float, most: float) -> float:
    return float(rng.uniform(least, most))


def running_gear(rng: np.random.Generator, body: Body, *, metal: str, length: float) -> list[Part]:
    """Engine across or along, wheels, struts, springs, subframes, exhaust."""
    radius = body.wheel.radius
    parts = engine(rng, body.front - length * 0.62, radius + 70, length, metal=metal)
    parts += gearbox(body.front + length * 0.4, radius + 60, 420, 150)
    parts += radiator(body.front - length * 0.62 - 170, (radius - 60, radius + 420), 330, 70)
    parts += [
        block("lead_acid", body.front + 60, body.front + 230, radius + 260, radius + 440, 380, 620, 0.7),
        *hollow("steel", (body.front - 300, body.front + 300), (radius - 130, radius - 60), (-420, 420), 3.0),
    ]
    for x in (body.front, body.rear):
        for side in SIDES:
            parts += _corner(x, side, body)
    parts += hollow("steel", (body.rear - 70, body.rear + 70), (radius - 70, radius + 30), (-480, 480), 3.0)
    pipe = [
        (body.front + 150, body.floor - 40),
        (body.front + 900, body.floor - 60),
        (body.rear - 300, body.floor - 50),
        (body.rear + 500, body.floor - 20),
    ]
    for start, end in itertools.pairwise(pipe):
        parts += [
            Part(rod((*start, 120.0), (*end, 120.0), 26), "steel"),
            Part(rod((*start, 120.0), (*end, 120.0), 24.4), "steel", -1.0),
        ]
    # The rear silencer ends before the bumper.
    behind = min(body.rear + 280, max(x for x, _ in body.outline) - 680)
    for x, size in ((body.front + 500, 60.0), (behind, 100.0)):
        spot = (x, body.floor - 50, 120.0)
        parts.append(Part(capsule(spot, (x + 4 * size, body.floor - 45, 120.0), size), "steel", 0.1))
    return parts


def _corner(x: float, side: int, body: Body) -> list[Part]:
    """Wheel, disc brake with caliper, strut with its coil, arm and shaft."""
    radius, track = body.wheel.radius, body.half_width - 110
    centre, z = (x, radius, side * track), side * (track - 150)
    seat = body.wheel.rim
    barrel = (
        (seat - 8, seat, -body.wheel.width * 0.42, body.wheel.width * 0.42),
        (60.0, seat - 8, side * 30.0 - 5, side * 30.0 + 5),
    )
    parts = [
        *tyre(body.wheel, centre),
        Part(Rings(centre, "z", barrel), body.wheel.rim_metal, 0.8),
        Part(
            Rings((x, radius, side * (track - 40)), "z", ((70.0, 140.0, -11, 11), (0.0, 65.0, -50, 50))),
            "cast_iron",
            0.85,
        ),
        block("cast_iron", x + 80, x + 150, radius - 60, radius + 70, side * (track - 75), side * (track - 5), 0.6),
        Part(rod((x, radius - 60, side * 300), (x, radius - 80, side * (track - 60)), 22), "steel", 0.6),
        Part(rod((x, radius, side * 200), (x, radius, side * (track - 40)), 14), "steel"),
        Part(rod((x, radius + 60, z), (x + 30, radius + 420, z - side * 50), 24), "steel", 0.5),
    ]
    for turn in range(6):
        y = radius + 190 + turn * 34
        parts.append(Part(Rings((x + 18, y, z - side * 20), "y", ((56.0, 68.0, -6, 6),)), "steel", 0.85))
    return parts


def seat(x: float, floor: float, z: float, width: float = 480.0) -> list[Part]:
    """Cushion, back and head rest on a frame."""
    half = width / 2
    return [
        block("foam", x - 240, x + 240, floor + 200, floor + 330, z - half, z + half, 1.4),
        block("steel", x - 230, x + 230, floor + 170, floor + 190, z - half + 30, z + half - 30, 0.3),
        bar((x + 190, floor + 300, z), (x + 330, floor + 860, z), 105, width, "foam", 1.4),
        bar((x + 215, floor + 300, z), (x + 350, floor + 860, z), 14, width - 60, "steel", 0.3),
        bar((x + 345, floor + 870, z), (x + 370, floor + 1040, z), 80, width * 0.55, "foam", 1.5),
        *(
            block("steel", x - 220, x + 220, floor + 60, floor + 90, z + dz - 15, z + dz + 15, 0.7)
            for dz in (-180, 180)
        ),
    ]


def cockpit(body: Body, floor: float) -> list[Part]:
    """Dash with its beam and blower, wheel and column, pedals, gear lever."""
    x, half, high = body.dash, body.half_width - 130, floor + 520
    return [
        block("plastic", x - 150, x + 220, high - 40, high + 160, -half, half, 0.13),
        Part(rod((x + 20, high, -half), (x + 20, high, half), 26), "steel", 0.3),
        block("plastic", x - 180, x + 60, high - 230, high - 40, -150, 250, 0.3),
        Part(Rod(_tilted(190.0, 14.0), np.array([x + 330, high + 80, -350.0])), "steel", 0.08),
        Part(rod((x - 100, high - 180, -350), (x + 330, high + 80, -350), 26), "steel", 0.5),
        Part(ball((x + 315, high + 70, -350), 60), "plastic", 0.5),
        Part(rod((x + 350, floor + 60, 0), (x + 400, floor + 380, 0), 9), "steel"),
        *(bar((x - 120, floor + 260, z), (x - 40, floor + 60, z), 10, 30) for z in (-440.0, -350.0, -260.0)),
    ]


def _tilted(radius: float, half_thick: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Axes of a disc that faces back and up."""
    lean = np.radians(30)
    return np.column_stack(
        [
            (0, 0, radius),
            (-radius * np.sin(lean), radius * np.cos(lean), 0),
            (half_thick * np.cos(lean), half_thick * np.sin(lean), 0),
        ]
    )
