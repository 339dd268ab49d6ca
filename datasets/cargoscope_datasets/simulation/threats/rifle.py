"""Long guns. Drawn with the muzzle towards +x, upright, the bore's axis at y = 0, the receiver's rear at x = 0, mm."""

import numpy as np

from cargoscope_datasets.simulation.packing import bare, in_carton, in_case, wrapped
from cargoscope_datasets.simulation.placement import UNTURNED, place_parts, rotation
from cargoscope_datasets.simulation.poses import anyhow
from cargoscope_datasets.simulation.rifle_parts import (
    barrel_tube,
    butt_stock,
    grip_of,
    magazine_of,
    receiver,
    sight,
    trigger,
)
from cargoscope_datasets.simulation.shapes import Parts, middle_block, shifted, slab
from cargoscope_datasets.simulation.solids import Part, rod
from cargoscope_datasets.simulation.threat import Family, Lot, one


def curved_magazine(rng: np.random.Generator) -> Lot:
    """A gas-operated rifle of sheet steel and wood with a curved magazine."""
    body, barrel, wide = rng.uniform(255, 285), rng.uniform(300, 430), rng.uniform(34, 40)
    guard = rng.uniform(0.35, 0.6) * barrel
    wood = "wood" if rng.random() < 0.65 else "plastic"
    kind = str(rng.choice([wood, wood, "wire"]))
    parts = [
        *receiver(0, body, -38, 22, wide, "steel", rng),
        *barrel_tube(body, body + barrel, rng.uniform(7.5, 9), 3.8),
        Part(rod((body, 24, 0), (body + guard + 50, 24, 0), 8), "steel", 0.7),
        Part(middle_block(body, body + guard, -26, 34, 44), wood, 0.8),
        Part(
            slab(
                [(body + guard + 50, 30), (body + guard + 75, 20), (body + guard + 75, -8), (body + guard + 50, -8)], 16
            ),
            "steel",
            0.8,
        ),
        Part(
            slab(
                [(body + barrel - 55, 0), (body + barrel - 35, 0), (body + barrel - 40, 50), (body + barrel - 50, 50)],
                10,
            ),
            "steel",
        ),
        *magazine_of(body - 105, -38, rng.uniform(150, 230), rng.uniform(35, 85), rng),
        grip_of(40, -38, rng),
        *trigger(105, -36),
        *butt_stock(rng, rng.uniform(220, 280), rng.uniform(20, 50), kind),
    ]
    return one(parts)


def carbine(rng: np.random.Generator) -> Lot:
    """Aluminium receivers, a straight or slightly bent magazine, a tube for a stock, rails, often a sight."""
    body, barrel = rng.uniform(190, 225), rng.uniform(220, 510)
    guard = rng.uniform(0.45, 0.8) * barrel
    parts = [
        *receiver(0, body, -18, 22, 32, "aluminium", rng),
        Part(middle_block(30, body - 5, -48, -18, 28), "aluminium", 0.55),
        *barrel_tube(body, body + barrel, rng.uniform(8, 10.5), 2.9),
        Part(rod((body + 5, 0, 0), (body + guard, 0, 0), 24), str(rng.choice(["aluminium", "plastic"])), 0.35),
        Part(middle_block(10, body + guard * rng.uniform(0, 1), 22, 30, 18), "aluminium", 0.8),
        Part(rod((body + barrel - 45, 0, 0), (body + barrel, 0, 0), 11), "steel", 0.6),
        *magazine_of(body - 90, -48, rng.uniform(110, 190), rng.uniform(0, 30), rng),
        grip_of(32, -46, rng),
        *trigger(88, -46),
        *butt_stock(rng, rng.uniform(200, 260), 25, "tube"),
    ]
    if rng.random() < 0.6:
        parts += sight(rng, rng.uniform(40, body * 0.5), 50)
    return one(parts)


def bolt_action(rng: np.random.Generator) -> Lot:
    """A hunting rifle: a long thin barrel in a one-piece stock, a bolt handle, a telescope."""
    body, barrel = rng.uniform(190, 240), rng.uniform(450, 680)
    wood = "wood" if rng.random() < 0.7 else "plastic"
    fore = [(0, -8), (body + barrel * rng.uniform(0.35, 0.85), -7), (body + barrel * 0.3, -34), (0, -42)]
    parts = [
        Part(rod((0, 0, 0), (body, 0, 0), 16), "steel", 0.85),
        Part(rod((body * 0.35, 0, 0), (body * 0.7, 0, 0), 10), "steel", -0.6),
        *barrel_tube(body, body + barrel, rng.uniform(8, 11.5), 3.8),
        Part(slab(fore, 42), wood, 1.1),
        Part(middle_block(body * 0.3, body * 0.7, -62, -42, 26), "steel", 0.3),
        *(Part(rod((30, -2, 14), (38, -25, 55), 6), "steel"), *trigger(20, -40)),
        *butt_stock(rng, rng.uniform(330, 380), rng.uniform(25, 60), wood),
    ]
    if rng.random() < 0.7:
        parts += sight(rng, rng.uniform(-20, 40), 42)
    return one(parts)


def shotgun(rng: np.random.Generator) -> Lot:
    """Two barrels side by side or one over the other, or one with a tube of shells under it; short when sawn off."""
    body, barrel = rng.uniform(150, 230), rng.uniform(230, 720)
    sawn, way = rng.random() < 0.35, rng.random()
    barrel = min(barrel, 330) if sawn else max(barrel, 450)
    wood = "wood" if rng.random() < 0.6 else "plastic"
    if way < 0.5:
        tubes: Parts = barrel_tube(body, body + barrel, 11.5, 9.2)
        under = barrel_tube(body, body + barrel * rng.uniform(0.6, 0.95), 13, 11.5, y=-26)
        shells = (Part(rod((body, -26, 0), (body + barrel * 0.6, -26, 0), 10), "lead", rng.uniform(0, 0.25)),)
        pump = body + barrel * rng.uniform(0.2, 0.4)
        fore = (Part(rod((pump, -26, 0), (pump + 160, -26, 0), 22), wood, 0.6),)
        parts = [*tubes, *under, *shells, *fore]
    else:
        turn = rotation(0, 0, np.pi / 2 if way < 0.8 else 0.0)
        pair = place_parts(
            (*barrel_tube(body, body + barrel, 11.5, 9.2, 12), *barrel_tube(body, body + barrel, 11.5, 9.2, -12)),
            turn,
            (0, 0, 0),
        )
        parts = [*pair, Part(middle_block(body, body + min(240, barrel * 0.7), -40, -18, 40), wood, 1.0)]
    parts += [*receiver(0, body, -34, 20, 36, "steel", rng), *trigger(35, -32)]
    pistol_grip = sawn and rng.random() < 0.7
    parts += (
        [grip_of(-10, -20, rng, wood)]
        if pistol_grip
        else butt_stock(rng, rng.uniform(320, 370), rng.uniform(30, 60), wood)
    )
    return one(parts)


def submachine(rng: np.random.Generator) -> Lot:
    """A tube or box with a long straight magazine and a short barrel, the stock folded or out."""
    body, barrel = rng.uniform(230, 330), rng.uniform(60, 210)
    round_body = rng.random() < 0.5
    housing = rod((0, 0, 0), (body, 0, 0), 20) if round_body else middle_block(0, body, -24, 24, 38)
    place = rng.uniform(0.45, 0.75) * body
    magazine = magazine_of(place, -20, rng.uniform(150, 260), rng.uniform(0, 45), rng)
    if rng.random() < 0.15:
        magazine = place_parts(magazine, rotation(0, 0, np.pi / 2), (0, 0, 0))
    parts = [
        Part(housing, "steel", rng.uniform(0.28, 0.4)),
        Part(rod((body * 0.3, 0, 0), (body * 0.75, 0, 0), 14), "steel", 0.7),
        *barrel_tube(body, body + barrel, 8, 4.6),
        Part(rod((body, 0, 0), (body + barrel * 0.8, 0, 0), 20), "steel", 0.15),
        Part(middle_block(30, body * 0.5, -40, -20, 30), "steel", 0.3),
        *magazine,
        grip_of(40, -38, rng),
        *trigger(100, -38),
    ]
    stock = butt_stock(rng, rng.uniform(190, 250), 15, "wire")
    if rng.random() < 0.5:
        stock = place_parts(stock, np.diag([-1.0, 1.0, -1.0]), (10, 5, 26))
    return one([*parts, *stock])


def taken_down(rng: np.random.Generator) -> Lot:
    """Barrel, stock, receiver with its grip and magazine side by side, as in a short case."""
    body, barrel = rng.uniform(200, 270), rng.uniform(300, 560)
    wood = "wood" if rng.random() < 0.5 else "plastic"
    upper = (
        *receiver(0, body, -36, 22, 34, str(rng.choice(["steel", "aluminium"])), rng),
        grip_of(40, -38, rng),
        *trigger(105, -36),
    )
    tube = (
        *barrel_tube(0, barrel, rng.uniform(8, 11), 4),
        Part(middle_block(30, barrel * 0.5, -22, 24, 42), wood, 0.7),
    )
    stock = shifted(butt_stock(rng, rng.uniform(220, 330), 30, str(rng.choice([wood, "tube"]))), x=300)
    magazine = magazine_of(0, 0, rng.uniform(130, 220), rng.uniform(0, 60), rng)
    parts: list[Part] = []
    spot = 0.0
    for piece, room in ((upper, 0.0), (tube, 75.0), (stock, 130.0)):
        spot += room
        parts += place_parts(
            piece, rotation(0, rng.normal(0, 0.05), 0), (rng.uniform(-60, 60), spot, rng.normal(0, 10))
        )
    return one([*parts, *place_parts(magazine, UNTURNED, (body + 80, -40, 0))])


def bullpup(rng: np.random.Generator) -> Lot:
    """Magazine and bolt behind the grip, in a deep shell of polymer."""
    body, barrel = rng.uniform(480, 560), rng.uniform(120, 260)
    parts = [
        Part(
            slab([(0, 45), (body, 25), (body, -30), (body * 0.45, -72), (0, -100)], 48),
            "plastic",
            rng.uniform(0.3, 0.45),
        ),
        Part(rod((60, 0, 0), (body * 0.55, 0, 0), 16), "steel", 0.6),
        *barrel_tube(body * 0.5, body + barrel, 9, 2.9),
        *magazine_of(body * 0.18, -75, rng.uniform(120, 180), rng.uniform(5, 40), rng),
        grip_of(body * 0.58, -58, rng),
        *trigger(body * 0.72, -48),
        Part(middle_block(body * 0.3, body * 0.8, 34, 60, 26), "aluminium", 0.4),
    ]
    return one(parts)


FAMILIES = {
    name: Family(draw, anyhow, (bare, wrapped, in_carton, in_case), most=4, reserved=draw is bullpup)
    for name, draw in {
        "curved_magazine": curved_magazine,
        "carbine": carbine,
        "bolt_action": bolt_action,
        "shotgun": shotgun,
        "submachine": submachine,
        "taken_down": taken_down,
        "bullpup": bullpup,
    }.items()
}
