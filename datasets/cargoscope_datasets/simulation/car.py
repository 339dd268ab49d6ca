"""A passenger car from its proportions: sheet metal, glass, seats, engine, wheels. Its front is at +x; mm."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.shapes import Parts, disc, ring, wide_box
from cargoscope_datasets.simulation.solids import Box, Part, ball, prism, rod

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


def body(figure: Figure, rng: np.random.Generator) -> Parts:
    """Sheet metal, glass, bumpers, trim."""
    rear, front = figure.ends
    axle, sill, half = figure.wheelbase / 2, figure.floor + 40, figure.width / 2 - 30
    foot, head = axle - figure.screen[0], axle - figure.screen[1]
    roof, window = figure.tail[0] - axle, figure.tail[1] - axle
    arch = figure.tyre * 1.12
    flank = [
        (front, sill + 60), (front, figure.bonnet - 100), (front - 90, figure.bonnet), (foot, figure.belt), (window, figure.belt),
        (rear + 40, figure.boot), (rear, figure.boot - 120), (rear, sill + 60), *reversed(_arch(-axle, sill, arch)),
        *reversed(_arch(axle, sill, arch)),
    ]  # fmt: skip
    glass = [(foot + 20, figure.belt), (head, figure.height - 30), (roof, figure.height - 30), (window - 20, figure.belt)]
    pillar = rng.uniform(-0.2, 0.1) * figure.wheelbase
    parts: list[Part] = []
    for side in (-1, 1):
        parts += [
            Part(prism(flank, 10, (0, 0, side * half)), "steel", rng.uniform(0.16, 0.22)),
            Part(prism(glass, 4.5, (0, 0, side * half * 0.88)), "glass"),
            Part(rod((foot, figure.belt, side * half), (head, figure.height, side * half * 0.8), 28), "steel", 0.15),
            Part(rod((window, figure.belt, side * half), (roof, figure.height, side * half * 0.8), 32), "steel", 0.15),
            Part(rod((pillar, sill, side * half), (pillar, figure.height, side * half * 0.82), 34), "steel", 0.15),
            Part(Box(-axle + arch, axle - arch, sill - 60, sill + 50, side * half - 45, side * half + 45), "steel", 0.1),
        ]
    nose = figure.bonnet + (figure.belt - figure.bonnet) * 0.4
    parts += [
        Part(wide_box(roof, head, figure.height - 2, figure.height, figure.width * 0.75), "steel", 0.6),
        Part(wide_box(roof, head, figure.height - 25, figure.height - 4, figure.width * 0.7), "foam", 1.5),
        Part(wide_box(rear + 80, foot, figure.floor, figure.floor + 3, figure.width * 0.85), "steel", 0.6),
        Part(wide_box(foot, front - 60, nose, nose + 3, figure.width * 0.8), "steel", 0.6),
        Part(wide_box(rear + 30, window, figure.boot - 3, figure.boot, figure.width * 0.75), "steel", 0.6),
        Part(wide_box(foot - 15, foot + 5, sill, figure.belt, figure.width * 0.85), "steel", 0.09),
        Part(wide_box(foot - 330, foot - 20, figure.belt - 230, figure.belt, figure.width * 0.75), "plastic", 0.12),
        Part(wide_box(front - 70, front - 10, sill + 90, sill + 210, figure.width * 0.8), "steel", 0.09),
        Part(wide_box(rear + 10, rear + 70, sill + 90, sill + 210, figure.width * 0.8), "steel", 0.09),
        Part(wide_box(front - 30, front + 10, sill, figure.bonnet - 120, figure.width * 0.85), "plastic", 0.12),
        Part(wide_box(rear - 10, rear + 30, sill, figure.boot - 250, figure.width * 0.85), "plastic", 0.12),
        *(Part(Box(front - 900, front - 60, sill + 60, sill + 170, z - 45, z + 45), "steel", 0.12) for z in (-430, 430)),
    ]
    return tuple(parts)


def seats(figure: Figure, rng: np.random.Generator) -> Parts:
    """Two rows of foam on frames, the wheel, the tank under the rear bench."""
    axle = figure.wheelbase / 2
    parts: list[Part] = []
    high = figure.floor
    rows = ((axle - figure.screen[1] - rng.uniform(350, 600), 0.75), (-axle + rng.uniform(100, 350), 0.8))
    for x, share in rows:
        wide = figure.width * share
        parts += [
            Part(wide_box(x, x + 480, high + 90, high + 250, wide), "foam", 1.6),
            Part(wide_box(x + 20, x + 460, high + 90, high + 105, wide), "steel", 0.3),
            Part(wide_box(x - 130, x, high + 150, high + 720, wide), "foam", 1.6),
            Part(wide_box(x - 80, x - 50, high + 150, high + 720, wide), "steel", 0.1),
        ]
    column = axle - figure.screen[1] - 60
    parts += [
        Part(rod((column, high + 480, 370), (column + 420, high + 300, 370), 22), "steel", 0.6),
        Part(rod((column - 8, high + 480, 370), (column + 8, high + 495, 370), 185), "plastic", 0.35),
        Part(wide_box(-axle + 120, -axle + 620, high - 90, high + 90, figure.width * 0.6), "plastic", 0.06),
        Part(wide_box(-axle + 125, -axle + 615, high - 85, high - 85 + rng.uniform(10, 160), figure.width * 0.58), "oil", 0.85),
    ]
    return tuple(parts)


def engine(figure: Figure, rng: np.random.Generator, *, along: bool) -> Parts:
    """Block, head, sump, gearbox, radiator, battery, exhaust; in line with the car, or across it."""
    axle, y = figure.wheelbase / 2, figure.floor + 120
    length, wide = (rng.uniform(520, 640), rng.uniform(380, 460)) if along else (rng.uniform(280, 360), rng.uniform(480, 600))
    x0 = axle - length * rng.uniform(0.2, 0.55)
    x1, high = x0 + length, rng.uniform(300, 360)
    block, fill = ("cast_iron", rng.uniform(0.2, 0.3)) if rng.random() < 0.5 else ("aluminium", rng.uniform(0.45, 0.6))
    gearbox = wide_box(x0 - 650, x0, y - 60, y + 200, 260) if along else Box(x0, x1, y - 80, y + 190, wide / 2, wide / 2 + 320)
    parts = [
        Part(wide_box(x0, x1, y, y + high * 0.6, wide), block, fill),
        Part(wide_box(x0 + 15, x1 - 15, y + high * 0.6, y + high, wide * 0.8), "aluminium", 0.45),
        Part(wide_box(x0 + 30, x1, y - 110, y, wide * 0.7), "aluminium", 0.2),
        Part(gearbox, "aluminium", 0.5),
        Part(disc((x1 + 30, y + 60, 0), 85, wide * 0.2), "cast_iron", 0.6),
        Part(disc((x1 + 45, y + high * 0.55, -wide * 0.3), 68, 140), "steel", 0.45),
        Part(wide_box(figure.ends[1] - 130, figure.ends[1] - 80, y - 10, y + 390, 640), "aluminium", 0.25),
        Part(Box(axle - 150, axle + 90, y + 190, y + 370, 400, 570), "lead_acid", 0.9),
        Part(ball((x0 - 60, y + 60, 120), 90, 60, 60), "cast_iron", 0.4),
        Part(rod((x0, figure.floor - 30, 120), (figure.ends[0] + 500, figure.floor - 20, 250), 27), "steel", 0.15),
        Part(rod((figure.ends[0] + 120, figure.floor, 250), (figure.ends[0] + 560, figure.floor, 250), 90), "steel", 0.09),
        Part(rod((axle - 900, figure.floor - 30, 130), (axle - 600, figure.floor - 30, 130), 65), "ceramic", 0.35),
    ]
    if along:
        parts.append(Part(rod((x0 - 650, y + 60, 0), (-axle, figure.tyre, 0), 32), "steel", 0.3))
    return tuple(parts)


def running_gear(figure: Figure, rng: np.random.Generator) -> Parts:
    """Wheels, struts, beams; the spare wheel lies in the boot."""
    width, track = rng.uniform(175, 245), figure.width / 2 - 130
    axle = figure.wheelbase / 2
    rim = figure.tyre * rng.uniform(0.6, 0.7)
    metal, share = ("aluminium", 0.5) if rng.random() < 0.6 else ("steel", 0.16)
    parts: list[Part] = []
    for x in (-axle, axle):
        for z in (-track, track):
            parts += wheel(x, figure.tyre, z, figure.tyre, rim, width, metal, share)
            parts += [
                Part(rod((x, figure.tyre, z * 0.8), (x - 20, figure.belt - 80, z * 0.72), 24), "steel", 0.7),
                Part(rod((x - 10, figure.tyre + 150, z * 0.76), (x - 18, figure.belt - 150, z * 0.72), 68), "steel", 0.09),
            ]
        parts.append(Part(wide_box(x - 60, x + 60, figure.tyre - 60, figure.tyre + 10, track * 2), "steel", 0.09))
    if rng.random() < 0.6:
        parts.append(Part(disc((-axle - figure.behind * 0.45, figure.floor + 60, 0), figure.tyre * 0.95, 130, 1), "rubber", 0.25))
    return tuple(parts)


def wheel(
    x: float, y: float, z: float, tyre: float, rim: float, width: float, metal: str, share: float
) -> Parts:  # fmt: skip
    """Tyre, rim, disc of the rim, brake, hub."""
    return (
        *ring((x, y, z), tyre, tyre - 15, width * 0.85, "rubber"),
        *ring((x, y, z - width / 2 + 8), tyre - 4, rim, 14, "rubber"),
        *ring((x, y, z + width / 2 - 8), tyre - 4, rim, 14, "rubber"),
        *ring((x, y, z), rim, rim - 9, width * 0.9, metal),
        Part(disc((x, y, z), rim - 9, 28), metal, share),
        Part(disc((x, y, z), rim * 0.72, 20), "cast_iron", 0.85),
        Part(disc((x, y, z), rim * 0.3, width * 0.6), "steel", 0.7),
    )
