"""Goods without packing: in a liner bag that fills a box, or heaped at their angle of repose, low because heavy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, HoldKind, Room
from cargoscope_datasets.simulation.goods.goods import CLOSED, Goods, Load
from cargoscope_datasets.simulation.goods.stow import begin
from cargoscope_datasets.simulation.mounds import mound
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.tiles import Tile, both, clumps, cut, grain
from cargoscope_datasets.simulation.weights import mass_kg

_SLABS = 5
"""A heap is drawn as so many slices across the vehicle, each with its own profile."""
_KNOT = 60.0
"""mm between the points of a profile."""

Heights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bulk:
    """What lies loose.

    Attributes:
        material, fill: of it.
        tiles: how it wavers.
        slope: of its sides, tangent of the angle of repose.
        rough: unevenness of its surface, mm.
    """

    material: str
    fill: float
    tiles: tuple[Tile, ...]
    slope: float = 0.6
    rough: float = 12.0


def slabs(rng: np.random.Generator, bulk: Bulk, room: Room, heights: Heights, x: Heights) -> tuple[Part, ...]:
    """A surface over a floor as parts.

    Args:
        rng: places the textures.
        bulk: what lies there.
        room: its floor and sides.
        heights: (slabs, knots) above the floor.
        x: (knots,) along the vehicle.
    """
    edges = np.linspace(room.z0, room.z1, len(heights) + 1)
    parts = []
    rises = np.gradient(heights, edges[1] - edges[0], axis=0)
    for near, far, height, tilt in zip(edges[:-1], edges[1:], heights, rises, strict=True):
        texture = cut(rng, bulk.tiles[int(rng.integers(len(bulk.tiles)))]) if bulk.tiles else None
        body = mound(x, room.y0, room.y0 + height, near, far, texture, tilt)
        parts.append(Part(body, bulk.material, bulk.fill))
    return tuple(parts)


def _rough(rng: np.random.Generator, knots: int, size: float) -> Heights:
    noise = rng.normal(0, size, (_SLABS, knots))
    kernel = np.array([1, 2, 3, 2, 1]) / 9
    return np.stack([np.convolve(row, kernel, "same") for row in noise])


def _slumps(rng: np.random.Generator, knots: int, size: float) -> Heights:
    """Where a surface gave way: a step across part of the width, its foot spread out below it."""
    fallen = np.zeros((_SLABS, knots))
    for _ in range(int(rng.integers(0, 4))):
        at, deep = int(rng.integers(knots)), size * float(rng.uniform(3, 12))
        reach = max(2, int(rng.integers(4, 30)))
        away = (np.arange(knots) - at) * int(rng.choice([-1, 1]))
        foot = 0.4 * deep * np.exp(-(((away - reach) / reach) ** 2))
        step = np.where(away < 0, 0.0, -deep * np.exp(-np.maximum(away, 0) / reach)) + foot
        near, far = rng.uniform(0.4, 1, 2).tolist()
        fallen += step * np.linspace(near, far, _SLABS)[:, None]
    return fallen


def _grow(
    shape: Callable[[float], Heights], most: float, limit_kg: float, weigh: Callable[[Heights], float]
) -> Heights:
    """The highest surface that the payload bears, by halving."""
    low, high = 0.0, most
    if weigh(shape(high)) <= limit_kg:
        return shape(high)
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if weigh(shape(middle)) <= limit_kg else (low, middle)
    return shape(low)


def liner(bulk: Callable[[np.random.Generator], Bulk]) -> Callable[[np.random.Generator, Hold], Load]:
    """A packer: blown into a bag that lines the hold, full at the closed end, rounded off at the doors."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stuff, stow, room = bulk(rng), begin(rng, hold, 0.9), hold.room
        length, tall, _ = room.size
        knots = max(8, int(length / _KNOT))
        x = np.linspace(room.x0 + 15, room.x1 - float(rng.uniform(15, 120)), knots)
        along = np.linspace(0, 1, knots)
        fall, belly = float(rng.uniform(0.15, 0.4)), float(rng.uniform(1.5, 3))
        end = np.sqrt(np.clip(1 - ((along - 0.9) / 0.1).clip(0) ** 2, 0, 1))
        front = np.clip(along / 0.03, 0, 1) ** 0.4
        base = (1 - fall * along**belly) * (0.93 + 0.07 * front)
        crown = 1 - float(rng.uniform(-0.05, 0.03)) * np.linspace(-1, 1, _SLABS)[:, None] ** 2
        bumps = _rough(rng, knots, stuff.rough) + _slumps(rng, knots, stuff.rough)
        if hold.doors_x is not None and hold.doors_x < room.x0 + length / 2:
            x = np.sort(room.x0 + room.x1 - x)
            base, end = base[::-1], end[::-1]

        def surface(height: float) -> Heights:
            return np.asarray(np.clip(height * base * crown + bumps, 0, tall - 45) * end, np.float64)

        heights = _grow(surface, tall * float(rng.uniform(0.95, 1.05)), stow.limit_kg * 0.995,
                        lambda grown: mass_kg(slabs(np.random.default_rng(0), stuff, room, grown, x)))  # fmt: skip
        stow.add(slabs(rng, stuff, room, heights, x))
        _note(rng, stow.place, room, float(heights.mean()))
        return stow.load()

    return pack


def heaped(bulk: Callable[[np.random.Generator], Bulk]) -> Callable[[np.random.Generator, Hold], Load]:
    """A packer: tipped in a few heaps that run into each other."""

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stuff, stow, room = bulk(rng), begin(rng, hold, 0.85), hold.room
        length, tall, width = room.size
        knots = max(8, int(length / _KNOT))
        x = np.linspace(room.x0 + 5, room.x1 - 5, knots)
        across = (np.arange(_SLABS) + 0.5) / _SLABS * width + room.z0
        count = int(rng.integers(1, 2 + int(length // 3000)))
        at = room.x0 + (np.arange(count) + rng.uniform(0.3, 0.7, count)) / count * length
        aside, share = rng.normal(0, width * 0.08, count), rng.uniform(0.5, 1, count)
        slope, level = stuff.slope * rng.uniform(0.75, 1.1, count), rng.choice([0.75, 0.9, 1.0, 1.0], count)
        bumps = _rough(rng, knots, stuff.rough) + _slumps(rng, knots, stuff.rough / 2)

        def surface(height: float) -> Heights:
            away = np.hypot(x[None, :, None] - at, 0.5 * (across[:, None, None] - aside))
            cones = height * share - slope * (np.hypot(away, 250) - 250)
            top = np.minimum(cones, height * share * level).max(axis=2) + bumps
            return np.clip(np.where(top > 0, top, np.minimum(np.abs(bumps), 30)), 0, tall - 80)

        heights = _grow(surface, tall * 1.1, stow.limit_kg * 0.995,
                        lambda grown: mass_kg(slabs(np.random.default_rng(0), stuff, room, grown, x)))  # fmt: skip
        stow.add(slabs(rng, stuff, room, heights, x))
        _note(rng, stow.place, room, float(heights.mean()))
        return stow.load()

    return pack


def _note(rng: np.random.Generator, place: Callable[..., None], room: Room, depth: float) -> None:
    """Within the bulk, at a few places."""
    for x in rng.uniform(room.x0, max(room.x0, room.x1 - 800), 3):
        place("in_goods", Room(float(x), float(x) + 800, room.y0, room.y0 + depth, room.z0, room.z1))


def _of(material: str, fill: tuple[float, float], tiles: Callable[[int], Tile], slope: float = 0.55,
        rough: float = 10.0) -> Callable[[np.random.Generator], Bulk]:  # fmt: skip
    def draw(rng: np.random.Generator) -> Bulk:
        return Bulk(material, float(rng.uniform(*fill)), tuple(tiles(number) for number in range(3)), slope, rough)

    return draw


def _fine(number: int) -> Tile:
    return both(both(grain(160, 120, 0.02, number), grain(20, 16, 0.025, number + 4)), grain(900, 70, 0.02, number))


def _metal(number: int) -> Tile:
    return clumps(90, 0.42, number)


def _stony(number: int) -> Tile:
    return clumps(60, 0.2, number)


BOXES: tuple[HoldKind, ...] = ("dry",)
GOODS = (
    Goods("coffee_bulk", "0901", liner(_of("coffee", (0.95, 1.1), _fine, rough=4)), (0.45, 0.74), 1, BOXES),
    Goods("soya_meal", "2304", liner(_of("grain", (0.42, 0.48), _fine, rough=15)), (0.42, 0.69), 1, BOXES),
    Goods("wheat", "1001", liner(_of("grain", (0.55, 0.6), _fine, rough=6)), (0.55, 0.85), 0.7, BOXES),
    Goods("polymer_bulk", "3901", liner(_of("polyethylene", (0.55, 0.62), _fine, rough=6)), (0.39, 0.64), 0.6, BOXES),
    Goods("salt", "2501", heaped(_of("salt", (0.5, 0.58), _fine, 0.65, 25)), (0.4, 1.1), 0.5, BOXES),
    Goods("ore", "2601", heaped(_of("ore", (0.45, 0.6), _stony, 0.7, 35)), (0.78, 1.9), 0.5, BOXES),
    Goods("scrap_steel", "7204", heaped(_of("steel", (0.09, 0.16), _metal, 0.8, 110)), (0.3, 0.96), 1, BOXES),
    Goods("aluminium_scrap", "7602", heaped(_of("aluminium", (0.1, 0.2), _metal, 0.8, 120)), (0.12, 0.45), 0.6, CLOSED),
)
