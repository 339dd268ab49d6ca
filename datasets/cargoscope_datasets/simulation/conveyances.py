"""Containers on their chassis, in millimetres and real materials (ISO 668 outside dimensions; usual sheet gauges)."""

import itertools
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.canvas import Canvas, ellipse_points

INSIDE_WIDTH_CM = 235.0
LENGTHS_MM = {"20 ft": 6058.0, "40 ft": 12192.0}
HEIGHTS_MM = (2591.0, 2896.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A container on the sheet: where it stands, and where goods can be.

    Attributes:
        x, y: left top corner outside, mm.
        length, height: outside, mm.
        refrigerated: insulated walls, T-floor, and a cooling unit at its left end.
        hold: (x0, y0, x1, y1) of the room for goods, mm.
    """

    x: float
    y: float
    length: float
    height: float
    refrigerated: bool
    hold: tuple[float, float, float, float]


def draw_box(canvas: Canvas, rng: np.random.Generator, x: float, y: float, length: float) -> Box:
    """Draw a dry or a refrigerated container."""
    height = float(rng.choice(HEIGHTS_MM))
    refrigerated = bool(rng.random() < 0.4)
    _frame(canvas, rng, x, y, length, height)
    if refrigerated:
        hold = _refrigerated_walls(canvas, rng, x, y, length, height)
    else:
        hold = _dry_walls(canvas, rng, x, y, length, height)
    return Box(x, y, length, height, refrigerated, hold)


def _frame(canvas: Canvas, rng: np.random.Generator, x: float, y: float, length: float, height: float) -> None:
    """Posts, rails, castings, floor beams and doors, which both kinds share."""
    for end in (x, x + length - 150):
        canvas.rectangle(end, y, 150, height, "steel", rng.uniform(1.2, 2.5))
        for corner in (y, y + height - 118):
            canvas.rectangle(end - 8, corner, 178, 118, "steel", rng.uniform(4, 8))
            canvas.ellipse(end + 75, corner + 59, 32, 50, "steel", -rng.uniform(2, 4))
    canvas.rectangle(x, y, length, rng.uniform(50, 70), "steel", 0.7)
    canvas.rectangle(x, y + 4, length, 6, "steel", rng.uniform(8, 20))
    canvas.rectangle(x, y + height - 160, length, 160, "steel", rng.uniform(0.8, 1.2))
    spacing = rng.uniform(270, 330)
    for place in np.arange(x + 160, x + length - 160, spacing):
        canvas.rectangle(place, y + height - 140, rng.uniform(4, 6), 122, "steel", rng.uniform(30, 120))
        canvas.rectangle(place, y + height - 30, 45, 10, "steel", rng.uniform(20, 60))
    door = x + length - 60
    canvas.rectangle(door, y + 60, rng.uniform(35, 55), height - 200, "steel", rng.uniform(3, 12))
    canvas.rectangle(x + 20, y + 60, 45, height - 200, "steel", rng.uniform(4, 12))
    for place in y + height * rng.uniform(0.1, 0.95, rng.integers(4, 8)):
        canvas.rectangle(door - 20, place, rng.uniform(40, 110), rng.uniform(30, 110), "steel", rng.uniform(2, 9))


def _dry_walls(
    canvas: Canvas, rng: np.random.Generator, x: float, y: float, length: float, height: float
) -> tuple[float, float, float, float]:
    """Corrugated walls 2 x 1.6-2 mm, and a plank floor that is seen along its whole width."""
    skin = rng.uniform(0.32, 0.44)
    canvas.rectangle(x, y, length, height, "steel", skin)
    wave = rng.uniform(230, 300)
    for place in np.arange(x + 160, x + length - 160, wave):
        canvas.rectangle(place, y + 70, wave * 0.25, height - 240, "steel", skin * rng.uniform(0.08, 0.25))
        canvas.rectangle(place + wave * 0.5, y + 70, 8, height - 240, "steel", skin * rng.uniform(0.2, 0.8))
    for place in np.arange(x + 600, x + length - 300, rng.uniform(1100, 2400)):
        if rng.random() < 0.5:
            canvas.rectangle(place, y + 60, rng.uniform(20, 70), height - 220, "steel", rng.uniform(0.1, 0.5))
    canvas.rectangle(x + 60, y + height - 168, length - 120, 28, "organic", INSIDE_WIDTH_CM * rng.uniform(0.5, 0.7))
    return (x + 170, y + 110, x + length - 110, y + height - 170)


def _refrigerated_walls(
    canvas: Canvas, rng: np.random.Generator, x: float, y: float, length: float, height: float
) -> tuple[float, float, float, float]:
    """Foam between thin skins, battens, the load line, an aluminium T-floor, and the unit's machinery."""
    canvas.rectangle(x, y, length, height, "steel", rng.uniform(0.15, 0.25))
    canvas.rectangle(x, y, length, height, "aluminium", rng.uniform(0.2, 0.5))
    canvas.rectangle(x, y, length, height, "organic", rng.uniform(0.5, 1.2))
    canvas.rectangle(x + 60, y + 40, length - 120, 90, "organic", INSIDE_WIDTH_CM * 0.045)
    for place in np.arange(x + 500, x + length - 200, rng.uniform(500, 1300)):
        canvas.rectangle(place + rng.uniform(-40, 40), y + 60, rng.uniform(15, 60), height - 220, "aluminium",
                         rng.uniform(0.1, 0.8))  # fmt: skip
    canvas.rectangle(x + 420, y + height * rng.uniform(0.3, 0.5), length - 500, 6, "aluminium", rng.uniform(0.5, 4))
    canvas.rectangle(x + 60, y + height - 225, length - 120, 62, "aluminium", rng.uniform(8, 16))
    _cooling_unit(canvas, rng, x + 60, y + 120, 380, height - 320)
    return (x + 470, y + 190, x + length - 120, y + height - 230)


def _cooling_unit(canvas: Canvas, rng: np.random.Generator, x: float, y: float, width: float, height: float) -> None:
    canvas.rectangle(x, y, width, height, "aluminium", rng.uniform(0.5, 1.5))
    canvas.rectangle(x + width - 30, y, 30, height, "organic", 20)
    for _ in range(int(rng.integers(8, 18))):
        clutter(canvas, rng, x + rng.uniform(0, width), y + rng.uniform(0, height), rng.uniform(30, 160), 6.0)


def draw_chassis(canvas: Canvas, rng: np.random.Generator, box: Box) -> None:
    """Side beams with a gooseneck, cross members, a bogie of two or three axles, and what hangs beneath."""
    top = box.y + box.height + rng.uniform(5, 30)
    depth = rng.uniform(280, 480)
    neck = box.x + box.length * rng.uniform(0.15, 0.35)
    web, flange = rng.uniform(1.2, 2.0), rng.uniform(14, 24)
    outline = [
        (box.x - rng.uniform(0, 400), top),
        (box.x + box.length, top),
        (box.x + box.length, top + depth * 0.9),
        (neck + 900, top + depth),
        (neck, top + depth * 0.45),
        (box.x - 200, top + depth * 0.45),
    ]
    canvas.polygon(outline, "steel", web)
    canvas.rectangle(outline[0][0], top, box.length, flange, "steel", rng.uniform(8, 22))
    for start, end in itertools.pairwise(outline[2:]):
        canvas.bar(start, end, flange, "steel", rng.uniform(8, 22))
    for place in np.arange(box.x + 300, box.x + box.length, rng.uniform(700, 1500)):
        canvas.rectangle(place, top, rng.uniform(60, 140), depth * rng.uniform(0.3, 0.8), "steel", rng.uniform(2, 14))
    axle = top + depth + rng.uniform(50, 250)
    radius = rng.uniform(480, 530)
    bogie = box.x + box.length - rng.uniform(1300, 2000)
    for number in range(int(rng.integers(2, 4))):
        draw_wheel(canvas, rng, bogie - number * rng.uniform(1300, 1400), axle, radius)
    for place in (box.x + box.length * rng.uniform(0.25, 0.45), box.x + box.length * 0.5):
        canvas.rectangle(place, top + 60, rng.uniform(90, 150), rng.uniform(700, 1100), "steel", rng.uniform(1.5, 6))
    for _ in range(int(rng.integers(15, 45))):
        place = box.x + rng.uniform(0, box.length)
        clutter(canvas, rng, place, top + rng.uniform(0.1, 1.6) * depth, rng.uniform(25, 220), 8.0)
    for _ in range(int(rng.integers(3, 9))):
        hose = box.x + np.sort(rng.uniform(0, box.length, 4))
        y = top + rng.uniform(0.2, 1.5) * depth
        for start, end in itertools.pairwise(hose.tolist()):
            sag = rng.uniform(-150, 150)
            canvas.bar((start, y), (end, y + sag), rng.uniform(8, 30), "organic", rng.uniform(1, 4))
            y += sag
    tank = box.x + box.length * rng.uniform(0.35, 0.6)
    if rng.random() < 0.7:
        shell(canvas, tank, top + depth + 250, rng.uniform(300, 600), rng.uniform(150, 300), rng.uniform(0.5, 1.5))


def draw_tractor(canvas: Canvas, rng: np.random.Generator, right: float, floor: float) -> None:
    """Frame, wheels, engine and a glazed cab, left of the container."""
    for place in (right - 300, right - 1700 * rng.uniform(0.9, 1.1), right - 4200):
        draw_wheel(canvas, rng, place, floor + 600, 520)
    canvas.rectangle(right - 5600, floor + 150, 6500, 260, "steel", rng.uniform(1.5, 2.5))
    cab = [
        (right - 5800, floor + 500),
        (right - 5700, floor - 1900),
        (right - 3700, floor - 2300),
        (right - 3600, floor),
    ]
    canvas.polygon(cab, "steel", 0.35)
    canvas.polygon([(x * 0.98 + (right - 4700) * 0.02, y * 0.96) for x, y in cab], "organic", rng.uniform(3, 12))
    for _ in range(60):
        x, y = right - rng.uniform(3600, 5700), floor + rng.uniform(-600, 500)
        clutter(canvas, rng, x, y, rng.uniform(60, 450), 10.0)
    for _ in range(25):
        clutter(canvas, rng, right - rng.uniform(0, 3500), floor + rng.uniform(0, 700), rng.uniform(30, 300), 9.0)


def draw_wheel(canvas: Canvas, rng: np.random.Generator, x: float, y: float, radius: float) -> None:
    """Twin tyres on both sides: tread, side walls, rim, brake drum and hub."""
    for outer, inner, material, thick in (
        (1.0, 0.93, "organic", 55.0),
        (1.0, 0.93, "steel", 1.0),
        (0.93, 0.58, "organic", rng.uniform(5, 9)),
        (0.60, 0.54, "steel", rng.uniform(6, 14)),
        (0.54, 0.42, "steel", rng.uniform(1.5, 4)),
        (0.42, 0.36, "steel", rng.uniform(12, 25)),
        (0.36, 0.0, "steel", rng.uniform(4, 9)),
        (0.16, 0.0, "steel", rng.uniform(10, 30)),
    ):
        canvas.ring(x, y, outer * radius, inner * radius, material, thick)
    for angle in np.linspace(0, 2 * np.pi, 10, endpoint=False) + rng.uniform(0, 1):
        canvas.ellipse(x + 0.28 * radius * np.cos(angle), y + 0.28 * radius * np.sin(angle), 14, 14, "steel", 6)


def shell(canvas: Canvas, x: float, y: float, rx: float, ry: float, wall_cm: float) -> None:
    """A closed hollow vessel: walls show darker at the rim."""
    canvas.ellipse(x, y, rx, ry, "aluminium", wall_cm * 2)
    canvas.ellipse(x, y, rx, ry, "aluminium", wall_cm * 4)
    canvas.ellipse(x, y, rx - wall_cm * 15, ry - wall_cm * 15, "aluminium", -wall_cm * 4)


def clutter(canvas: Canvas, rng: np.random.Generator, x: float, y: float, size: float, thickest_cm: float) -> None:
    """One unnamed part of a machine: bracket, lump, chamber, plate or rod."""
    material = "aluminium" if rng.random() < 0.25 else "steel"
    thick = float(np.exp(rng.uniform(np.log(0.3), np.log(thickest_cm))))
    ratio = rng.uniform(0.25, 1.0)
    form = int(rng.integers(5))
    if form == 0:
        canvas.rectangle(x - size / 2, y - size * ratio / 2, size, size * ratio, material, thick)
    elif form == 1:
        canvas.ellipse(x, y, size / 2, size * ratio / 2, material, thick, rng.uniform(0, np.pi))
    elif form == 2:
        shell(canvas, x, y, size / 2, size * ratio / 2, thick * 0.15)
    elif form == 3:
        turn = rng.uniform(0, np.pi)
        end = (x + size * 1.5 * np.cos(turn), y + size * 1.5 * np.sin(turn))
        canvas.bar((x, y), end, size * rng.uniform(0.08, 0.3), material, thick)
    else:
        points = np.array(ellipse_points(x, y, size / 2, size * ratio / 2))[:: int(rng.integers(5, 12))]
        points += rng.normal(0, size * 0.12, points.shape)
        canvas.polygon([(float(u), float(v)) for u, v in points], material, thick)
