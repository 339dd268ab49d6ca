"""What carries a frame on its axles: leaf springs with hangers and equalisers, or air bags with trailing arms."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.lines import hose
from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, block, drilled, pin, plate
from cargoscope_datasets.simulation.solids import Part, rod

SPRING_Z = 490.0


def leaf_springs(
    rng: np.random.Generator, axles: list[float], axle_y: float, frame_y: float, seat: float
) -> list[Part]:
    """A row of axles on leaf springs; between them equalisers share the load.

    Args:
        rng: leafs and shapes.
        axles: x of each, mm.
        axle_y: height of the axles' middles, mm.
        frame_y: height of the frame's lower edge, mm.
        seat: half the axle beam, mm.
    """
    parts: list[Part] = []
    count, camber = int(rng.integers(3, 9)), float(rng.uniform(20, 80))
    pitch = axles[1] - axles[0] if len(axles) > 1 else 1250.0
    half = pitch / 2 - float(rng.uniform(85, 130))
    ends_y = min(axle_y + seat + 45 + camber, frame_y - 70)
    for side in SIDES:
        z = side * SPRING_Z
        for x in axles:
            parts.append(_spring(x, axle_y + seat + 18, ends_y, z, half, count))
            parts += _seat(rng, x, axle_y, seat, z)
        hangers = [axles[0] - pitch / 2, *(x + pitch / 2 for x in axles)]
        for number, x in enumerate(hangers):
            if number in (0, len(hangers) - 1):
                parts += _end_hanger(rng, x, ends_y, frame_y, z, 1 if number == 0 else -1)
            else:
                parts += _equaliser(rng, x, ends_y, frame_y, z)
        for number, x in enumerate(axles):
            anchor = hangers[number]
            low = (anchor + 40, ends_y - float(rng.uniform(120, 160)), z - side * 30)
            parts += [Part(rod(low, (x - 60, axle_y - 10, z - side * 30), 19), "steel", 0.8),
                      pin(low[0], low[1], z - 70, z + 70, 17)]  # fmt: skip
    return parts


def _spring(x: float, low: float, ends: float, z: float, half: float, count: int) -> Part:
    """Leafs, the longest on top; each follows the first's bow, so together they step towards the ends."""
    thick = 12.0 if count > 4 else 20.0
    place = np.linspace(-half, half, 11)
    top = low + (ends - low) * (place / half) ** 2 + thick * count / 2
    below = np.minimum(count, np.ceil(count * (1 - np.abs(place) / half) * 1.25)).clip(1)
    upper = list(zip(x + place, top, strict=True))
    lower = list(zip(x + place, top - below * thick, strict=True))
    outline = tuple((float(px), float(py)) for px, py in [*upper, *lower[::-1]])
    return plate(outline, z, 82.0)


def _seat(rng: np.random.Generator, x: float, axle_y: float, seat: float, z: float) -> list[Part]:
    """Plates above and below the spring, held by bows with nuts."""
    low, high = axle_y - seat - 22, axle_y + seat + float(rng.uniform(75, 120))
    parts = [
        block("cast_iron", x - 88, x + 88, axle_y + seat * 0.4, axle_y + seat + 10, z - 55, z + 55, 0.8),
        block("cast_iron", x - 80, x + 80, high - 34, high, z - 56, z + 56, 0.85),
        block("steel", x - 80, x + 80, low, low + 20, z - 52, z + 52),
    ]
    for dx in (-62, 62):
        for dz in (-48, 48):
            for half, ends in ((9.3, (low - 45, high + 12)), (16.0, (low - 22, low))):
                parts.append(block("steel", x + dx - half, x + dx + half, *ends, z + dz - half, z + dz + half))
    return parts


def _end_hanger(rng: np.random.Generator, x: float, ends: float, frame_y: float, z: float, behind: int) -> list[Part]:
    wide = float(rng.uniform(95, 130))
    outline = (
        (x - wide, frame_y),
        (x + wide, frame_y),
        (x + behind * 70 + 35, ends - 90),
        (x + behind * 70 - 55, ends - 90),
    )
    return [
        *(plate(outline, z + dz, 8.0) for dz in (-58, 58)),
        pin(x + behind * 60, ends - 10, z - 75, z + 75, 20),
        block("steel", x + behind * 60 - 50, x + behind * 60 + 50, ends + 18, ends + 34, z - 50, z + 50),
        *(drilled(x + behind * 10, frame_y - 45, z + dz, 18, 8.0) for dz in (-58, 58)),
    ]


def _equaliser(rng: np.random.Generator, x: float, ends: float, frame_y: float, z: float) -> list[Part]:
    """A triangular bracket with a beam that rocks on its pin."""
    low = ends - float(rng.uniform(70, 110))
    outline = ((x - 110, frame_y), (x + 110, frame_y), (x + 62, low - 60), (x - 62, low - 60))
    rocker = ((x - 185, ends + 30), (x - 60, ends + 62), (x + 60, ends + 62), (x + 185, ends + 30), (x + 60, low - 20),
              (x - 60, low - 20))  # fmt: skip
    return [
        *(plate(outline, z + dz, 8.0) for dz in (-62, 62)),
        *(plate(rocker, z + dz, 14.0) for dz in (-42, 42)),
        pin(x, low + 12, z - 80, z + 80, 34),
        pin(x, low - 45, z - 80, z + 80, 15),
        block("rubber", x - 50, x + 50, low - 30, low + 50, z - 38, z + 38),
    ]


def air_bags(rng: np.random.Generator, axles: list[float], axle_y: float, frame_y: float, seat: float) -> list[Part]:
    """A row of axles on bags behind them; arms trail from hangers, dampers slope between."""
    parts: list[Part] = []
    before, behind = float(rng.uniform(480, 540)), float(rng.uniform(330, 400))
    for side in SIDES:
        z = side * SPRING_Z
        for x in axles:
            hanger = (x - before, max(axle_y + 60, frame_y - 260))
            outline = ((hanger[0] - 120, frame_y), (hanger[0] + 130, frame_y), (hanger[0] + 55, hanger[1] - 60),
                       (hanger[0] - 55, hanger[1] - 60))  # fmt: skip
            parts += [
                *(plate(outline, z + dz, 7.0) for dz in (-60, 60)),
                pin(*hanger, z - 80, z + 80, 30),
                bar((*hanger, z), (x, axle_y + seat + 30, z), 62, 100),
                bar((x, axle_y + seat + 26, z), (x + behind, axle_y + seat - 30, z), 52, 100),
            ]
            parts += _seat(rng, x, axle_y, seat, z)
            parts += _bag(x + behind, axle_y + seat - 10, frame_y, z)
            parts += _damper((x + 40, axle_y - 10, z - side * 110), (hanger[0] + 60, frame_y - 40, z - side * 110))
            parts += hose(rng, (x + behind, frame_y, z), (x + behind - 300, frame_y + 120, z * 0.6), 6.0, sag=-30)
    return parts


def _bag(x: float, low: float, high: float, z: float) -> list[Part]:
    """A rolling bellows on its piston between two plates."""
    waist = low + 0.35 * (high - low)
    return [
        Part(rod((x, waist, z), (x, high - 10, z), 150), "rubber", 0.16),
        Part(rod((x, waist + 20, z), (x, waist + 50, z), 150), "rubber", 0.3),
        Part(rod((x, low, z), (x, waist + 60, z), 105), "plastic", 0.35),
        Part(rod((x, high - 12, z), (x, high, z), 120), "steel", 0.7),
        Part(rod((x, low - 6, z), (x, low + 4, z), 90), "steel", 0.9),
    ]


def _damper(low: tuple[float, float, float], high: tuple[float, float, float]) -> list[Part]:
    middle = tuple((np.asarray(low) * 0.45 + np.asarray(high) * 0.55).tolist())
    return [Part(rod(low, middle, 33), "steel", 0.45), Part(rod(middle, high, 38), "steel", 0.3),
            Part(rod(low, high, 10), "steel")]  # fmt: skip
