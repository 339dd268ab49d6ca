"""What hangs on frames: air tanks, tool boxes, spare wheels, mudguards, side guards, lights, eyes."""

from dataclasses import dataclass
from math import asin, sqrt

import numpy as np

from cargoscope_datasets.simulation.conveyances.lines import hose
from cargoscope_datasets.simulation.conveyances.sections import (
    SIDES,
    arc,
    bar,
    bent,
    block,
    hollow,
    pin,
    plate,
    sheet_metal,
)
from cargoscope_datasets.simulation.conveyances.wheels import Tyre, rim, tyre
from cargoscope_datasets.simulation.solids import Part, Point, Rings, ball, rod


def air_tank(
    rng: np.random.Generator, x: float, y: float, z: tuple[float, float], radius: float, material: str = "steel"
) -> list[Part]:
    """A tank across the vehicle in two straps, with some condensed water at the bottom."""
    wall = 3.0 if material == "steel" else 4.0
    low, high = min(z), max(z)
    shell = (
        (radius - wall, radius, low, high),
        (0.0, radius - wall, low, low + wall),
        (0.0, radius - wall, high - wall, high),
    )
    parts = [Part(Rings((x, y, 0.0), "z", shell), material)]
    if rng.random() < 0.6:
        depth = radius * float(rng.uniform(0.1, 0.5))
        half = sqrt(radius**2 - (radius - depth) ** 2)
        start = -90 - float(np.degrees(asin(min(half / radius, 1.0))))
        parts.append(
            plate(tuple(arc(x, y, radius - wall, start, -180 - start, 12)), (low + high) / 2, high - low - 40, "water")
        )
    for place in (0.2, 0.8):
        strap = low + place * (high - low)
        parts.append(Part(Rings((x, y, strap), "z", ((radius, radius + 4, -18, 18),)), "steel"))
        for dx in (-1, 1):
            at = x + dx * (radius + 12)
            parts.append(block("steel", at - 9, at + 9, y + radius * 0.3, y + radius + 40, strap - 20, strap + 20, 0.6))
    parts += [
        Part(rod((x, y - radius - 22, low + 60), (x, y - radius, low + 60), 13), "brass"),
        pin(x + radius * 0.4, y, low - 30, low, 14, "brass"),
    ]
    return parts + hose(rng, (x + radius * 0.4, y, low - 30), (x - 500, y + radius * 0.8, low - 30), 6.0)


def tool_box(rng: np.random.Generator, x: float, y: float, side: int) -> list[Part]:
    """A box for tools with some in it; or a basket of expanded metal."""
    wide, tall, z = float(rng.uniform(500, 800)), float(rng.uniform(350, 480)), side * 1150
    deep = (z, z - side * 430)
    if rng.random() < 0.4:
        return _basket(x, y, wide, tall, deep)
    parts = hollow(
        "plastic" if rng.random() < 0.5 else "steel", (x, x + wide), (y, y + tall), deep, float(rng.uniform(2, 5))
    )
    parts += [block("steel", x + wide * 0.3, x + wide * 0.7, y + tall - 30, y + tall + 25, z - 6, z + 6, 0.5)]
    for _ in range(int(rng.integers(1, 5))):
        at = x + 80 + float(rng.uniform(0, wide - 320))
        length = float(rng.uniform(80, 230))
        lean = float(rng.uniform(-20, 60))
        parts.append(
            Part(
                rod(
                    (at, y + 24, z - side * 200),
                    (at + length, y + 24 + max(lean, 0), z - side * 160),
                    float(rng.uniform(6, 16)),
                ),
                "steel",
            )
        )
    return parts


def _basket(x: float, y: float, wide: float, tall: float, deep: tuple[float, float]) -> list[Part]:
    parts = [block("steel", x, x + wide, y + dy, y + dy + 30, *deep, 0.06) for dy in (0, tall - 30)]
    mesh = 62.0
    for z in deep:
        for at in np.arange(x - tall, x + wide, mesh):
            for lean in (1, -1):
                ends = []
                low = at if lean > 0 else at + tall
                for px in (
                    max(low, x) if lean > 0 else min(low, x + wide),
                    min(low + tall, x + wide) if lean > 0 else max(low - tall, x),
                ):
                    ends.append((float(px), y + abs(float(px) - low), z))
                if abs(ends[0][0] - ends[1][0]) > 30:
                    parts.append(bar(ends[0], ends[1], 4.5, 3.0))
    return parts


def spare_wheel(kind: Tyre, x: float, y: float, z: float) -> list[Part]:
    """A wheel that lies flat in a cradle of bent tube."""
    centre = (x, y, z)
    dished = Tyre(kind.radius, kind.width, kind.rim, kind.tread, kind.width / 2 - 30, kind.rim_metal)
    parts = [*tyre(kind, centre, "y"), *rim(dished, centre, 1, "y")]
    half, low = kind.radius + 45, y - kind.width / 2 - 35
    for dz in (-260, 260):
        cradle = [
            (x - half - 30, y + 330),
            (x - half - 10, y + 60),
            (x - half, low + 60),
            (x - half + 70, low),
            (x + half - 70, low),
            (x + half, low + 60),
            (x + half + 10, y + 60),
            (x + half + 30, y + 330),
        ]
        parts += bent(cradle, z + dz, 34.0, 34.0, "steel", 0.3)
    parts += [
        Part(rod((x, low - 20, z), (x, y + 260, z), 11), "steel"),
        block("steel", x - 70, x + 70, y + 130, y + 146, z - 40, z + 40),
    ]
    return parts


@dataclass(frozen=True, slots=True)
class Mudguards:
    """What those of a vehicle are like.

    Attributes:
        moulded: with a flat top, else bent round the wheel.
        cast: their clamps, else bent of sheet.
        gap: between tyre and shell, mm.
        width: mm.
    """

    moulded: bool
    cast: bool
    gap: float
    width: float


def random_mudguards(rng: np.random.Generator) -> Mudguards:
    """Those of some vehicle."""
    return Mudguards(rng.random() < 0.4, rng.random() < 0.6, float(rng.uniform(50, 130)), float(rng.uniform(560, 660)))


def mudguard(
    rng: np.random.Generator, make: Mudguards, x: float, y: float, radius: float, track: float, side: int
) -> list[Part]:
    """A plastic half shell over a wheel, on two tubes with clamps."""
    over, z = radius + make.gap, side * (track - 140)
    parts = (_moulded_shell if make.moulded else _round_shell)(rng, (x, y, z), over, make.width)
    for lean in (-1, 1):
        angle = np.radians(90 + lean * float(rng.uniform(38, 52)))
        at = (x + (over - 10) * float(np.cos(angle)), y + (over - 10) * float(np.sin(angle)))
        parts.append(pin(*at, z - make.width / 2, side * 480, float(rng.uniform(17, 24)), "steel"))
        parts += _cast_clamp(rng, *at, z, lean) if make.cast else _bent_clamp(*at, z)
    return parts


def _round_shell(rng: np.random.Generator, centre: Point, over: float, wide: float) -> list[Part]:
    """Bent around the wheel, with a rib on either side; flared at its foot."""
    x, y, z = centre
    low, high = float(rng.uniform(8, 35)), float(rng.uniform(145, 172))
    edge = arc(x, y, over, low, high, 14)
    flare = float(rng.uniform(40, 160))
    edge = [(edge[0][0] + flare, edge[0][1] - flare), *edge, (edge[-1][0] - flare, edge[-1][1] - flare)]
    parts = [sheet_metal(edge, z, float(rng.uniform(2.2, 4.0)), wide, "polyethylene")]
    for rib in (-0.32, 0.32):
        parts.append(
            sheet_metal(arc(x, y, over - 14, low + 8, high - 8, 12), z + rib * wide, 14.0, 5.0, "polyethylene", 0.6)
        )
    return parts


def _moulded_shell(rng: np.random.Generator, centre: Point, over: float, wide: float) -> list[Part]:
    """Flat on top with bevelled shoulders; its folded edge shows as a second line within."""
    x, y, z = centre
    top, shoulder = float(rng.uniform(0.92, 1.0)), float(rng.uniform(0.55, 0.8))
    parts = []
    for inside, thick, span in ((0.0, float(rng.uniform(2.5, 4)), wide), (float(rng.uniform(22, 45)), 5.0, 90.0)):
        r = over - inside
        half = [(r * 1.12, r * 0.05), (r * 0.98, r * 0.42), (r * shoulder, r * top * 0.93), (r * 0.45, r * top)]
        edge = [(x + dx, y + dy) for dx, dy in half] + [(x - dx, y + dy) for dx, dy in half[::-1]]
        parts.append(sheet_metal(edge, z, thick, span, "polyethylene"))
    return parts


def _bent_clamp(x: float, y: float, z: float) -> list[Part]:
    return [
        block("steel", x - 20, x + 20, y - 62, y + 40, z - 36, z + 36, 0.4),
        pin(x, y + 22, z - 45, z + 45, 11),
        pin(x, y - 44, z - 45, z + 45, 11),
    ]


def _cast_clamp(rng: np.random.Generator, x: float, y: float, z: float, lean: int) -> list[Part]:
    """A rounded body around the tube with a boss above and a foot below, tilted away from the wheel."""
    tilt = -lean * float(rng.uniform(0.0, 0.45))
    up, across = np.array([np.sin(tilt), np.cos(tilt)]), float(rng.uniform(23, 34))
    above, below = float(rng.uniform(45, 85)), float(rng.uniform(35, 75))

    def at(step: float) -> tuple[float, float]:
        return x + float(up[0]) * step, y + float(up[1]) * step

    parts = [Part(rod((*at(-below), z), (*at(above), z), across), "aluminium", float(rng.uniform(0.5, 0.9)))]
    parts.append(pin(x, y, z - 40, z + 40, across * 0.95, "cast_iron"))
    for step in (above * 0.85, -below * 0.9):
        if rng.random() < 0.75:
            parts.append(pin(*at(step), z - 55, z + 55, float(rng.uniform(9, 17))))
    return parts


def side_guard(rng: np.random.Generator, x: tuple[float, float], y: float, side: int) -> list[Part]:
    """Two or three thin rails on posts, against cyclists under the wheels."""
    z, parts = side * 1200, []
    for level in range(int(rng.integers(2, 4))):
        low = y - level * 190
        parts += hollow("aluminium", x, (low, low + 100), (z, z - side * 25), 2.2, open_along="x")
    for at in np.linspace(x[0] + 200, x[1] - 200, max(2, round((x[1] - x[0]) / 1100))):
        parts += hollow(
            "steel",
            (float(at) - 30, float(at) + 30),
            (y - 420, y + 330),
            (z - side * 26, z - side * 66),
            4.0,
            open_along="y",
        )
        parts.append(block("steel", float(at) - 6, float(at) + 34, y - 60, y + 60, z - side * 20, z - side * 75, 0.6))
    return parts


def rear_end(rng: np.random.Generator, x: float, frame_y: float) -> list[Part]:
    """Under-run bar, light clusters, mud flaps, plate, and sometimes a towing eye."""
    bar_y, parts = float(rng.uniform(480, 560)), []
    parts += hollow("steel", (x - 110, x), (bar_y, bar_y + 110), (-1150, 1150), 4.0, open_along="z")
    for side in SIDES:
        z = side * 520
        wedge = ((x - 330, frame_y), (x - 20, frame_y), (x - 20, bar_y), (x - 110, bar_y))
        parts += [plate(wedge, z + dz, 6.0) for dz in (-40, 40)]
        lamp = (side * 700, side * 1120)
        parts += hollow("plastic", (x - 70, x + 20), (bar_y + 125, bar_y + 260), lamp, 3.5)
        parts += [
            block("aluminium", x - 60, x - 52, bar_y + 130, bar_y + 255, *lamp, 0.6),
            block("copper", x - 45, x - 5, bar_y + 170, bar_y + 190, side * 760, side * 1060, 0.08),
        ]
        for bulb in (760, 880, 1000):
            parts.append(Part(ball((x - 18, bar_y + 190, side * bulb), 13), "glass", 0.4))
        parts.append(block("rubber", x - 420, x - 410, 250, frame_y - 60, side * 560, side * 1160, 0.9))
        for level in (0.0, 260.0):
            parts += _eye(x + 10, frame_y + 60 + level, side * 600)
    if rng.random() < 0.6:
        parts += _eye(x + 30, frame_y + 30, 0.0, 55.0)
    return parts


def _eye(x: float, y: float, z: float, radius: float = 34.0) -> list[Part]:
    """A towing or lashing eye."""
    return [Part(Rings((x, y, z), "z", ((radius * 0.6, radius, -14, 14),)), "steel")]
