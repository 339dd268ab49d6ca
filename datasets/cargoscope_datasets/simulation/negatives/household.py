"""Things of home and garden that take the shape of something else. mm."""

import numpy as np

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.cavities import Cavity, laid
from cargoscope_datasets.simulation.packing import SMALL_PACKINGS, bare, in_carton, wrapped
from cargoscope_datasets.simulation.poses import at_rest, upright
from cargoscope_datasets.simulation.shapes import Parts, block, case, disc, middle_block, ring, shifted, slab, wire
from cargoscope_datasets.simulation.solids import Part, Union, Wire, ball, frustum, rod, tube
from cargoscope_datasets.simulation.threat import Family, Lot, one

_PACKINGS = (bare, wrapped, in_carton, in_bag)


def toy_gun(rng: np.random.Generator) -> Lot:
    """A gun's outline in thin plastic: pale, hollow, a spring and a few screws in it."""
    length, high = rng.uniform(120, 420), rng.uniform(24, 45)
    wide, deep = rng.uniform(25, 45), rng.uniform(60, 110)
    fill = rng.uniform(0.08, 0.2)
    parts = [
        Part(middle_block(0, length, 0, high, wide), "plastic", fill),
        Part(slab([(0, 0), (42, 0), (32, -deep), (-12, -deep)], wide * 0.9), "plastic", fill),
        *ring((62, -14, 0), 18, 14, 10, "plastic"),
        Part(slab([(58, 0), (66, 0), (63, -22), (58, -22)], 7), "plastic"),
        Part(rod((length * 0.3, high * 0.5, 0), (length * 0.7, high * 0.5, 0), 6), "steel", 0.12),
        Part(rod((length * 0.6, high * 0.5, 0), (length + 10, high * 0.5, 0), 9), "plastic", 0.5),
        *(
            Part(rod((x, y, -wide * 0.4), (x, y, wide * 0.4), 1.5), "steel")
            for x, y in ((20, -20), (length * 0.5, 8), (length * 0.9, 8))
        ),
    ]
    if rng.random() < 0.4:
        parts.append(Part(rod((length, high * 0.5, 0), (length + 8, high * 0.5, 0), 11), "plastic"))
    if length > 300:
        parts.append(Part(slab([(0, high), (-180, high * 0.8), (-180, -50), (0, 5)], wide * 0.8), "plastic", fill))
    return one(parts)


def hair_dryer(rng: np.random.Generator) -> Lot:
    """A barrel with a coil and a motor, a grip, a cord."""
    length, radius, deep = rng.uniform(150, 230), rng.uniform(32, 45), rng.uniform(100, 140)
    return one(
        (
            *tube((0, 0, 0), (length, 0, 0), radius, radius - 2.5, "plastic"),
            Part(rod((15, 0, 0), (65, 0, 0), radius * 0.55), "copper", 0.2),
            Part(rod((15, 0, 0), (65, 0, 0), radius * 0.55), "steel", 0.25),
            Part(rod((length * 0.45, 0, 0), (length * 0.9, 0, 0), radius * 0.8), "ceramic", 0.15),
            Part(rod((length * 0.45, 0, 0), (length * 0.9, 0, 0), radius * 0.8), "steel", 0.02),
            Part(frustum((length, 0, 0), (length + 45, 0, 0), radius, radius * 0.5, 10), "plastic", 0.12),
            Part(slab([(30, -radius), (72, -radius), (64, -radius - deep), (28, -radius - deep)], 34), "plastic", 0.2),
            Part(middle_block(40, 58, -radius - 60, -radius - 20, 18), "copper", 0.15),
            Part(rod((45, -radius - deep, 0), (30, -radius - deep - 60, 10), 4), "copper", 0.4),
        )
    )


def gas_heater(rng: np.random.Generator) -> Lot:
    """A cabinet of sheet steel with ceramic panels behind a grille, burners, a regulator with its hose, a shelf."""
    length, high, deep = rng.uniform(380, 460), rng.uniform(650, 780), rng.uniform(320, 420)
    parts = [
        *case(0, length, 0, high, 0, deep, 1.0, "steel"),
        *(
            Part(middle_block(length * share, length * share + 95, high * 0.5, high * 0.82, 14), "ceramic", 0.7)
            for share in (0.1, 0.38, 0.66)
        ),
        *(Part(rod((length * 0.1, high * y, 30), (length * 0.9, high * y, 30), 9), "brass", 0.4) for y in (0.42, 0.47)),
        *(Part(rod((20, high * y, 8), (length - 20, high * y, 8), 3), "steel") for y in np.linspace(0.45, 0.87, 6)),
        Part(block(5, length - 5, 40, 43, 60, deep - 5), "steel", 0.6),
        Part(rod((length * 0.5, high * 0.3, 90), (length * 0.5, high * 0.36, 90), 32), "zinc", 0.4),
        *wire(
            [(length * 0.5, high * 0.3, 90), (length * 0.62, high * 0.2, 150), (length * 0.75, high * 0.42, 40)],
            8,
            "rubber",
        ),
        *(Part(rod((x, -35, z), (x, -5, z), 18), "plastic", 0.8) for x in (40, length - 40) for z in (40, deep - 40)),
    ]
    return one(parts)


def compressor(rng: np.random.Generator) -> Lot:
    """A lying tank, a motor and a pump on it, a wheel."""
    radius, length = rng.uniform(90, 190), rng.uniform(380, 900)
    tank = [
        Part(rod((0, radius, 0), (length, radius, 0), radius), "steel", 1.0),
        Part(rod((4, radius, 0), (length - 4, radius, 0), radius - 2.8), "steel", -1.0),
    ]
    top = 2 * radius
    parts = [
        *tank,
        Part(rod((length * 0.15, top + 90, 0), (length * 0.5, top + 90, 0), 80), "steel", 0.4),
        Part(rod((length * 0.15, top + 90, 0), (length * 0.5, top + 90, 0), 60), "copper", 0.15),
        Part(rod((length * 0.7, top + 10, 0), (length * 0.7, top + 210, 0), 55), "cast_iron", 0.5),
        Part(middle_block(length * 0.1, length * 0.85, top, top + 8, 220), "steel"),
        *ring((length * 0.7, top + 90, 110), 130, 112, 20, "cast_iron"),
        *(Part(disc((length * 0.15, 40, z), 80, 40), "rubber", 0.6) for z in (-radius * 0.9, radius * 0.9)),
    ]
    return one(parts)


def _rib(length: float, radius: float, angle: float) -> Part:
    y, z = float(np.sin(angle)), float(np.cos(angle))
    out = radius * 0.7
    return Part(rod((length * 0.3, y * out, z * out), (length * 0.95, y * 6, z * 6), 2), "steel", 0.6)


def _blade(radius: float, angle: float) -> Part:
    tips = [(radius * float(np.cos(turn)), radius * float(np.sin(turn))) for turn in (angle, angle + 0.7)]
    return Part(slab([(0, 0), *tips], 4), "plastic")


def umbrellas(rng: np.random.Generator) -> Lot:
    """A shaft with ribs folded along it and a crook."""
    length, radius = rng.uniform(350, 950), rng.uniform(22, 38)
    parts = [
        Part(rod((0, 0, 0), (length, 0, 0), rng.uniform(4, 7)), "steel", 0.5),
        Part(rod((length * 0.25, 0, 0), (length * 0.95, 0, 0), radius), "textile", 0.15),
        *(_rib(length, radius, angle) for angle in np.arange(8) * np.pi / 4),
        Part(rod((0, 0, 0), (0, 50, 0), 9), "wood", 1.2),
        Part(rod((0, 50, 0), (-60, 50, 0), 9), "wood", 1.2),
    ]
    return one(parts)


def fan(rng: np.random.Generator) -> Lot:
    """A motor behind blades in a cage of wire hoops and spokes, on a stem under the motor."""
    radius, deep = rng.uniform(110, 240), rng.uniform(70, 110)
    stem, motor, blades = radius * rng.uniform(1.5, 3), radius * 0.22, int(rng.integers(3, 6))
    back = deep / 2 - 8
    parts = [
        Part(rod((0, 0, back), (0, 0, back + 100), motor), "steel", 0.35),
        Part(rod((0, 0, back), (0, 0, back + 100), motor), "copper", 0.15),
        Part(rod((0, 0, -15), (0, 0, back), 5), "steel"),
        Part(disc((0, 0, 0), radius * 0.16, 35), "plastic", 0.4),
        Part(disc((0, 0, -deep / 2), radius * 0.18, 4), "plastic"),
        *ring((0, 0, 0), radius, radius - 2.5, 12, "steel"),
        *(_blade(radius * 0.88, angle) for angle in np.arange(blades) * 2 * np.pi / blades),
        Part(middle_block(-16, 16, -motor * 1.6, -motor * 0.6, 40), "plastic", 0.6),
    ]
    # The block under the motor, moved beneath it, carries both on the stem.
    parts[-1:] = shifted(parts[-1:], z=back + 50)
    for side in (-1, 1):
        for share in (0.4, 0.7, 0.9):
            z = side * deep / 2 * float(np.sqrt(1 - share**4))
            parts += ring((0, 0, z), radius * share, radius * share - 2, 2, "steel")
        parts += [_spoke(radius, side * deep / 2, float(angle)) for angle in np.arange(24) * np.pi / 12]
    parts += [
        Part(rod((0, -motor * 1.2, back + 50), (0, -stem, back + 50), 13), "steel", 0.3),
        Part(disc((0, -stem, back + 50), radius * 0.7, 15, 1), "steel", 0.3),
    ]
    return one(parts)


def _spoke(radius: float, z: float, angle: float) -> Part:
    """A wire of a fan's cage, from near its middle out to its rim."""
    x, y = float(np.cos(angle)), float(np.sin(angle))
    bow = [(radius * share * x, radius * share * y, z * float(np.sqrt(1 - share**4))) for share in (0.15, 0.7, 0.9, 1)]
    return Part(Wire(np.array(bow), 1.1), "steel")


def pans(rng: np.random.Generator) -> Lot:
    """A pan with a handle, or several nested."""
    radius, high = rng.uniform(90, 170), rng.uniform(35, 140)
    material, thick = [("steel", 2.0), ("aluminium", 4.0), ("cast_iron", 5.0)][int(rng.integers(3))]
    parts: list[Part] = []
    for number in range(int(rng.integers(1, 5))):
        own, y = radius * 0.88**number, number * 9.0
        parts += ring((0, y + high / 2, 0), own, own - thick * 0.6, high, material, 1)
        parts.append(Part(disc((0, y + thick, 0), own - thick * 0.6, thick * 1.6, 1), material))
        parts.append(
            Part(
                rod((own, y + high * 0.85, number * 12), (own + rng.uniform(120, 200), y + high, number * 20), 10),
                "plastic",
                1.0,
            )
        )
    return one(parts)


def bottles(rng: np.random.Generator) -> Lot:
    """Glass or steel bottles, flasks, thermoses, standing or lying: round shoulders like small gas cylinders."""
    radius, length = rng.uniform(32, 65), rng.uniform(180, 400)
    glass = rng.random() < 0.6
    wall, material = (rng.uniform(2.5, 5), "glass") if glass else (rng.uniform(0.5, 1.2), "steel")
    shoulder, tall, lies = radius * rng.uniform(0.6, 1.0), length * 0.75, bool(rng.random() < 0.5)
    body = Union(
        (rod((0, 0, 0), (0, tall - shoulder, 0), radius), ball((0, tall - shoulder, 0), radius, shoulder, radius))
    )
    within = Cavity(wall, tall - wall, radius - wall, radius * 0.15, shoulder - wall)
    low = tall - shoulder * 0.06 - wall
    single: Parts = (
        Part(body, material),
        Part(within.whole, material, -1.0),
        *ring((0, (low + length * 0.97) / 2, 0), radius * 0.3, radius * 0.3 - wall, length * 0.97 - low, material, 1),
        Part(disc((0, length * 0.97, 0), radius * 0.33, 14, 1), "plastic"),
    )
    if not glass:
        # The second wall of a flask, a finger within the first.
        inner = Cavity(6, tall - 6, radius - 6, radius * 0.15, shoulder - 6)
        skin = Cavity(6 + wall, tall - 6 - wall, radius - 6 - wall, radius * 0.15, shoulder - 6 - wall)
        single = (*single, Part(inner.whole, material), Part(skin.whole, material, -1.0))
        within = skin
    if lies:
        single = laid(single)
    filled = rng.uniform(0, 0.95)
    if filled > 0.2:
        single = (*single, Part(within.lying(filled) if lies else within.standing(filled), "water"))
    return one(single)


def iron_weights(rng: np.random.Generator) -> Lot:
    """Dumb-bells and discs of cast iron."""
    radius, grip = rng.uniform(35, 110), rng.uniform(100, 140)
    parts = [Part(rod((-grip * 0.9, 0, 0), (grip * 0.9, 0, 0), 13), "steel")]
    for side in (-1, 1):
        for number in range(int(rng.integers(1, 4))):
            x = side * (grip / 2 + 14 + number * 26)
            parts.append(Part(disc((x, 0, 0), radius * 0.9**number, 24, 0), "cast_iron"))
    return one(parts)


FAMILIES = {
    "toy_gun": Family(toy_gun, packings=SMALL_PACKINGS, most=5),
    "hair_dryer": Family(hair_dryer, packings=SMALL_PACKINGS, most=4),
    "gas_heater": Family(gas_heater, upright, (bare, in_carton)),
    "compressor": Family(compressor, upright, (bare, in_carton)),
    "umbrellas": Family(umbrellas, packings=_PACKINGS, most=4),
    "fan": Family(fan, packings=(bare, in_carton), most=2),
    "pans": Family(pans, at_rest, _PACKINGS),
    "bottles": Family(bottles, upright, _PACKINGS, most=5),
    "iron_weights": Family(iron_weights, packings=_PACKINGS, most=2),
}
