"""Rigid trucks with a box body of plywood or insulated panels."""

import numpy as np

from cargoscope_datasets.simulation.conveyances import fittings
from cargoscope_datasets.simulation.conveyances.cab import cab
from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, channel_across, channel_along, hollow
from cargoscope_datasets.simulation.conveyances.tractor import RAIL_Z, chassis
from cargoscope_datasets.simulation.solids import Part, rod

HALF_WIDTH = 1245.0


def box_truck(rng: np.random.Generator) -> Conveyance:
    """A two- or three-axle truck; its body begins at x = 0."""
    length, top = float(rng.uniform(6200, 8200)), float(rng.uniform(930, 1040))
    front = -float(rng.uniform(550, 750))
    rear = length - float(rng.uniform(1900, 2300))
    axles = [rear] if length < 7200 else [rear - 650, rear + 700]
    parts, places = chassis(rng, front, axles, top)
    cab_parts, cab_places = cab(rng, front - 1320, top + 180, bunk=False)
    deck = top + 165.0
    high = float(rng.uniform(2250, 2600))
    parts += cab_parts + _floor(length, top, deck) + _body(rng, length, deck, high)
    parts += fittings.rear_end(rng, length - 60, top - 60)
    room = Room(70, length - 70, deck, deck + high - 90, -1190, 1190)
    hold = Hold(room, 6500.0 if len(axles) == 1 else 12500.0, length, "van", room.y1)
    own = (
        Place("doors", Room(length - 700, length - 80, deck, deck + high - 300, -1180, 1180)),
        Place("floor", Room(200, length - 200, top + 20, deck - 25, -1150, 1150)),
        Place("wall", Room(5, 60, deck + 50, deck + high - 100, -1150, 1150)),
        Place("roof", Room(200, length - 200, deck + high - 90, deck + high - 10, -1150, 1150)),
        Place("chassis", Room(rear - 2500, rear - 700, top - 250, top, -RAIL_Z + 30, RAIL_Z - 30)),
    )
    return Conveyance("box_truck", tuple(parts), (hold,), (*places, *cab_places, *own))


def _floor(length: float, top: float, deck: float) -> list[Part]:
    """A sub-frame on the rails, bearers across, plywood."""
    parts = [block("wood", 40, length - 40, deck - 27, deck, -1200, 1200, 1.2)]
    for side in SIDES:
        parts += channel_along((60, length - 80), (top + 2, top + 72), side * (RAIL_Z - 2), 60, 5)
        parts += channel_along((20, length - 20), (deck - 110, deck), side * HALF_WIDTH, 45, 3.5)
    for x in np.arange(150, length - 100, 410.0):
        parts += channel_across(float(x), (top + 72, deck - 27), (-1210, 1210), 45, 3.5)
    return parts


def _body(rng: np.random.Generator, length: float, deck: float, high: float) -> list[Part]:
    """Panels on posts; doors or a roller at the back."""
    thick = float(rng.choice([18.0, 60.0]))
    core = ("foam", 1.2) if thick > 30 else ("wood", 1.1)
    parts: list[Part] = []
    for side in SIDES:
        outer, inner = side * HALF_WIDTH, side * (HALF_WIDTH - thick)
        parts += [block(core[0], 30, length - 50, deck, deck + high, outer, inner, core[1]),
                  block("aluminium", 30, length - 50, deck, deck + high, outer, outer - side * 1.2),
                  block("wood", 60, length - 60, deck, deck + 250, inner, inner - side * 12)]  # fmt: skip
        for x in np.arange(300, length - 200, float(rng.uniform(580, 640))):
            parts.append(block("aluminium", float(x), float(x) + 50, deck, deck + high, inner, inner - side * 25, 0.12))
        for rail in (700.0, 1250.0):
            parts.append(
                block("steel", 200, length - 300, deck + rail, deck + rail + 60, inner, inner - side * 12, 0.25)
            )
    parts += [block(core[0], 8, 8 + thick, deck, deck + high, -HALF_WIDTH, HALF_WIDTH, core[1]),
              block("aluminium", 6, 8, deck, deck + high, -HALF_WIDTH, HALF_WIDTH),
              block(core[0], 30, length - 40, deck + high - thick, deck + high, -HALF_WIDTH, HALF_WIDTH, core[1]),
              block("aluminium", 30, length - 40, deck + high - 1.2, deck + high, -HALF_WIDTH, HALF_WIDTH)]  # fmt: skip
    for x in ((0.0, 45.0), (length - 50, length)):
        for side in SIDES:
            parts += hollow(
                "aluminium",
                x,
                (deck - 60, deck + high),
                (side * HALF_WIDTH, side * (HALF_WIDTH - 70)),
                4.0,
                open_along="y",
            )
        parts += hollow(
            "aluminium", x, (deck + high - 60, deck + high + 10), (-HALF_WIDTH, HALF_WIDTH), 3.0, open_along="z"
        )
    parts.append(block("wood", length - 48, length - 24, deck, deck + high - 60, -1170, 1170, 1.1))
    for z in (-900.0, -250.0, 250.0, 900.0):
        parts.append(Part(rod((length + 12, deck - 30, z), (length + 12, deck + high - 30, z), 11), "steel"))
        for y in (deck + 60, deck + 0.5 * high, deck + high - 120):
            parts.append(block("steel", length - 6, length + 28, y - 30, y + 30, z - 35, z + 35, 0.4))
    return parts


SHARES: dict[str, tuple[float, Builder]] = {"box_truck": (0.06, box_truck)}
