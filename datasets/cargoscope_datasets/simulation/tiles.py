"""How the thickness of goods and machinery wavers: tiles that repeat, each box at a place of its own on one of them.

A tile is worked out once a process and is the same in all of them; what differs between two boxes of the same goods is
where on the tile they lie. Rows of goods one behind the other each have their own, so that the fan smears them as it
smears real ones.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

_STEP = 4.0
"""mm between samples of a tile."""
_SIDE = 512
"""Samples a side of a tile: it repeats after 2 m."""
_FAR = 64 * _SIDE * _STEP
"""Keeps places on a tile above 0."""

_PIECES = 16
"""Shapes that clumps are made of."""
_STROKE = 4
"""Samples by which a stroke of the pen reaches over the points that it is drawn between, at most."""

Tile = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Tiled:
    """A texture cut from a tile.

    Attributes:
        tile: (_SIDE, _SIDE) float32, 1 on average.
        x, a: which place of the tile lies at the origin, mm.
        ends: where the goods end along the vehicle, mm; None if they end abruptly.
        soft: over how much they thin out towards their ends, mm.
    """

    tile: Tile
    x: float
    a: float
    ends: tuple[float, float] | None = None
    soft: float = 0.0

    def field(self, x_mm: NDArray[np.float32], a_mm: NDArray[np.float32]) -> NDArray[np.float32]:
        """Factor on the thickness, (rows, columns); see `solids.Texture`."""
        columns = ((x_mm + self.x) / _STEP).astype(np.int64) % _SIDE
        rows = ((a_mm + self.a) / _STEP).astype(np.int64) % _SIDE
        field = self.tile.take(rows, axis=0).take(columns, axis=1)
        return field if self.ends is None else field * self._taper(x_mm, self.ends)

    def _taper(self, x_mm: NDArray[np.float32], ends: tuple[float, float]) -> NDArray[np.float32]:
        """Square root of the way in from the nearer end; 1 on average over the goods."""
        inwards = np.minimum(x_mm - ends[0], ends[1] - x_mm) / self.soft
        mean = 1 - 2 / 3 * self.soft / (ends[1] - ends[0])
        return np.asarray(np.sqrt(np.clip(inwards, 0, 1)) / mean, np.float32)


def softened(rng: np.random.Generator, tile: Tile, x0: float, x1: float, soft: float) -> Tiled:
    """Somewhere on a tile, for goods that are rounded off at their ends."""
    whole = cut(rng, tile)
    return replace(whole, ends=(x0, x1), soft=min(soft, 0.45 * (x1 - x0))) if soft > 0 else whole


def cut(rng: np.random.Generator, tile: Tile, base: float | None = None) -> Tiled:
    """Somewhere on a tile; one that has an up and down begins at the height `base`."""
    x, a = rng.uniform(0, _SIDE * _STEP, 2) + _FAR
    return Tiled(tile, float(x), float(a) if base is None else _FAR - base)


@lru_cache(maxsize=64)
def grain(length_mm: float, height_mm: float, depth: float, number: int = 0) -> Tile:
    """Soft bumps of a size, as of meat, bulk or cloth: log-normal, `depth` its standard deviation."""
    noise = np.random.default_rng([number, 1]).standard_normal((_SIDE, _SIDE)).astype(np.float32)
    down = np.exp(-2 * (np.pi * np.fft.fftfreq(_SIDE, _STEP) * height_mm / 2) ** 2)
    along = np.exp(-2 * (np.pi * np.fft.rfftfreq(_SIDE, _STEP) * length_mm / 2) ** 2)
    soft = np.fft.irfft2(np.fft.rfft2(noise) * np.multiply.outer(down, along).astype(np.float32))
    return _even(np.exp(depth * soft / soft.std()))


@lru_cache(maxsize=64)
def balls(diameter_mm: float, layers: int, hollow: float = 0.0, number: int = 0, squat: float = 1.0) -> Tile:
    """Round things in layers behind each other, nearly in rows: fruit, or fowl with a hollow."""
    rng = np.random.default_rng([number, 2])
    canvas = _canvas()
    side = _SIDE * _STEP
    across, up = max(1, round(side / diameter_mm)), max(1, round(side / (diameter_mm * squat * 0.93)))
    stamp = _ball(diameter_mm, squat, hollow)
    for _ in range(layers):
        shift = rng.uniform(0, side, 2)
        for row in range(up):
            for column in range(across):
                x = (column + 0.5 * (row % 2)) * side / across + shift[0] + rng.normal(0, diameter_mm * 0.1)
                y = row * side / up + shift[1] + rng.normal(0, diameter_mm * 0.1)
                _stamp(canvas, stamp, int(x / _STEP), int(y / _STEP), rng.uniform(0.85, 1.15))
    return _even(_wrapped(canvas))


def _ball(diameter_mm: float, squat: float, hollow: float) -> Tile:
    """Ways through one ball, with a hollow that is a share of its width."""
    half = max(2, int(np.ceil(diameter_mm / 2 / _STEP)))
    grid = np.arange(-half, half + 1) * _STEP / (diameter_mm / 2)
    away = (grid[:, None] / squat) ** 2 + grid[None, :] ** 2
    through = np.sqrt(np.maximum(1 - away, 0))
    if hollow:
        through -= hollow * np.sqrt(np.maximum(1 - away / hollow**2, 0))
    return np.asarray(through, np.float32)


@lru_cache(maxsize=64)
def clumps(size_mm: float, depth: float, number: int = 0) -> Tile:
    """Hard-edged pieces of all sizes at any angle: scrap, broken stone, mixed waste."""
    rng = np.random.default_rng([number, 3])
    canvas = _canvas()
    each = int(2.5 * (_SIDE * _STEP / size_mm) ** 2 / _PIECES)
    for _ in range(_PIECES):
        length = size_mm * min(float(rng.lognormal(0, 0.6)), 5.0) / _STEP
        middle = (_SIDE / 2, _SIDE / 2)
        corners = cv2.boxPoints((middle, (length, length * float(rng.uniform(0.1, 1))), float(rng.uniform(0, 180))))
        corners = corners.astype(np.int32)
        low = corners.min(axis=0)
        piece = np.zeros((np.ptp(corners, axis=0) + 1)[::-1], np.float32)
        cv2.fillConvexPoly(piece, corners - low, 1.0)
        strewn = (rng.integers(0, _SIDE, (2, each)) + low[::-1, None]).tolist()
        for y, x, thick in zip(*strewn, rng.lognormal(0, 0.5, each).tolist(), strict=True):
            _stamp(canvas, piece, x, y, thick)
    soft = cv2.blur(_wrapped(canvas), (2, 2))
    return _even(1 + depth * (soft - soft.mean()) / soft.std())


@lru_cache(maxsize=64)
def seams(length_mm: float, height_mm: float, seam_mm: float, loss: float, number: int = 0) -> Tile:
    """Small cartons side by side: between them, and under their lids, less is in the way."""
    rng = np.random.default_rng([number, 4])
    total = np.ones((_SIDE, _SIDE), np.float32)
    side = _SIDE * _STEP
    columns, rows = max(1, round(side / length_mm)), max(1, round(side / height_mm))
    wide = max(1, round(seam_mm / _STEP))
    for row in range(rows):
        y0, y1 = (round(edge * _SIDE / rows) for edge in (row, row + 1))
        shift = rng.normal(0, seam_mm)
        for column in range(columns):
            x = int((column * side / columns + shift + rng.normal(0, seam_mm * 0.4)) / _STEP)
            total[y0:y1, np.arange(x, x + wide) % _SIDE] *= 1 - loss * float(rng.uniform(0.4, 1))
        total[y1 - wide : y1] *= 1 - loss * float(rng.uniform(0.3, 1))
    return _even(total)


@lru_cache(maxsize=64)
def bottles(diameter_mm: float, count: int, layers: int, neck: float, level: float, number: int = 0) -> Tile:
    """Standing bottles or cans, `count` on top of each other in the tile: a neck, and air above what is in them.

    Args:
        diameter_mm: of one.
        count: rows of them in a tile: each is `_SIDE * _STEP / count` mm high, its carton included.
        layers: behind each other in a carton.
        neck: share of the height that is narrow; 0 for cans.
        level: how full, as a share of the height below the neck.
        number: which of the tiles of a kind.
    """
    rng = np.random.default_rng([number, 5])
    rows, side = _SIDE // count, _SIDE * _STEP
    up = (np.arange(rows) + 0.5) / rows
    width = np.where(up < 1 - neck, 1.0, np.maximum(0.35, 1 - (up - 1 + neck) / 0.1))
    full = np.where(up < level, 1.0, 0.18) * (up < 0.97)
    across = round(side / diameter_mm)
    total = np.zeros((_SIDE, _SIDE), np.float32)
    for row in range(count):
        for _ in range(layers):
            shift = rng.uniform(0, side)
            x = ((np.arange(_SIDE) * _STEP + shift) % (side / across)) / (side / across) * 2 - 1
            chord = np.sqrt(np.maximum(width[:, None] ** 2 - x[None] ** 2, 0)) * full[:, None]
            total[row * rows : (row + 1) * rows] += chord * rng.uniform(0.95, 1.05)
    return _even(total)


@lru_cache(maxsize=64)
def works(upright: float, number: int = 0) -> Tile:
    """What a machine's inside amounts to where it is too much to draw: sheets on edge, boxes, discs, pipes, wires.

    Args:
        upright: share of the sheets that stand; the others lie.
        number: which of the tiles of a kind.
    """
    rng = np.random.default_rng([number, 6])
    canvas, piece = _canvas(), _canvas()
    for _ in range(130):
        points = _draw_works(piece, rng, upright)
        x0, y0 = np.maximum(np.min(points, axis=0) - _STROKE, 0).tolist()
        x1, y1 = (np.max(points, axis=0) + _STROKE).tolist()
        canvas[y0:y1, x0:x1] += piece[y0:y1, x0:x1]
        piece[y0:y1, x0:x1] = 0
    total = 0.45 + _wrapped(canvas)
    return _even(np.maximum(cv2.GaussianBlur(total, (3, 3), 0.6), 0.1) * grain(28, 28, 0.1, number))


def _draw_works(piece: Tile, rng: np.random.Generator, upright: float) -> NDArray[np.int32]:
    """Draw a sheet, box, disc or wire on an empty canvas; gives the points (x, y) around it, but for its stroke."""
    x, y = rng.integers(0, _SIDE, 2).tolist()
    long, kind = int(rng.lognormal(3.6, 0.6)), rng.random()
    if kind < 0.45:
        end = (x, y + long) if rng.random() < upright else (x + long, y)
        cv2.line(piece, (x, y), end, float(rng.uniform(0.15, 0.9)), int(rng.choice([1, 1, 1, 2])))
        return np.array([(x, y), end], np.int32)
    if kind < 0.7:
        end = x + int(rng.integers(4, 45)), y + int(rng.integers(4, 60))
        cv2.rectangle(piece, (x, y), end, float(rng.uniform(-0.12, 0.35)), -1)
        return np.array([(x, y), end], np.int32)
    if kind < 0.8:
        x, y, size = x + 30, y + 30, int(rng.integers(3, 20))
        cv2.circle(piece, (x, y), size, float(rng.uniform(0.1, 0.8)), int(rng.choice([-1, 1, 2])), cv2.LINE_AA)
        return np.array([(x - size, y - size), (x + size, y + size)], np.int32)
    steps = rng.normal(0, long / 2, (5, 2)).cumsum(axis=0)
    wire: NDArray[np.int32] = np.clip(steps + np.array([x + 1, y + 1]), 0, 2 * _SIDE - 1).round().astype(np.int32)
    cv2.polylines(piece, [wire], False, float(rng.uniform(0.1, 0.4)), 1, cv2.LINE_AA)
    return wire


@lru_cache(maxsize=64)
def fins(pitch_mm: float, number: int = 0) -> Tile:
    """A cooler's packet: sheets on edge that stand a little askew, some bent, and the rows of tube across them."""
    rng = np.random.default_rng([number, 7])
    total = np.full((_SIDE, _SIDE), 0.55, np.float32)
    count = round(_SIDE * _STEP / pitch_mm)
    for at in (np.arange(count) + rng.normal(0, 0.12, count)) * _SIDE / count:
        x, away = int(at) % _SIDE, np.cumsum(rng.normal(0, 0.05, _SIDE)).round().astype(int)
        total[np.arange(_SIDE), (x + away) % _SIDE] += float(rng.uniform(0.1, 0.9))
    for y in range(0, _SIDE, max(1, round(38 / _STEP))):
        total[y : y + 3] *= 1 + float(rng.uniform(0.0, 0.35))
    return _even(cv2.GaussianBlur(total, (3, 3), 0.6) * grain(60, 90, 0.12, number))


def _canvas() -> Tile:
    """Room for a tile and for what reaches over its edges."""
    return np.zeros((2 * _SIDE, 2 * _SIDE), np.float32)


def _stamp(canvas: Tile, stamp: Tile, x: int, y: int, times: float) -> None:
    """Add a multiple of a stamp, no larger than a tile, whose first column is x and first row y of a tile."""
    x, y = x % _SIDE, y % _SIDE
    canvas[y : y + stamp.shape[0], x : x + stamp.shape[1]] += stamp * np.float32(times)


def _wrapped(canvas: Tile) -> Tile:
    """A tile, on which what reached over one edge comes in at the other."""
    return np.asarray(canvas.reshape(2, _SIDE, 2, _SIDE).sum(axis=(0, 2)), np.float32)


def _even(field: NDArray[np.floating]) -> Tile:
    field = np.maximum(field, 0)
    return np.asarray(field / field.mean(), np.float32)


def both(first: Tile, second: Tile) -> Tile:
    """One tile on top of the other."""
    return _even(first * second)
