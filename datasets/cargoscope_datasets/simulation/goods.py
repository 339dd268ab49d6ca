"""What is loaded, and how it is packed; bulk densities keep every load within the mass a road vehicle may carry."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation.canvas import Canvas, smooth_noise
from cargoscope_datasets.simulation.conveyances import INSIDE_WIDTH_CM, clutter
from cargoscope_datasets.simulation.physics import MATERIALS

LARGEST_LOAD_T = 28.0
Room = tuple[float, float, float, float]
"""x0, y0, x1, y1 in mm."""


def load(canvas: Canvas, rng: np.random.Generator, hold: Room) -> str:
    """Draw a random load into the hold and return what it is."""
    name = str(rng.choice(list(_LOADS), p=np.array(list(_SHARES)) / sum(_SHARES)))
    _LOADS[name](canvas, rng, hold)
    return name


def _density(rng: np.random.Generator, hold: Room, lightest: float, heaviest: float) -> float:
    """Bulk density in g/cm3 that keeps a full hold within the payload."""
    volume_m3 = (hold[2] - hold[0]) * (hold[3] - hold[1]) * INSIDE_WIDTH_CM * 10 / 1e9
    return float(rng.uniform(lightest, min(heaviest, max(lightest, LARGEST_LOAD_T / volume_m3))))


def _textured(canvas: Canvas, rng: np.random.Generator, room: Room, centimetres: float, grain: float, depth: float,
              material: str = "organic") -> None:  # fmt: skip
    """A block of goods whose thickness wavers by `depth` with bumps of `grain` mm."""
    x0, y0, x1, y1 = (round(value / canvas.pitch_mm) for value in room)
    y0, x0 = max(y0, 0), max(x0, 0)
    plane = canvas.density[MATERIALS.index(material), y0:y1, x0:x1]
    if plane.size == 0:
        return
    bumps = smooth_noise(rng, plane.shape[0], plane.shape[1], grain / canvas.pitch_mm, grain / canvas.pitch_mm)
    plane += np.maximum(centimetres * (1 + depth * bumps), 0)


def _empty(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Nothing but what was left behind."""
    for _ in range(int(rng.integers(0, 4))):
        x = rng.uniform(hold[0], hold[2])
        canvas.rectangle(x, hold[3] - 140, rng.uniform(300, 1200), 140, "organic", rng.uniform(2, 20))


def _cartons(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Stacked cartons, their flaps seen as lines, some sitting askew."""
    wide, high = rng.uniform(250, 700), rng.uniform(180, 500)
    areal = _density(rng, hold, 0.05, 0.5) * INSIDE_WIDTH_CM
    top = hold[1] + rng.uniform(0.02, 0.5) * (hold[3] - hold[1])
    grain, depth = rng.uniform(15, 120), rng.uniform(0.01, 0.12)
    columns = np.arange(hold[0] + rng.uniform(0, 60), hold[2] - wide, wide + rng.uniform(0, 25))
    for x in columns:
        y = hold[3] + rng.normal(0, 6)
        stack_top = top + (rng.uniform(0, 3) * high if rng.random() < 0.2 else 0)
        while y - high > stack_top:
            room = (x + rng.normal(0, 5), y - high, x + wide - 4, y - 3)
            _textured(canvas, rng, room, areal * rng.uniform(0.9, 1.08), grain, depth)
            canvas.rectangle(x, y - high, wide, 5, "organic", areal * 0.1)
            y -= high


def _drums(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Standing drums in one or two layers, filled to below the lid."""
    wide, high = rng.uniform(560, 620), rng.uniform(820, 920)
    areal = _density(rng, hold, 0.3, 0.9) * INSIDE_WIDTH_CM * 0.7
    for layer in range(int(rng.integers(1, 3))):
        floor = hold[3] - layer * (high + 60) - rng.uniform(0, 20)
        for x in np.arange(hold[0] + 20, hold[2] - wide, wide + rng.uniform(2, 20)):
            for step in np.linspace(0, 0.9, 7):
                half = wide / 2 * np.sqrt(1 - step**2)
                canvas.rectangle(x + wide / 2 - half, floor - high * 0.85, 2 * half, high * 0.85, "organic", areal / 5)
            canvas.rectangle(x, floor - high, wide, high, "steel", 0.4)
            for rib in (0, 0.33, 0.66, 1):
                canvas.rectangle(x - 5, floor - high * rib, wide + 10, 14, "steel", rng.uniform(0.5, 2))


def _sacks(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Bags in stacks with soft shoulders."""
    wide = rng.uniform(500, 1000)
    areal = _density(rng, hold, 0.25, 0.75) * INSIDE_WIDTH_CM
    top = hold[1] + rng.uniform(0.1, 0.55) * (hold[3] - hold[1])
    for x in np.arange(hold[0], hold[2] - wide * 0.7, wide * rng.uniform(0.9, 1.05)):
        crown = top + rng.normal(0, 60)
        shoulder = wide * rng.uniform(0.1, 0.3)
        for layer in np.linspace(0, 1, 6):
            inset = shoulder * (1 - layer) ** 2
            corners = [
                (x + inset, crown + layer * shoulder * 1.5),
                (x + wide - inset, crown + layer * shoulder * 1.5),
                (x + wide - 8, hold[3]),
                (x + 8, hold[3]),
            ]
            canvas.polygon(corners, "organic", areal / 6)
    _textured(canvas, rng, (hold[0], top + 300, hold[2], hold[3]), areal * 0.04, rng.uniform(60, 250), 1.0)


def _bulk(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """A liner bag or heap that slopes off at its ends."""
    areal = _density(rng, hold, 0.4, 0.9) * INSIDE_WIDTH_CM
    x = np.linspace(hold[0], hold[2], 40)
    height = (hold[3] - hold[1]) * rng.uniform(0.4, 0.95)
    fall = np.minimum((x - hold[0]) / rng.uniform(300, 2500), (hold[2] - x) / rng.uniform(300, 2500))
    crown = hold[3] - height * np.clip(fall, 0.02, 1) ** rng.uniform(0.2, 0.8) + rng.normal(0, 15, x.size)
    for layer in np.linspace(0, 1, 8):
        surface = list(zip(x.tolist(), (crown + layer * rng.uniform(100, 500)).tolist(), strict=True))
        canvas.polygon([*surface, (hold[2], hold[3]), (hold[0], hold[3])], "organic", areal / 8)


def _tyres(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Loose or stacked tyres, each a band seen from some angle."""
    radius = rng.uniform(300, 520)
    for x in np.arange(hold[0] + radius, hold[2] - radius, radius * rng.uniform(0.7, 2)):
        y = hold[3] - radius
        while y > hold[1] + radius * rng.uniform(0.8, 3):
            flat, turn = rng.uniform(0.2, 1), rng.uniform(-0.5, 0.5)
            canvas.ellipse(x, y, radius, radius * flat, "organic", rng.uniform(4, 9), turn)
            canvas.ellipse(x, y, radius * 0.88, radius * flat * 0.85, "organic", -rng.uniform(2, 3), turn)
            canvas.ellipse(x, y, radius * 0.6, radius * flat * 0.55, "organic", -rng.uniform(0.5, 1.5), turn)
            y -= radius * rng.uniform(0.3, 0.8)


def _machinery(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """A few machines on skids: many parts of steel and aluminium close together."""
    x = hold[0] + rng.uniform(50, 600)
    while x < hold[2] - 800:
        wide, high = min(rng.uniform(700, 2500), hold[2] - x), rng.uniform(0.3, 0.85) * (hold[3] - hold[1])
        canvas.rectangle(x, hold[3] - 120, wide, 120, "organic", rng.uniform(10, 60))
        canvas.rectangle(x, hold[3] - 120 - high, wide, high, "steel", rng.uniform(0.1, 0.6))
        for _ in range(int(rng.integers(10, 40))):
            place = (x + rng.uniform(0.05, 0.9) * wide, hold[3] - 150 - rng.uniform(0, 0.95) * high)
            clutter(canvas, rng, *place, rng.uniform(40, 500), 9.0)
        x += wide + rng.uniform(100, 1200)


def _bales(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Pressed bales with banded edges and light seams."""
    wide, high = rng.uniform(700, 1200), rng.uniform(450, 800)
    areal = _density(rng, hold, 0.2, 0.55) * INSIDE_WIDTH_CM
    for x in np.arange(hold[0] + 15, hold[2] - wide, wide + rng.uniform(5, 40)):
        y = hold[3]
        while y - high > hold[1] + rng.uniform(0, 500):
            room = (x + rng.normal(0, 12), y - high + 8, x + wide - 10, y - 8)
            _textured(canvas, rng, room, areal * rng.uniform(0.85, 1.1), rng.uniform(80, 300), 0.06)
            y -= high


def _frozen(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Narrow columns of frozen cartons or carcasses with bright gaps, sloppy at the top."""
    wide = rng.uniform(150, 450)
    areal = _density(rng, hold, 0.35, 0.6) * INSIDE_WIDTH_CM
    top = hold[1] + rng.uniform(0.03, 0.35) * (hold[3] - hold[1])
    for x in np.arange(hold[0] + 10, hold[2] - wide, wide + rng.uniform(4, 30)):
        room = (x, top + rng.normal(0, 50), x + wide, hold[3] - rng.uniform(0, 15))
        _textured(canvas, rng, room, areal * rng.uniform(0.85, 1.1), rng.uniform(20, 90), rng.uniform(0.03, 0.2))


def _timber(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """Bundles of boards or pipes lying lengthwise: fine horizontal lines."""
    metal = rng.random() < 0.3
    high = rng.uniform(20, 90)
    areal = _density(rng, hold, 0.2, 0.6) * INSIDE_WIDTH_CM * (0.25 if metal else 1.0)
    y = hold[3] - 100
    while y > hold[1] + rng.uniform(0.1, 0.6) * (hold[3] - hold[1]):
        start, end = hold[0] + rng.uniform(10, 300), hold[2] - rng.uniform(10, 400)
        canvas.rectangle(start, y - high, end - start, high * rng.uniform(0.8, 0.97),
                         "steel" if metal else "organic", areal / (7.87 if metal else 1.0))  # fmt: skip
        y -= high


def _mixed(canvas: Canvas, rng: np.random.Generator, hold: Room) -> None:
    """A groupage load: every metre or two another sort."""
    x = hold[0]
    sorts = [_cartons, _drums, _sacks, _machinery, _bales, _tyres, _timber, _frozen]
    while x < hold[2] - 900:
        wide = rng.uniform(900, 3000)
        room = (x, hold[1], min(x + wide, hold[2]), hold[3])
        sorts[int(rng.integers(len(sorts)))](canvas, rng, room)
        x += wide


_LOADS: dict[str, Callable[[Canvas, np.random.Generator, Room], None]] = {
    "empty": _empty,
    "cartons": _cartons,
    "drums": _drums,
    "sacks": _sacks,
    "bulk": _bulk,
    "tyres": _tyres,
    "machinery": _machinery,
    "bales": _bales,
    "frozen": _frozen,
    "timber": _timber,
    "mixed": _mixed,
}
_SHARES = (1.0, 2.0, 1.0, 1.5, 1.0, 1.0, 1.5, 1.0, 1.5, 0.7, 3.0)
