"""A truck's cab: sheet body, glass, seats, dash, steering, bunk."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Place, Room
from cargoscope_datasets.simulation.conveyances.innards import innards
from cargoscope_datasets.simulation.conveyances.lines import cable
from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, block, hollow, plate, skin
from cargoscope_datasets.simulation.solids import Part, Rings, rod


@dataclass(frozen=True, slots=True)
class _Shell:
    """Where a cab's sheet metal stands, mm.

    Attributes:
        x0, x1: front and back.
        sill, floor, roof: heights.
        lean: how far the windscreen leans back.
        half: half its width.
    """

    x0: float
    x1: float
    sill: float
    floor: float
    roof: float
    lean: float
    half: float = 1180.0


def cab(rng: np.random.Generator, x0: float, floor: float, *, bunk: bool) -> tuple[list[Part], list[Place]]:
    """A cab over the engine, its front at x0 and its floor at a height; day cab or with a bunk."""
    length = float(rng.uniform(2050, 2350)) if bunk else float(rng.uniform(1600, 1750))
    roof = floor + (float(rng.uniform(1750, 2350)) if bunk else 1550.0)
    shell = _Shell(x0, x0 + length, floor - 350, floor, roof, lean=float(rng.uniform(60, 260)))
    parts = [part for side in SIDES for part in _flank(shell, side)] + _across(shell)
    parts += _inside(rng, x0, shell.x1, floor, bunk=bunk)
    parts += _linings(rng, (x0 + shell.lean, shell.x1), (shell.sill, floor, roof), shell.half, bunk=bunk)
    seat = x0 + 1000
    places = [
        Place("cab", Room(x0 + 250, shell.x1 - 60, floor + 20, roof - 60, -shell.half + 80, shell.half - 80)),
        Place("seat", Room(seat - 250, seat + 250, floor + 60, floor + 450, -800, -320)),
    ]
    return parts, places


def _flank(shell: _Shell, side: int) -> list[Part]:
    """One side: skin and lining with the door's window, posts, mirror, steps."""
    x0, x1, sill, floor, roof, lean = shell.x0, shell.x1, shell.sill, shell.floor, shell.roof, shell.lean
    z = side * shell.half
    outline = (
        (x0, sill),
        (x1, sill),
        (x1, roof),
        (x0 + lean + 150, roof),
        (x0 + lean * 0.7, floor + 1150),
        (x0, floor + 500),
    )
    window = (
        (x0 + lean + 180, floor + 560),
        (x0 + 1180, floor + 560),
        (x0 + 1180, floor + 1180),
        (x0 + lean + 260, floor + 1180),
    )
    parts = [
        plate(outline, z, 1.8),
        plate(outline, z - side * 45, 3.5, "plastic"),
        plate(window, z, 1.8, "steel", -1.0),
        plate(window, z, 5.0, "glass"),
        plate(window, z - side * 45, 3.5, "plastic", -1.0),
    ]
    for post in (x0 + lean + 190, x0 + 1215, x1 - 60):
        parts += hollow("steel", (post - 30, post + 30), (floor, roof - 40), (z, z - side * 70), 2.5, open_along="y")
    mirror = (x0 + lean - 160, x0 + lean + 20)
    parts += hollow("plastic", mirror, (floor + 520, floor + 1000), (z + side * 30, z + side * 230), 4.0)
    for step in (sill - 120, sill + 180):
        parts.append(block("aluminium", x0 + 480, x0 + 900, step, step + 25, z, z - side * 250, 0.4))
    return parts


def _across(shell: _Shell) -> list[Part]:
    """What spans from side to side: roof, back, floor and front, the windscreen, bumper and lamps."""
    x0, x1, sill, floor, roof, lean = shell.x0, shell.x1, shell.sill, shell.floor, shell.roof, shell.lean
    parts: list[Part] = []
    for points, thick in (
        (((x0 + lean + 150, roof), (x1, roof)), 1.6),
        (((x1, sill), (x1, roof)), 3.2),
        (((x0, floor), (x1, floor)), 9.0),
        (((x0, sill), (x0, floor + 500)), 4.0),
    ):
        parts += skin(points, shell.half, thick)
    screen = ((x0 + lean * 0.7, floor + 560), (x0 + lean + 130, roof - 260))
    parts += skin(screen, shell.half - 80, 6.5, "glass")
    bumper = (x0 - 40, x0 + 120)
    parts += hollow("steel", bumper, (sill - 330, sill - 60), (-shell.half, shell.half), 3.0, open_along="z")
    for side in SIDES:
        parts += hollow("plastic", (x0 - 30, x0 + 200), (sill - 40, sill + 170), (side * 760, side * 1150), 4.0)
        parts.append(Part(rod((x0 + 20, sill + 60, side * 950), (x0 + 130, sill + 60, side * 950), 75), "glass", 0.35))
    return parts


def _linings(
    rng: np.random.Generator, x: tuple[float, float], y: tuple[float, float, float], half: float, *, bunk: bool
) -> list[Part]:
    """What doors, dash, lockers and the tunnel over the engine are full of: regulators, ducts, looms, brackets."""
    (front, back), (sill, floor, roof) = x, y
    door = front + float(rng.uniform(1030, 1200))
    across = (-half + 90, half - 90)
    parts = [
        innards(rng, "plastic", (front - 60, front + 520), (floor + 440, floor + 860), across, _grams(rng, 4, 8)),
        innards(rng, "steel", (front + 150, back - 200), (sill + 30, floor), across, _grams(rng, 3, 7)),
        innards(rng, "plastic", (front + 100, back - 20), (roof - 260, roof - 30), across, _grams(rng, 0.5, 2.5)),
        innards(rng, "plastic", (back - 150, back - 5), (floor, roof - 60), across, _grams(rng, 1, 3), upright=0.8),
    ]
    for side in SIDES:
        sheet = (side * half, side * (half - 60))
        parts += [
            innards(rng, "steel", (front + 60, door), (floor - 250, floor + 550), sheet, _grams(rng, 1.2, 3)),
            innards(rng, "plastic", (door, back - 30), (floor - 50, roof - 250), sheet, _grams(rng, 0.5, 1.8)),
        ]
    if bunk:
        locker = (back - 700, back - 70)
        parts.append(innards(rng, "textile", locker, (floor + 20, floor + 530), across, _grams(rng, 2, 7)))
    return parts


def _grams(rng: np.random.Generator, least: float, most: float) -> float:
    return float(rng.uniform(least, most))


def _inside(rng: np.random.Generator, x0: float, x1: float, floor: float, *, bunk: bool) -> list[Part]:
    parts = [
        block("plastic", x0 + 150, x0 + 620, floor + 520, floor + 760, -1080, 1080, 0.16),
        block("copper", x0 + 200, x0 + 560, floor + 540, floor + 700, -900, 900, 0.006),
        Part(rod((x0 + 250, floor + 480, -1050), (x0 + 250, floor + 480, 1050), 28), "steel", 0.35),
        block("aluminium", x0 + 190, x0 + 460, floor + 300, floor + 520, 250, 800, 0.15),
        Part(Rings((x0 + 640, floor + 720, -560.0), "y", ((205, 228, -13, 13), (0, 60, -20, 20))), "steel", 0.35),
        bar((x0 + 380, floor + 120, -560.0), (x0 + 640, floor + 720, -560.0), 46, 46, "steel", 0.35),
    ]
    for z in (-560.0, 560.0):
        stand = x0 + float(rng.uniform(950, 1100))
        parts += _seat(stand, floor, z)
        cushion = (z - 240, z + 240)
        parts.append(
            innards(rng, "steel", (stand - 230, stand + 230), (floor + 340, floor + 470), cushion, 1.2, upright=0.3)
        )
        parts.append(innards(rng, "steel", (stand - 200, stand + 200), (floor + 10, floor + 330), cushion, 2.0))
    if bunk:
        parts += [
            block("foam", x1 - 720, x1 - 60, floor + 560, floor + 690, -1050, 1050, 1.1),
            block("wood", x1 - 720, x1 - 60, floor + 535, floor + 555, -1050, 1050),
            *hollow("plastic", (x1 - 700, x1 - 80), (floor + 20, floor + 520), (-1000, 1000), 4.0),
            block("textile", x1 - 700, x1 - 80, floor + 690, floor + 760, -900, 900, 0.06),
        ]
    return parts + _loose(rng, x0, x1, floor)


def _loose(rng: np.random.Generator, x0: float, x1: float, floor: float) -> list[Part]:
    """The loom behind the dash, and what drivers carry along."""
    parts: list[Part] = []
    for _ in range(5):
        y = floor + float(rng.uniform(450, 700))
        parts += cable(
            rng, (x0 + float(rng.uniform(150, 400)), y, -900), (x0 + float(rng.uniform(150, 400)), y, 900), 9.0
        )
    for _ in range(int(rng.integers(1, 7))):
        at = (
            float(rng.uniform(x0 + 500, x1 - 300)),
            floor + float(rng.uniform(10, 120)),
            float(rng.uniform(-900, 700)),
        )
        size = rng.uniform([120, 80, 120], [380, 300, 320])
        parts.append(
            block(
                str(rng.choice(["textile", "water", "paper", "plastic"])),
                at[0],
                at[0] + float(size[0]),
                at[1],
                at[1] + float(size[1]),
                at[2],
                at[2] + float(size[2]),
                float(rng.uniform(0.05, 0.35)),
            )
        )
    return parts


def _seat(x: float, floor: float, z: float) -> list[Part]:
    """A sprung seat: base, cushion, back, head rest."""
    return [
        *hollow("steel", (x - 190, x + 190), (floor + 10, floor + 90), (z - 190, z + 190), 3.0),
        bar((x - 170, floor + 90, z), (x + 170, floor + 330, z), 16, 300, "steel", 0.3),
        bar((x + 170, floor + 90, z), (x - 170, floor + 330, z), 16, 300, "steel", 0.3),
        Part(rod((x - 60, floor + 110, z), (x + 60, floor + 300, z), 60), "rubber", 0.3),
        block("steel", x - 230, x + 230, floor + 330, floor + 345, z - 220, z + 220, 0.3),
        block("foam", x - 240, x + 240, floor + 345, floor + 460, z - 245, z + 245, 1.5),
        bar((x + 200, floor + 440, z), (x + 330, floor + 1080, z), 110, 470, "foam", 1.5),
        bar((x + 230, floor + 440, z), (x + 350, floor + 1080, z), 20, 430, "steel", 0.12),
        bar((x + 330, floor + 1080, z), (x + 360, floor + 1280, z), 90, 260, "foam", 1.6),
    ]
