"""A trailer's frame: two I-beams that grow deeper behind the neck, what joins them, and what stiffens them."""

import itertools
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.sections import SIDES, bar, bent, block, channel_across, drilled, plate
from cargoscope_datasets.simulation.solids import Part, rod


@dataclass(frozen=True, slots=True)
class Beams:
    """Shape of the two main beams.

    Attributes:
        x0, x1: ends, mm.
        top: height of the upper face, mm.
        neck, depth: how deep they are at the front and from `deep_x` on, mm.
        neck_x, deep_x: where they begin to grow and where they have grown, mm.
        z: of the webs, either side, mm.
        web, flange, flange_width: mm.
    """

    x0: float
    x1: float
    top: float
    neck: float
    depth: float
    neck_x: float
    deep_x: float
    z: float = 465.0
    web: float = 6.0
    flange: float = 12.0
    flange_width: float = 130.0

    def lower(self, x: float) -> float:
        """Height of the lower face."""
        share = min(max((x - self.neck_x) / (self.deep_x - self.neck_x), 0.0), 1.0)
        return self.top - self.neck - (self.depth - self.neck) * (3 * share**2 - 2 * share**3)


def random_beams(rng: np.random.Generator, x0: float, x1: float, top: float, kingpin_x: float) -> Beams:
    """A neck that drops in a curve, or beams that grow all the way to the axles."""
    neck_x = kingpin_x + float(rng.uniform(700, 2300))
    deep_x = min(neck_x + float(rng.uniform(1300, 3800)), x1 - 300)
    return Beams(
        x0,
        x1,
        top,
        float(rng.uniform(135, 230)),
        float(rng.uniform(400, 510)),
        neck_x,
        deep_x,
        web=float(rng.uniform(4.0, 6.0)),
        flange=float(rng.uniform(12, 18)),
        flange_width=float(rng.uniform(140, 175)),
    )


def beams(rng: np.random.Generator, shape: Beams) -> list[Part]:
    """Webs, flanges, stiffeners, cross members, bracing and holes."""
    parts: list[Part] = []
    bends = np.linspace(shape.neck_x, shape.deep_x, 9)
    places = [shape.x0, *(float(x) for x in bends), shape.x1]
    lower = [(x, shape.lower(x)) for x in places]
    for side in SIDES:
        z = side * shape.z
        for start, end in itertools.pairwise(lower):
            parts.append(plate((start, end, (end[0], shape.top), (start[0], shape.top)), z, shape.web))
        parts += bent(lower, z, shape.flange, shape.flange_width)
        parts.append(
            block(
                "steel",
                shape.x0,
                shape.x1,
                shape.top - shape.flange,
                shape.top,
                z - shape.flange_width / 2,
                z + shape.flange_width / 2,
            )
        )
        parts += _stiffeners(rng, shape, z)
        parts += _holes(rng, shape, z)
    return parts + _cross_members(rng, shape) + _bracing(rng, shape)


def _stiffeners(rng: np.random.Generator, shape: Beams, z: float) -> list[Part]:
    parts = []
    x = shape.x0 + 400.0
    while x < shape.x1 - 200:
        low = shape.lower(x) + shape.flange
        half = shape.flange_width / 2 - 8
        parts.append(block("steel", x, x + 6, low, shape.top - shape.flange, z - half, z + half))
        if rng.random() < 0.5:
            at = x + float(rng.uniform(80, 300))
            size = float(rng.uniform(40, 80))
            parts.append(
                block(
                    "steel",
                    at,
                    at + size * 0.7,
                    shape.top - shape.flange - size * 1.3,
                    shape.top - shape.flange,
                    z - 50,
                    z + 50,
                    0.25,
                )
            )
        x += float(rng.uniform(500, 1400))
    return parts


def _holes(rng: np.random.Generator, shape: Beams, z: float) -> list[Part]:
    """Bores in the web, most in groups, where something was or could be bolted on."""
    parts = []
    for _ in range(int(rng.integers(3, 9))):
        x = float(rng.uniform(shape.x0 + 400, shape.x1 - 500))
        low, high = shape.lower(x) + 45, shape.top - 45
        y = float(rng.uniform(low, high))
        for number in range(int(rng.integers(1, 5))):
            at = (x + (number % 2) * 70, y + (number // 2) * 60)
            if shape.lower(at[0]) + 40 < at[1] < high:
                parts.append(drilled(*at, z, float(rng.uniform(6, 15)), shape.web))
    return parts


def _cross_members(rng: np.random.Generator, shape: Beams) -> list[Part]:
    """Channels or tubes between the webs, and outriggers to the sides."""
    parts: list[Part] = []
    z = shape.z - shape.web
    x = shape.x0 + 350
    while x < shape.x1 - 250:
        high = shape.top - shape.flange - float(rng.uniform(5, 40))
        tall = min(float(rng.uniform(70, 130)), high - shape.lower(x) - 20)
        if rng.random() < 0.85:
            parts += channel_across(x, (high - tall, high), (-z, z), 60.0, 7.0)
        else:
            radius = min(55.0, tall / 2)
            at = high - radius
            parts += [
                Part(rod((x, at, -z), (x, at, z), radius), "steel"),
                Part(rod((x, at, -z), (x, at, z), radius - 5), "steel", -1.0),
            ]
        x += float(rng.uniform(700, 1500))
    return parts


def _bracing(rng: np.random.Generator, shape: Beams) -> list[Part]:
    """Struts from the neck's beams down to the landing gear, on some makes."""
    parts: list[Part] = []
    if rng.random() < 0.45:
        x = shape.neck_x + float(rng.uniform(-200, 600))
        for number in range(int(rng.integers(2, 5))):
            at = x + number * 260
            for side in SIDES:
                parts.append(
                    bar((at, shape.lower(at) + 30, side * 640), (at + 330, shape.top - 20, side * 640), 9.0, 40.0)
                )
    return parts
