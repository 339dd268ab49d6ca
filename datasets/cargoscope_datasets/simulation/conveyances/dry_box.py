"""Dry freight containers (ISO 668: 20, 40 and 45 ft, standard and high)."""

from dataclasses import replace
from functools import partial

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room
from cargoscope_datasets.simulation.conveyances.corner_frame import (
    HALF_WIDTH,
    HIGH_MM,
    LENGTHS_MM,
    STANDARD_MM,
    Shell,
    frame,
)
from cargoscope_datasets.simulation.conveyances.corrugation import Corrugation, end_wall, roof, side_wall
from cargoscope_datasets.simulation.conveyances.doors import LEAF_MM, doors
from cargoscope_datasets.simulation.conveyances.floor import BEAM_TOP, PLYWOOD_MM, floor
from cargoscope_datasets.simulation.conveyances.rails import dry_rails
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block
from cargoscope_datasets.simulation.conveyances.wear import Wall, wear
from cargoscope_datasets.simulation.solids import Part

INSIDE_HALF_WIDTH = 1176.0
GROSS_KG = {20: 30480.0, 40: 30480.0, 45: 32500.0}
"""ISO 668's gross mass (30,480 kg; many newer plates say 32,500)."""


def dry_box(rng: np.random.Generator, feet: int, *, high: bool) -> Conveyance:
    """A dry container on the ground, its front at x = 0."""
    shell = Shell(LENGTHS_MM[feet], HIGH_MM if high else STANDARD_MM)
    parts = [*frame(rng, shell), *dry_rails(rng, shell), *floor(rng, shell),
             *doors(rng, shell, insulated=False), *_walls(rng, shell)]  # fmt: skip
    tare = {20: 2250.0, 40: 3850.0, 45: 4700.0}[feet]
    return Conveyance(f"dry_{feet}{'_high' if high else ''}", tuple(parts),
                      (_hold(shell, GROSS_KG[feet] - tare),), _places(shell))  # fmt: skip


def _walls(rng: np.random.Generator, shell: Shell) -> list[Part]:
    parts = []
    sheet = float(rng.uniform(1.7, 1.9))
    pattern = Corrugation(phase=float(rng.uniform(0, 278)), flank=float(rng.uniform(55, 75)),
                          pressed=float(rng.uniform(0.3, 0.9)))  # fmt: skip
    # The walls face each other: where one has a flank the other mostly has a flat, and the stripes nearly cancel.
    facing = replace(pattern, phase=pattern.phase + pattern.pitch / 4 + float(rng.normal(0, 30)))
    y = (150.0, shell.height - 56)
    for side in SIDES:
        own = pattern if side < 0 else facing
        parts += side_wall(rng, (100.0, shell.length - 100), y, side * (HALF_WIDTH - 6), sheet, own)
        # The end panels of a wall are of thicker sheet.
        for x in ((140.0, 1100.0), (shell.length - 1070, shell.length - 110)):
            parts.append(block("steel", *x, *y, side * (HALF_WIDTH - 8), side * (HALF_WIDTH - 7.6)))
        # Vents near the corners.
        for vent in (float(rng.uniform(300, 1100)), shell.length - float(rng.uniform(300, 1100))):
            if rng.random() < 0.4:
                continue
            parts.append(
                block(
                    "plastic", vent, vent + 110, y[1] - 160, y[1] - 60, side * HALF_WIDTH, side * (HALF_WIDTH - 20), 0.5
                )
            )
    parts += end_wall(6.0, 1, y, 1110, 2.0)
    parts += roof(rng, (64.0, shell.length - 70), shell.height - 6, HALF_WIDTH - 55, float(rng.uniform(1.9, 2.1)))
    inside = Wall((150.0, shell.length - 150), (BEAM_TOP + PLYWOOD_MM, y[1]), INSIDE_HALF_WIDTH)
    return parts + wear(rng, inside)


def _hold(shell: Shell, payload_kg: float) -> Hold:
    room = Room(60.0, shell.length - 20 - LEAF_MM, BEAM_TOP + PLYWOOD_MM, shell.height - 90,
                -INSIDE_HALF_WIDTH, INSIDE_HALF_WIDTH)  # fmt: skip
    return Hold(room, payload_kg, shell.length, "dry", room.y1)


def _places(shell: Shell) -> tuple[Place, ...]:
    length, height, z = shell.length, shell.height, INSIDE_HALF_WIDTH
    floor_top = BEAM_TOP + PLYWOOD_MM
    doors_at = length - 20 - LEAF_MM
    frame_room = [Place("frame", Room(8, 140, 130, height - 130, side * 1110 - 60, side * 1110 + 60)) for side in SIDES]
    return (
        Place("doors", Room(doors_at - 700, doors_at, floor_top, height - 300, -z, z)),
        Place("floor", Room(400, length - 400, 20, BEAM_TOP, -z, z)),
        Place("roof", Room(300, length - 300, height - 90, height - 26, -z, z)),
        Place("wall", Room(50, 110, 160, height - 100, -1050, 1050)),
        *frame_room,
    )


SHARES: dict[str, tuple[float, Builder]] = {
    f"dry_{feet}{'_high' if high else ''}": (share, partial(dry_box, feet=feet, high=high))
    for feet, high, share in ((20, False, 0.05), (40, False, 0.03), (40, True, 0.05), (45, True, 0.01))
}
