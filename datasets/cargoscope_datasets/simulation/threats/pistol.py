"""Hand guns. Drawn with the muzzle towards +x, upright, mm."""

import numpy as np

from cargoscope_datasets.simulation.packing import SMALL_PACKINGS
from cargoscope_datasets.simulation.pistol_parts import (
    grip_with_magazine,
    revolver_grip,
    self_loading,
    trigger_in_guard,
)
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.poses import anyhow
from cargoscope_datasets.simulation.shapes import disc, middle_block, slab
from cargoscope_datasets.simulation.solids import Part, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one


def semi_automatic(rng: np.random.Generator) -> Lot:
    """A service pistol."""
    return one(self_loading(rng, rng.uniform(165, 222), rng.uniform(0.95, 1.1)))


def compact(rng: np.random.Generator) -> Lot:
    """A pocket pistol."""
    return one(self_loading(rng, rng.uniform(112, 158), rng.uniform(0.7, 0.9)))


def revolver(rng: np.random.Generator) -> Lot:
    """Barrel, drum with its chambers, open frame, curved grip, hammer; the barrel short or long."""
    barrel = rng.uniform(45, 75) if rng.random() < 0.4 else rng.uniform(85, 165)
    radius, length = rng.uniform(17, 22), rng.uniform(36, 46)
    bore, axis = rng.uniform(2.9, 5.7), radius * 0.55
    chamber = bore + 1
    loaded = rng.random() < 0.6
    parts = [
        Part(rod((length, axis, 0), (length + barrel, axis, 0), bore + rng.uniform(3.5, 5)), "steel"),
        Part(middle_block(length, length + barrel * rng.uniform(0.85, 1), axis, axis + 10, 7), "steel"),
        Part(rod((length, axis, 0), (length + barrel, axis, 0), bore), "steel", -1.0),
        Part(rod((0, 0, 0), (length - 3, 0, 0), radius), "steel"),
        Part(middle_block(-4, length + 4, radius - 2, radius + 7, 14), "steel"),
        Part(middle_block(-4, length + 4, -radius - 9, -radius - 1, 13), "steel"),
        Part(slab([(-22, 12), (-2, radius + 6), (-2, -radius - 9), (-30, -radius - 2)], 14), "steel", 0.85),
        Part(slab([(-28, 8), (-18, 12), (-24, 32), (-34, 34)], 8), "steel"),
        Part(
            slab(
                [(length + barrel - 10, axis + 8), (length + barrel - 4, axis + 8), (length + barrel - 5, axis + 19)], 3
            ),
            "steel",
        ),
    ]
    if barrel > 60 and rng.random() < 0.8:
        parts.append(
            Part(
                rod((length, axis - 13, 0), (length + barrel * rng.uniform(0.4, 0.9), axis - 13, 0), rng.uniform(3, 5)),
                "steel",
            )
        )
    for angle in np.linspace(0, 2 * np.pi, int(rng.choice([5, 6])), endpoint=False):
        y, z = np.cos(angle) * radius * 0.66, np.sin(angle) * radius * 0.66
        hole = rod((0, y, z), (length - 3, y, z), chamber)
        parts.append(Part(hole, "steel", -0.45 if loaded else -1.0))
    parts += revolver_grip(rng, radius)
    parts += place_parts(trigger_in_guard(rng.uniform(4, 16), rng.uniform(16, 20)), np.eye(3), (0, -radius - 6, 0))
    return one(parts)


def silenced(rng: np.random.Generator) -> Lot:
    """With a silencer screwed to the barrel: a tube of steel or aluminium, baffles in it, its chambers not alike."""
    length, gun = rng.uniform(130, 195), rng.uniform(0.8, 1.0)
    parts = self_loading(rng, length, gun)
    tube, radius = rng.uniform(110, 200), rng.uniform(14, 20)
    start, material = length + rng.uniform(2, 9), "aluminium" if rng.random() < 0.5 else "steel"
    y = 13 * gun + 1
    shares = np.linspace(0.3, 0.92, int(rng.integers(4, 9)))
    middle = [Part(disc((start + tube * share, y, 0), radius - 2, 3, 0), "steel", 0.8) for share in shares]
    middle.append(Part(rod((length - 12, y, 0), (start + 16, y, 0), 7.5), "steel", 0.6))
    return one(
        (
            *parts,
            Part(rod((start, y, 0), (start + tube, y, 0), radius), material),
            Part(rod((start + 4, y, 0), (start + tube - 4, y, 0), radius - rng.uniform(1.5, 3)), material, -1.0),
            *middle,
        )
    )


def taken_apart(rng: np.random.Generator) -> Lot:
    """Slide, barrel, spring, frame and magazine beside each other."""
    length, scale = rng.uniform(145, 210), rng.uniform(0.85, 1.05)
    steel, width = rng.random() < 0.5, rng.uniform(24, 30)
    wide, under, deep = rng.uniform(42, 52) * scale, rng.uniform(13, 20), rng.uniform(75, 95) * scale
    grip = grip_with_magazine(rng, deep, wide, width, steel=steel)[:2]
    frame = (
        *grip,
        *trigger_in_guard(wide + 15, 17),
        Part(middle_block(0, length * 0.9, 0, under, width * 0.85), "steel" if steel else "plastic", 0.5),
    )
    height = rng.uniform(20, 26)
    slide = (
        Part(middle_block(0, length, 0, height, width), "steel"),
        Part(middle_block(length * 0.3, length - 6, 0, height * 0.8, width - 7), "steel", -1.0),
        Part(middle_block(length * 0.45, length * 0.62, height * 0.8, height, width * 0.7), "steel", -1.0),
    )
    barrel = (
        Part(rod((0, 0, 0), (length * 0.6, 0, 0), 7.5), "steel"),
        Part(middle_block(0, 28, -12, 8, 16), "steel", 0.8),
        Part(rod((0, 0, 0), (length * 0.6, 0, 0), rng.uniform(3, 5.5)), "steel", -1.0),
    )
    spring = (Part(rod((0, 0, 0), (length * 0.45, 0, 0), 6), "steel", 0.2),)
    magazine = (
        Part(middle_block(0, deep * 1.2, 0, 32, 21), "steel", 0.25),
        Part(middle_block(4, deep * 1.1, 3, 30, 18), "brass", rng.uniform(0, 0.4)),
    )
    parts: list[Part] = []
    spot = 0.0
    for piece, room in ((frame, 0.0), (slide, 45.0), (barrel, 28.0), (spring, 20.0), (magazine, 44.0)):
        spot += room
        turn = rotation(0, rng.normal(0, 0.25), rng.choice([0.0, np.pi / 2]) if room else 0.0)
        parts += place_parts(piece, turn, (rng.uniform(-20, 40), spot, rng.normal(0, 8)))
    return one(parts)


def machine_pistol(rng: np.random.Generator) -> Lot:
    """Box-like, the magazine long, in the grip or before it; at times with a folded wire stock."""
    length, height, width = rng.uniform(210, 275), rng.uniform(38, 50), rng.uniform(32, 42)
    grip = rng.uniform(0.15, 0.45) * length
    deep, forward = rng.uniform(70, 150), rng.random() < 0.5
    well = grip + 75 if forward else grip + 9
    parts = [
        Part(middle_block(0, length, 0, height, width), "steel", rng.uniform(0.2, 0.34)),
        Part(middle_block(length * 0.25, length * 0.75, height * 0.3, height * 0.9, width * 0.65), "steel", 0.5),
        Part(rod((length * 0.5, height * 0.6, 0), (length + rng.uniform(15, 60), height * 0.6, 0), 8), "steel"),
        Part(slab([(grip, 0), (grip + 45, 0), (grip + 36, -95), (grip - 6, -95)], 30), "plastic", 0.6),
        Part(middle_block(well, well + 28, -95 - deep if not forward else -deep, 4, 22), "steel", 0.25),
        Part(
            middle_block(well + 3, well + 25, -92 - deep if not forward else 3 - deep, 4, 18),
            "brass",
            rng.uniform(0.2, 0.4),
        ),
        *place_parts(trigger_in_guard(grip + 58, 17), np.eye(3), (0, 0, 0)),
    ]
    if rng.random() < 0.6:
        for y in (height + 3, -6):
            parts.append(Part(rod((5, y, 18), (length * 0.9, y, 18), 3), "steel"))
        parts.append(Part(rod((5, -40, 18), (5, height + 3, 18), 4), "steel"))
    return one(parts)


def derringer(rng: np.random.Generator) -> Lot:
    """Two short barrels, one on the other, and a bird's head grip."""
    barrel, bore = rng.uniform(58, 105), rng.uniform(4.5, 6.5)
    size = np.array([rng.uniform(0.85, 1.2), rng.uniform(0.8, 1.3)])
    grip = [(-38, -2), (-24, -20), (-45, -62), (-72, -55), (-66, -30)]
    frame = [(-37, -4), (-27, -18), (-45, -54), (-62, -48)]
    plates, core = ([(float(x), float(y)) for x, y in np.array(each) * size] for each in (grip, frame))
    parts = [
        Part(middle_block(0, barrel, -bore * 2.6, bore * 2.6, bore * 3.2), "steel"),
        *(Part(rod((0, y, 0), (barrel, y, 0), bore), "steel", -1.0) for y in (-bore * 1.4, bore * 1.4)),
        Part(slab([(-40, 0), (0, 16), (0, -18), (-32, -22)], 16), "steel", 0.8),
        Part(slab(plates, 24), "wood"),
        Part(slab(core, 12), "steel", rng.uniform(0.2, 0.8)),
        Part(slab([(-34, 0), (-24, 4), (-32, 22), (-40, 22)], 8), "steel"),
        Part(slab([(-14, -18), (-8, -18), (-10, -34), (-15, -34)], 6), "steel"),
    ]
    return one(parts)


FAMILIES = {
    name: Family(draw, anyhow, SMALL_PACKINGS, most=4, reserved=draw is derringer)
    for name, draw in {
        "semi_automatic": semi_automatic,
        "compact": compact,
        "revolver": revolver,
        "silenced": silenced,
        "taken_apart": taken_apart,
        "machine_pistol": machine_pistol,
        "derringer": derringer,
    }.items()
}
