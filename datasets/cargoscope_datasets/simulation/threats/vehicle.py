"""Cars and motorcycles, whole or as a body only. Drawn with the front towards +x, the ground at y = 0, mm."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.poses import level
from cargoscope_datasets.simulation.shapes import Parts, block, disc, middle_block, ring, slab
from cargoscope_datasets.simulation.solids import Part, ball, frustum, rod
from cargoscope_datasets.simulation.threat import IN_THE_HOLD, Family, Lot, one


@dataclass(frozen=True, slots=True)
class Figure:
    """A car's proportions, mm.

    Attributes:
        length, width, height: over all; the wheels stand on y = 0.
        wheelbase: between the axles.
        tyre: radius.
        belt: height of the lower edge of the windows.
        bonnet: height of the bonnet's front.
        screen: where the windscreen begins and ends, from the front axle backwards.
        tail: where the roof ends and where the rear window ends, from the rear axle (backwards positive).
        bed: a pickup: no roof behind the cab.
    """

    length: float
    width: float
    height: float
    wheelbase: float
    tyre: float
    belt: float
    bonnet: float
    screen: tuple[float, float]
    tail: tuple[float, float]
    bed: bool = False


def _wheel(x: float, y: float, z: float, radius: float, width: float, rng: np.random.Generator) -> Parts:
    """Tyre, rim, hub, brake disc."""
    rim = radius * rng.uniform(0.58, 0.7)
    metal, fill = ("aluminium", 0.35) if rng.random() < 0.6 else ("steel", 0.12)
    return (
        *ring((x, y, z), radius, rim, width, "rubber"),
        *ring((x, y, z), radius, radius - 14, width * 0.8, "rubber"),
        *ring((x, y, z), rim, rim - 12, width * 0.9, metal),
        Part(disc((x, y, z), rim - 12, 25), metal, fill),
        Part(disc((x, y, z), rim * 0.7, 18), "cast_iron", 0.8),
        Part(disc((x, y, z), rim * 0.28, width * 0.7), "steel", 0.7),
    )


def _engine(x: float, y: float, rng: np.random.Generator, *, across: bool) -> Parts:
    """Block, head, sump, gearbox, radiator, battery, alternator, exhaust."""
    length, wide = (rng.uniform(280, 380), rng.uniform(480, 600)) if across else (rng.uniform(480, 620), rng.uniform(300, 420))
    high = rng.uniform(280, 360)
    heavy = "cast_iron" if rng.random() < 0.5 else "aluminium"
    x0, x1 = x - length / 2, x + length / 2
    parts = [
        Part(middle_block(x0, x1, y, y + high * 0.6, wide), heavy, 0.33 if heavy == "cast_iron" else 0.55),
        Part(middle_block(x0 + 20, x1 - 20, y + high * 0.6, y + high, wide * 0.9), "aluminium", 0.45),
        Part(middle_block(x0 + 40, x1, y - 110, y, wide * 0.7), "aluminium", 0.25),
        Part(block(x0, x1, y - 80, y + 190, wide / 2, wide / 2 + 300) if across else middle_block(x0 - 600, x0, y - 80, y + 200, 280), "aluminium", 0.45),
        Part(middle_block(x + 330, x + 380, y - 30, y + high + 40, 620), "aluminium", 0.25),
        Part(block(x - 120, x + 120, y + 220, y + 400, 380, 550), "lead_acid", 0.9),
        Part(disc((x1 + 60, y + high * 0.5, -wide * 0.3), 65, 150), "steel", 0.5),
        Part(disc((x1 + 50, y + 40, 0), 80, wide * 0.4), "steel", 0.25),
        Part(rod((x0 - 40, y + high * 0.7, -wide * 0.3), (x0 - 40, y + high * 0.7, wide * 0.3), 45), "cast_iron", 0.35),
    ]  # fmt: skip
    return tuple(parts)


def _shell(figure: Figure, front: float, rear: float) -> Parts:
    """Sheet metal: both flanks with their windows, roof, bonnet, floor, bulkheads, bumpers."""
    x1, x0 = front, front - figure.length
    half, sill = figure.width / 2 - 40, 200.0
    roof_front = front - (front - 0) + 0.0
    axle = figure.wheelbase / 2
    foot, head = axle - figure.screen[0], axle - figure.screen[1]
    roof_end, rear_end = -axle - figure.tail[0], -axle - figure.tail[1]
    rear_high = figure.belt if not figure.bed else figure.belt - 20
    flank = [(x1 - 40, sill + 60), (x1, figure.bonnet - 120), (x1 - 120, figure.bonnet), (foot, figure.belt),
             (x0 + 30, rear_high), (x0, figure.belt - 250), (x0 + 60, sill + 60)]  # fmt: skip
    glass = [(foot, figure.belt), (head, figure.height), (roof_end, figure.height), (rear_end, rear_high)]
    parts: list[Part] = []
    for z in (-half, half):
        parts.append(Part(slab(_hulled(flank), 14, z), "steel", 0.14))
        parts.append(Part(slab(_hulled(glass), 4.5, z * 0.88), "glass"))
        for low, high in ((glass[0], glass[1]), (glass[3], glass[2]), ((figure.wheelbase * 0.02, figure.belt), (0.0, figure.height))):
            parts.append(Part(rod((low[0], low[1], z * 0.97), (high[0], high[1], z * 0.85), 30), "steel", 0.13))
    parts += [
        Part(middle_block(roof_end, head, figure.height - 3, figure.height, figure.width * 0.75), "steel", 0.9),
        Part(middle_block(roof_end, head, figure.height - 30, figure.height - 5, figure.width * 0.72), "foam", 1.5),
        Part(middle_block(x0 + 100, foot, sill, sill + 4, figure.width * 0.85), "steel", 0.9),
        Part(middle_block(foot, x1 - 60, figure.bonnet - 30, figure.bonnet - 26, figure.width * 0.8), "steel", 0.8),
        Part(middle_block(foot - 20, foot, sill + 100, figure.belt, figure.width * 0.85), "steel", 0.12),
        *(Part(block(roof_end, foot, sill - 20, sill + 90, z - 45, z + 45), "steel", 0.1) for z in (-half, half)),
        *(Part(middle_block(x - 60, x + 20, sill + 130, sill + 240, figure.width * 0.85), "steel", 0.09) for x in (x0 + 60, x1 - 20)),
        Part(middle_block(x1 - 20, x1 + 20, sill + 20, figure.bonnet - 150, figure.width * 0.8), "plastic", 0.15),
        Part(middle_block(x0 - 20, x0 + 20, sill + 60, figure.belt - 300, figure.width * 0.8), "plastic", 0.15),
    ]
    _ = (rear, roof_front)
    return tuple(parts)
