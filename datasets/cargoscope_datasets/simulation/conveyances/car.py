"""Cars on their own wheels: hatchback, saloon, estate (kerb mass 1.2-1.8 t)."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.car_body import Body, cockpit, linings, running_gear, seat, shell
from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.conveyances.lines import cable
from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, block, hollow, skin
from cargoscope_datasets.simulation.conveyances.tyres import Tyre, lying_tyre
from cargoscope_datasets.simulation.solids import Part, rod


def car(rng: np.random.Generator) -> Conveyance:
    """A car; its front bumper is at x = 0."""
    style = str(rng.choice(["hatchback", "saloon", "estate"]))
    length = {"hatchback": 4050.0, "saloon": 4550.0, "estate": 4600.0}[style] + float(rng.uniform(-150, 250))
    roof = float(rng.uniform(1430, 1560))
    body, roofline = _shape(rng, style, length, roof)
    half = body.half_width
    parts = shell(body, gauge=1.0) + running_gear(
        rng, body, metal=str(rng.choice(["aluminium", "cast_iron"])), length=float(rng.uniform(580, 700))
    )
    parts += skin(roofline, half - 60, 1.1) + _across(rng, body, length, roof) + cockpit(body, body.floor)
    parts += linings(rng, body, float(body.outline[3][1]), length)
    for x in (body.dash + 850, body.dash + 1650):
        for side in SIDES:
            parts += seat(x, body.floor, side * 360)
    boot = Room(body.dash + 2050, length - 130, body.floor + 120, body.floor + 560, -500, 500)
    well = (body.rear + 330, body.floor - 40, 0.0)
    parts += lying_tyre(Tyre(290, 130, 195, 9), well)
    parts += [block("steel", boot.x0, boot.x1, body.floor + 95, body.floor + 96.5, -600, 600)]
    tank = Room(body.rear - 560, body.rear - 130, body.floor - 130, body.floor + 70, -420, 420)
    parts += hollow("polyethylene", (tank.x0, tank.x1), (tank.y0, tank.y1), (tank.z0, tank.z1), 5.0)
    parts.append(
        block("oil", tank.x0 + 6, tank.x1 - 6, tank.y0 + 6, tank.y0 + 6 + 180 * float(rng.uniform(0.1, 0.9)), -410, 410)
    )
    parts.append(
        Part(rod((tank.x1, tank.y1 - 20, 380), (body.rear + 150, body.floor + 560, half - 20), 24), "steel", 0.15)
    )
    places = (
        Place("boot", boot),
        Place("fuel_tank", Room(tank.x0 + 20, tank.x1 - 20, tank.y0 + 15, tank.y1 - 15, -380, 380)),
        Place("spare_tyre", Room(well[0] - 270, well[0] + 270, well[1] - 55, well[1] + 55, -270, 270)),
        Place("engine", Room(body.front - 450, body.front + 450, 250, 850, -500, 500)),
        Place("seat", Room(body.dash + 1400, body.dash + 1900, body.floor + 40, body.floor + 330, -600, 600)),
        Place("cab", Room(body.dash - 100, body.dash + 2000, body.floor + 20, roof - 100, -600, 600)),
        *(
            Place(
                "wall",
                Room(
                    body.dash + 250,
                    body.dash + 1200,
                    body.floor + 60,
                    body.floor + 480,
                    *sorted((side * (half - 105), side * (half - 5))),
                ),
            )
            for side in SIDES
        ),
        Place("floor", Room(body.dash, body.rear - 600, body.floor - 60, body.floor + 20, -600, 600)),
    )
    return Conveyance("car", tuple(parts), (Hold(boot, 250.0, length, "van", boot.y1),), places)


def _shape(rng: np.random.Generator, style: str, length: float, roof: float) -> tuple[Body, list[tuple[float, float]]]:
    """Outline and the line of the skin from bonnet to boot lid."""
    wheel = Tyre(316 + float(rng.uniform(-10, 25)), 205, 203, 10, rim_metal=str(rng.choice(["aluminium", "steel"])))
    front, belt, floor = (
        830 + float(rng.uniform(-40, 60)),
        910 + float(rng.uniform(-20, 50)),
        float(rng.uniform(250, 300)),
    )
    rear = length - {"hatchback": 700.0, "saloon": 1000.0, "estate": 950.0}[style]
    screen, top0 = front + 550, front + 1330
    tail = {
        "hatchback": [(length - 700, roof - 20), (length - 160, belt + 60)],
        "saloon": [(length - 1350, roof - 40), (length - 700, belt + 60), (length - 90, belt + 20)],
        "estate": [(length - 420, roof - 40), (length - 130, belt + 40)],
    }[style]
    line = [(60.0, 700.0), (250.0, 760.0), (screen, belt), (top0, roof), *tail, (length - 30, 650.0)]
    outline = (
        (0.0, 300.0),
        *((float(x), float(y)) for x, y in line),
        (length, 320.0),
        (length - 150, 240.0),
        (150.0, 230.0),
    )
    last = tail[0][0] + 100
    middle = (top0 + last) / 2 - 50
    windows = (
        ((screen + 180, belt + 25), (middle - 40, belt + 25), (middle - 40, roof - 75), (top0 + 60, roof - 75)),
        ((middle + 40, belt + 25), (last + 150, belt + 35), (last - 120, roof - 80), (middle + 40, roof - 75)),
    )
    half = float(rng.uniform(860, 920))
    return Body(outline, windows, half, floor, front, rear, screen + 80, wheel), [(float(x), float(y)) for x, y in line]


def _across(rng: np.random.Generator, body: Body, length: float, roof: float) -> list[Part]:
    """Floor pan with sills, bumpers with their beams, bulkheads, lamps."""
    half, floor = body.half_width, body.floor
    parts = [
        block("steel", body.dash - 150, length - 150, floor, floor + 2.0, -half + 100, half - 100),
        block("textile", body.dash - 100, body.rear, floor + 2, floor + 18, -half + 150, half - 150, 0.1),
        block("steel", body.dash - 180, body.dash - 178, floor, floor + 620, -half + 120, half - 120),
        *hollow("steel", (60, 130), (420, 520), (-600, 600), 2.0, open_along="z"),
        *hollow("steel", (length - 130, length - 60), (420, 520), (-600, 600), 2.0, open_along="z"),
        *hollow("plastic", (5, 120), (260, 640), (-half + 60, half - 60), 3.0),
        *hollow("plastic", (length - 110, length - 5), (280, 660), (-half + 60, half - 60), 3.0),
        *hollow("steel", (body.dash + 1150, body.dash + 1210), (floor, floor + 70), (-half + 100, half - 100), 1.5),
        block(
            "steel",
            body.outline[4][0] + 60,
            body.outline[5][0] - 60,
            roof - 45,
            roof - 25,
            -half + 220,
            half - 220,
            0.01,
        ),
    ]
    for side in SIDES:
        parts += hollow(
            "steel",
            (body.front + 350, body.rear - 350),
            (floor - 60, floor + 70),
            (side * (half - 20), side * (half - 120)),
            1.6,
            open_along="x",
        )
        parts += hollow("steel", (100, body.dash), (430, 540), (side * 480, side * 560), 2.0, open_along="x")
        parts += hollow("plastic", (90, 330), (600, 740), (side * (half - 320), side * (half - 50)), 2.5)
        parts += hollow(
            "plastic", (length - 180, length - 60), (680, 860), (side * (half - 260), side * (half - 40)), 2.5
        )
        z = side * (half - 65)
        for post, top in ((body.dash + 30, body.outline[3][1] - 20), (body.dash + 1180, roof - 60)):
            parts += hollow("steel", (post - 40, post + 40), (floor + 40, top), (z - 42, z + 42), 1.4, open_along="y")
        # The posts of the windscreen and of the rear lean with the glass between them.
        for foot, head in ((3, 4), (6, 5)):
            start, end = body.outline[foot], body.outline[head]
            parts.append(bar((*start, z), (*end, z), float(rng.uniform(45, 75)), 60, "steel", 0.12))
        for _ in range(3):
            high = floor + float(rng.uniform(30, 260))
            parts += cable(rng, (body.front, high + 200, z), (length - 300, high, z), float(rng.uniform(4, 8)))
    return parts


SHARES: dict[str, tuple[float, Builder]] = {"car": (0.04, car)}
