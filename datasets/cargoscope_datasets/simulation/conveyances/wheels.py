"""Rims, hubs and brake drums, and whole wheel ends."""

import itertools

import numpy as np

from cargoscope_datasets.simulation.conveyances.tyres import Tyre, tyre
from cargoscope_datasets.simulation.solids import Part, Point, Ring, Rings, ball

_DISHED_MM = 60.0
"""Between a disc's plate and where it is welded into the rim."""
_TAPER = 8
"""Steps of what tapers: none wide enough to see."""


def rim(kind: Tyre, centre: Point, side: int, axis: str = "z") -> list[Part]:
    """A drop-centre barrel and its disc; `side` is the way that the disc is dished."""
    half, seat = kind.width * 0.40, kind.rim
    thick = 5.5 if kind.rim_metal == "steel" else 10.0
    disc = side * kind.offset
    well = seat - 34
    # Seats slope at 15 degrees (ISO 4209) down to the well, so rays along the axis meet four times the sheet.
    slope = np.linspace(well, seat + 2, _TAPER + 1)
    reach = np.linspace(0.34 * half, half, _TAPER + 1)
    barrel: list[Ring] = [(well - thick, well, -0.34 * half, 0.34 * half)]
    for low, high, start, end in zip(slope[:-1], slope[1:], reach[:-1], reach[1:], strict=True):
        for ends in ((-float(end), -float(start)), (float(start), float(end))):
            barrel.append((float(low), float(high) + thick, *ends))
    flange = ((seat, seat + 16, -half - 4, -half + 2), (seat, seat + 16, half - 2, half + 4))
    return [
        Part(Rings(centre, axis, _level(barrel) if axis == "z" else tuple(barrel)), kind.rim_metal),
        Part(Rings(centre, axis, flange), kind.rim_metal),
        Part(Rings(centre, axis, _disc(well - thick, disc, side)), kind.rim_metal, 0.9),
    ]


def _level(rings: list[Ring]) -> tuple[Ring, ...]:
    """The same chords, drawn together at two depths: which of a barrel's slope a ray meets cannot be told along it."""
    level = []
    for inner, outer, start, end in rings:
        middle = 0.0 if start < 0 < end else float(np.sign(start + end)) * 70.0
        level.append((inner, outer, middle - (end - start) / 2, middle + (end - start) / 2))
    return tuple(level)


def _disc(outer: float, z: float, side: int) -> tuple[Ring, ...]:
    """A plate with the bolt circle, spun down to half its thickness towards the rim, where it lies aslant."""
    bends = np.linspace(185.0, outer, _TAPER + 1)
    plate: list[Ring] = [(140.0, 190.0, z - 6, z + 6)]
    for number, (low, high) in enumerate(itertools.pairwise(bends)):
        place = number / (_TAPER - 1)
        chord = 11.0 * (1 - 0.5 * place) * float(np.hypot(1, 2.4 * place))
        middle = z - side * 0.5 * _DISHED_MM
        plate.append((float(low), float(high), middle - chord / 2, middle + chord / 2))
    return tuple(plate)


def hub(centre: Point, side: int, *, drum: bool, reach: float = 150.0) -> list[Part]:
    """Hub and bearings outside the disc, drum or brake disc behind it, wheel nuts in a ring."""
    x, y, z = centre
    inwards = -side * 215.0

    def rings(material: str, fill: float, start: float, end: float, *spans: tuple[float, float]) -> Part:
        low, high = sorted((start, end))
        return Part(Rings(centre, "z", tuple((*span, low, high) for span in spans)), material, fill)

    parts = [
        # A barrel that swells to its bearings around a spindle, bored for the half shaft or to be light.
        rings("cast_iron", 0.17, -side * 60, side * reach, (24, 74), (24, 81), (28, 86), (30, 91), (34, 95)),
        rings("cast_iron", 0.3, -side * 4, side * 18, (70, 150), (70, 162), (70, 171)),
        Part(ball((x, y, z + side * reach), 70, 70, 30), "steel", 0.25),
    ]
    if drum:
        parts += [
            # Thickest at the flange inside, and with cooling ribs; the web that is bolted to the hub is dished.
            rings("cast_iron", 0.25, inwards, -side * 5.0, (203, 222), (205, 228), (208, 231), (212, 234)),
            rings("cast_iron", 0.12, -side * 22.0, side * 12.0, (95, 186), (95, 200), (95, 212), (150, 222)),
            rings("ceramic", 0.75, inwards * 0.93, -side * 25.0, (182, 203)),
            rings("steel", 0.12, inwards * 0.93, -side * 25.0, (168, 182), (172, 182), (176, 182)),
            # Spider and dust shield across the drum's open end.
            rings("steel", 0.2, inwards * 0.95, inwards * 0.8, (60, 150), (60, 118), (60, 205)),
        ]
    else:
        parts.append(rings("cast_iron", 0.8, inwards * 0.5 - 22, inwards * 0.5 + 23, (110, 215)))
    # Ten nuts on a circle of 335 mm, as the ring of the same mass.
    parts.append(rings("steel", 0.105, side * 5.0, side * 50.0, (153.5, 181.5), (159, 176)))
    return parts


def wheel_end(kind: Tyre, x: float, side: int, track: float, *, twin: bool, drum: bool = True) -> list[Part]:
    """All that turns at one end of an axle; `track` is from the middle to the (outer) tyre's middle."""
    y = kind.radius * 0.97
    outer = (x, y, side * track)
    parts = tyre(kind, outer)
    if twin:
        spacing = kind.width + 48
        inner = (x, y, side * (track - spacing))
        dished = Tyre(kind.radius, kind.width, kind.rim, kind.tread, spacing / 2 - 8, kind.rim_metal)
        parts += [*tyre(kind, inner), *rim(dished, outer, -side), *rim(dished, inner, side)]
        parts += hub((x, y, side * (track - spacing / 2)), side, drum=drum)
    else:
        dished = Tyre(kind.radius, kind.width, kind.rim, kind.tread, 100.0, kind.rim_metal)
        parts += [*rim(dished, outer, side), *hub((x, y, side * (track + 60)), side, drum=drum, reach=90.0)]
    return parts
