"""Mudguards: plastic shells over wheels, on tubes with clamps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.sections import block, pin, plate, sheet_metal
from cargoscope_datasets.simulation.solids import Part, capsule

Line = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mudguards:
    """What those of a vehicle are like.

    Attributes:
        squareness: exponent of their arch: 2 is round, more is flat on top.
        tall: of the arch beside its reach along the vehicle.
        bow: how much lower a shell's edges lie than its middle, mm.
        ribs: across the shell.
        foot: how far both ends are flared, mm.
        ends: where the arch begins and ends, degrees from the level.
        cast: their clamps, else bent of sheet.
        gap: between tyre and shell, mm.
        width, thick: mm.
    """

    squareness: float
    tall: float
    bow: float
    ribs: int
    foot: float
    ends: tuple[float, float]
    cast: bool
    gap: float
    width: float
    thick: float


def random_mudguards(rng: np.random.Generator) -> Mudguards:
    """Those of some vehicle."""
    flat = rng.random() < 0.5
    return Mudguards(
        float(rng.uniform(2.4, 3.4)) if flat else 2.0,
        float(rng.uniform(0.88, 0.97)) if flat else 1.0,
        float(rng.uniform(14, 34)),
        int(rng.integers(9, 26)),
        float(rng.uniform(40, 150)),
        (float(rng.uniform(8, 35)), float(rng.uniform(8, 35))),
        bool(rng.random() < 0.6),
        float(rng.uniform(50, 130)),
        float(rng.uniform(560, 660)),
        float(rng.uniform(2.5, 4.0)),
    )


def mudguard(
    rng: np.random.Generator, make: Mudguards, x: float, y: float, radius: float, track: float, side: int
) -> list[Part]:
    """One over a wheel; those of a vehicle are of one make, and none hangs quite as the next does."""
    over, z = radius + make.gap, side * (track - 140)
    turn = float(rng.normal(0, 1.6))
    centre = (x + float(rng.normal(0, 12)), y + float(rng.normal(0, 9)))
    parts = _shell(make, centre, over, turn, z)
    for lean in (-1, 1):
        angle = 90 + turn + lean * float(rng.uniform(38, 52))
        at = _arch(make, centre, over - make.bow, np.array([angle]))[0]
        parts.append(pin(*at, z - make.width / 2, side * 480, float(rng.uniform(17, 24)), "steel"))
        parts += _cast_clamp(rng, *at, z, lean) if make.cast else _bent_clamp(*at, z)
    return parts


def _arch(make: Mudguards, centre: tuple[float, float], over: float, degrees: NDArray[np.float64]) -> Line:
    angle = np.radians(degrees)
    across, up, power = np.abs(np.cos(angle)), np.abs(np.sin(angle)) / make.tall, make.squareness
    reach = over / (across**power + up**power) ** (1 / power)
    points = np.column_stack([centre[0] + reach * np.cos(angle), centre[1] + reach * np.sin(angle)])
    return [(float(px), float(py)) for px, py in points]


def _shell(make: Mudguards, centre: tuple[float, float], over: float, turn: float, z: float) -> list[Part]:
    """A sheet bowed across: from the side a band as high as its bow, with a lip at its edges and ribs across it."""
    degrees = np.linspace(make.ends[0], 180 - make.ends[1], 22) + turn

    def edge(inside: float) -> Line:
        line = _arch(make, centre, over - inside, degrees)
        (x0, y0), (x1, y1), foot = line[0], line[-1], make.foot
        return [(x0 + foot, y0 - foot * 0.55), (x0 + foot * 0.35, y0 - foot * 0.4), *line,
                (x1 - foot * 0.35, y1 - foot * 0.4), (x1 - foot, y1 - foot * 0.55)]  # fmt: skip

    thin = make.thick / make.bow
    return [
        sheet_metal(edge(make.bow / 2), z, make.bow, make.width, "polyethylene", 0.9 * thin),
        sheet_metal(edge(3), z, 6.0, make.width * 0.3, "polyethylene", 0.7),
        plate(_comb(make, edge(make.bow), centre), z, 110.0, "polyethylene", 0.8),
    ]


def _comb(make: Mudguards, lip: Line, centre: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """The lip and the ribs that stand on it, as one figure."""
    line = np.asarray(lip)
    place = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    stations = np.linspace(0.06, 0.94, make.ribs) * place[-1]
    # Four corners a rib: up on one flank and down on the other, 5 mm apart.
    along = np.concatenate([[0.0], (stations[:, None] + np.array([-2.5, -2.4, 2.4, 2.5])).ravel(), [place[-1]]])
    level = np.concatenate([[2.5], np.tile([2.5, make.bow, make.bow, 2.5], make.ribs), [2.5]])
    spots = np.column_stack([np.interp(along, place, line[:, axis]) for axis in (0, 1)])
    outwards = spots - np.asarray(centre)
    outwards /= np.linalg.norm(outwards, axis=1)[:, None]
    outer = spots + outwards * level[:, None]
    inwards = line - np.asarray(centre)
    inner = line - 2.5 * inwards / np.linalg.norm(inwards, axis=1)[:, None]
    return tuple((float(px), float(py)) for px, py in np.concatenate([outer, inner[::-1]]))


def _bent_clamp(x: float, y: float, z: float) -> list[Part]:
    return [
        block("steel", x - 20, x + 20, y - 62, y + 40, z - 36, z + 36, 0.4),
        pin(x, y + 22, z - 45, z + 45, 11),
        pin(x, y - 44, z - 45, z + 45, 11),
    ]


def _cast_clamp(rng: np.random.Generator, x: float, y: float, z: float, lean: int) -> list[Part]:
    """A rounded body around the tube with a boss above and a foot below, tilted away from the wheel."""
    tilt = -lean * float(rng.uniform(0.0, 0.45))
    up, across = np.array([np.sin(tilt), np.cos(tilt)]), float(rng.uniform(23, 34))
    above, below = float(rng.uniform(35, 60)), float(rng.uniform(25, 50))

    def at(step: float) -> tuple[float, float]:
        return x + float(up[0]) * step, y + float(up[1]) * step

    body = capsule((*at(-below), z), (*at(above), z), across)
    parts = [Part(body, "aluminium", float(rng.uniform(0.3, 0.6)))]
    parts.append(pin(x, y, z - 40, z + 40, across * 0.95, "cast_iron"))
    for step in (above + across * 0.3, -below - across * 0.3):
        if rng.random() < 0.75:
            parts.append(pin(*at(step), z - 55, z + 55, float(rng.uniform(9, 17))))
    return parts
