"""What hand guns are made of. The muzzle is towards +x, upright, mm."""

import numpy as np

from cargoscope_datasets.simulation.placement import place_parts
from cargoscope_datasets.simulation.shapes import Parts, middle_block, slab, wire
from cargoscope_datasets.simulation.solids import Part, Point, rod


def slide_with_barrel(length: float, height: float, width: float, rng: np.random.Generator) -> Parts:
    """On y = 0, its rear end at x = 0: a steel block with a barrel in it, and a port."""
    bore = rng.uniform(2.9, 6)
    port = rng.uniform(0.35, 0.5) * length
    middle, muzzle = height * 0.6, length + rng.uniform(0, 4)
    return (
        Part(middle_block(0, length, 0, height, width), "steel"),
        Part(middle_block(length * 0.3, length - 3, 2, height * 0.75, width - 7), "steel", -0.55),
        Part(middle_block(port, port + length * 0.17, height * 0.76, height, width * 0.6), "steel", -0.9),
        Part(rod((length * 0.3, middle, 0), (muzzle, middle, 0), bore + 3.5), "steel", 0.5),
        Part(rod((length * 0.3, middle, 0), (muzzle, middle, 0), bore), "steel", -0.9),
        Part(middle_block(4, 11, height, height + 5, 8), "steel"),
        Part(middle_block(length - 10, length - 5, height, height + 4, 4), "steel"),
    )


def grip_with_magazine(rng: np.random.Generator, depth: float, wide: float, thick: float, *, steel: bool) -> Parts:
    """Below y = 0, its rear near x = 0: the frame's walls around a magazine of cartridges."""
    lean = rng.uniform(0.12, 0.4) * depth
    outline = [(2, 0), (wide, 0), (wide - lean, -depth), (-lean - 2, -depth - rng.uniform(0, 6))]
    inset = [(7, -2), (wide - 7, -2), (wide - 9 - lean, -depth), (5 - lean, -depth)]
    frame, fill = ("steel", 0.45) if steel else ("plastic", 1.0)
    magazine = slab(inset, thick * 0.72)
    parts = [
        Part(slab(outline, thick), frame, fill),
        Part(magazine, frame, -fill),
        Part(magazine, "steel", rng.uniform(0.18, 0.28)),
    ]
    if rng.random() < 0.75:
        parts.append(Part(magazine, "brass", rng.uniform(0.15, 0.4)))
    foot = [(wide - 7 - lean, -depth), (4 - lean, -depth), (3 - lean, -depth - 9), (wide - 6 - lean, -depth - 9)]
    parts.append(Part(slab(foot, thick * 0.9), "plastic" if rng.random() < 0.5 else "steel", 0.8))
    return tuple(parts)


def trigger_in_guard(x: float, radius: float, *, material: str = "steel") -> Parts:
    """A guard bent out of a bar below y = 0, its middle at x, and a trigger that does not reach its bottom."""
    bend: list[Point] = [
        (x + radius * 1.3, 0, 0),
        (x + radius * 1.15, -radius * 1.1, 0),
        (x + radius * 0.6, -radius * 1.6, 0),
        (x - radius * 0.7, -radius * 1.6, 0),
        (x - radius * 1.4, -radius * 1.1, 0),
    ]
    tongue = [(x - 4, 2), (x + 4, 2), (x + 4, -radius * 0.9), (x + 1, -radius * 1.1)]
    return (*wire(bend, 3, material), Part(slab(tongue, 6), "steel"))


def frame_bar(x0: float, x1: float, height: float, width: float, *, steel: bool) -> Part:
    """What the slide runs on."""
    return Part(middle_block(x0, x1, -height, 0, width), "steel" if steel else "plastic", 0.6 if steel else 0.9)


def self_loading(rng: np.random.Generator, length: float, scale: float) -> Parts:
    """A whole pistol with a slide of a length; its grip and its thickness grow with the scale."""
    steel = rng.random() < 0.5
    height, width = rng.uniform(19, 27) * scale, rng.uniform(22, 31) * scale
    wide, under = rng.uniform(42, 54) * scale, rng.uniform(12, 20)
    deep = max(rng.uniform(80, 110) * scale, 62)
    guard = wide + rng.uniform(12, 20)
    grip = place_parts(
        grip_with_magazine(rng, deep - under, wide, width * 1.05, steel=steel), np.eye(3), (0, -under, 0)
    )
    trigger = place_parts(trigger_in_guard(guard, rng.uniform(15, 19)), np.eye(3), (0, -under, 0))
    tang = [(-8, 0), (wide, 0), (wide, -under), (0, -under)]
    hammer = [(-8, 2), (1, 0), (1, 12), (-5, 14)]
    return (
        *slide_with_barrel(length, height, width, rng),
        frame_bar(wide, length * rng.uniform(0.85, 0.98), under, width * 0.85, steel=steel),
        Part(slab(tang, width * 0.9), "steel", 0.7),
        *grip,
        *trigger,
        Part(slab(hammer, 8), "steel"),
    )


def revolver_grip(rng: np.random.Generator, radius: float) -> list[Part]:
    """Below a drum of a radius: two plates on a frame of steel, open in its middle, or on a thin tang."""
    deep, lean, thick = rng.uniform(55, 95), rng.uniform(18, 50), rng.uniform(24, 34)
    upper = [
        (-32, -radius + 4),
        (-4, -radius - 8),
        (-12, -radius - deep * 0.5),
        (-36 - lean * 0.35, -radius - deep * 0.4),
    ]
    lower = [
        upper[3],
        upper[2],
        (-lean + rng.uniform(-4, 8), -radius - deep),
        (-lean - 40, -radius - deep + rng.uniform(0, 16)),
    ]
    material = str(rng.choice(["wood", "plastic", "rubber"]))
    framed, tang = rng.random() < 0.65, rng.uniform(0.08, 0.3)
    parts = [Part(slab(outline, thick), material, 1.0 - tang) for outline in (upper, lower)]
    if not framed:
        return parts + [Part(slab(outline, thick), "steel", tang) for outline in (upper, lower)]
    broad = rng.uniform(0.2, 0.32)
    straps = [_strip(outline, share, broad) for outline in (upper, lower) for share in (0.0, 1.0 - broad)]
    return parts + [Part(slab(strap, thick * 0.42), "steel") for strap in straps]


def _strip(outline: list[tuple[float, float]], share: float, broad: float) -> list[tuple[float, float]]:
    """What lies between two shares of the way from the rear edge of a figure of four corners to its front edge."""
    rear_top, front_top, front_low, rear_low = np.asarray(outline, np.float64)
    corners = (
        rear_top + (front_top - rear_top) * share,
        rear_top + (front_top - rear_top) * (share + broad),
        rear_low + (front_low - rear_low) * (share + broad),
        rear_low + (front_low - rear_low) * share,
    )
    return [(float(x), float(y)) for x, y in corners]
