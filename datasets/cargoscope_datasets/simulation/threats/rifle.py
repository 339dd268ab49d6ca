"""Long guns. Drawn with the muzzle towards +x, upright, the bore's axis at y = 0, the receiver's rear at x = 0, mm."""

import numpy as np

from cargoscope_datasets.simulation.packing import bare, in_carton, in_case, wrapped
from cargoscope_datasets.simulation.poses import anyhow
from cargoscope_datasets.simulation.shapes import UNTURNED, Parts, middle_block, ring, shifted, slab
from cargoscope_datasets.simulation.solids import Part, Point, place_parts, rod, rotation
from cargoscope_datasets.simulation.threat import Family, Lot, one


def _barrel(x0: float, x1: float, radius: float, bore: float, y: float = 0.0) -> Parts:
    start, end = (x0, y, 0.0), (x1, y, 0.0)
    return Part(rod(start, end, radius), "steel"), Part(rod(start, end, bore), "steel", -1.0)


def _receiver(x0: float, x1: float, y0: float, y1: float, width: float, material: str, rng: np.random.Generator) -> Parts:
    """A housing with a bolt and springs in it."""
    return (
        Part(middle_block(x0, x1, y0, y1, width), material, rng.uniform(0.28, 0.45)),
        Part(rod((x0 + 20, 0, 0), (x1 - 10, 0, 0), rng.uniform(9, 13)), "steel", 0.65),
    )


def _grip(x: float, y: float, rng: np.random.Generator, material: str = "plastic") -> Part:
    lean, deep = rng.uniform(20, 40), rng.uniform(85, 110)
    outline = [(x, y), (x + rng.uniform(38, 48), y), (x + 36 - lean, y - deep), (x - lean, y - deep)]
    return Part(slab(outline, rng.uniform(26, 34)), material, 0.75)


def _trigger(x: float, y: float) -> Parts:
    guard = ring((x, y - 16, 0), 23, 18, 10, "steel")
    return (*guard, Part(slab([(x - 2, y), (x + 6, y), (x + 3, y - 25), (x - 2, y - 25)], 6), "steel"))


def _magazine(x: float, y: float, deep: float, bend: float, rng: np.random.Generator) -> Parts:
    """In two pieces, the lower one turned further forward; cartridges in it or not."""
    wide, thick, knee = rng.uniform(55, 72), rng.uniform(24, 30), deep * 0.5
    first, second = bend * 0.4, bend
    upper = [(x, y), (x + wide, y), (x + wide + first, y - knee), (x + first, y - knee)]
    lower = [upper[3], upper[2], (x + wide + second, y - deep + bend * 0.3), (x + second, y - deep - bend * 0.2)]
    skin, fill = ("plastic", 0.55) if rng.random() < 0.35 else ("steel", rng.uniform(0.16, 0.24))
    parts = [Part(slab(outline, thick), skin, fill) for outline in (upper, lower)]
    if rng.random() < 0.7:
        parts += [Part(slab(outline, thick * 0.7), "brass", rng.uniform(0.2, 0.4)) for outline in (upper, lower)]
    return tuple(parts)


def _stock(rng: np.random.Generator, length: float, drop: float, kind: str) -> Parts:
    """Behind x = 0: wood or polymer, a tube with a foot, or bent wire; of wood, a bolt through it."""
    if kind == "wire":
        corners: list[Point] = [(0, 5, 0), (-length, 0, 0), (-length, -drop - 40, 0), (-length + 30, -drop - 30, 0), (0, -30, 0)]
        return tuple(Part(rod(a, b, 5), "steel") for a, b in zip(corners[:-1], corners[1:], strict=True))
    if kind == "tube":
        butt = [(-length * 0.5, 10), (-length, 12), (-length, -drop - 60), (-length * 0.85, -drop - 60), (-length * 0.55, -22)]
        return (
            Part(rod((0, -3, 0), (-length * 0.85, -3, 0), 15), "aluminium", 0.5),
            Part(rod((-8, -3, 0), (-length * 0.7, -3, 0), 10), "steel", 0.25),
            Part(slab(butt, 32), "plastic", rng.uniform(0.3, 0.5)),
        )
    neck = [(0, 10), (0, -32), (-length * 0.4, -drop * 0.4 - 42), (-length * 0.4, -drop * 0.4 + 4)]
    butt = [neck[3], neck[2], (-length, -drop - rng.uniform(80, 110)), (-length, -drop + 6)]
    fill = 1.15 if kind == "wood" else 0.45
    plate = [(-length, -drop + 6), (-length, -drop - 80), (-length - 7, -drop - 80), (-length - 7, -drop + 6)]
    return (
        Part(slab(neck, 36), kind, fill),
        Part(slab(butt, 40), kind, fill),
        Part(slab(plate, 40), "steel" if kind == "wood" else "rubber", 0.8),
    )


def curved_magazine(rng: np.random.Generator) -> Lot:
    """A gas-operated rifle of sheet steel and wood with a curved magazine."""
    body, barrel, wide = rng.uniform(255, 285), rng.uniform(300, 430), rng.uniform(34, 40)
    guard = rng.uniform(0.35, 0.6) * barrel
    wood = "wood" if rng.random() < 0.65 else "plastic"
    kind = str(rng.choice([wood, wood, "wire"]))
    parts = [
        *_receiver(0, body, -38, 22, wide, "steel", rng),
        *_barrel(body, body + barrel, rng.uniform(7.5, 9), 3.8),
        Part(rod((body, 24, 0), (body + guard + 50, 24, 0), 8), "steel", 0.7),
        Part(middle_block(body + 15, body + guard, -26, 34, 44), wood, 0.8),
        Part(slab([(body + guard + 50, 30), (body + guard + 75, 20), (body + guard + 75, -8), (body + guard + 50, -8)], 16), "steel", 0.8),
        Part(slab([(body + barrel - 55, 0), (body + barrel - 35, 0), (body + barrel - 40, 50), (body + barrel - 50, 50)], 10), "steel"),
        *_magazine(body - 105, -38, rng.uniform(150, 230), rng.uniform(35, 85), rng),
        _grip(40, -38, rng), *_trigger(105, -36), *_stock(rng, rng.uniform(220, 280), rng.uniform(20, 50), kind),
    ]  # fmt: skip
    return one(parts)


def carbine(rng: np.random.Generator) -> Lot:
    """Aluminium receivers, a straight or slightly bent magazine, a tube for a stock, rails, often a sight."""
    body, barrel = rng.uniform(190, 225), rng.uniform(220, 510)
    guard = rng.uniform(0.45, 0.8) * barrel
    parts = [
        *_receiver(0, body, -18, 22, 32, "aluminium", rng),
        Part(middle_block(30, body - 5, -48, -18, 28), "aluminium", 0.55),
        *_barrel(body, body + barrel, rng.uniform(8, 10.5), 2.9),
        Part(rod((body + 5, 0, 0), (body + guard, 0, 0), 24), str(rng.choice(["aluminium", "plastic"])), 0.35),
        Part(middle_block(10, body + guard * rng.uniform(0, 1), 22, 30, 18), "aluminium", 0.8),
        Part(rod((body + barrel - 45, 0, 0), (body + barrel, 0, 0), 11), "steel", 0.6),
        *_magazine(body - 90, -48, rng.uniform(110, 190), rng.uniform(0, 30), rng),
        _grip(32, -46, rng), *_trigger(88, -46), *_stock(rng, rng.uniform(200, 260), 25, "tube"),
    ]  # fmt: skip
    if rng.random() < 0.6:
        parts += _sight(rng, rng.uniform(40, body * 0.5), 50)
    return one(parts)


def _sight(rng: np.random.Generator, x: float, y: float) -> Parts:
    """A telescope or a short red-dot tube on two feet."""
    length, radius = (rng.uniform(220, 330), 14) if rng.random() < 0.5 else (rng.uniform(80, 130), 17)
    tube = Part(rod((x, y, 0), (x + length, y, 0), radius), "aluminium", 0.4)
    lenses = Part(rod((x + length * 0.75, y, 0), (x + length, y, 0), radius + 8), "aluminium", 0.5)
    feet = (Part(middle_block(x + length * share, x + length * share + 15, 18, y - 8, 20), "aluminium", 0.9) for share in (0.3, 0.6))
    return (tube, lenses, *feet)


def bolt_action(rng: np.random.Generator) -> Lot:
    """A hunting rifle: a long thin barrel in a one-piece stock, a bolt handle, a telescope."""
    body, barrel = rng.uniform(190, 240), rng.uniform(450, 680)
    wood = "wood" if rng.random() < 0.7 else "plastic"
    fore = [(0, -8), (body + barrel * rng.uniform(0.35, 0.85), -7), (body + barrel * 0.3, -34), (0, -42)]
    parts = [
        Part(rod((0, 0, 0), (body, 0, 0), 16), "steel", 0.85),
        Part(rod((body * 0.35, 0, 0), (body * 0.7, 0, 0), 10), "steel", -0.6),
        *_barrel(body, body + barrel, rng.uniform(8, 11.5), 3.8),
        Part(slab(fore, 42), wood, 1.1),
        Part(middle_block(body * 0.3, body * 0.7, -62, -42, 26), "steel", 0.3),
        *(Part(rod((30, -2, 14), (38, -25, 55), 6), "steel"), *_trigger(20, -40)),
        *_stock(rng, rng.uniform(330, 380), rng.uniform(25, 60), wood),
    ]
    if rng.random() < 0.7:
        parts += _sight(rng, rng.uniform(-20, 40), 42)
    return one(parts)


def shotgun(rng: np.random.Generator) -> Lot:
    """Two barrels side by side or one over the other, or one with a tube of shells under it; short when sawn off."""
    body, barrel = rng.uniform(150, 230), rng.uniform(230, 720)
    sawn, way = rng.random() < 0.35, rng.random()
    barrel = min(barrel, 330) if sawn else max(barrel, 450)
    wood = "wood" if rng.random() < 0.6 else "plastic"
    if way < 0.5:
        tubes: Parts = _barrel(body, body + barrel, 11.5, 9.2)
        under = _barrel(body, body + barrel * rng.uniform(0.6, 0.95), 13, 11.5, y=-26)
        shells = (Part(rod((body, -26, 0), (body + barrel * 0.6, -26, 0), 10), "lead", rng.uniform(0, 0.25)),)
        pump = body + barrel * rng.uniform(0.2, 0.4)
        fore = (Part(rod((pump, -26, 0), (pump + 160, -26, 0), 22), wood, 0.6),)
        parts = [*tubes, *under, *shells, *fore]
    else:
        turn = rotation(0, 0, np.pi / 2 if way < 0.8 else 0.0)
        pair = place_parts((*_barrel(body, body + barrel, 11.5, 9.2, 12), *_barrel(body, body + barrel, 11.5, 9.2, -12)), turn, (0, 0, 0))
        parts = [*pair, Part(middle_block(body, body + min(240, barrel * 0.7), -40, -18, 40), wood, 1.0)]
    parts += [*_receiver(0, body, -34, 20, 36, "steel", rng), *_trigger(35, -32)]
    pistol_grip = sawn and rng.random() < 0.7
    parts += [_grip(-10, -20, rng, wood)] if pistol_grip else _stock(rng, rng.uniform(320, 370), rng.uniform(30, 60), wood)
    return one(parts)


def submachine(rng: np.random.Generator) -> Lot:
    """A tube or box with a long straight magazine and a short barrel, the stock folded or out."""
    body, barrel = rng.uniform(230, 330), rng.uniform(60, 210)
    round_body = rng.random() < 0.5
    housing = rod((0, 0, 0), (body, 0, 0), 20) if round_body else middle_block(0, body, -24, 24, 38)
    place = rng.uniform(0.45, 0.75) * body
    magazine = _magazine(place, -20, rng.uniform(150, 260), rng.uniform(0, 45), rng)
    if rng.random() < 0.15:
        magazine = place_parts(magazine, rotation(0, 0, np.pi / 2), (0, 0, 0))
    parts = [
        Part(housing, "steel", rng.uniform(0.28, 0.4)),
        Part(rod((body * 0.3, 0, 0), (body * 0.75, 0, 0), 14), "steel", 0.7),
        *_barrel(body, body + barrel, 8, 4.6),
        Part(rod((body, 0, 0), (body + barrel * 0.8, 0, 0), 20), "steel", 0.15),
        Part(middle_block(30, body * 0.5, -40, -20, 30), "steel", 0.3),
        *magazine, _grip(40, -38, rng), *_trigger(100, -38),
    ]  # fmt: skip
    stock = _stock(rng, rng.uniform(190, 250), 15, "wire")
    if rng.random() < 0.5:
        stock = place_parts(stock, np.diag([-1.0, 1.0, -1.0]), (10, 5, 26))
    return one([*parts, *stock])


def taken_down(rng: np.random.Generator) -> Lot:
    """Barrel, stock, receiver with its grip and magazine side by side, as in a short case."""
    body, barrel = rng.uniform(200, 270), rng.uniform(300, 560)
    wood = "wood" if rng.random() < 0.5 else "plastic"
    upper = (*_receiver(0, body, -36, 22, 34, str(rng.choice(["steel", "aluminium"])), rng), _grip(40, -38, rng), *_trigger(105, -36))
    tube = (
        *_barrel(0, barrel, rng.uniform(8, 11), 4),
        Part(middle_block(30, barrel * 0.5, -22, 24, 42), wood, 0.7),
    )
    stock = shifted(_stock(rng, rng.uniform(220, 330), 30, str(rng.choice([wood, "tube"]))), x=300)
    magazine = _magazine(0, 0, rng.uniform(130, 220), rng.uniform(0, 60), rng)
    parts: list[Part] = []
    spot = 0.0
    for piece, room in ((upper, 0.0), (tube, 75.0), (stock, 130.0)):
        spot += room
        parts += place_parts(piece, rotation(0, rng.normal(0, 0.05), 0), (rng.uniform(-60, 60), spot, rng.normal(0, 10)))
    return one([*parts, *place_parts(magazine, UNTURNED, (body + 80, -40, 0))])


def bullpup(rng: np.random.Generator) -> Lot:
    """Magazine and bolt behind the grip, in a deep shell of polymer."""
    body, barrel = rng.uniform(480, 560), rng.uniform(120, 260)
    parts = [
        Part(slab([(0, 45), (body, 25), (body, -30), (body * 0.45, -72), (0, -100)], 48), "plastic", rng.uniform(0.3, 0.45)),
        Part(rod((60, 0, 0), (body * 0.55, 0, 0), 16), "steel", 0.6),
        *_barrel(body * 0.5, body + barrel, 9, 2.9),
        *_magazine(body * 0.18, -75, rng.uniform(120, 180), rng.uniform(5, 40), rng),
        _grip(body * 0.58, -58, rng), *_trigger(body * 0.72, -48),
        Part(middle_block(body * 0.3, body * 0.8, 34, 60, 26), "aluminium", 0.4),
    ]  # fmt: skip
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
