"""Pipes, valves and plumbers' fittings. mm."""

import numpy as np

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.packing import bare, in_carton, wrapped
from cargoscope_datasets.simulation.placement import place_parts, rotation
from cargoscope_datasets.simulation.shapes import disc, middle_block, ring
from cargoscope_datasets.simulation.solids import Part, ball, frustum, rod, tube
from cargoscope_datasets.simulation.threat import Family, Lot, one

_PACKINGS = (bare, wrapped, in_carton, in_bag)
_METALS = ("steel", "steel", "cast_iron", "copper", "brass", "stainless", "pvc")


def pipes(rng: np.random.Generator) -> Lot:
    """A bundle, all alike or one in another."""
    radius, length = rng.uniform(8, 80), rng.uniform(200, 1500)
    wall, material = max(radius * rng.uniform(0.06, 0.2), 1.0), str(rng.choice(_METALS))
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 9))):
        layer, place = divmod(number, 3)
        x, z = rng.normal(0, 15), (place + layer % 2 / 2) * radius * 2.05
        y = layer * radius * 1.8
        parts += tube((x, y, z), (x + length, y, z), radius, radius - wall, material)
    return one(parts)


def elbow(rng: np.random.Generator) -> Lot:
    """Two pipes at an angle with collars: an L of steel as long as a pistol."""
    radius, first, second = rng.uniform(10, 32), rng.uniform(80, 220), rng.uniform(50, 150)
    wall, material = radius * rng.uniform(0.12, 0.3), str(rng.choice(_METALS))
    angle = rng.choice([np.pi / 2, np.pi / 2, 0.8]) + rng.normal(0, 0.02)
    end = (second * float(np.cos(angle)), -second * float(np.sin(angle)), 0.0)
    joint = ball((0, 0, 0), radius), ball((0, 0, 0), radius - wall)
    parts = [
        Part(joint[0], material),
        Part(joint[1], material, -1.0),
        *tube((0, 0, 0), (-first, 0, 0), radius, radius - wall, material),
        *tube((0, 0, 0), end, radius, radius - wall, material),
        *ring((-first, 0, 0), radius * 1.35, radius, radius * 0.8, material, 0),
    ]
    if rng.random() < 0.5:
        parts += tube((-first * 0.5, 0, 0), (-first * 0.5, -second * 0.5, 0), radius, radius - wall, material)
    return one(parts)


def valve(rng: np.random.Generator) -> Lot:
    """A body between flanges, a stem, a wheel or a lever."""
    radius = rng.uniform(14, 60)
    material = str(rng.choice(("brass", "cast_iron", "steel")))
    parts = [
        Part(ball((0, 0, 0), radius * 1.5), material, 0.5),
        Part(rod((-radius * 2.4, 0, 0), (radius * 2.4, 0, 0), radius), material, 0.45),
        *(Part(disc((x, 0, 0), radius * 1.7, radius * 0.4, 0), material, 0.7) for x in (-radius * 2.4, radius * 2.4)),
        Part(rod((0, radius, 0), (0, radius * 3.2, 0), radius * 0.35), "steel", 0.9),
    ]
    if rng.random() < 0.5:
        parts += ring((0, radius * 3.2, 0), radius * 1.8, radius * 1.45, radius * 0.35, "cast_iron", 1)
        parts.append(
            Part(middle_block(-radius * 1.5, radius * 1.5, radius * 3.1, radius * 3.3, radius * 0.4), "cast_iron")
        )
    else:
        parts.append(Part(middle_block(-radius * 0.3, radius * 4, radius * 2.9, radius * 3.2, radius * 0.7), "steel"))
    return one(parts)


def tap(rng: np.random.Generator) -> Lot:
    """A mixer tap: a stout body, a spout, a lever."""
    radius, spout = rng.uniform(20, 28), rng.uniform(120, 230)
    high = rng.uniform(90, 260)
    return one(
        (
            *tube((0, 0, 0), (0, high, 0), radius, radius * 0.7, "brass"),
            *tube(
                (radius, high * 0.75, 0), (spout, high * rng.uniform(0.6, 0.9), 0), radius * 0.6, radius * 0.4, "brass"
            ),
            Part(rod((0, high, 0), (0, high + 30, 0), radius * 1.05), "zinc", 0.5),
            Part(rod((0, high + 25, 0), (-rng.uniform(50, 100), high + 55, 0), 7), "zinc"),
            Part(rod((0, -45, 0), (0, 0, 0), radius * 0.7), "brass", 0.5),
        )
    )


def flanges(rng: np.random.Generator) -> Lot:
    """Rings with bolt holes, in a stack."""
    outer, thick = rng.uniform(45, 160), rng.uniform(10, 30)
    inner = outer * rng.uniform(0.35, 0.65)
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 6))):
        parts += ring((0, number * (thick + 2), 0), outer, inner, thick, "steel", 1)
    stack = number * (thick + 2) + thick / 2
    for angle in np.arange(6) * np.pi / 3:
        x, z = np.cos(angle) * (outer + inner) / 2, np.sin(angle) * (outer + inner) / 2
        parts.append(Part(rod((x, -thick / 2, z), (x, stack, z), outer * 0.07), "steel", -0.9))
    return one(parts)


def nozzle(rng: np.random.Generator) -> Lot:
    """A spray gun or hose nozzle: a barrel, a grip, a lever, a cup; of aluminium, brass and plastic."""
    length, deep = rng.uniform(130, 190), rng.uniform(90, 120)
    light = str(rng.choice(("aluminium", "plastic", "zinc")))
    parts = [
        Part(rod((0, 0, 0), (length, 0, 0), 15), light, 0.6),
        Part(frustum((length, 0, 0), (length + 35, 0, 0), 20, 8, 10), "brass", 0.6),
        *place_parts((Part(middle_block(0, 30, -deep, 0, 24), light, 0.7),), rotation(0, -0.2, 0), (5, -8, 0)),
        *place_parts((Part(middle_block(0, 8, -deep * 0.75, 0, 16), "steel", 0.5),), rotation(0, 0.1, 0), (60, -10, 0)),
        Part(rod((-12, -deep - 20, 0), (0, -deep - 2, 0), 9), "brass", 0.7),
    ]
    if rng.random() < 0.6:
        up = rng.choice([-1.0, 1.0])
        parts.append(Part(rod((length * 0.7, up * 20, 0), (length * 0.7, up * 110, 0), 42), "plastic", 0.12))
    return one(parts)


FAMILIES = {
    "pipes": Family(pipes, packings=(bare, bare, wrapped)),
    "elbow": Family(elbow, packings=_PACKINGS, most=4),
    "valve": Family(valve, packings=_PACKINGS, most=3),
    "tap": Family(tap, packings=_PACKINGS, most=4),
    "flanges": Family(flanges, packings=_PACKINGS),
    "nozzle": Family(nozzle, packings=_PACKINGS, most=4),
}
