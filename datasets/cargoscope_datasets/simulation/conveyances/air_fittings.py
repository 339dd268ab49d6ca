"""Small parts of brakes and wiring on frames: valves, terminals, plugs; much there looks like a weapon."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation.conveyances.lines import hose
from cargoscope_datasets.simulation.conveyances.sections import bar, block, hollow
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.solids import Part, Wire, ball, brick, rod


def valve_block(rng: np.random.Generator, x: float, y: float, z: float) -> list[Part]:
    """A brake or levelling valve: cast chambers at any lean, with fittings and hoses that leave every way."""
    wide, tall, deep = float(rng.uniform(45, 120)), float(rng.uniform(45, 110)), float(rng.uniform(50, 95))
    lean = rotation(0.0, float(rng.uniform(-0.5, 0.5)), 0.0)
    parts: list[Part] = [Part(brick((x, y, z), (wide, tall, deep), lean), "aluminium", float(rng.uniform(0.35, 0.7)))]
    if rng.random() < 0.7:
        cap = lean @ np.array([0.0, 1.0, 0.0]) * float(rng.choice([-1, 1]))
        reach = tall / 2 + float(rng.uniform(15, 70))
        end = (x + float(cap[0]) * reach, y + float(cap[1]) * reach, z)
        parts.append(Part(rod((x, y, z), end, wide * float(rng.uniform(0.3, 0.55))), "aluminium", 0.45))
    if rng.random() < 0.6:
        parts.append(
            Part(ball((x + float(rng.uniform(-20, 20)), y + float(rng.uniform(-20, 20)), z), wide * 0.25), "steel", 0.6)
        )
    if rng.random() < 0.6:
        shelf = y + float(rng.choice([-1, 1])) * (tall * 0.6 + 6)
        reach = float(rng.uniform(0.4, 0.9)) * wide
        parts.append(block("steel", x - reach, x + wide * 0.6, shelf, shelf + 7, z - deep / 2, z + deep / 2))
    for _ in range(int(rng.integers(3, 6))):
        angle = float(rng.uniform(0, 2 * np.pi))
        way = (float(np.cos(angle)), float(np.sin(angle)))
        port = (x + way[0] * wide * 0.5, y + way[1] * tall * 0.5, z + float(rng.uniform(-0.3, 0.3)) * deep)
        end = (port[0] + way[0] * 34, port[1] + way[1] * 34, port[2])
        parts.append(Part(rod(port, end, float(rng.uniform(10, 15))), "brass", 0.85))
        far = (
            end[0] + float(rng.uniform(-500, 500)),
            end[1] + float(rng.uniform(-30, 170)),
            z * float(rng.uniform(0.6, 1.1)),
        )
        parts += hose(rng, end, far, float(rng.uniform(4.5, 7.0)), sag=float(rng.uniform(-30, 90)))
    return parts


def junction_box(rng: np.random.Generator, x: float, y: float, z: float) -> list[Part]:
    """A plastic box of terminals with a row of glands."""
    wide, tall = float(rng.uniform(140, 260)), float(rng.uniform(70, 120))
    parts = hollow("plastic", (x, x + wide), (y, y + tall), (z - 35, z + 35), 4.0)
    parts.append(block("copper", x + 20, x + wide - 20, y + tall * 0.45, y + tall * 0.6, z - 12, z + 12, 0.35))
    for at in np.arange(x + 22, x + wide - 10, 32):
        parts.append(Part(rod((float(at), y - 26, z), (float(at), y + 6, z), 10), "brass", 0.6))
        parts.append(block("steel", float(at) - 6, float(at) + 6, y + tall * 0.3, y + tall * 0.42, z - 8, z + 8))
    return parts


def stacked_valve(rng: np.random.Generator, x: float, y: float, z: float) -> list[Part]:
    """Flanges on an upright stem, bolted together: a relay or quick-release valve from the side."""
    tall, parts = float(rng.uniform(130, 210)), []
    parts.append(Part(rod((x, y, z), (x, y + tall, z), float(rng.uniform(11, 19))), "steel", 0.7))
    for place in np.linspace(0.12, 0.88, int(rng.integers(3, 5))):
        half, thick = float(rng.uniform(24, 56)), float(rng.uniform(7, 14))
        at = y + tall * float(place)
        parts.append(Part(rod((x, at - thick, z), (x, at + thick, z), half), "aluminium", float(rng.uniform(0.5, 0.9))))
        for side in (-1, 1):
            bolt = x + side * half * 0.8
            parts.append(Part(rod((bolt, at - thick - 9, z), (bolt, at + thick + 9, z), 5), "steel"))
    port = y + tall * float(rng.uniform(0.3, 0.7))
    for way in (-1, 1):
        end = (x + way * float(rng.uniform(50, 75)), port, z)
        parts.append(Part(rod((x, port, z), end, 11), "brass", 0.8))
        far = (x + way * float(rng.uniform(200, 600)), port + float(rng.uniform(-60, 160)), z)
        parts += hose(rng, end, far, float(rng.uniform(5, 7)), sag=float(rng.uniform(-60, 80)))
    return parts


def levelling_valve(rng: np.random.Generator, x: float, y: float, z: float) -> list[Part]:
    """A small box on an angle, whose arm and link hang towards the axle."""
    wide, tall, way = float(rng.uniform(38, 60)), float(rng.uniform(60, 105)), float(rng.choice([-1, 1]))
    arm = (x + way * float(rng.uniform(120, 230)), y + float(rng.uniform(-40, 60)), z)
    link = (arm[0] + float(rng.normal(0, 20)), arm[1] - float(rng.uniform(180, 320)), z)
    return [
        Part(brick((x, y, z), (wide, tall, 55), rotation(0.0, float(rng.normal(0, 0.1)), 0.0)), "aluminium", 0.7),
        Part(rod((x, y - tall * 0.5, z), (x, y + tall * 0.9, z), 13), "steel", 0.7),
        block("steel", x - way * wide, x + way * wide * 0.4, y + tall * 0.5, y + tall * 0.5 + 6, z - 50, z + 50),
        block("steel", x - way * wide - 6, x - way * wide, y - tall * 0.3, y + tall * 0.9, z - 50, z + 50),
        bar((x, y, z), arm, 22, 6),
        Part(rod(arm, link, 6), "steel"),
        Part(ball(arm, 15), "rubber"),
        Part(ball(link, 15), "rubber"),
    ]


def plug_loop(rng: np.random.Generator, x: float, y: float, z: float) -> list[Part]:
    """A cable hung up in one or two loops under its plug."""
    radius, turns = float(rng.uniform(75, 125)), int(rng.integers(1, 3))
    angle = np.linspace(0, 2 * np.pi * turns, 18 * turns) + np.pi / 2
    grow = 1 + np.linspace(0, 0.12, angle.size)
    line = np.column_stack([x + radius * grow * np.cos(angle), y - radius + radius * grow * np.sin(angle),
                            z + np.linspace(0, 40, angle.size)])  # fmt: skip
    half, tall = float(rng.uniform(20, 32)), float(rng.uniform(55, 95))
    return [
        Part(Wire(line, float(rng.uniform(6, 9))), "copper", 0.3),
        Part(rod((x, y - 10, z), (x, y + tall, z), half), "plastic", 0.9),
        Part(rod((x, y + tall * 0.3, z), (x, y + tall, z), half * 0.8), "brass", 0.5),
        block("steel", x - half - 10, x + half + 10, y + tall - 18, y + tall - 6, z - half, z + half, 0.8),
    ]


AIR_FITTINGS: tuple[Callable[[np.random.Generator, float, float, float], list[Part]], ...] = (
    valve_block,
    valve_block,
    stacked_valve,
    levelling_valve,
    plug_loop,
)
"""As often as they are listed."""
