"""What moves a car: engine, wheels, beams. The front is at +x; mm."""

import numpy as np

from cargoscope_datasets.simulation.car import Figure
from cargoscope_datasets.simulation.shapes import Parts, disc, ring, wide_box
from cargoscope_datasets.simulation.solids import Box, Part, ball, rod


def engine(figure: Figure, rng: np.random.Generator, *, along: bool) -> Parts:
    """Block, head, sump, gearbox, radiator, battery, exhaust; in line with the car, or across it."""
    axle, y = figure.wheelbase / 2, figure.floor + 120
    length, wide = (
        (rng.uniform(520, 640), rng.uniform(380, 460)) if along else (rng.uniform(280, 360), rng.uniform(480, 600))
    )
    x0 = axle - length * rng.uniform(0.2, 0.55)
    x1, high = x0 + length, rng.uniform(300, 360)
    block, fill = ("cast_iron", rng.uniform(0.2, 0.3)) if rng.random() < 0.5 else ("aluminium", rng.uniform(0.45, 0.6))
    gearbox = (
        wide_box(x0 - 650, x0, y - 60, y + 200, 260)
        if along
        else Box(x0, x1, y - 80, y + 190, wide / 2, wide / 2 + 320)
    )
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
        Part(
            rod((figure.ends[0] + 120, figure.floor, 250), (figure.ends[0] + 560, figure.floor, 250), 90), "steel", 0.09
        ),
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
                Part(
                    rod((x - 10, figure.tyre + 150, z * 0.76), (x - 18, figure.belt - 150, z * 0.72), 68), "steel", 0.09
                ),
            ]
        parts.append(Part(wide_box(x - 60, x + 60, figure.tyre - 60, figure.tyre + 10, track * 2), "steel", 0.09))
    if rng.random() < 0.6:
        parts.append(
            Part(disc((-axle - figure.behind * 0.45, figure.floor + 60, 0), figure.tyre * 0.95, 130, 1), "rubber", 0.25)
        )
    return tuple(parts)


def wheel(x: float, y: float, z: float, tyre: float, rim: float, width: float, metal: str, share: float) -> Parts:
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
