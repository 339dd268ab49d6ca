"""What must not be there: parametric objects as sheets of areal density, turned to any angle.

Each shape is drawn side on, at a fine pitch, on a sheet of its own; then it is foreshortened as if turned about its
upright axis, rotated in the plane, and brought to the pitch that is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.canvas import Canvas, ellipse_points
from cargoscope_datasets.simulation.physics import MATERIALS

LABELS = ("pistol", "rifle", "cigarettes", "gas_cylinder", "person")


@dataclass(frozen=True, slots=True, eq=False)
class Threat:
    """One object, ready to be added to a scene.

    Attributes:
        label: one of `LABELS`.
        density: (materials, rows, columns) float32, g/cm2, cut to the object's outline.
        pitch_mm: side of its pixels.
    """

    label: str
    density: NDArray[np.float32]
    pitch_mm: float


def draw_threat(rng: np.random.Generator, label: str, pitch_mm: float) -> Threat:
    """Draw one object of the label in a random form and attitude."""
    canvas, upright = _FORMS[label](rng)
    density = _turned(canvas, rng, pitch_mm, upright=upright)
    return Threat(label, _cut_out(density), pitch_mm)


def _turned(canvas: Canvas, rng: np.random.Generator, pitch_mm: float, *, upright: bool) -> NDArray[np.float32]:
    """Foreshorten, rotate, mirror and resample; mass per area grows as the outline narrows."""
    squeeze = 1.0 if upright else float(rng.choice([rng.uniform(0.75, 1), rng.uniform(0.3, 1)]))
    angle = float(rng.normal(0, 6) if upright else rng.uniform(0, 360))
    scale = canvas.pitch_mm / pitch_mm * rng.uniform(0.85, 1.15)
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    linear = scale * np.array([[cosine, -sine], [sine, cosine]]) @ np.diag([squeeze * mirror, 1.0])
    rows, columns = canvas.density.shape[1:]
    corners = linear @ np.array([[0, columns, columns, 0], [0, 0, rows, rows]], float)
    low = corners.min(axis=1)
    size = np.ceil(corners.max(axis=1) - low).astype(int) + 2
    # Averaging before shrinking keeps thin parts at their true mass.
    blur = 0.5 / scale if scale < 1 else 0.0
    matrix = np.column_stack([linear, -low + 1])
    layers = []
    for layer in canvas.density:
        smooth = cv2.GaussianBlur(layer, (0, 0), blur) if blur > 0.4 else layer
        layers.append(cv2.warpAffine(smooth, matrix, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR))
    return np.maximum(np.stack(layers), 0) * np.float32(min(1 / squeeze, 2.5))


def _cut_out(density: NDArray[np.float32]) -> NDArray[np.float32]:
    """Drop the rim in which there is next to nothing of the object."""
    total = density.sum(axis=0)
    rows, columns = np.nonzero(total > 0.08 * total.max())
    return density[:, rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _pistol(rng: np.random.Generator) -> tuple[Canvas, bool]:
    canvas = Canvas(340, 240, 1.0)
    (_revolver if rng.random() < 0.4 else _semi_automatic)(canvas, rng)
    return canvas, False


def _semi_automatic(canvas: Canvas, rng: np.random.Generator) -> None:
    """Slide, frame with trigger guard, raked grip with its magazine; sometimes with a silencer."""
    length, high = rng.uniform(140, 225), rng.uniform(24, 34)
    x, y = 100.0, 60.0
    canvas.rectangle(x, y, length, high, "steel", rng.uniform(1.0, 2.0))
    canvas.rectangle(x + 4, y + high * 0.35, length * 0.6, high * 0.3, "steel", rng.uniform(0.4, 1.0))
    canvas.rectangle(x + length * 0.3, y + high, length * 0.65, high * 0.45, "steel", rng.uniform(0.4, 1.2))
    rake, wide, deep = rng.uniform(5, 45), rng.uniform(38, 55), rng.uniform(75, 115)
    back = x + length - rng.uniform(0, 12)
    grip = [
        (back - wide, y + high),
        (back, y + high),
        (back + rake, y + high + deep),
        (back + rake - wide, y + high + deep),
    ]
    frame = "aluminium" if rng.random() < 0.3 else "steel"
    canvas.polygon(grip, frame, rng.uniform(0.3, 1.0))
    canvas.polygon(grip, "organic", rng.uniform(0.5, 2.0))
    if rng.random() < 0.7:
        inset = [(px * 0.7 + (back - wide / 2 + rake / 2) * 0.3, py) for px, py in grip]
        canvas.polygon(inset, "steel", rng.uniform(0.5, 1.5))
    radius = rng.uniform(14, 20)
    guard = (back - wide - radius, y + high * 1.3 + radius * 0.6)
    canvas.ellipse(*guard, radius * 1.3, radius, "steel", 0.8)
    canvas.ellipse(*guard, radius * 1.3 - 5, radius - 5, "steel", -0.8)
    canvas.bar((guard[0] + 5, guard[1] - radius), (guard[0], guard[1] + radius * 0.4), 5, "steel", 0.8)
    if rng.random() < 0.12:
        canvas.rectangle(x - 95, y - 2, 100, 32, "steel", 1.2)


def _revolver(canvas: Canvas, rng: np.random.Generator) -> None:
    """Barrel with its rod, drum, open frame, curved grip, hammer."""
    barrel, x, y = rng.uniform(50, 160), 70.0, 60.0
    canvas.rectangle(x, y, barrel, rng.uniform(14, 22), "steel", rng.uniform(1.0, 1.8))
    canvas.rectangle(x + 10, y + 20, barrel - 10, rng.uniform(6, 12), "steel", rng.uniform(0.6, 1.2))
    drum, high = rng.uniform(36, 46), rng.uniform(34, 42)
    canvas.rectangle(x + barrel + 4, y - 4, drum, high, "steel", rng.uniform(1.8, 3.2))
    for flute in (0.25, 0.7):
        canvas.rectangle(x + barrel + 4, y - 4 + flute * high, drum * 0.6, 4, "steel", -0.6)
    back = x + barrel + drum + 4
    frame = [(x + barrel, y - 6), (back + 22, y - 4), (back + 30, y + high + 10), (x + barrel, y + high + 4)]
    canvas.polygon(frame, "steel", rng.uniform(0.5, 1.0))
    deep, rake = rng.uniform(70, 105), rng.uniform(20, 60)
    grip = [
        (back, y + high * 0.7),
        (back + 30, y + high * 0.4),
        (back + 30 + rake, y + high + deep),
        (back + rake - 12, y + high + deep),
        (back + rake * 0.3, y + high * 1.4),
    ]
    canvas.polygon(grip, "organic", rng.uniform(1.5, 3))
    canvas.polygon(grip, "steel", rng.uniform(0.2, 0.9))
    canvas.bar((back + 18, y), (back + 34, y - 14), 9, "steel", 0.8)
    radius = rng.uniform(14, 19)
    canvas.ring(back - 8, y + high + radius, radius, radius - 5, "steel", 0.8)
    canvas.bar((back - 6, y + high), (back - 10, y + high + radius * 1.3), 5, "steel", 0.8)


def _rifle(rng: np.random.Generator) -> tuple[Canvas, bool]:
    """Barrel, receiver, magazine, grip and a stock of wood, polymer or bent steel; sometimes a telescope."""
    canvas = Canvas(1250, 420, 2.0)
    x, y = 60.0, 130.0
    barrel, receiver, stock = rng.uniform(300, 560), rng.uniform(180, 300), rng.uniform(170, 320)
    canvas.rectangle(x, y, barrel, rng.uniform(14, 24), "steel", rng.uniform(0.9, 1.8))
    canvas.rectangle(x + barrel * 0.4, y - 14, barrel * 0.6, 44, "organic", rng.uniform(1, 4))
    if rng.random() < 0.6:
        canvas.rectangle(x + barrel * 0.3, y - 18, barrel * 0.6, 12, "steel", rng.uniform(0.5, 1.2))
    start = x + barrel
    canvas.rectangle(start, y - 15, receiver, rng.uniform(45, 65), "steel", rng.uniform(0.6, 1.8))
    canvas.rectangle(start + receiver * 0.2, y - 5, receiver * 0.5, 22, "steel", rng.uniform(0.8, 1.6))
    if rng.random() < 0.75:
        lean, deep = rng.uniform(-70, 20), rng.uniform(90, 210)
        top = start + receiver * rng.uniform(0.1, 0.35)
        corners = [(top, y + 35), (top + 70, y + 35), (top + 70 + lean, y + 35 + deep), (top + lean, y + 35 + deep)]
        canvas.polygon(corners, "steel", rng.uniform(0.5, 1.6))
    grip = start + receiver * 0.75
    canvas.polygon([(grip, y + 40), (grip + 45, y + 40), (grip + 75, y + 140), (grip + 35, y + 145)], "organic", 3)
    canvas.polygon([(grip + 8, y + 40), (grip + 30, y + 40), (grip + 52, y + 140), (grip + 40, y + 140)], "steel", 0.6)
    canvas.ring(grip - 25, y + 62, 26, 20, "steel", 0.6)
    end = start + receiver
    butt = [(end, y - 10), (end + stock, y - 5), (end + stock, y + rng.uniform(90, 140)), (end, y + 45)]
    if rng.random() < 0.6:
        canvas.polygon(butt, "organic", rng.uniform(2, 4.5))
        canvas.bar((end, y + 10), (end + stock, y + 30), 14, "steel", 0.8)
    else:
        for first, second in zip(butt, [*butt[1:], butt[0]], strict=True):
            canvas.bar(first, second, 12, "steel", 1.0)
    if rng.random() < 0.3:
        canvas.rectangle(start + 10, y - 75, receiver * 0.9, rng.uniform(28, 45), "aluminium", rng.uniform(1, 2.5))
        canvas.rectangle(start + 60, y - 50, 14, 40, "aluminium", 2)
    return canvas, False


def _cigarettes(rng: np.random.Generator) -> tuple[Canvas, bool]:
    """Master cases (50 cartons each) in a stack: about 0.2-0.3 g/cm3, and the cartons show as a grid."""
    wide, high = rng.uniform(380, 600), rng.uniform(240, 420)
    across, up = int(rng.integers(1, 3)), int(rng.integers(1, 3))
    canvas = Canvas(across * wide + 30, up * high + 30, 3.0)
    depth = rng.uniform(30, 180)
    on_end = rng.random() < 0.5
    cell = (rng.uniform(45, 60), rng.uniform(80, 95)) if on_end else (rng.uniform(85, 95), rng.uniform(22, 28))
    bulk = rng.uniform(0.2, 0.32)
    for column in range(across):
        for row in range(up):
            x, y = 10 + column * wide, 10 + row * high
            canvas.rectangle(x, y, wide - 4, high - 4, "organic", depth * 0.03)
            for u in np.linspace(x + 3, x + wide - 7, round(wide / cell[0]), endpoint=False):
                for v in np.linspace(y + 3, y + high - 7, round(high / cell[1]), endpoint=False):
                    canvas.rectangle(u, v, cell[0] - 4, cell[1] - 4, "organic", depth * bulk)
    return canvas, True


def _gas_cylinder(rng: np.random.Generator) -> tuple[Canvas, bool]:
    """A pressure vessel with domed ends, a foot ring, a valve, half full or empty, standing or lying."""
    radius = rng.uniform(100, 180) if rng.random() < 0.6 else rng.uniform(60, 125)
    length = rng.uniform(350, 1600) if radius < 130 else rng.uniform(350, 900)
    wall = rng.uniform(0.25, 0.75)
    canvas = Canvas(2 * radius + 40, length + 220, 3.0)
    x, y = radius + 20, 110.0
    body = [(px, py) for px, py in ellipse_points(x, y + radius * 0.6, radius, radius * 0.6) if py <= y + radius * 0.6]
    foot = [(px, py) for px, py in ellipse_points(x, y + length - 90, radius, radius * 0.5) if py >= y + length - 90]
    outline = sorted(body, key=lambda point: point[0]) + sorted(foot, key=lambda point: -point[0])
    _tube(canvas, outline, x, radius, wall)
    canvas.rectangle(x - 18, y - 45, 36, 50, "steel", rng.uniform(1.5, 4))
    if rng.random() < 0.6:
        canvas.rectangle(x - radius * 0.6, y - 70, radius * 1.2, 75, "steel", wall * 1.2)
        canvas.rectangle(x - radius * 0.4, y - 45, radius * 0.8, 40, "steel", -wall * 0.8)
    if rng.random() < 0.5:
        canvas.rectangle(x - radius * 0.8, y + length - 70, radius * 1.6, 50, "steel", wall)
    if rng.random() < 0.5:
        level = y + length * rng.uniform(0.2, 0.7)
        chord = np.pi / 2 * radius / 10 * 0.54
        canvas.rectangle(x - radius * 0.95, level, radius * 1.9, y + length - 60 - level, "organic", chord)
    if rng.random() < 0.5:
        return canvas, True
    lying = Canvas(length + 220, 2 * radius + 40, 3.0)
    turned = np.rot90(canvas.density, axes=(1, 2))
    lying.density = np.ascontiguousarray(turned)
    return lying, True


def _tube(canvas: Canvas, outline: list[tuple[float, float]], x: float, radius: float, wall_cm: float) -> None:
    """A round steel shell: the ray's way through its wall grows towards the rim."""
    mask = Canvas(canvas.density.shape[2] * canvas.pitch_mm, canvas.density.shape[1] * canvas.pitch_mm, canvas.pitch_mm)
    mask.polygon(outline, "organic", 1.0)
    place = (np.arange(mask.density.shape[2]) + 0.5) * canvas.pitch_mm - x
    outer = np.sqrt(np.maximum(radius**2 - place**2, 0))
    inner = np.sqrt(np.maximum((radius - wall_cm * 10) ** 2 - place**2, 0))
    chord_cm = (2 * (outer - inner) / 10).astype(np.float32)
    canvas.density[MATERIALS.index("steel")] += mask.density[0] * chord_cm * np.float32(7.87)


def _person(rng: np.random.Generator) -> tuple[Canvas, bool]:
    """A body of tissue, about as dense as water: standing, sitting or lying."""
    canvas = Canvas(2100, 2100, 6.0)
    size = rng.uniform(0.85, 1.08)
    hip = np.array([1050.0, 1050.0])
    torso = rng.normal(0, 0.15)
    if rng.random() < 0.45:
        thigh, knee = rng.normal(0, 0.25), rng.normal(0.1, 0.2)
    else:
        thigh, knee = rng.uniform(0.9, 1.9), rng.uniform(0.8, 2.2)
    shoulder = hip + size * 520 * np.array([np.sin(torso), -np.cos(torso)])
    _limb(canvas, hip, shoulder, 300 * size, rng.uniform(18, 30))
    head = shoulder + size * 190 * np.array([np.sin(torso + rng.normal(0, 0.2)), -np.cos(torso)])
    canvas.ellipse(float(head[0]), float(head[1]), 85 * size, 115 * size, "organic", rng.uniform(13, 17), torso)
    for side in (0, 1):
        swing = thigh + side * rng.normal(0, 0.15)
        bend = hip + size * 430 * np.array([np.sin(swing), np.cos(swing)])
        foot = bend + size * 430 * np.array([np.sin(swing - knee), np.cos(swing - knee)])
        _limb(canvas, hip, bend, 150 * size, rng.uniform(8, 14))
        _limb(canvas, bend, foot, 110 * size, rng.uniform(6, 10))
        reach = rng.uniform(-0.6, 1.5)
        elbow = shoulder + size * 300 * np.array([np.sin(reach), np.cos(reach)])
        hand = elbow + size * 280 * np.array([np.sin(reach + rng.uniform(0, 1.4)), np.cos(reach + rng.uniform(0, 1.4))])
        _limb(canvas, shoulder, elbow, 90 * size, rng.uniform(5, 9))
        _limb(canvas, elbow, hand, 75 * size, rng.uniform(4, 7))
    if rng.random() < 0.3:
        canvas.density = np.ascontiguousarray(np.rot90(canvas.density, axes=(1, 2)))
    return canvas, True


def _limb(canvas: Canvas, start: NDArray[np.float64], end: NDArray[np.float64], wide: float, thick_cm: float) -> None:
    """A rounded limb: three nested outlines stand for its round section."""
    for share in (1.0, 0.75, 0.5):
        (x, y), along = ((start + end) / 2).tolist(), end - start
        length = float(np.hypot(*along)) / 2 + wide * 0.35
        turn = float(np.arctan2(along[1], along[0]))
        canvas.ellipse(x, y, length * (0.9 + 0.1 * share), wide / 2 * share, "organic", thick_cm / 3, turn)


_FORMS: dict[str, Callable[[np.random.Generator], tuple[Canvas, bool]]] = {
    "pistol": _pistol,
    "rifle": _rifle,
    "cigarettes": _cigarettes,
    "gas_cylinder": _gas_cylinder,
    "person": _person,
}
