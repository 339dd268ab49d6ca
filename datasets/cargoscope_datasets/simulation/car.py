"""A passenger car from its proportions: sheet metal, glass, seats, engine, wheels. Its front is at +x; mm."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cargoscope_datasets.simulation.shapes import Parts, slab, wide_box
from cargoscope_datasets.simulation.solids import Box, Part, prism, rod

_GROUND = 200.0
"""Height of the floor."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Proportions of a car, mm; the wheels stand on y = 0 and x = 0 is halfway between the axles.

    Attributes:
        wheelbase: between the axles.
        ahead, behind: overhang before the front axle and after the rear axle.
        width, height: over all.
        tyre: outer radius.
        belt: lower edge of the windows.
        bonnet: height at the front.
        screen: how far behind the front axle the windscreen has its foot, and its head.
        tail: how far before the rear axle the roof ends, and the rear window its foot (behind: negative).
        boot: height of the rear end.
        clearance: of the floor above that of an ordinary car.
    """

    wheelbase: float
    ahead: float
    behind: float
    width: float
    height: float
    tyre: float
    belt: float
    bonnet: float
    screen: tuple[float, float]
    tail: tuple[float, float]
    boot: float
    clearance: float = 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """Rear and front bumper."""
        return -self.wheelbase / 2 - self.behind, self.wheelbase / 2 + self.ahead

    @property
    def floor(self) -> float:
        """Its height."""
        return _GROUND + self.clearance


def _arch(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """A wheel's cut-out in a flank, from front to rear."""
    return [(x + radius * np.cos(angle), y + radius * np.sin(angle)) for angle in np.linspace(0, np.pi, 7)]


def _curved(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The line with each corner between its ends cut off."""
    points = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        points += [
            (corner[0] + (side[0] - corner[0]) * 0.25, corner[1] + (side[1] - corner[1]) * 0.25)
            for side in (before, after)
        ]
    return [*points, corners[-1]]


def _sheet(line: Sequence[tuple[float, float]], thick: float, wide: float, material: str, fill: float) -> Parts:
    """What hangs below a line, as wide as is said.

    Sheet across a car is crowned and ribbed, so rays meet it spread over some height: thicker than it is, and emptier.
    """
    return tuple(
        Part(slab([(x0, y0), (x1, y1), (x1, y1 - thick), (x0, y0 - thick)], wide), material, fill)
        for (x0, y0), (x1, y1) in pairwise(line)
    )


def _flank(figure: Figure) -> list[tuple[float, float]]:
    """A side's outline, with the arches of its wheels."""
    rear, front = figure.ends
    axle, sill, arch = figure.wheelbase / 2, figure.floor + 40, figure.tyre * 1.12
    foot, window = axle - figure.screen[0], figure.tail[1] - axle
    deck = _deck(figure)
    return [
        (front, sill + 60),
        (front, figure.bonnet - 180),
        (front - 40, figure.bonnet - 70),
        (front - 150, figure.bonnet),
        (foot, figure.belt),
        (window, figure.belt),
        (deck, figure.boot),
        (rear + 0.3 * (deck - rear), figure.boot - 40),
        (rear, figure.boot - 120),
        (rear, sill + 60),
        (-axle - arch * 0.98, sill + 60),
        *reversed(_arch(-axle, sill, arch)[:-1]),
        *reversed(_arch(axle, sill, arch)[1:]),
        (axle + arch * 0.98, sill + 60),
    ]


def _glass(figure: Figure) -> list[tuple[float, float]]:
    """A side's windows, in one."""
    axle = figure.wheelbase / 2
    foot, head = axle - figure.screen[0], axle - figure.screen[1]
    roof, window = figure.tail[0] - axle, figure.tail[1] - axle
    return [
        (foot + 20, figure.belt),
        (head + 60, figure.height - 80),
        (head - 60, figure.height - 35),
        (roof + 60, figure.height - 35),
        (roof - 60, figure.height - 80),
        (window - 20, figure.belt),
    ]


def _deck(figure: Figure) -> float:
    """Where the lid of the boot begins to fall."""
    rear, window = figure.ends[0], figure.tail[1] - figure.wheelbase / 2
    return rear + min(110.0, 0.7 * (window - rear))


def body(figure: Figure, rng: np.random.Generator) -> Parts:
    """Sheet metal, glass, bumpers, trim."""
    rear, front = figure.ends
    axle, sill, half = figure.wheelbase / 2, figure.floor + 40, figure.width / 2 - 30
    foot, head = axle - figure.screen[0], axle - figure.screen[1]
    roof, window = figure.tail[0] - axle, figure.tail[1] - axle
    arch, deck = figure.tyre * 1.12, _deck(figure)
    top, pillar = figure.height, rng.uniform(-0.2, 0.1) * figure.wheelbase
    parts: list[Part] = []
    for side in (-1, 1):
        parts += [
            Part(prism(_flank(figure), 10, (0, 0, side * half)), "steel", rng.uniform(0.24, 0.32)),
            Part(prism(_glass(figure), 4.5, (0, 0, side * half * 0.88)), "glass"),
            Part(rod((foot, figure.belt, side * half), (head + 60, top - 65, side * half * 0.8), 28), "steel", 0.15),
            Part(rod((window, figure.belt, side * half), (roof - 50, top - 60, side * half * 0.8), 32), "steel", 0.15),
            Part(rod((pillar, sill, side * half), (pillar, top - 30, side * half * 0.82), 34), "steel", 0.15),
            Part(
                Box(-axle + arch, axle - arch, sill - 60, sill + 50, side * half - 45, side * half + 45), "steel", 0.1
            ),
        ]
    parts += _doors(figure, pillar)
    crown = _curved([(head + 70, figure.height - 75), (head - 60, figure.height - 28),
                     ((roof + head) / 2, figure.height - 8),
                     (roof + 60, figure.height - 24), (roof - 60, figure.height - 70)])  # fmt: skip
    bonnet = _curved([(foot, figure.belt - 8), ((foot + front) / 2, (figure.belt + figure.bonnet) / 2 + 25),
                      (front - 150, figure.bonnet - 4), (front - 40, figure.bonnet - 90)])  # fmt: skip
    lid = _curved([(window, figure.belt - 5), (deck, figure.boot - 4), (rear + 0.3 * (deck - rear), figure.boot - 60)])
    parts += [
        *_sheet(crown, 30, figure.width * 0.75, "steel", 0.03),
        *_sheet(_curved([(x, y - 22) for x, y in crown[1:-1]]), 20, figure.width * 0.68, "foam", 1.5),
        *_sheet(bonnet, 34, figure.width * 0.8, "steel", 0.045),
        *_sheet(lid, 34, figure.width * 0.75, "steel", 0.045),
        Part(wide_box(rear + 80, foot, figure.floor - 15, figure.floor + 25, figure.width * 0.85), "steel", 0.065),
        Part(
            slab(
                [(foot - 20, figure.belt), (foot + 40, figure.belt), (foot - 10, sill), (foot - 80, sill)],
                figure.width * 0.85,
            ),
            "steel",
            0.016,
        ),
        Part(wide_box(foot - 330, foot - 20, figure.belt - 230, figure.belt, figure.width * 0.75), "plastic", 0.12),
        Part(wide_box(front - 70, front - 10, sill + 90, sill + 210, figure.width * 0.8), "steel", 0.09),
        Part(wide_box(rear + 10, rear + 70, sill + 90, sill + 210, figure.width * 0.8), "steel", 0.09),
        Part(wide_box(front - 30, front + 10, sill, figure.bonnet - 120, figure.width * 0.85), "plastic", 0.12),
        Part(wide_box(rear - 10, rear + 30, sill, figure.boot - 250, figure.width * 0.85), "plastic", 0.12),
        *(Part(Box(foot - 40, front - 60, sill + 60, sill + 170, z - 45, z + 45), "steel", 0.12) for z in (-430, 430)),
    ]
    return tuple(parts)


def _doors(figure: Figure, pillar: float) -> list[Part]:
    """Flanged edges of the front doors with the gap between, and a pillar more a side, behind the rear seats."""
    axle, sill, half = figure.wheelbase / 2, figure.floor + 40, figure.width / 2 - 30
    front, roof = axle - figure.screen[0] - 70, figure.tail[0] - axle
    rear = min(pillar - 500, (pillar + figure.tail[1] - axle) / 2)
    low = max(sill, figure.tyre * 2.2) if rear < -axle + figure.tyre * 1.2 else sill
    parts: list[Part] = []
    for side in (-1, 1):
        parts += [
            Part(rod((front, sill + 40, side * half), (front + 30, figure.belt - 20, side * half), 16), "steel", 0.22),
            Part(
                rod((pillar - 55, sill + 40, side * half), (pillar - 55, figure.belt, side * half), 13), "steel", 0.22
            ),
            Part(rod((rear, low + 40, side * half), (rear - 20, figure.belt, side * half), 16), "steel", 0.22),
            Part(
                rod(
                    (rear - 20, figure.belt, side * half), (max(rear, roof), figure.height - 45, side * half * 0.82), 26
                ),
                "steel",
                0.15,
            ),
        ]
    return parts


def seats(figure: Figure, rng: np.random.Generator) -> Parts:
    """Two rows of foam on frames, the wheel, the tank under the rear bench."""
    axle = figure.wheelbase / 2
    parts: list[Part] = []
    high = figure.floor
    rows = ((axle - figure.screen[1] - rng.uniform(350, 600), 0.75), (-axle + rng.uniform(100, 350), 0.8))
    for x, share in rows:
        wide = figure.width * share
        parts += [
            Part(slab([(x - 60, high + 100), (x + 470, high + 130), (x + 480, high + 270), (x - 40, high + 215)], wide),
                 "foam", 1.6),
            Part(wide_box(x + 20, x + 440, high + 80, high + 125, wide), "steel", 0.03),
            Part(slab([(x - 50, high + 150), (x + 60, high + 200), (x - 120, high + 730), (x - 220, high + 710)], wide),
                 "foam", 1.5),
            Part(slab([(x - 30, high + 150), (x + 20, high + 170), (x - 140, high + 700), (x - 185, high + 690)], wide),
                 "steel", 0.012),
            Part(slab([(x - 225, high + 715), (x - 135, high + 725), (x - 180, high + 930), (x - 250, high + 910)],
                      wide * 0.35), "foam", 1.6),
        ]  # fmt: skip
    column = axle - figure.screen[1] - 60
    parts += [
        Part(rod((column, high + 480, 370), (column + 420, high + 300, 370), 22), "steel", 0.6),
        Part(rod((column - 8, high + 480, 370), (column + 8, high + 495, 370), 185), "plastic", 0.35),
        Part(wide_box(-axle + 120, -axle + 620, high - 90, high + 90, figure.width * 0.6), "plastic", 0.06),
        Part(
            wide_box(-axle + 125, -axle + 615, high - 85, high - 85 + rng.uniform(10, 160), figure.width * 0.58),
            "oil",
            0.85,
        ),
    ]
    return tuple(parts)
