"""Small parts that any machine is covered with: pipes, hoses, ribs, rows of bolts, brackets at any angle."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Room
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Box, Part, Wire, brick


def trimmings(rng: np.random.Generator, room: Room, count: int) -> tuple[Part, ...]:
    """A draw of all kinds, within a room."""
    parts: list[Part] = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.5:
            parts.append(_pipe(rng, room))
        elif kind < 0.65:
            parts += _row(rng, room, (5, 9), (60, 260), 400)
        elif kind < 0.8:
            parts += _row(rng, room, (12, 26), (12, 26), 50)
        else:
            parts.append(_bracket(rng, room))
    return tuple(parts)


def _inside(rng: np.random.Generator, room: Room, margin: float = 0.1) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    low, high = np.array([room.x0, room.y0, room.z0]), np.array([room.x1, room.y1, room.z1])
    return np.asarray(low + (high - low) * rng.uniform(margin, 1 - margin, 3), np.float64)


def _pipe(rng: np.random.Generator, room: Room) -> Part:
    """From one place to another: a pipe bent square, or a hose that sags."""
    start, end = _inside(rng, room), _inside(rng, room, 0.03)
    if rng.random() < 0.5:
        first, second = np.array([end[0], start[1], start[2]]), np.array([end[0], end[1], start[2]])
        line, material = np.array([start, first, second]), "steel"
    else:
        place = np.linspace(0, 1, 8)[:, None]
        line, material = start + (end - start) * place, str(rng.choice(["rubber", "copper"]))
        line[:, 1] -= float(rng.uniform(20, 200)) * (4 * place * (1 - place))[:, 0]
        line[:, 1] = np.maximum(line[:, 1], room.y0)
        line[:, 0] = np.clip(line[:, 0] + rng.normal(0, 15, 8), room.x0, room.x1)
    return Part(Wire(line, float(rng.uniform(3, 14))), material, float(rng.uniform(0.3, 0.8)))


def _row(rng: np.random.Generator, room: Room, wide: tuple[float, float], tall: tuple[float, float],
         deep: float) -> list[Part]:  # fmt: skip
    """The same thing again and again, evenly: ribs of a casting, bolts of a flange."""
    x, y, z = _inside(rng, room).tolist()
    width, height = float(rng.uniform(*wide)), min(float(rng.uniform(*tall)), room.y1 - y)
    pitch, back = width * float(rng.uniform(2.5, 5)), min(z + deep, room.z1)
    ends = [x + number * pitch for number in range(int(rng.integers(3, 9)))]
    return [Part(Box(at, at + width, y, y + height, z, back), "steel", 0.7) for at in ends if at + width < room.x1]


def _bracket(rng: np.random.Generator, room: Room) -> Part:
    """A lever or a stay: flat bar."""
    x, y, z = _inside(rng, room, 0.2).tolist()
    turn = rotation(float(rng.normal(0, 0.3)), float(rng.uniform(-1.6, 1.6)), 0.0)
    longest = 0.35 * min(room.size)
    size = (float(rng.uniform(0.3, 1)) * longest, float(rng.uniform(5, 22)), float(rng.uniform(20, 80)))
    return Part(brick((x, y, z), size, turn), "steel")
