"""Refrigerated containers: insulated walls, aluminium T-floor, a cooling unit at the front."""

from functools import partial

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.conveyances.cooling_machinery import UNIT_DEPTH
from cargoscope_datasets.simulation.conveyances.cooling_unit import cooling_unit
from cargoscope_datasets.simulation.conveyances.corner_frame import (
    HALF_WIDTH,
    HIGH_MM,
    LENGTHS_MM,
    STANDARD_MM,
    Shell,
    frame,
)
from cargoscope_datasets.simulation.conveyances.doors import doors
from cargoscope_datasets.simulation.conveyances.rails import skirted_rails
from cargoscope_datasets.simulation.conveyances.reefer_floor import FLOOR_TOP, floor
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block
from cargoscope_datasets.simulation.conveyances.wear import Wall, wear
from cargoscope_datasets.simulation.solids import Part

WALL, ROOF = 67.0, 95.0
DOOR_LEAF = 92.0


def reefer(rng: np.random.Generator, feet: int) -> Conveyance:
    """A refrigerated container on the ground, its unit at x = 0."""
    shell = Shell(LENGTHS_MM[feet], HIGH_MM if feet == 40 else STANDARD_MM)
    parts = [*frame(rng, shell), *skirted_rails(rng, shell), *floor(rng, shell),
             *doors(rng, shell, insulated=True), *_walls(rng, shell), *cooling_unit(rng, shell)]  # fmt: skip
    half = HALF_WIDTH - WALL - 4
    top = shell.height - ROOF - 12
    room = Room(UNIT_DEPTH + 15, shell.length - 20 - DOOR_LEAF, FLOOR_TOP, top, -half, half)
    payload = {20: 27700.0, 40: 29000.0}[feet]
    hold = Hold(room, payload, shell.length, "reefer", top - float(rng.uniform(80, 130)))
    places = (
        Place("doors", Room(room.x1 - 700, room.x1, FLOOR_TOP, top - 150, -half, half)),
        Place("cooling_unit", Room(150, UNIT_DEPTH - 120, 250, shell.height - 300, -900, 900)),
        Place("floor", Room(room.x0 + 200, room.x1 - 300, 40, FLOOR_TOP - 45, -half, half)),
        Place("roof", Room(room.x0, room.x1 - 100, top + 5, shell.height - 16, -half, half)),
        *(Place("wall", Room(room.x0, room.x1 - 100, 250, top - 100, *sorted((side * half, side * (HALF_WIDTH - 4)))))
          for side in SIDES),
    )  # fmt: skip
    return Conveyance(f"reefer_{feet}", tuple(parts), (hold,), places)


def _walls(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Sheet, foam, liner; studs and bows stand in the foam at a make's own spacing."""
    length, height = shell.length, shell.height
    along, low, top = (60.0, length - 100), 150.0, height - 16
    skin, liner = float(rng.uniform(0.85, 1.15)), float(rng.uniform(0.65, 0.85))
    parts = []
    for side in SIDES:
        outer, inner = side * (HALF_WIDTH - 3), side * (HALF_WIDTH - WALL)
        parts += [
            block("steel", *along, low, top, outer, outer - side * skin),
            block("foam", *along, low, top, outer - side * skin, inner, 1.15),
            block("stainless", *along, low, top, inner, inner - side * liner),
            # Scuff liner that fork lifts run along.
            block("aluminium", *along, FLOOR_TOP, FLOOR_TOP + 240, inner - side * liner, inner - side * (liner + 1.6)),
        ]
        if rng.random() < 0.5:
            rail = float(rng.uniform(420, 640))
            parts.append(block("aluminium", *along, rail, rail + 28, inner - side * 2, inner - side * 14, 0.5))
    width = HALF_WIDTH - 60
    parts += [
        block("aluminium", *along, height - 13, height - 13 + skin, -width, width),
        block("foam", *along, height - ROOF - 10, height - 14, -width, width, 1.15),
        block("aluminium", *along, height - ROOF - 12, height - ROOF - 12 + liner * 1.6, -width, width),
    ]
    inside = Wall((UNIT_DEPTH, length - 150), (FLOOR_TOP, height - 100), HALF_WIDTH - WALL - 3)
    return parts + _studs(rng, shell) + wear(rng, inside)


def _studs(rng: np.random.Generator, shell: Shell) -> list[Part]:
    """Studs of each wall at a pitch of its own, whole or cut short, heavier where panels meet; and bows of the roof."""
    parts = []
    pitch, phase = float(rng.uniform(1000, 1350)), float(rng.uniform(0, 600))
    sheet = float(rng.uniform(1.0, 2.2))
    for side, shift in ((-1, 0.0), (1, float(rng.choice([0.0, 15.0, 300.0])))):
        stride = pitch * float(rng.choice([1.0, 1.0, 0.5, 0.75]))
        for x in np.arange(300 + phase + shift, shell.length - 250, stride):
            parts += _stud(rng, shell, float(x) + float(rng.normal(0, 12)), side, sheet)
    bow = float(rng.uniform(600, 1250))
    for x in np.arange(500 + float(rng.uniform(0, 500)), shell.length - 300, bow):
        at, half = float(x) + float(rng.normal(0, 10)), HALF_WIDTH - 90
        deep, wide, thick = float(rng.uniform(25, 50)), float(rng.uniform(30, 50)), float(rng.uniform(1.0, 2.2))
        for edge in (0.0, wide - thick):
            parts.append(block("aluminium", at + edge, at + edge + thick, shell.height - 18 - deep, shell.height - 18,
                               -half, half))  # fmt: skip
        parts.append(block("aluminium", at, at + wide, shell.height - 18 - thick - deep, shell.height - 18 - deep,
                           -half, half))  # fmt: skip
    for x in np.arange(900, shell.length - 400, 2400):
        parts.append(block("steel", float(x) - 3, float(x) + 3, shell.height - 20, shell.height - 6,
                           -HALF_WIDTH + 20, HALF_WIDTH - 20, 0.5))  # fmt: skip
    return parts


def _stud(rng: np.random.Generator, shell: Shell, x: float, side: int, sheet: float) -> list[Part]:
    """A pressed channel in the foam: two webs, and a flange on the outer sheet."""
    heavy = rng.random() < 0.12
    wide = float(rng.uniform(32, 48))
    deep = 60.0 if heavy else float(rng.uniform(22, 54))
    sheet = sheet * (2.0 if heavy else float(rng.uniform(0.5, 1.1)))
    low, top = 150.0, shell.height - 90.0
    short = rng.random()
    if short < 0.15:
        top = low + float(rng.uniform(300, 900))
    elif short < 0.3:
        low += float(rng.uniform(200, 900))
    outer = side * (HALF_WIDTH - 6)
    webs = [block("steel", x + edge, x + edge + sheet, low, top, outer, outer - side * deep, 0.9)
            for edge in (0.0, wide - sheet)]  # fmt: skip
    return [*webs, block("steel", x, x + wide, low, top, outer, outer - side * sheet * 1.4)]


SHARES: dict[str, tuple[float, Builder]] = {
    "reefer_20": (0.02, partial(reefer, feet=20)),
    "reefer_40": (0.06, partial(reefer, feet=40)),
}
